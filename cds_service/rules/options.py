"""Inputs with named values that several indices share; options run from best to worst.

An input named after an analyte is a `Number` in its canonical unit, or `AGAINST_LIMIT` where the
publication asks only whether the result is above the upper limit of its own laboratory (equal to
the limit is normal; no limit on the report: unknown, policies P-12 and P-13).
"""

from __future__ import annotations

from cds_service.rules.possible import Choice

AGAINST_LIMIT = Choice(("normal", "high"))
MARKER = Choice(("absent", "present"))  # tested; a lesion that was not looked for is unknown
YES_NO = Choice(("no", "yes"))
SEX = Choice(("female", "male"))
