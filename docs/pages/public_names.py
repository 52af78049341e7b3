"""Lead every reference to where a reader finds it: under its public name.

Annotations name the module that a class was written in; a reader imports it from its
front door. What neither has is looked for in other libraries, whose pages are not here,
and must at least exist there.
"""

import builtins
import importlib
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import TypeVar, cast

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from collabtherapy import errors

PACKAGE = "collabtherapy"
DOORS = (
    "collabtherapy",
    "collabtherapy.acts",
    "collabtherapy.matters",
    "collabtherapy.law",
    "collabtherapy.errors",
    "collabtherapy.privacy",
    "collabtherapy.measures",
    "collabtherapy.measures.many",
    "collabtherapy.measures.courses",
    "collabtherapy.measures.slopes",
    "collabtherapy.measures.expected",
    "collabtherapy.measures.plots",
    "collabtherapy.insight",
    "collabtherapy.codec",
    "collabtherapy.fhir",
    "collabtherapy.fhir.consents",
    "collabtherapy.exports",
    "collabtherapy.storage",
    "collabtherapy.simulation",
    "collabtherapy.simulation.outcomes",
    "collabtherapy.simulation.survival",
    "collabtherapy.simulation.sensitivity",
    "collabtherapy.simulation.plots",
    "collabtherapy.simulation.report",
    "collabtherapy.testing",
    "collabtherapy.testing.ways",
)
"""The modules whose names are the contract; the first to have a name is its home."""

MET = (
    "collabtherapy.partnership.values.act.Kept",
    "collabtherapy.partnership.record.history.History",
    "collabtherapy.partnership.record.record.Record",
    "collabtherapy.partnership.record.timeline.Timeline",
    "collabtherapy.partnership.values.entries.Seen",
    "collabtherapy.partnership.values.erasures.OfTexts",
    "collabtherapy.partnership.values.ids.HasId",
    "collabtherapy.partnership.values.ids.Id",
    "collabtherapy.partnership.values.register.Register",
    "collabtherapy.partnership.law.rights.Whose",
    "collabtherapy.partnership.state.State",
    "collabtherapy.exports.telling.Told",
    "collabtherapy.exports.months.Month",
    "collabtherapy.fhir.inward.facts.Acceptance",
    "collabtherapy.fhir.inward.facts.Access",
    "collabtherapy.fhir.inward.facts.Episode",
    "collabtherapy.fhir.inward.facts.Message",
    "collabtherapy.fhir.inward.facts.Observed",
    "collabtherapy.fhir.inward.facts.Origin",
    "collabtherapy.fhir.inward.facts.ReadConsent",
    "collabtherapy.fhir.inward.facts.ReadGoal",
    "collabtherapy.fhir.inward.facts.ReadPlace",
    "collabtherapy.fhir.inward.facts.ReadPlan",
    "collabtherapy.fhir.inward.facts.ReadQuestionnaire",
    "collabtherapy.fhir.inward.facts.ReadSession",
    "collabtherapy.fhir.inward.facts.ReadTeam",
    "collabtherapy.fhir.inward.facts.Somebody",
    "collabtherapy.fhir.inward.facts.Stretch",
    "collabtherapy.fhir.inward.facts.Warned",
    "collabtherapy.measures.methods.Named",
    "collabtherapy.measures.mixed.MixedFit",
    "collabtherapy.measures.verdicts.Judged",
    "collabtherapy.storage.asynchronous_following.AsyncBlock",
    "collabtherapy.storage.following.Block",
    "collabtherapy.storage.heads.ErasedThen",
    "collabtherapy.storage.held.Held",
    "collabtherapy.storage.port.Backend",
    "collabtherapy.storage.reading_log.Reader",
    "collabtherapy.storage.rows.Mark",
    "collabtherapy.storage.vault.Vault",
    "collabtherapy.testing.contracts.Codec",
)
"""What signatures speak of and nobody has to import; a page of their own has them."""

SHORT = {"np": "numpy", "npt": "numpy.typing", "Figure": "matplotlib.figure.Figure"}
"""How files call what they import for the type checker alone."""


@cache
def homes() -> dict[int, str]:
    """Give the public path of every public object, by its identity."""
    found: dict[int, str] = {}
    for door in DOORS:
        module = importlib.import_module(door)
        for name in names(module):
            found.setdefault(id(getattr(module, name)), f"{door}.{name}")
    return found | {id(find(path, None)): path for path in MET}


def names(module: ModuleType) -> list[str]:
    """Give the public names of a module, its rooms apart."""
    return [
        name
        for name in module.__all__
        if not isinstance(getattr(module, name), ModuleType)
    ]


def find(path: str, beside: str | None) -> object:
    """Give what a dotted path names, or raise ImportError or AttributeError.

    Args:
        path: as it was written: ``collections.abc.Iterable``, ``Words``.
        beside: the module that it was written in, if that is known.
    """
    first, *rest = path.split(".")
    if not rest and first not in SHORT:
        return named(first, beside)
    parts = [*SHORT.get(first, first).split("."), *rest]
    for n in range(len(parts), 0, -1):
        try:
            value: object = importlib.import_module(".".join(parts[:n]))
        except ImportError:
            continue
        for name in parts[n:]:
            value = getattr(value, name)
        return value
    return getattr(named(first, beside), ".".join(rest))


def named(name: str, beside: str | None) -> object:
    """Give what one word names: beside it, among what is met, or in Python."""
    met = {path.rpartition(".")[2]: path for path in MET}
    if beside and hasattr(module := importlib.import_module(beside), name):
        return getattr(module, name)
    return find(met[name], None) if name in met else getattr(builtins, name)


def resolve(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.Element
) -> nodes.Element | None:
    """Lead a reference of Python to the public name of what it means."""
    if node.get("refdomain") != "py":
        return None
    try:
        value = find(node["reftarget"], node.get("py:module"))
    except (ImportError, AttributeError):
        return None
    home = homes().get(id(value))
    if home is None:
        of = str(getattr(value, "__module__", "")).partition(".")[0]
        return None if of == PACKAGE and not isinstance(value, TypeVar) else content
    return env.domains.python_domain.resolve_xref(
        env, node["refdoc"], app.builder, "obj", home, node, content
    )


def lead_to_errors(_: Sphinx, doctree: nodes.document) -> None:
    """Lead what is raised to the errors: a value may be called like one of them."""
    for node in doctree.findall(pending_xref):
        name = node.get("reftarget")
        if node.get("reftype") == "exc" and name in errors.__all__:
            node["reftarget"] = f"{errors.__name__}.{name}"
            node["refspecific"] = False


Lines = dict[str, list[str]]


def keep(said: Lines) -> Callable[..., None]:
    """Keep what a property says from being read as a type and a description of it.

    Napoleon takes "Who gave it: a person's id." apart at the colon.
    """

    def before(_: Sphinx, what: str, name: str, *rest: object) -> None:
        if what in {"attribute", "data", "property"}:
            said[name] = list(cast("list[str]", rest[-1]))

    return before


def put_back(said: Lines) -> Callable[..., None]:
    """Put back what `keep` has kept."""

    def after(_: Sphinx, __: str, name: str, *rest: object) -> None:
        if name in said:
            cast("list[str]", rest[-1])[:] = said.pop(name)

    return after


def setup(app: Sphinx) -> dict[str, bool]:
    """Take part in the build."""
    said: Lines = {}
    app.connect("autodoc-process-docstring", keep(said), priority=400)
    app.connect("autodoc-process-docstring", put_back(said), priority=600)
    app.connect("doctree-read", lead_to_errors)
    app.connect("missing-reference", resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
