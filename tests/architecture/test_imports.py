"""The arrows: cds_service -> fhir_mappings; the rules stand on the model; conformance alone."""

import subprocess
import sys

import pytest

from tests.architecture.source import ROOT, imported, module_name, modules, run_tool, tree

RULES = modules("cds_service/rules")
MODEL = modules("fhir_mappings/model")
FOREIGN = ("flask", "requests", "pydantic", "fhir")
INITS_WITH_IMPORTS = {"cds_service.rules", "fhir_mappings.model"}


def test_the_import_contracts_are_kept():
    result = run_tool("lint-imports", "--no-cache")

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("module", ["cds_service.rules", "fhir_mappings.model"])
def test_loads_without_any_web_http_or_fhir_library(module):
    script = f"import sys, {module}; print([name for name in {FOREIGN} if name in sys.modules])"

    result = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (result.stdout.strip(), result.stderr) == ("[]", "")


@pytest.mark.parametrize("path", RULES, ids=module_name)
def test_a_rule_imports_only_rules_the_model_and_the_standard_library(path):
    allowed = ("cds_service.rules", "fhir_mappings.model")

    assert [name for name in imported(path) if not _within(name, allowed)] == []


@pytest.mark.parametrize("path", MODEL, ids=module_name)
def test_the_model_imports_only_itself_and_the_standard_library(path):
    assert [name for name in imported(path) if not _within(name, ("fhir_mappings.model",))] == []


@pytest.mark.parametrize(
    "path",
    [
        path
        for package in ("cds_service", "fhir_mappings")
        for path in modules(package)
        if path.name == "__init__.py" and module_name(path) not in INITS_WITH_IMPORTS
    ],
    ids=module_name,
)
def test_importing_a_package_imports_nothing_else(path):
    assert list(imported(path)) == []


def test_there_are_rules_and_model_modules_to_look_at():
    assert len(RULES) > 1
    assert len(MODEL) > 1
    assert all(tree(path) for path in [*RULES, *MODEL])


def _within(name: str, packages: tuple[str, ...]) -> bool:
    ours = any(name == package or name.startswith(f"{package}.") for package in packages)
    return ours or name.split(".", maxsplit=1)[0] in sys.stdlib_module_names
