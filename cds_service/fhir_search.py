"""One search for one patient: how it is written, in what portions, and which rows count.

Rows count only if they are of the kind asked for and of this patient. Where the server was asked
without code systems, only rows with one of the codings asked for count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from cds_service.fhir_answer import Answer
from cds_service.fhir_style import Codes, Style, codings_in
from cds_service.shortfall import Shortfall
from fhir_mappings.bundle import INCLUDED, Entry
from fhir_mappings.shape import is_older
from fhir_mappings.subject import identity

# Beyond about twenty values, or two thousand characters, real servers hang or refuse.
MOST_CODES = 20
LONGEST_ADDRESS = 2000


@dataclass(frozen=True)
class Search:
    """A search by path and parameters, or a read (`params` empty). An empty answer to a `required`
    one is asked for again in other styles, until the server has proven that it finds rows."""

    path: str
    params: dict[str, str]
    patient_id: str
    required: bool = False

    @property
    def kind(self) -> str:
        """The resource type asked for."""
        return self.path.partition("/")[0]

    def portions(self, base: str) -> Iterator[Search]:
        """The same search with its codes shared out, so that no address grows too long."""
        portion: list[str] = []
        for code in filter(None, self.params.get("code", "").split(",")):
            more = self._with([*portion, code])
            if portion and (len(portion) == MOST_CODES or more.length(base) > LONGEST_ADDRESS):
                yield self._with(portion)
                portion = []
            portion.append(code)
        yield self._with(portion) if portion else self

    def length(self, base: str) -> int:
        """Characters of the address in its longest style."""
        return len(
            f"{base}/{self.path}?{urlencode(Style(typed_patient=True).written(self.params))}"
        )

    def _with(self, codes: Iterable[str]) -> Search:
        return replace(self, params=self.params | {"code": ",".join(codes)})

    def own(self, answer: Answer, base: str, style: Style) -> Answer:
        """The answer with this patient's rows only. When a required search brought only those of
        others, one of them stays: the rules say that it exists."""
        rows = [entry for entry in answer.entries if _kind(entry) == self.kind]
        if rows and all(is_older(entry.resource) for entry in rows):
            return Answer(shortfall=Shortfall.OLDER_RELEASE)
        if not self.params:
            return self._read(answer, rows)
        known = identity(self.patient_id, answer.entries, base)
        rows = [entry for entry in rows if self._meant(entry, style)]
        own = [entry for entry in rows if known.refusal(entry) is None]
        if rows and not own:
            kept = tuple(rows[:1]) if self.required else ()
            return Answer(kept, answer.shortfall or Shortfall.OTHER_PATIENT)
        beside = [entry for entry in answer.entries if _kind(entry) in INCLUDED]
        return replace(answer, entries=(*own, *beside))

    def _read(self, answer: Answer, rows: list[Entry]) -> Answer:
        if any(entry.resource.get("id") != self.path.rpartition("/")[2] for entry in rows):
            return Answer(shortfall=Shortfall.OTHER_PATIENT)
        return replace(answer, entries=tuple(rows))

    def _meant(self, entry: Entry, style: Style) -> bool:
        if style.codes is Codes.WITH_SYSTEM or "code" not in self.params:
            return True
        asked = codings_in(self.params["code"])
        return any((item.get("system"), item.get("code")) in asked for item in entry.codings)


def _kind(entry: Entry) -> object:
    return entry.resource.get("resourceType")
