"""The invented patients of the demo; the tests use them as whole patients too.

`demo_patients(today)` tells every story relative to a given day, so that the data never age.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from cds_service.demo.chart_writer import ChartWriter, Resource
from cds_service.demo.story import Story
from cds_service.demo.story_course import COURSE_STORIES
from cds_service.demo.story_kidney import KIDNEY_STORIES
from cds_service.demo.story_lymphoid import LYMPHOID_STORIES
from cds_service.demo.story_no_stage import NO_STAGE_STORIES
from cds_service.demo.story_person import PERSON_STORIES
from cds_service.demo.story_record import RECORD_STORIES
from cds_service.demo.story_staging import STAGING_STORIES
from cds_service.demo.story_units import UNIT_STORIES
from cds_service.demo.story_urine import URINE_STORIES

STORIES: tuple[Story, ...] = (
    *STAGING_STORIES,
    *KIDNEY_STORIES,
    *LYMPHOID_STORIES,
    *COURSE_STORIES,
    *URINE_STORIES,
    *PERSON_STORIES,
    *RECORD_STORIES,
    *UNIT_STORIES,
    *NO_STAGE_STORIES,
)


@dataclass(frozen=True)
class DemoPatient:
    """One invented patient: who, what the chart shows, and the resources that show it."""

    id: str
    name: str
    shows: str
    resources: tuple[Resource, ...]

    def bundle(self) -> dict[str, Any]:
        """A FHIR R4 transaction that puts the whole chart on a server, keeping the ids."""
        return {
            "resourceType": "Bundle",
            "type": "transaction",
            "entry": [_put(resource) for resource in self.resources],
        }


def demo_patients(today: date) -> tuple[DemoPatient, ...]:
    """Every demo patient as of `today`, in the order of the demo page."""
    return tuple(_told(story, today) for story in STORIES)


def demo_patient(story_id: str, today: date) -> DemoPatient:
    """One demo patient by id; an unknown id is a KeyError."""
    stories = {story.id: story for story in STORIES}
    return _told(stories[story_id], today)


def _told(story: Story, today: date) -> DemoPatient:
    chart = ChartWriter(story.id, today)
    chart.person(story.given, story.family, story.sex, story.age)
    story.write(chart)
    name = f"{story.given} {story.family}"
    return DemoPatient(story.id, name, story.shows, tuple(chart.resources))


def _put(resource: Resource) -> Resource:
    address = f"{resource['resourceType']}/{resource['id']}"
    return {
        "fullUrl": f"https://demo.example.org/fhir/{address}",
        "resource": resource,
        "request": {"method": "PUT", "url": address},
    }
