"""Chromosome and gene findings: what a report says of one marker, and no more than that."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from fhir_mappings.model.values import Measured, Moment


class Marker(Enum):
    """A finding that an index asks for, in the words a card uses."""

    DEL_17P = "del(17p)"
    TP53_MUTATION = "TP53 mutation"
    T_4_14 = "t(4;14)"
    T_14_16 = "t(14;16)"
    T_14_20 = "t(14;20)"
    T_11_14 = "t(11;14)"
    GAIN_1Q = "1q gain"
    DEL_1P32 = "del(1p32)"
    IGHV_UNMUTATED = "unmutated IGHV"
    DEL_13Q = "del(13q)"
    DEL_11Q = "del(11q)"
    TRISOMY_12 = "trisomy 12"

    # Members are singletons; Enum itself would hash a name for each look-up.
    __hash__ = object.__hash__


@dataclass(frozen=True)
class MarkerResult:
    """One machine-readable answer on one marker.

    `present` is None when the report answers neither yes nor no (indeterminate, a share of cells
    without a limit): never to be read as absent. `share`: percent of cells (of reads for a TP53
    mutation). `copies`: copy number; 0 at 1p32 is a biallelic, 1 a monoallelic deletion. `text`:
    the answer as reported.
    """

    marker: Marker
    present: bool | None
    reference: str
    taken: Moment
    share: Measured | None = None
    text: str = ""
    copies: Decimal | None = None
    loinc: str = ""

    def above(self, cutoff: Decimal) -> bool | None:
        """Is the marker in more than this percentage? Exactly the cut-off is undetermined (P-14).

        Absent is not above. Present without a share, or a bound that allows both, is None.
        """
        if self.share is None:
            return False if self.present is False else None
        if self.share.low > cutoff or (self.share.low == cutoff and not self.share.low_included):
            return True
        if self.share.high < cutoff or (self.share.high == cutoff and not self.share.high_included):
            return False
        return None

    @property
    def biallelic(self) -> bool | None:
        """Are both copies lost? None when the copy number of a deletion is not reported."""
        if self.present is False:
            return False
        return None if self.copies is None else self.copies == 0
