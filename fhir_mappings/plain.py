"""Texts and codings that every FHIR type accepts as they stand, told without FHIR's models.

Whatever is not plain is left to the models of fhir.resources, which remain the judge of what FHIR
allows; a property test holds that they accept all that is plain, with the same content (ADR 0024).
JSON null is not plain: servers that send it are rare.
"""

from __future__ import annotations

from typing import NamedTuple

from fhir_mappings.bundle import Resource


class Coding(NamedTuple):
    """System and code of a coding, "" for what is absent."""

    system: str
    code: str


def is_plain(text: object) -> bool:
    """Is this "", or printable text without blanks around it?"""
    return isinstance(text, str) and (not text or (text.isprintable() and text.strip() == text))


def is_plain_word(text: object) -> bool:
    """Is this "", or printable text without any blank?"""
    return isinstance(text, str) and (not text or (text.isprintable() and " " not in text))


def plain_codings(concept: object) -> list[Coding] | None:
    """The codings of a CodeableConcept that is absent or plain; None when it is neither."""
    if concept is None:
        return []
    codings = concept.get("coding") if isinstance(concept, dict) else None
    if not isinstance(codings, list) or not all(isinstance(item, dict) for item in codings):
        return None
    found = [_coding(item) for item in codings]
    return found if all(is_plain_word(word) for item in found for word in item) else None


def _coding(coding: Resource) -> Coding:
    return Coding(coding.get("system", ""), coding.get("code", ""))
