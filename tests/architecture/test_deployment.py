"""The files of `deploy/`: the shape that their readers ask for, and names that fit each other.

The schemas are minimal ones of our own: the members used here, none besides, so that a misspelt
one is found.
"""

import re
import tomllib
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml  # type: ignore[import-untyped]

from cds_service.settings import Settings
from tests.architecture.source import ROOT

KUBERNETES = ROOT / "deploy" / "kubernetes" / "b2m-cds.yaml"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text(encoding="utf-8"))
DOCUMENTS = list(yaml.safe_load_all(KUBERNETES.read_text(encoding="utf-8")))
KINDS: dict[str, Any] = {document["kind"]: document for document in DOCUMENTS}
DOCUMENTED = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}
COUNT = {"type": "integer", "minimum": 1}


def closed(required: str, **members: object) -> dict[str, object]:
    """An object with these members only."""
    return {
        "type": "object",
        "properties": members,
        "required": required.split(),
        "additionalProperties": False,
    }


SELECTOR = closed("matchLabels", matchLabels=TEXTS)
METADATA = closed("name", name={"type": "string"}, labels=TEXTS)
PROBE = closed(
    "httpGet periodSeconds",
    httpGet=closed("path port", path={"enum": ["/livez", "/readyz"]}, port={"const": "http"}),
    periodSeconds=COUNT, timeoutSeconds=COUNT, failureThreshold=COUNT,
)  # fmt: skip
FROM_SECRET = closed(
    "secretKeyRef",
    secretKeyRef=closed("name key", name={"const": "b2m-cds"}, key={"type": "string"}),
)
CONTAINER = closed(
    "name image ports env startupProbe livenessProbe readinessProbe resources securityContext",
    name={"type": "string"}, image={"type": "string", "pattern": r":[\w.-]+$"},
    ports={"type": "array", "items": closed("name containerPort", name={}, containerPort=COUNT)},
    env={"type": "array", "items": closed(
        "name", name={"type": "string"}, value={"type": "string"}, valueFrom=FROM_SECRET)},
    startupProbe=PROBE, livenessProbe=PROBE, readinessProbe=PROBE,
    lifecycle=closed("preStop", preStop={"type": "object"}),
    resources=closed("requests limits", requests=TEXTS, limits=TEXTS),
    securityContext=closed(
        "allowPrivilegeEscalation readOnlyRootFilesystem capabilities",
        allowPrivilegeEscalation={"const": False}, readOnlyRootFilesystem={"const": True},
        capabilities={"const": {"drop": ["ALL"]}}),
    volumeMounts={"type": "array", "items": closed(
        "name mountPath", name={}, mountPath={"pattern": "^/"}, readOnly={"type": "boolean"})},
)  # fmt: skip
POD = closed(
    "containers securityContext automountServiceAccountToken terminationGracePeriodSeconds volumes",
    automountServiceAccountToken={"const": False}, terminationGracePeriodSeconds=COUNT,
    securityContext=closed("runAsNonRoot runAsUser seccompProfile", runAsNonRoot={"const": True},
                           runAsUser=COUNT, seccompProfile={"const": {"type": "RuntimeDefault"}}),
    containers={"type": "array", "items": CONTAINER, "minItems": 1},
    volumes={"type": "array", "items": closed(
        "name", name={}, configMap=closed("name", name={}),
        emptyDir=closed("", medium={"const": "Memory"}, sizeLimit={"type": "string"}))},
)  # fmt: skip
TEMPLATE = closed("metadata spec", metadata=closed("labels", labels=TEXTS), spec=POD)
PEERS = {
    "type": "array", "minItems": 1, "items": closed(
        "", namespaceSelector=SELECTOR, podSelector=SELECTOR,
        ipBlock=closed("cidr", cidr={"type": "string"}, **{"except": {"type": "array"}})),
}  # fmt: skip
PORTS = {
    "type": "array", "minItems": 1, "items": closed(
        "protocol port", protocol={"enum": ["TCP", "UDP"]}, port={"type": ["integer", "string"]}),
}  # fmt: skip
SPECS: dict[str, tuple[str, dict[str, object]]] = {
    "Deployment": ("apps/v1", closed("selector template", selector=SELECTOR, template=TEMPLATE,
                                     strategy={"type": "object"})),
    "Service": ("v1", closed("selector ports", selector=TEXTS, ports={
        "type": "array", "items": closed(
            "name port targetPort", name={}, port=COUNT, targetPort={})})),
    "HorizontalPodAutoscaler": ("autoscaling/v2", closed(
        "scaleTargetRef minReplicas maxReplicas metrics", scaleTargetRef=TEXTS, minReplicas=COUNT,
        maxReplicas=COUNT, metrics={"type": "array", "minItems": 1})),
    "NetworkPolicy": ("networking.k8s.io/v1", closed(
        "podSelector policyTypes ingress egress", podSelector=SELECTOR,
        policyTypes={"const": ["Ingress", "Egress"]},
        ingress={"type": "array", "items": closed("from ports", ports=PORTS, **{"from": PEERS})},
        egress={"type": "array", "items": closed("to ports", to=PEERS, ports=PORTS)})),
    "PodDisruptionBudget": ("policy/v1", closed(
        "minAvailable selector", minAvailable=COUNT, selector=SELECTOR)),
}  # fmt: skip


@pytest.mark.parametrize("kind", SPECS)
def test_every_kind_has_the_shape_that_the_cluster_asks_for(kind):
    version, spec = SPECS[kind]
    whole = closed(
        "apiVersion kind metadata spec",
        apiVersion={"const": version}, kind={"const": kind}, metadata=METADATA, spec=spec,
    )  # fmt: skip

    jsonschema.validate(KINDS[kind], whole)


def test_nothing_but_the_known_kinds_is_deployed_and_no_secret():
    assert sorted(KINDS) == sorted([*SPECS, "ConfigMap"])
    assert len(DOCUMENTS) == len(KINDS)


def pod() -> dict[str, Any]:
    spec: dict[str, Any] = KINDS["Deployment"]["spec"]["template"]["spec"]
    return spec


def test_names_labels_and_ports_fit_each_other():
    labels = KINDS["Deployment"]["spec"]["template"]["metadata"]["labels"]
    (container,) = pod()["containers"]
    scaled = KINDS["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]

    assert KINDS["Service"]["spec"]["selector"] == labels
    assert KINDS["Deployment"]["spec"]["selector"]["matchLabels"] == labels
    assert KINDS["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
    assert (scaled["kind"], scaled["name"]) == ("Deployment", "b2m-cds")
    assert [port["name"] for port in container["ports"]] == ["http"]
    assert KINDS["Service"]["spec"]["ports"][0]["targetPort"] == "http"
    assert {m["name"] for m in container["volumeMounts"]} == {v["name"] for v in pod()["volumes"]}


def _labels(selector: dict[str, Any]) -> list[tuple[str, str]]:
    return list(selector["matchLabels"].items())


def test_only_the_ingress_and_the_monitoring_reach_it_and_it_reaches_no_instance_metadata():
    policy = KINDS["NetworkPolicy"]["spec"]
    labels = KINDS["Deployment"]["spec"]["template"]["metadata"]["labels"]
    ((callers, ports),) = [(rule["from"], rule["ports"]) for rule in policy["ingress"]]
    reached = [peer for rule in policy["egress"] for peer in rule["to"]]
    blocks = [peer["ipBlock"] for peer in reached if "ipBlock" in peer]
    spaces = [label for peer in callers for label in _labels(peer["namespaceSelector"])]

    assert policy["podSelector"]["matchLabels"] == labels
    assert spaces == [
        ("kubernetes.io/metadata.name", "ingress-nginx"),
        ("kubernetes.io/metadata.name", "monitoring"),
    ]
    assert ports == [{"protocol": "TCP", "port": "http"}]
    assert [block["except"] for block in blocks] == [["169.254.0.0/16"]]


def test_the_settings_of_the_cluster_are_valid_and_reached_by_the_container():
    (container,) = pod()["containers"]
    ((name, text),) = KINDS["ConfigMap"]["data"].items()
    variables = {item["name"]: item.get("value") for item in container["env"]}
    mounts = {item["name"]: item["mountPath"] for item in container["volumeMounts"]}

    assert Settings.model_validate(tomllib.loads(text)).trust.mode == "jwt"
    assert variables["B2M_CDS_CONFIG"] == f"{mounts['settings']}/{name}"


def test_every_variable_is_a_documented_one_and_both_files_start_the_same_image():
    (container,) = pod()["containers"]
    ours = COMPOSE["services"]["b2m-cds"]
    names = {item["name"] for item in container["env"]} | ours["environment"].keys()

    assert [name for name in names if f"`{name}`" not in DOCUMENTED] == []
    assert container["image"] == ours["image"]


def test_the_user_and_the_port_are_those_of_the_image():
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    (container,) = pod()["containers"]

    assert f"USER {pod()['securityContext']['runAsUser']}\n" in dockerfile
    assert f"EXPOSE {container['ports'][0]['containerPort']}\n" in dockerfile


def test_the_proxy_lets_in_no_more_than_the_service_takes_and_hides_the_metrics():
    site = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    (port,) = re.findall(r"server 127\.0\.0\.1:(\d+);", site)
    sizes = dict(re.findall(r"(client_\w+_size) (\d+)m;", site))

    assert f"EXPOSE {port}\n" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert {int(size) * 1024 * 1024 for size in sizes.values()} == {Settings().http.max_body}
    assert sizes.keys() == {"client_max_body_size", "client_body_buffer_size"}
    assert "location = /metrics { return 404; }" in site


def test_the_trial_listens_on_loopback_only_and_names_every_image_by_a_version():
    services = COMPOSE["services"]
    ports = [port for item in services.values() for port in item.get("ports", [])]

    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert all(re.search(r":v?\d[\w.-]*$", item["image"]) for item in services.values())
    assert set(services["b2m-cds"]["depends_on"]) <= services.keys()
    assert services["b2m-cds"]["read_only"] is True


def test_no_secret_of_the_trial_has_a_default():
    text = (ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8")

    assert set(re.findall(r"\$\{(\w+)(\S*?)\}", text)) == {
        ("POSTGRES_PASSWORD", ":?"),
        ("B2M_CDS_SITE_KEY", ":?"),
    }
