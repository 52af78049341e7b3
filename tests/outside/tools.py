"""The validators of others, behind one call: Bundles in, a list of errors for each out.

A tool that cannot be run here says why. It is then reported as not run: that it found
nothing is no finding.
"""

import importlib
import importlib.util
import json
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import attrs
from outside.rules_of_r5 import RulesOfR5

Resource: TypeAlias = dict[str, Any]
Errors: TypeAlias = list[list[str]]

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared"
RULES = SHARED / "data" / "fhir" / "hl7-r4b-rules" / "rules.json"
CHECK = SHARED / "tools" / "check_fhir.py"


@attrs.frozen(kw_only=True)
class Tool:
    """A validator.

    Args:
        name: what it is called in the report.
        releases: the releases that it knows.
        missing: Return why it cannot be run here; empty where it can.
        errors: Return the errors of each of some Bundles of a release.
    """

    name: str
    releases: tuple[str, ...]
    missing: Callable[[], str]
    errors: Callable[[Sequence[Resource], str], Errors]


def medplum(modules: Path) -> Tool:
    """Return Medplum's validator, with what npm has installed beside its script."""

    def missing() -> str:
        if shutil.which("node") is None:
            return "node is not on this machine"
        if not (modules / "node_modules" / "@medplum").is_dir():
            return "npm has not installed it"
        return ""

    def errors(bundles: Sequence[Resource], release: str) -> Errors:
        shutil.copy(HERE / "medplum.mjs", modules)  # Node looks for packages beside it
        done = subprocess.run(
            ["node", "medplum.mjs", release],
            cwd=modules,
            input="\n".join(map(json.dumps, bundles)),
            capture_output=True,
            text=True,
            check=True,
        )
        return [json.loads(line) for line in done.stdout.splitlines()]

    releases = ("R4", "R5")
    return Tool(name="medplum", releases=releases, missing=missing, errors=errors)


def _no_models() -> str:
    found = importlib.util.find_spec("fhir.resources") if _has("fhir") else None
    return "" if found else "fhir.resources is not installed"


def _has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _errors_of_models(bundles: Sequence[Resource], release: str) -> Errors:
    rooms = {"R4": "fhir.resources.R4B", "R5": "fhir.resources"}
    models = importlib.import_module(rooms[release])

    def against(resource: Resource) -> list[str]:
        try:
            model = models.get_fhir_model_class(resource["resourceType"])
            model.model_validate(resource)
        except (LookupError, ValueError) as wrong:
            return [f"{resource['resourceType']}: {type(wrong).__name__}"]
        return []

    return [
        [
            *against(bundle),
            *(e for entry in bundle["entry"] for e in against(entry["resource"])),
        ]
        for bundle in bundles
    ]


MODELS = Tool(
    name="fhir.resources",
    releases=("R4", "R5"),
    missing=_no_models,
    errors=_errors_of_models,
)


def _no_rules() -> str:
    if not (RULES.exists() and CHECK.exists()):
        return "the rules of R4B are not beside this copy"
    return "" if _has("fhirpathpy") else "fhirpathpy is not installed"


def _errors_of_rules(bundles: Sequence[Resource], _: str) -> Errors:
    spec = importlib.util.spec_from_file_location("check_fhir", CHECK)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    oracle = module.Oracle(json.loads(RULES.read_text("utf-8")))
    return [oracle.check(bundle) for bundle in bundles]


OWN_RULES = Tool(
    name="rules of R4B", releases=("R4",), missing=_no_rules, errors=_errors_of_rules
)


def rules_of_r5(modules: Path) -> Tool:
    """Return what HL7's definitions of R5 say, of what the others do not look at."""
    package = modules / "node_modules" / "hl7.fhir.r5.core"

    def missing() -> str:
        return "" if package.is_dir() else "npm has not installed hl7.fhir.r5.core"

    def errors(bundles: Sequence[Resource], _: str) -> Errors:
        rules = RulesOfR5(package)
        return [rules.check(bundle) for bundle in bundles]

    return Tool(name="rules of R5", releases=("R5",), missing=missing, errors=errors)


def tools(modules: Path) -> Mapping[str, Tool]:
    """Return every validator by its name.

    Args:
        modules: the folder in which npm has installed what it has.
    """
    all_of_them = (medplum(modules), MODELS, OWN_RULES, rules_of_r5(modules))
    return {one.name: one for one in all_of_them}
