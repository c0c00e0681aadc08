"""The pages for operations name what exists."""

import re

from prometheus_client import CollectorRegistry

import cds_service.metrics as counted
from cds_service.metrics import OURS
from tests.architecture.source import ROOT, functions, modules

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def exposed_names(registry: CollectorRegistry) -> set[str]:
    """Every name under which a metric can be asked for."""
    suffixes = {"counter": ["_total"], "gauge": [""], "histogram": ["_bucket", "_sum", "_count"]}
    return {f"{metric.name}{end}" for metric in registry.collect() for end in suffixes[metric.type]}


def test_every_metric_of_the_alerts_exists_and_every_metric_has_an_alert_or_a_use():
    named = set(re.findall(r"b2m_cds_\w+", PAGE))

    assert named - exposed_names(OURS) == set()
    assert len(named) >= 10


def test_every_file_that_the_pages_name_exists():
    text = PAGE + (ROOT / "docs" / "releasing.md").read_text(encoding="utf-8")
    named = re.findall(r"\]\((\w+\.md)\)", text)

    assert named
    assert [name for name in named if not (ROOT / "docs" / name).is_file()] == []
    assert (ROOT / ".ci" / "rehearse-image").is_file()


def test_no_label_of_a_metric_can_hold_an_address_or_an_id():
    labels = {
        name for metric in vars(counted).values() for name in getattr(metric, "_labelnames", ())
    }

    assert labels == {
        "service", "outcome", "rule", "indicator", "key", "state", "client", "reason", "server",
        "refusal",
    }  # fmt: skip


def functions_by_file() -> dict[str, set[str]]:
    """The names of the test functions, by the name of their file."""
    found: dict[str, set[str]] = {}
    for path in modules("tests"):
        names = {function.name for function in functions(path)}
        found.setdefault(path.name, set()).update(names)
    return found


def test_every_line_of_the_threat_model_names_tests_that_exist():
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "→" in line]
    named = [re.findall(r"`(test_\w+\.py)::(test_\w+)`", line.split("|")[5]) for line in lines]
    there = functions_by_file()

    assert len(lines) >= 20
    assert all(named)
    assert [name for row in named for file, name in row if name not in there.get(file, ())] == []
    assert {line.split("|")[2].strip() for line in lines} == set("STRIDE")
