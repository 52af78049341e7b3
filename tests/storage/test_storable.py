"""What could not be read back, or would not be so, is refused before it is written."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import attrs
import pytest
from hypothesis import given
from storage.conftest import DATABASES
from storage.keeping import MASTER

from collabtherapy import (
    Client,
    Kind,
    Organisation,
    PersonId,
    Policy,
    Scale,
    Therapist,
    Words,
    acts,
    codec,
    matters,
)
from collabtherapy.codec.unknown import UnknownAct, UnknownMatter
from collabtherapy.errors import ImpossibleHistory, NotStorable, StoreError
from collabtherapy.partnership.values.act import Act, Kept, Matter
from collabtherapy.privacy import Plan, redact
from collabtherapy.storage import AsyncStore, Store, open_store
from collabtherapy.testing import acts_of
from collabtherapy.testing.kept_stories import story

P = story("p-1")
AT = {"by": "ana", "at": P.at}
OLD, NEW = (Kept(version=v, json=Words("{}")) for v in (codec.FORMAT, 9))
OLDER = Kept(version=1, json=Words('{"beside":{"mood":"low"}}'))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Sing(Act):
    """An act of one's own."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Leave(acts.Leave):
    """An act under a name that the codec knows, of another class."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Begin(matters.Begin):
    """A matter under a name that the codec knows, of another class."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Renamed(UnknownAct):
    """A class that only seems to hold what a newer version says."""


def own(base: type) -> type:
    """Return a class of one's own: one of ours with a field the codec does not know."""
    more = {"more": attrs.field(default="x", kw_only=True)}
    return attrs.make_class(f"Own{base.__name__}", more, bases=(base,), frozen=True)


Singer, Tutor, Choir = own(Client), own(Therapist), own(Organisation)
House, Tones, Song = own(Policy), own(Scale), own(Kind)


def opening(**parts: object) -> Act:
    whole = {"clients": [Client("ana")], "therapists": [Therapist("bo")], **parts}
    return acts.Open(partnership="q-1", **whole, **AT)


def put(matter: Matter) -> Act:
    return acts.Propose(id="x", matter=matter, **AT)


UNREADABLE = {
    "Sing": Sing(**AT),
    "Leave": Leave(**AT),
    "Begin": put(Begin()),
    "Renamed": Renamed(name="Sing", kept=NEW, **AT),
    "UnknownAct": UnknownAct(name="Sing", kept=OLD, **AT),
    "UnknownMatter": put(UnknownMatter(name="Duet", kept=OLD)),
    "WriteNote": acts.WriteNote(words=Words("mine"), kept=OLD, **AT),
    "Leave, older": acts.Leave(kept=OLDER, **AT),
    "Leave, another": Leave(kept=attrs.evolve(OLDER, json=Words("{}")), **AT),
    "Begin, older": put(matters.Begin(kept=attrs.evolve(OLDER, json=Words("{}")))),
    "UnknownAct, older": UnknownAct(name="Sing", kept=OLDER, **AT),
}
GOAL = Words("sing")
NESTED = {
    "OwnClient": opening(clients=[Singer("ana")]),
    "OwnTherapist": opening(therapists=[Therapist("bo"), Tutor("di")]),
    "OwnOrganisation": opening(organisations=[Choir("clinic")]),
    "OwnPolicy": opening(policy=House()),
    "OwnTherapist, a matter": put(matters.Involve(person=Tutor("di"))),
    "OwnPolicy, a matter": put(matters.PolicyChange(policy=House())),
    "OwnScale": put(matters.Goal(words=GOAL, scale=Tones())),
    "OwnScale, amended": acts.Amend(
        proposal="x", matter=matters.Goal(words=GOAL, scale=Tones()), **AT
    ),
    "OwnKind": acts.Contribute(session="s", id="c", kinds={Song("question")}, **AT),
}
"""Values of classes of one's own within acts and matters of ours."""

NEWER = (
    UnknownAct(name="Sing", kept=NEW, **AT),
    attrs.evolve(put(UnknownMatter(name="Duet", kept=NEW)), kept=NEW),
)


@pytest.fixture(params=["memory", *DATABASES])
def filled(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Give a store with a partnership, in memory and in each kind of database."""
    addresses = {"memory": lambda: "memory:", "sqlite": lambda: asked("file")}
    asked = request.getfixturevalue
    there = addresses.get(request.param, lambda: asked("postgresql"))()
    with open_store(there, master_key=MASTER) as store:
        store.import_history(P.id, P.history)
        yield store


def awaited(store: Store, *those: Act) -> object:
    face = AsyncStore(store)
    return asyncio.run(face.import_history("q-1", told(*those), accept=accepted(those)))


def told(*those: Act) -> tuple[Act, ...]:
    """Return a whole history that ends with these acts."""
    return (*story("q-1").history, *those)


def accepted(those: Sequence[Act]) -> set[int]:
    """Return the versions that they have there."""
    return {P.version + n for n in range(1, len(those) + 1)}


def imported(store: Store, *those: Act) -> object:
    return store.import_history("q-1", told(*those), accept=accepted(those))


DOORS: dict[str, Callable[..., object]] = {
    "import_history": imported,
    "import_history, awaited": awaited,
    "record": lambda s, *those: s.record(P, *those),
    "record, with a key": lambda s, *those: s.record(P, *those, key="k"),
    "record, awaited": lambda s, *those: asyncio.run(AsyncStore(s).record(P, *those)),
}


def untouched(store: Store) -> bool:
    """Whether the store is as it was filled."""
    return store.load(P.id) == P and store.verify().n_acts == P.version


@pytest.mark.parametrize("kind", UNREADABLE)
def test_an_act_that_could_not_be_read_back_is_refused(filled: Store, kind: str):
    """By its exact class, and that of its matter, alone and among others."""
    note = acts.WriteNote(words=Words("mine"), **AT)
    name = kind.partition(",")[0]
    for those in ((UNREADABLE[kind],), (note, UNREADABLE[kind])):
        with pytest.raises(NotStorable, match=name) as caught:
            imported(filled, *those)
        assert (caught.value.kind, caught.value.code) == (name, "unknown_kind")
    assert isinstance(caught.value, StoreError)
    assert untouched(filled)


@pytest.mark.parametrize("kind", NESTED)
def test_a_part_that_could_not_be_read_back_is_refused(filled: Store, kind: str):
    """By its exact class, wherever it stands: the fields that it adds would be lost."""
    act, name = NESTED[kind], kind.partition(",")[0]
    door = filled.open if isinstance(act, acts.Open) else partial(imported, filled)
    with pytest.raises(NotStorable, match="not one of your own") as caught:
        door(act)
    assert (caught.value.kind, caught.value.code) == (name, "unknown_kind")
    assert untouched(filled)


@pytest.mark.parametrize("door", DOORS)
def test_no_door_takes_an_act_of_ones_own(filled: Store, door: str):
    """The law does not know it either, where it is asked."""
    with pytest.raises((NotStorable, TypeError), match="Sing"):
        DOORS[door](filled, UNREADABLE["Sing"])
    assert untouched(filled)


@given(acts_of())
def test_every_act_of_ours_can_be_kept(act: Act):
    """The look-up refuses nothing that the codec reads."""
    assert codec.tagged.unreadable(act) is None


@pytest.mark.parametrize("act", NEWER, ids=["act", "matter"])
def test_what_a_newer_version_wrote_can_be_kept(filled: Store, act: Act):
    """It is read back as it came, and told from what nobody wrote."""
    with pytest.raises(ImpossibleHistory) as caught:
        filled.import_history("q-1", told(act, NOTE))
    assert caught.value.index == P.version
    imported(filled, act)
    assert filled.history("q-1")[-1].act == act


REDACT = acts.Redact(subject="ana", because="erasure_request", **AT)
NOTE = acts.WriteNote(words=Words("mine"), **AT)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("those", [(REDACT,), (NOTE, REDACT), (REDACT, NOTE)])
def test_a_redaction_by_itself_is_refused(filled: Store, door: str, those: tuple):
    """It would say that words are gone which everybody can read."""
    with pytest.raises(NotStorable, match="use erase") as caught:
        DOORS[door](filled, *those)
    assert (caught.value.kind, caught.value.code) == ("Redact", "only_by_erase")
    assert untouched(filled)
    done = filled.erase(
        Plan(subject="ana", by="ana", at=P.at, because="erasure_request")
    )
    assert filled.load(P.id) == redact(P, plan())[0]
    assert set(done.reports) == {P.id}


def plan() -> Plan:
    ana = PersonId("ana")
    return Plan(subject=ana, by=ana, at=P.at, because="erasure_request")


def test_a_history_that_was_redacted_elsewhere_may_come_in():
    """Whole, and with none of the words left of which it says that they are gone."""
    after = redact(P, plan())[0]
    later = after.record(acts.WriteNote(by="ana", at=P.at, words=Words("anew")))
    with open_store() as store:
        store.import_history(P.id, later.history)
        assert store.load(P.id) == later
        assert store.import_history(P.id, later.history).repeated
    for untrue in (P.record(REDACT), later.record(attrs.evolve(REDACT, at=P.at))):
        with open_store() as store, pytest.raises(NotStorable, match="erase"):
            store.import_history(P.id, untrue.history)


def test_a_part_that_was_redacted_elsewhere_may_come_in():
    """Of what was taken out nothing is left; the rest is as it was."""
    note = P.history.index(NOTE_OF_ANA) + 1
    part, _ = redact(P, attrs.evolve(plan(), places={note}))
    with open_store() as store:
        store.import_history(P.id, part.entries)
        assert store.load(P.id) == part
    untouched_by_it = [*P.history, part.history[-1]]
    with open_store() as store, pytest.raises(NotStorable):
        store.import_history(P.id, untouched_by_it)


NOTE_OF_ANA = next(
    act
    for act in P.history
    if isinstance(act, acts.WriteNote) and act.by == PersonId("ana")
)
