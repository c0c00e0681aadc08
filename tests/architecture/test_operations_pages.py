"""The pages for operations name what exists."""

import re

from prometheus_client import CollectorRegistry

import cds_service.metrics as counted
from cds_service.metrics import OURS
from tests.architecture.source import ROOT

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


def test_every_line_of_the_threat_model_names_a_test_that_exists():
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "→" in line]
    tests = [re.findall(r"`(tests/\S+\.py)`", line) for line in lines]

    assert len(lines) >= 15
    assert all(tests)
    assert [name for names in tests for name in names if not (ROOT / name).is_file()] == []
    assert {line.split("|")[2].strip() for line in lines} == set("STRIDE")
