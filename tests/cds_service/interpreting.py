"""What `b2m-cds interpret` is given in the tests: the demo stories as Bundles and requests."""

from datetime import date

from click.testing import CliRunner

from cds_service.cli import main
from cds_service.demo.patients import demo_patient
from cds_service.json_body import json_text
from cds_service.services import PATIENT_VIEW

TODAY = date(2026, 11, 20)
AT = ["--at", "2026-11-20"]


def interpret(*arguments, **options):
    return CliRunner().invoke(main, ["interpret", *arguments], **options)


def bundle(story, kind="transaction"):
    return {**demo_patient(story, TODAY).bundle(), "type": kind}


def request(story, **changes):
    """A CDS Hooks request that delivers the story's resources, sorted into the prefetch keys."""
    resources = demo_patient(story, TODAY).resources
    prefetch = dict.fromkeys(PATIENT_VIEW.prefetch) | {"patient": resources[0]}
    for key, template in PATIENT_VIEW.prefetch.items():
        found = [res for res in resources if is_asked_for(res, template)]
        if found:
            prefetch[key] = searchset(found)
    return {
        "hook": "patient-view",
        "hookInstance": "7c1d7d3e",
        "context": {"userId": "Practitioner/1", "patientId": story},
        "prefetch": prefetch,
    } | changes


def is_asked_for(resource, template):
    if resource["resourceType"] == "Observation":
        return f"|{resource['code']['coding'][0]['code']}" in template
    return template.startswith(f"{resource['resourceType']}?")


def searchset(resources):
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": [{"resource": resource} for resource in resources],
    }


def written(folder, value):
    """The path of a new JSON file with this value (text is written as it stands)."""
    path = folder / "input.json"
    path.write_text(value if isinstance(value, str) else json_text(value), encoding="utf-8")
    return str(path)
