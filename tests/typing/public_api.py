"""Read by the type checkers, never run: what the public names promise."""

from datetime import datetime
from typing import assert_type

from collabtherapy import (
    Client,
    GoalId,
    Option,
    Partnership,
    PersonId,
    Refusal,
    Scope,
    Stage,
    Therapist,
    Words,
    acts,
    law,
    matters,
)
from collabtherapy.privacy import Plan
from collabtherapy.storage import (
    Appended,
    AsyncStore,
    DueItem,
    Erasure,
    Found,
    Page,
    open_store,
)


def partnership(p: Partnership, ana: Client, bo: Therapist, at: datetime) -> None:
    """A partnership gives partnerships, refusals, options and acts."""
    leave = acts.Leave(by=ana, at=at)
    assert_type(leave.by, PersonId)
    assert_type(acts.Leave(by="ana", at=at), acts.Leave)
    assert_type(p.record(leave), Partnership)
    assert_type(p.stage, Stage)
    assert_type(p.history, tuple[acts.Act, ...])
    assert_type(p.options(bo, at=at), tuple[Option, ...])
    assert_type(Partnership.replay(p.history, check=True), Partnership)
    for refusal in p.why_not(leave):
        assert_type(refusal, Refusal)
        assert_type(refusal.code, str)


def values(at: datetime) -> None:
    """Acts take people or ids, and say what they hold."""
    propose = acts.Propose(
        by="bo", at=at, id="g1", matter=matters.Goal(words=Words("sleep"))
    )
    assert_type(propose.matter, matters.Matter)
    assert_type(acts.RateGoal(by="ana", at=at, goal="g1", value=3).goal, GoalId)
    assert_type(Scope.research("study-7"), Scope)
    assert_type(law.diagram().mermaid, str)


def keeping(p: Partnership, at: datetime) -> None:
    """A store takes acts and gives partnerships; its face for asyncio as well."""
    store = open_store("memory:")
    assert_type(store.open(p.opening), Partnership)
    assert_type(store.record(p, *p.history, key="k"), Partnership)
    assert_type(store.import_history(p.id, p.history, accept={2}), Appended)
    assert_type(store.import_history(p.id, p.entries), Appended)
    assert_type(store.load("p-1"), Partnership)
    assert_type(store.find(stage=Stage.WORKING, person="ana"), Page[Found])
    assert_type(store.inbox("ana", at).items, tuple[DueItem, ...])
    assert_type(store.follow(after=None)[0].act, acts.Act)
    plan = Plan(subject="ana", by="ana", at=at, because="mistake")
    assert_type(store.erase(plan), Erasure)
    store.open(p)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def keeping_with_asyncio(p: Partnership) -> None:
    """What is awaited is what the store would have given."""
    async with AsyncStore(open_store()) as store:
        assert_type(await store.load(p.id), Partnership)
        assert_type(await store.record(p, *p.history, cause="x"), Partnership)
        await store.load()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def mistakes(at: datetime) -> None:
    """What a checker finds: a missing field, a wrong name, text in place of words."""
    acts.Leave(by="ana")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    acts.Leave(by="ana", at=at, why="tired")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    acts.Reflect(by="ana", at=at, session="s1", words="tired")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    acts.StartSession(by="bo", at=at, id="s", present=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
