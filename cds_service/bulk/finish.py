"""The end of an evaluation: the report, and nothing left that could lead back to a patient."""

from __future__ import annotations

import shutil
from pathlib import Path

from cds_service.bulk.plan import Plan
from cds_service.bulk.report import Assumptions
from cds_service.bulk.report_files import write_report
from cds_service.bulk.tally import tally


def finish(plan: Plan, assumed: Assumptions) -> Path:
    """Write the report of a complete run; the path of its page.

    The rows of the export and the key of the run are deleted, also what killed shards left behind.
    """
    page = write_report(tally(plan), plan, assumed)
    for left_over in (plan.work, plan.out / "spill", *(plan.out / "shards").glob(".*")):
        shutil.rmtree(left_over, ignore_errors=True)
    return page
