"""Tests that would settle what is open, each with its LOINC order code."""

from __future__ import annotations

from cds_service.rules.finding import Companion

ALBUMIN = Companion(
    code="1751-7",
    display="Albumin [Mass/volume] in Serum or Plasma",
    label="Order serum albumin",
    text="Albumin, serum",
    reason="input of ISS",
    recommended=True,
)
LDH = Companion(
    code="2532-0",
    display="Lactate dehydrogenase [Enzymatic activity/volume] in Serum or Plasma",
    label="Order serum LDH",
    text="LDH, serum",
    reason="input of R-ISS",
)
CREATININE = Companion(
    code="2160-0",
    display="Creatinine [Mass/volume] in Serum or Plasma",
    label="Order creatinine with eGFR",
    text="Creatinine with eGFR, serum",
    reason="separates filtration from cell turnover",
    recommended=True,
)
