"""An example of every public class, for tests that hold for all of them.

Which classes are public is read off every `__all__`. Most examples are met by walking
through what the library makes of one partnership; the others are drawn as
`st.from_type` draws them, or made by hand in `_by_hand`.
"""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
import numpy as np
from consents.drawn import SUBJECT, day, directives, findings, requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_service import SMALL

import collabtherapy
from collabtherapy import (
    Words,
    codec,
    errors,
    exports,
    fhir,
    insight,
    law,
    measures,
    messages,
    privacy,
    simulation,
    testing,
)
from collabtherapy.codec.unknown import UnknownAct, UnknownMatter
from collabtherapy.errors import NotForThem
from collabtherapy.fhir import consents
from collabtherapy.fhir.consents.questions import Question
from collabtherapy.fhir.consents.readings import RuleSet
from collabtherapy.fhir.consents.saying import of_rule
from collabtherapy.fhir.consents.versions import Version
from collabtherapy.fhir.consents.vocabularies import LABELS
from collabtherapy.fhir.datatypes.matches import Match
from collabtherapy.fhir.datatypes.node import Node
from collabtherapy.forms import forms
from collabtherapy.measures import courses, expected, many, slopes
from collabtherapy.partnership.values.act import Kept
from collabtherapy.privacy import Plan, redact, view
from collabtherapy.simulation import outcomes, sensitivity, survival
from collabtherapy.storage import StaticKeyring, drill, open_store, verifying
from collabtherapy.testing.found import FOUND, lived_in
from collabtherapy.testing.measured import MEASURED
from collabtherapy.testing.promises.moment import Moment
from collabtherapy.testing.registered import strategy_of

NOT_VALUES: Mapping[str, str] = {
    "storage.Store": "holds a connection to a database",
    "storage.AsyncStore": "holds a store and a thread",
    "storage.Follower": "holds a connection to a database",
    "storage.AsyncFollower": "holds a follower and a thread",
    "storage.StaticKeyring": "holds masters, which are never written out",
    "storage.ReloadingKeyring": "reads masters, which are never written out",
    "exports.Telling": "is used up by being read",
    "fhir.consents.context.Context": "is added to while a document is read",
    "testing.PartnershipMachine": "is run by Hypothesis, which gives its state",
}
"""The public classes that are no values, and why."""

AT = day(0)


@cache
def public_classes() -> Mapping[type[Any], str]:
    """Return every public class that is instantiated, with its shortest public name."""
    names: dict[type[Any], str] = {}
    for module in _public_modules():
        home = module.__name__.removeprefix("collabtherapy").lstrip(".")
        for name in getattr(module, "__all__", ()):
            kind, full = getattr(module, name), f"{home}.{name}".lstrip(".")
            if isinstance(kind, type) and not getattr(kind, "_is_protocol", False):
                names[kind] = min(names.get(kind, full), full, key=len)
    return names


def _public_modules() -> Iterator[Any]:
    yield collabtherapy
    for found in pkgutil.walk_packages(collabtherapy.__path__, "collabtherapy."):
        if not any(part.startswith("_") for part in found.name.split(".")):
            yield importlib.import_module(found.name)


@cache
def examples() -> Mapping[type[Any], Any]:
    """Return an example of every public class that has one, by its class."""
    met: dict[type[Any], Any] = {}
    for value in _made():
        for one in everything_in(value):
            met.setdefault(type(one), one)
    for kind in public_classes():
        if issubclass(kind, Enum):
            met[kind] = next(iter(kind))
        elif kind not in met and kind in drawable():
            met[kind] = drawn(strategy_of(kind))
    return {kind: met[kind] for kind in public_classes() if kind in met}


def drawable() -> frozenset[type[Any]]:
    """Return the classes that `st.from_type` knows."""
    homes = (collabtherapy, collabtherapy.acts, collabtherapy.matters)
    named = (getattr(home, name) for home in homes for name in home.__all__)
    return frozenset(
        kind
        for kind in (*named, *MEASURED, *FOUND, insight.Overlap)
        if isinstance(kind, type)
    )


def drawn(strategy: st.SearchStrategy[Any]) -> Any:
    """Return one value that a strategy draws, the same each time."""
    seen: list[Any] = []

    @settings(
        max_examples=20,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(value: Any) -> None:
        seen.append(value)

    draw()
    return seen[-1]


def parts(value: Any) -> list[Any]:
    """Return what a value is made of: its fields, or what it holds."""
    if attrs.has(type(value)):
        return [getattr(value, field.name) for field in attrs.fields(type(value))]
    if isinstance(value, Mapping):
        return [*value.keys(), *value.values()]
    return list(value) if isinstance(value, tuple | list | set | frozenset) else []


def everything_in(value: Any) -> Iterator[Any]:
    """Yield a value and all that it is made of."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += parts(one)


def _made() -> Iterator[Any]:
    yield from _errors()
    yield from _measured_together()
    p = lived_in()
    yield p, view(p, p.clients[0])
    mine = [n for n, act in enumerate(p.history) if act.by == p.clients[0]]
    whose = {"subject": p.clients[0], "by": p.clients[0], "at": p.at}
    plan = Plan(places=mine, because="withdrawn", **whose)
    yield (
        plan,
        redact(p, plan),
        privacy.Kept(1, 3, "WriteNote", "words", "written by somebody else"),
        Moment(before=p, act=p.history[-1], after=p, history=p.history),
    )
    trace = exports.trace(p)
    yield trace, exports.TABLES, exports.tables([p]), exports.directly_follows([trace])
    yield exports.Research(study="study-7", at=p.at)
    yield exports.IaptCodes(qualifications={"bacp-1": "21"})
    yield exports.IaptReport(
        month=None,
        start="2026-07-01",
        end="2026-07-31",
        n_people=1,
        n_referrals=1,
        rows={"IDS001MPI": 1},
        lost=(),
    )
    for release in fhir.Release:
        document, losses = fhir.to_bundle(p, version=release, viewer=p.clients[0])
        yield losses, fhir.from_bundle(document), Node("$", document)
    lost = {"n_partnerships": 0, "left_out": {"no": 1}, "losses": losses}
    yield fhir.BulkExport(counts={"Patient": 1}, **lost)
    yield exports.consent_receipts(p, viewer=p.clients[0]), exports.ReceiptDetails()
    yield insight.goal_measures([p], start=p.opening.at, end=p.at)
    yield LABELS, Version.alone(Node("$", {"resourceType": "Consent", "id": "1"}))
    yield fhir.ROWS, fhir.from_bundle({"resourceType": "Goal", "id": "1"})
    yield fhir.read_answers(dict(ANSWERED))
    yield [getattr(law, name) for name in law.__all__], law.diagram()
    yield codec.STANDARD, insight.DETECTORS
    yield forms(p, p.clients[0], at=p.at, limit=1), messages.catalogue()
    kept = Kept(version=9, json=Words('{"x": 1}'))
    yield UnknownAct(by="ana", at=AT, name="Sing", kept=kept)
    yield UnknownMatter(name="Song", kept=kept)
    yield from _consented()
    yield from _simulated()
    yield from _stored(p)
    yield testing.Slice((collabtherapy.matters.Begin,)).explored(), testing.Slice(())
    yield testing.Coverage(), testing.Promise(), drawn(testing.illegal_acts())


def _errors() -> Iterator[Exception]:
    refusal = drawn(strategy_of(collabtherapy.Refusal))
    yield errors.CollabtherapyError("no")
    yield errors.InvalidInput("no")
    yield errors.Stale("no")
    yield errors.Refused((refusal,), "Leave")
    yield errors.ImpossibleHistory(3, "Leave", ("right.not_theirs",))
    yield errors.MalformedDocument("$.acts[3]", "expected_text", "text belongs here")
    yield errors.NotMeasurable("answers[3]", "off_scale", "an answer lies from 0 to 3")
    yield errors.StoreError("no")
    yield errors.Conflict("p", 1, 2)
    yield errors.Exists("p", 2)
    yield errors.KeyReused("p", 1, 2)
    yield errors.NotKept("p")
    yield errors.NotShown("ana", "cem")
    yield errors.UnknownPerson("zed", "p", ["ana"])
    yield errors.StoreUnavailable("busy", "try again")
    yield errors.BookmarkMoved("letters")
    yield errors.KeyUnavailable(2)
    yield errors.ErasurePending(1, "intended")
    yield errors.StoreMismatch("foreign", "open another")
    yield errors.CorruptRecord("p", 3, "altered")
    yield errors.IdComparedWithText("an id and text")
    yield errors.NotStorable("Sing", "unknown_kind", "use one of ours")
    yield NotForThem("not theirs")
    yield exports.NamedAlike("two are called alike")
    yield testing.NotCarriedOut("Leave", refusal)
    yield simulation.AnotherRun("not this run")
    yield simulation.LawChanged("L1", "it leads elsewhere")
    yield simulation.BadScenario("weeks", "at least 1")


def _measured_together() -> Iterator[Any]:
    lower = measures.Direction.LOWER_IS_BETTER
    by = measures.JacobsonTruax(sd_pre=8.0, reliability=0.8)
    at = measures.Cutoff(10.0)
    changes = many.changes(
        [20, 15, None], [8, 16, 3], by=by, direction=lower, cutoff=at
    )
    yield many.jointly([changes]), changes
    answers = [(1,) * 9, (3,) * 8 + (None,)]
    yield many.score_many(measures.PHQ9, answers)
    ids, times = np.repeat(np.arange(8), 4), np.tile(np.arange(4), 8)
    scores = 20 - times * (1 + ids / 4) + np.sin(7 * np.arange(32))
    long = courses.Courses.of(ids, times, scores)
    yield long, slopes.slope_changes(long, direction=lower)
    yield expected.ExpectedCourse.of(long, direction=lower)


ANSWERED: Mapping[str, Any] = {
    "resourceType": "QuestionnaireResponse",
    "questionnaire": "http://loinc.org/q/69737-5",
    "status": "completed",
    "authored": "2026-06",
    "item": [
        {"linkId": "/69725-0", "answer": [{"valueInteger": 2}]},
        {"linkId": "/68509-9", "answer": [{"valueInteger": 1}]},
        {"linkId": "a", "answer": [{"valueString": "nobody else knows"}]},
    ],
}


CONSENT: Mapping[str, Any] = {
    "resourceType": "Consent",
    "id": "c",
    "status": "active",
    "subject": {"reference": SUBJECT},
    "decision": "permit",
    "period": {"start": "2020"},
    "provision": [
        {
            "actor": [
                {
                    "role": {"coding": [{"code": "nurse"}]},
                    "reference": {"reference": "Practitioner/1"},
                }
            ],
            "data": [
                {"meaning": "instance", "reference": {"reference": "Observation/1"}}
            ],
            "securityLabel": [{"code": "N"}],
            "unread": 1,
        }
    ],
}


def _consented() -> Iterator[Any]:
    actor = consents.Actor("Practitioner/1")
    asked = consents.Request(subject=SUBJECT, actor=actor)
    held, problems = consents.read_consents(CONSENT)
    yield asked, held, problems, drawn(requests), drawn(findings), drawn(directives())
    yield consents.Record(id="Observation/1"), consents.decide(held, asked, at=AT)
    yield consents.Obligation(duty=next(iter(consents.Duty)), rule="r")
    yield of_rule(held[0].rule, Question(asked, AT), Match.YES)
    yield Question(asked, AT), RuleSet(rule=held[0].rule), consents.Reading.IHE_PCF
    yield consents.override(
        asked,
        ground=next(iter(consents.OverrideGround)),
        reason=Words("somebody is in danger"),
        scope=frozenset({"Observation/1"}),
        at=AT,
        why_not_told=Words("they sleep"),
    )


def _simulated() -> Iterator[Any]:
    run = {"clients": 120, "seed": 1}
    more = SMALL.collaborative()
    trial = simulation.compare({"usual": SMALL, "more": more}, **run)
    cohort = trial["usual"]
    yield SMALL, list(SMALL.numbers()), trial, cohort, simulation.COLUMNS
    yield outcomes.WAIT, cohort.tally(outcomes.WAIT), cohort.estimate(outcomes.WAIT)
    yield simulation.Reported(name="some work", source="made up", phq_end=(9.0, 6.0))
    target = simulation.Target(name="x", of=len, value=9, low=1, high=99, source="x")
    numbers = {"population.comes": (0.4, 0.9)}
    yield simulation.calibrate(
        SMALL, numbers=numbers, targets=[target], trials=2, **run
    )
    effects = ("prior.relapse",)
    yield sensitivity.carried(SMALL, more, outcomes.ENTERED, assumptions=effects, **run)
    yield sensitivity.one_way(SMALL, outcomes.ENTERED, ranges=numbers, **run)
    yield sensitivity.Share(name="x", first=0.1, total=0.2, total_error=0.0)
    yield survival.kaplan_meier(np.array([1, 2, 2]), np.array([1, 0, 1]), unit="weeks")


def _stored(p: collabtherapy.Partnership) -> Iterator[Any]:
    with open_store("memory:") as store:
        yield store.import_history(p.id, p.history)
        yield (
            list(store.follow()),
            store.find(),
            store.inbox("bo", p.at),
            store.subscription("letters"),
            store.load(p.id),
            store.head(),
            store.verify(),
        )
        with store.follower("letters").outbox() as outgoing:
            yield outgoing
        yield verifying.Fault("p", 3, "altered")
        ana = p.clients[0]
        plan = Plan(subject=ana, by=ana, at=p.at, because="withdrawn")
        yield store.plan_erasure(plan), store.erase(plan), store.health()
    with open_store("memory:", reads="log") as store:
        store.import_history(p.id, p.history)
        store.load(p.id, by=p.clients[0], purpose="care")
        yield store.reads_of(p.id)
    with TemporaryDirectory() as folder:
        yield from _copied(p, f"sqlite:///{folder}/a.db", Path(folder) / "copy.db")


def _copied(p: collabtherapy.Partnership, url: str, copy: Path) -> Iterator[Any]:
    masters = {epoch: bytes([epoch]) * 32 for epoch in (1, 2)}
    with open_store(url, master_key=masters[1]) as store:
        store.import_history(p.id, p.history)
    keyring = StaticKeyring(masters)
    with open_store(url, keyring=keyring) as store:
        store.rotate_master_key()
        store.backup(copy)
        yield store.retire_epoch(1)
        yield drill(f"sqlite:///{copy}", keyring, against=store.head())
