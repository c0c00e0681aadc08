"""Tests that demo patients have on order only."""

from __future__ import annotations

from cds_service.demo.catalogue import Test

ELECTROPHORESIS = Test("spep", "24351-9", "", "Protein electrophoresis, serum")
LIGHT_CHAINS = Test("free-light-chains", "57778-3", "", "Free light chains, serum")
METABOLIC_PANEL = Test(
    "metabolic-panel",
    "24323-8",
    "Comprehensive metabolic 2000 panel - Serum or Plasma",
    "Comprehensive metabolic panel",
)
