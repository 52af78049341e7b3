"""Nothing costs more than its history: four times as many acts, four times the calls.

Seconds depend on the machine and are for the benchmarks. Here everything public that
takes a partnership is asked twice, of a story and of one four times as long, and the
calls of each function, Python's and C's, are counted meanwhile. Each function counts by
itself, so a loop within a loop shows long before it outweighs the rest. What a single
call of C copies (a dictionary, a tuple) is not seen.
"""

import cProfile
import gc
import importlib
import inspect
import io
import pkgutil
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from types import CodeType, MappingProxyType

import attrs
import pytest
from hypothesis.vendor.pretty import pretty
from properties.long_story import long_story

import collabtherapy
from collabtherapy import (
    Client,
    Invitation,
    Partnership,
    Scope,
    Stage,
    Therapist,
    acts,
    codec,
)
from collabtherapy.exports import (
    Research,
    Telling,
    calendar,
    consent_receipts,
    entry_id,
    iapt,
    said_no_to_research,
    tables,
    trace,
    write_ocel,
    write_parquet,
    write_xes,
)
from collabtherapy.fhir import to_bundle, to_ndjson
from collabtherapy.fhir.consents import directives_of
from collabtherapy.insight import (
    Case,
    Caseload,
    assents,
    audit,
    draw,
    goal_measures,
    profile,
    render,
    rulings,
    ruptures,
    shared_page,
    signals,
    timeline,
    turns,
    voice,
    why_this,
)
from collabtherapy.privacy import Plan, redact, view
from collabtherapy.storage import Store, open_store
from collabtherapy.testing.ways import couple, led_to

WEEKS = (1, 7, 28)
"""Of a story to warm up with, of some 550 acts, and of four times as many."""

AT_MOST, EACH_AT_MOST = 5, 6
"""How many times as many calls there may be in all, and of each function alone.

Linear is 4 and quadratic 16. A register is asked in as many steps as its logarithm.
"""

FEW = 100
"""Calls that are too few to tell how they grow."""


@attrs.frozen
class Asked:
    """What is asked: a partnership, and what is made of it before anything counts."""

    p: Partnership
    text: str
    store: Store
    folder: Path

    @classmethod
    def of(cls, p: Partnership, folder: Path) -> "Asked":
        """Prepare what is asked of this partnership."""
        store = open_store("memory:", clock=lambda: p.at)
        store.import_history(p.id, p.history)
        return cls(p, codec.dumps(p), store, folder)

    @property
    def at(self) -> datetime:
        """The moment of asking."""
        return self.p.at

    @property
    def half(self) -> datetime:
        """A moment half-way."""
        return self.p.history[self.p.version // 2].at

    @property
    def next(self) -> acts.Act:
        """Something lawful that is done next."""
        return acts.WriteNote(by="bo", at=self.at, words=collabtherapy.Words("so"))

    @property
    def plan(self) -> Plan:
        """A redaction of all that somebody wrote."""
        return Plan(subject="ana", by="ana", at=self.at, because="erasure_request")

    @property
    def research(self) -> Research:
        """A study that everybody consented to."""
        return Research(study="study", at=self.at)


Ask = Callable[[Asked], object]

OF_PARTNERSHIP: Mapping[str, Ask] = MappingProxyType(
    {
        "__eq__": lambda a: a.p == codec.loads(a.text),
        "__hash__": lambda a: hash(a.p),
        "__repr__": lambda a: repr(a.p),
        "_repr_html_": lambda a: a.p._repr_html_(),
        "_repr_pretty_": lambda a: pretty(a.p),
        "agenda": lambda a: a.p.agenda("s1"),
        "alliance": lambda a: a.p.alliance("ana", "bo"),
        "allows": lambda a: a.p.allows(a.next),
        "as_of": lambda a: a.p.as_of(a.half),
        "known_by": lambda a: a.p.known_by(a.half),
        "codings": lambda a: a.p.codings(session="s1"),
        "competence": lambda a: a.p.competence("ana"),
        "consent": lambda a: a.p.consent("ana", Scope.TREATMENT),
        "consent_status": lambda a: a.p.consent_status("ana", Scope.TREATMENT, at=a.at),
        "contact": lambda a: a.p.contact(at=a.at),
        "contributions": lambda a: (
            a.p.contributions(),
            a.p.contributions(session="s1", by="ana"),
        ),
        "disclosures": lambda a: a.p.disclosures("ana"),
        "duties": lambda a: a.p.duties(at=a.at),
        "duty": lambda a: a.p.duty(next(iter(a.p.state.duties.by_id))),
        "ending_review": lambda a: a.p.ending_review("ana"),
        "feedback": lambda a: a.p.feedback("s1", "ana"),
        "first_shared": lambda a: a.p.first_shared(5, by="ana"),
        "goal": lambda a: a.p.goal("g1"),
        "insights": lambda a: a.p.insights("ana"),
        "learned": lambda a: a.p.learned(by="bo"),
        "lived": lambda a: a.p.lived("ana"),
        "measures": lambda a: a.p.measures("ana", "phq-9"),
        "open": lambda a: Partnership.open(
            id="p-2",
            clients=[Client("ana")],
            therapists=[Therapist("bo")],
            by="ana",
            at=a.at,
            predecessor=a.p,
        ),
        "options": lambda a: [
            a.p.options(who, at=a.at) for who in ("ana", "bo", "nobody")
        ],
        "orientation": lambda a: a.p.orientation("ana"),
        "outcome": lambda a: a.p.outcome("s1", "ana", Invitation.FEEDBACK),
        "pending": lambda a: a.p.pending(at=a.at),
        "positions": lambda a: a.p.positions("choice1"),
        "practice": lambda a: a.p.practice("own-ana1"),
        "practices": lambda a: a.p.practices("ana"),
        "preferences": lambda a: a.p.preferences("ana"),
        "progress": lambda a: a.p.progress("ana"),
        "advance_statement": lambda a: a.p.advance_statement("ana"),
        "shared_note": lambda a: a.p.shared_note("note1"),
        "track": lambda a: a.p.track("ana", "phq-9"),
        "proposal": lambda a: a.p.proposal("begin"),
        "record": lambda a: (
            a.p.record(a.next),
            Partnership.replay(a.p.history[:1]).record(*a.p.history[1:]),
        ),
        "refusals": lambda a: a.p.refusals(acts.Leave(by="nobody", at=a.at)),
        "replay": lambda a: Partnership.replay(a.p.history, check=True),
        "decider": lambda a: a.p.decider("ana", "treatment", at=a.at),
        "holders": lambda a: a.p.holders("ana", at=a.at),
        "represented_by": lambda a: a.p.represented_by("bo", at=a.at),
        "safety": lambda a: a.p.safety("ana"),
        "session": lambda a: a.p.session("s1"),
        "stance": lambda a: a.p.stance("ana"),
        "stances": lambda a: a.p.stances("ana"),
        "task": lambda a: a.p.task("task1"),
        "timers": lambda a: a.p.timers(at=a.at),
        "toolkit": lambda a: a.p.toolkit("ana"),
        "understanding": lambda a: a.p.understanding("picture1"),
        "uptake": lambda a: a.p.uptake(of="ana", by="bo"),
        "voice": lambda a: (a.p.voice(), a.p.voice("s1")),
        "why_not": lambda a: a.p.why_not(acts.Leave(by="nobody", at=a.at)),
    }
)
"""How each method of a partnership is asked."""

PROPERTIES = frozenset(
    name
    for name in dir(Partnership)
    if isinstance(inspect.getattr_static(Partnership, name), property)
)

OF_FUNCTIONS: Mapping[str, Ask] = MappingProxyType(
    {
        "codec.dumps": lambda a: codec.dumps(a.p),
        "exports.Research.as_of": lambda a: a.research.as_of(a.p),
        "exports.Research.of": lambda a: Research.of([a.p], study="study", at=a.half),
        "exports.Research.permits": lambda a: a.research.permits(a.p),
        "exports.Telling": lambda a: list(Telling(partnerships=[a.p])),
        "exports.calendar": lambda a: calendar([a.p], viewer="ana"),
        "exports.consent_receipts": lambda a: consent_receipts(a.p, viewer="ana"),
        "exports.entry_id": lambda a: entry_id(a.p, a.p.session("s1")),
        "exports.iapt": lambda a: iapt([a.p], mkdtemp(dir=a.folder), viewer="bo"),
        "exports.said_no_to_research": lambda a: said_no_to_research([a.p]),
        "exports.tables": lambda a: tables([a.p], research=a.research),
        "exports.trace": lambda a: trace(a.p),
        "exports.write_ocel": lambda a: write_ocel([a.p], io.StringIO()),
        "exports.write_parquet": lambda a: write_parquet([a.p], a.folder),
        "exports.write_xes": lambda a: write_xes([a.p], io.StringIO()),
        "fhir.consents.directives_of": lambda a: directives_of(a.p, "ana"),
        "fhir.to_bundle": lambda a: (
            to_bundle(a.p, viewer="ana"),
            to_bundle(a.p, version="R5", viewer="bo"),
        ),
        "fhir.to_ndjson": lambda a: to_ndjson(
            [a.p], mkdtemp(dir=a.folder), viewer="bo"
        ),
        "insight.Case.of": lambda a: Case.of(a.p).duties(at=a.at),
        "insight.Caseload.of": lambda a: Caseload.of([a.p]).due_reviews(at=a.at),
        "insight.assents": lambda a: (assents(a.p), assents(a.p, viewer="ana")),
        "insight.audit": lambda a: (audit(a.p), audit(a.p, viewer="ana")),
        "insight.draw": lambda a: draw(a.p),
        "insight.goal_measures": lambda a: goal_measures(
            [a.p], start=a.p.opening.at, end=a.at
        ),
        "insight.profile": lambda a: (profile(a.p), profile(a.p, viewer="ana")),
        "insight.render": lambda a: render(a.p, "ana"),
        "insight.shared_page": lambda a: (
            (page := shared_page(a.p, "ana")).markdown(),
            page.picture(),
        ),
        "insight.rulings": lambda a: rulings(a.p),
        "insight.ruptures": lambda a: ruptures(a.p),
        "insight.signals": lambda a: (signals(a.p), signals(a.p, viewer="bo")),
        "insight.timeline": lambda a: (timeline(a.p), timeline(a.p, viewer="ana")),
        "insight.turns": lambda a: turns(a.p, "s1"),
        "insight.voice": lambda a: (voice(a.p), voice(a.p, session="s1")),
        "insight.why_this": lambda a: why_this(a.p, "task1"),
        "privacy.redact": lambda a: redact(a.p, a.plan),
        "privacy.view": lambda a: [view(a.p, who) for who in ("ana", "bo")],
        "storage.Store.record": lambda a: a.store.record(a.p, a.next),
        "storage.Store.refresh": lambda a: a.store.refresh(a.p),
    }
)
"""How each public function that takes a partnership is asked."""

ASYNCHRONOUS = frozenset({"storage.AsyncStore.record", "storage.AsyncStore.refresh"})
"""What asks a `Store` in another thread, where nothing is counted."""

NOT_ASKED = frozenset({"partnership", "testing"})
"""The package behind the front door, and what ships for tests."""

BESIDE: Mapping[str, Ask] = MappingProxyType(
    {
        "codec.loads": lambda a: codec.loads(a.text),
        "storage.Store.find": lambda a: a.store.find(person="ana", due_at=a.at),
        "storage.Store.follow": lambda a: a.store.follow(at_most=10_000),
        "storage.Store.head": lambda a: a.store.head(),
        "storage.Store.history": lambda a: a.store.history(a.p.id),
        "storage.Store.load": lambda a: a.store.load(a.p.id),
        "storage.Store.load_as_of": lambda a: a.store.load_as_of(a.p.id, a.half),
        "storage.Store.rebuild": lambda a: a.store.rebuild(),
        "storage.Store.verify": lambda a: a.store.verify(),
    }
)
"""What takes the name or the text of a partnership, and gives its history back."""

QUESTIONS: Mapping[str, Ask] = MappingProxyType(
    {
        **{f"Partnership.{name}": ask for name, ask in OF_PARTNERSHIP.items()},
        "every property": lambda a: [getattr(a.p, name) for name in PROPERTIES],
        **OF_FUNCTIONS,
        **BESIDE,
    }
)


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> tuple[Asked, Asked, Asked]:
    """Return the same story of three lengths."""
    folder = tmp_path_factory.mktemp("parquet")
    tiny, short, long = (Asked.of(long_story(weeks), folder) for weeks in WEEKS)
    return tiny, short, long


def test_what_is_open_does_not_grow_with_the_story(
    stories: tuple[Asked, Asked, Asked],
):
    """The stories differ in their history alone: nothing waits in any of them."""
    for asked in stories:
        assert asked.p.duties(at=asked.at) == asked.p.pending(at=asked.at) == ()
    assert len({len(asked.p.timers(at=asked.at)) for asked in stories}) == 1
    _, short, long = (asked.p.version for asked in stories)
    assert 500 < short < long < 4 * short
    kinds = {type(act) for act in stories[0].p.history}
    assert len(kinds) > len(acts.__all__) / 2


def test_everything_that_takes_a_partnership_is_asked():
    """Whoever adds a public method or function says here how it is asked."""
    shown = {"__eq__", "__hash__", "__repr__", "_repr_html_", "_repr_pretty_"}
    methods = {name for name in dir(Partnership) if not name.startswith("_")}
    assert set(OF_PARTNERSHIP) == shown | methods - PROPERTIES - {"state"}
    found = {name for name, function in public() if takes_partnership(function)}
    assert found == {*OF_FUNCTIONS, *ASYNCHRONOUS}


def public() -> Iterator[tuple[str, Callable[..., object]]]:
    """Yield every function, class and method that a public package names."""
    for found in pkgutil.walk_packages(collabtherapy.__path__, "collabtherapy."):
        package, _, inner = found.name.removeprefix("collabtherapy.").partition(".")
        if not found.ispkg or package in NOT_ASKED or "_" in inner:
            continue
        module = importlib.import_module(found.name)
        for name in getattr(module, "__all__", ()):
            value = getattr(module, name)
            title = f"{found.name.removeprefix('collabtherapy.')}.{name}"
            if callable(value):
                yield title, value
            if isinstance(value, type):
                for method in vars(value):
                    if not method.startswith("_") and callable(getattr(value, method)):
                        yield f"{title}.{method}", getattr(value, method)


def takes_partnership(function: Callable[..., object]) -> bool:
    """Return whether an argument is declared as a partnership, or as several."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # of some built-in kinds nothing is known
        return False
    declared = (inspect.formatannotation(one.annotation) for one in parameters)
    return any(re.search(r"\bPartnership\b", name) for name in declared)


@pytest.mark.parametrize("name", QUESTIONS)
def test_nothing_costs_more_than_its_history(
    name: str, stories: tuple[Asked, Asked, Asked]
):
    """Four times as many acts make five times as many calls at the most."""
    ask, (tiny, short, long) = QUESTIONS[name], stories
    ask(tiny)  # what is made once and kept is made
    few, many = calls(lambda: ask(short)), calls(lambda: ask(long))
    assert many.total() <= AT_MOST * few.total() + FEW
    grown = {
        function: (few[function], n)
        for function, n in many.items()
        if n > FEW + EACH_AT_MOST * few[function]
    }
    assert not grown


def met_together(n_sessions: int) -> Partnership:
    """Return a couple that has met so often, both of them each time."""
    p = led_to(couple(), Stage.WORKING)
    for n in range(n_sessions):
        at, here = p.at + timedelta(weeks=1), ("ana", "cem", "bo")
        p = p.record(
            acts.StartSession(by="bo", at=at, id=f"w{n}", present=here),
            acts.EndSession(by="bo", at=at, session=f"w{n}"),
        )
    return p


def test_what_a_client_of_a_couple_does_costs_the_same_at_any_length():
    """The law reads to them what they see, and looks through no session for it."""
    few, many = (
        calls(
            lambda p=p: p.why_not(
                acts.GiveFeedback(by="ana", at=p.at, session="w9", heard=8)
            )
        )
        for p in (met_together(20), met_together(80))
    )
    assert many.total() <= 1.1 * few.total()


def calls(ask: Callable[[], object]) -> Counter[str]:
    """Return how often each function was called meanwhile, those of C by caller."""
    counted: Counter[str] = Counter()
    profile = cProfile.Profile()
    gc.disable()  # whoever is told when it runs does not count
    profile.enable()
    try:
        ask()
    finally:
        profile.disable()
        gc.enable()
    for entry in profile.getstats():
        if isinstance(entry.code, CodeType):
            counted[_name(entry.code)] += entry.callcount
            for inner in entry.calls or ():
                if isinstance(inner.code, str):
                    counted[f"{inner.code} in {_name(entry.code)}"] += inner.callcount
    return counted


def _name(code: CodeType) -> str:
    return f"{code.co_qualname} ({Path(code.co_filename).name}:{code.co_firstlineno})"
