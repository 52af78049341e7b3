"""Values that cannot exist cannot be made, and say which field is wrong."""

import pickle
from datetime import UTC, datetime, timedelta, timezone
from math import log2
from typing import get_args, get_origin

import attrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from collabtherapy import (
    Client,
    ContributionId,
    Form,
    GoalId,
    Kind,
    Organisation,
    Partnership,
    PersonId,
    Policy,
    Post,
    Scale,
    Scope,
    Stage,
    Therapist,
    ToolKind,
    Way,
    Words,
    acts,
    matters,
)
from collabtherapy.codec.records import fields_of
from collabtherapy.errors import ImpossibleHistory, Refused
from collabtherapy.partnership.record.history import PAGE, History
from collabtherapy.partnership.values.ids import Id, fresh
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.register import RATIO, SMALLEST, Register
from collabtherapy.testing.values import ACTS, MATTERS, values
from collabtherapy.testing.ways import START, two

SAID = {"by": "ana", "at": START}

IMPOSSIBLE = [
    (lambda: GoalId(""), ValueError),
    (lambda: GoalId("two words"), ValueError),
    (lambda: GoalId("x" * 201), ValueError),
    (lambda: GoalId("tab\t"), ValueError),
    (lambda: GoalId(3), TypeError),
    (lambda: Id("x"), TypeError),
    (lambda: PersonId(3), TypeError),
    (lambda: PersonId(GoalId("g")), TypeError),
    (lambda: Client(""), ValueError),
    (lambda: Client("ana", called="Ana"), TypeError),
    (lambda: Therapist("bo", credentials=("two words",)), ValueError),
    (lambda: Therapist("bo", credentials=(3,)), TypeError),
    (lambda: Therapist("bo", post="lead"), TypeError),
    (lambda: Therapist("bo", post=Post.TRAINEE), ValueError),
    (lambda: Scope(""), ValueError),
    (lambda: Scope("two words"), ValueError),
    (lambda: Scope("research", of="two words"), ValueError),
    (lambda: Scope("research", of=3), TypeError),
    (lambda: Scope("x", of="gp", purpose="two words"), ValueError),
    (lambda: Kind(""), ValueError),
    (lambda: Scale(5, 5), ValueError),
    (lambda: Scale(0.5, 5), TypeError),
    (lambda: Scale(-1001, 5), ValueError),
    (lambda: Scale(0, 1001), ValueError),
    (lambda: Policy(review_sessions=0), ValueError),
    (lambda: Policy(review_sessions=True), TypeError),
    (lambda: Policy(orientation_first=1), TypeError),
    (lambda: acts.Leave(by="ana", at=datetime(2026, 1, 1)), ValueError),  # noqa: DTZ001
    (lambda: acts.Leave(by="ana", at="2026-01-01"), TypeError),
    (lambda: acts.Leave(**SAID, happened_at=START + timedelta(1)), ValueError),
    (lambda: acts.Leave(**SAID, words="bye"), TypeError),
    (lambda: acts.GiveFeedback(**SAID, session="s", heard=11), ValueError),
    (lambda: acts.GiveFeedback(**SAID, session="s", heard=-1), ValueError),
    (lambda: acts.GiveFeedback(**SAID, session="s", heard=9.0), TypeError),
    (lambda: acts.GiveFeedback(**SAID, session="s", heard=True), TypeError),
    (lambda: acts.RateGoal(**SAID, goal="g", value=True), TypeError),
    (lambda: acts.DeferItem(**SAID, session="s", item=0), ValueError),
    (
        lambda: acts.GiveConsent(
            **SAID, scope=Scope.CONTACT, terms="t", expires_at=START
        ),
        ValueError,
    ),
    (lambda: acts.StartSession(**SAID, id="s", present=()), ValueError),
    (lambda: acts.StartSession(**SAID, id="s", present="ana"), TypeError),
    (lambda: acts.MissSession(**SAID, session="s", absent=()), ValueError),
    (lambda: insight(domain="sleep"), TypeError),
    (lambda: coping_step(sign=True), TypeError),
    (lambda: coping_step(sign=0), ValueError),
    (lambda: between_two(chosen=True), TypeError),
    (lambda: between_two(chosen=0), ValueError),
    (lambda: acts.Code(**SAID), ValueError),
    (lambda: acts.Code(**SAID, contribution="c", session="s"), ValueError),
    (lambda: acts.TakeUp(**SAID, contribution="c"), ValueError),
    (
        lambda: acts.Contribute(**SAID, session="s", id="c", kinds="open"),
        TypeError,
    ),
    (
        lambda: acts.Contribute(**SAID, session="s", id="c", kinds={"open"}),
        TypeError,
    ),
    (lambda: acts.Contribute(**SAID, session="s", id="c", seconds=-1), ValueError),
    (lambda: acts.Contribute(**SAID, session="s", id="c", seconds="1"), TypeError),
    (
        lambda: acts.Contribute(
            **SAID, session="s", id="c", words=Words("x"), n_words=1
        ),
        ValueError,
    ),
    (lambda: acts.Propose(**SAID, id="p", matter="begin"), TypeError),
    (lambda: matters.Goal(words=Words("x"), owners="ana"), TypeError),
    (lambda: Open(clients=()), ValueError),
    (lambda: Open(clients=(Client("bo"),)), ValueError),
    (
        lambda: Open(clients=[Client(f"c{n}") for n in range(200)], form=Form.GROUP),
        ValueError,
    ),
    (lambda: Open(form=Form.COUPLE), ValueError),
    (lambda: Open(clients=(Client("a"), Client("b"))), ValueError),
]


@pytest.mark.parametrize(
    ("make", "error"), IMPOSSIBLE, ids=map(str, range(len(IMPOSSIBLE)))
)
def test_a_value_that_cannot_exist_is_not_made(make, error: type[Exception]):
    """Empty ids, naive moments, marks off 0 to 10, empty scopes, and their like."""
    with pytest.raises(error):
        make()


FOREIGN: dict[object, tuple[object, ...]] = {
    Words: ("said",),  # text that is not in `Words` could be shown by accident
    bool: (1, "yes"),
    int: (True, 1.5, "1"),
    float: ("1", float("nan")),
    str: (3, Words("said"), "two words"),
    Kind: ("advice",),
    Way: ("in_person",),
    PersonId: (3, "two words"),
    datetime: ("2026-01-05", START.replace(tzinfo=None)),
    Scope: ("treatment",),
}
"""What a field of a type does not take, besides what nothing takes."""


HELD = (*ACTS, *MATTERS, Client, Therapist, Organisation, Policy, Scale)


@pytest.mark.parametrize("kind", HELD, ids=lambda kind: kind.__name__)
@settings(max_examples=2)
@given(data=st.data())
def test_no_field_takes_what_it_is_not_made_for(kind: type, data: st.DataObject):
    """Every field checks its type, and that of each thing in it."""
    one = data.draw(values(kind))
    for name, of in fields_of(kind).items():
        types = {of, *get_args(of)}
        foreign = [value for each in types for value in FOREIGN.get(each, ())]
        if get_origin(of) in (frozenset, tuple):
            foreign = [(value,) for value in (object(), *foreign)]
        elif type(None) not in types:
            foreign.append(None)
        for value in (object(), *foreign):
            with pytest.raises((TypeError, ValueError)):
                attrs.evolve(one, **{name: value})


def insight(**fields: object) -> acts.Act:
    """Return an insight for the toolkit."""
    said = {**SAID, "kind": ToolKind.INSIGHT, "words": Words("x")}
    return acts.AddToToolkit(**said, **fields)


def coping_step(**fields: object) -> acts.Act:
    """Return a way of coping for the toolkit."""
    said = {**SAID, "kind": ToolKind.COPING_STEP, "words": Words("x")}
    return acts.AddToToolkit(**said, **fields)


def between_two(**fields: object) -> matters.Matter:
    """Return a choice between two options."""
    return matters.Choice(words=Words("x"), options=(Words("x"),) * 2, **fields)


def Open(**changes: object) -> acts.Act:  # noqa: N802  # reads as the act it makes
    """Give the smallest opening there is, with some fields changed."""
    return attrs.evolve(two().history[0], **changes)


@given(st.text(max_size=210))
@example("x" * 200)
@example("né")
def test_an_id_is_a_printable_name(text: str):
    """Exactly what is printable, not too long, and without a space is an id."""
    fine = 1 <= len(text) <= 200 and text.isprintable() and " " not in text
    try:
        assert str(GoalId(text)) == text
        made = True
    except ValueError:
        made = False
    assert made is fine


@given(st.datetimes(), st.integers(-23, 23))
@example(datetime.min, 2)  # noqa: DTZ901
@example(datetime.max, -2)  # noqa: DTZ901
@example(datetime.min, -2)  # noqa: DTZ901
def test_a_moment_is_an_instant(local: datetime, hours: int):
    """Two spellings of one instant are one value; what no year holds is refused."""
    moment = local.replace(tzinfo=timezone(timedelta(hours=hours)))
    try:
        expected = moment.astimezone(UTC)
    except OverflowError:
        with pytest.raises(ValueError, match="years 1 to 9999"):
            instant(moment)
        return
    assert instant(moment) == expected
    assert instant(moment).tzinfo is UTC


def test_a_moment_that_is_more_than_a_datetime_is_made_one():
    """A subclass of datetime is taken for the instant it shows, no more."""

    class Clock(datetime):
        """A datetime with a face."""

    moment = instant(Clock(2026, 1, 5, 9, tzinfo=UTC))
    assert type(moment) is datetime
    assert moment == START


@given(st.lists(st.lists(st.tuples(st.integers(0, 60), st.integers()), max_size=20)))
def test_a_register_is_an_immutable_dictionary(
    batches: list[list[tuple[int, int]]],
):
    """It reads as the dictionary with the same entries, in the order of first entry.

    One by one, or several at once.
    """
    expected: dict[int, int] = {}
    register, versions = Register[int, int](), []
    for entries in batches:
        if len(entries) == 1:
            register = register.put(*entries[0])
        else:
            register = register.put_all(dict(entries))
        expected.update(entries)
        versions.append((register, dict(expected)))
    for version, then in versions:
        assert list(version.items()) == list(then.items())
        assert len(version) == len(then)
    assert register == expected
    assert hash(register) == hash(Register[int, int]() if not expected else register)
    assert register.find(-1) is None
    assert -1 not in register
    with pytest.raises(KeyError):
        register[-1]


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=200),
    st.integers(0, 200),
)
@example([(0, 0), (0, 1), *((n, n) for n in range(1, 2 * SMALLEST)), (0, 0)], 1)
def test_a_register_tells_what_is_new_since_another(
    entries: list[tuple[int, int]], n: int
):
    """What was entered or replaced since it was another, with the values of now."""
    versions = [Register[int, int]()]
    for key, value in entries:
        versions.append(versions[-1].put(key, value))
    before, after = versions[min(n, len(entries))], versions[-1]
    changed = {k: v for k, v in after.items() if before.find(k) is not v}
    assert after.since(before) == changed
    assert after.since(after) == {}


def test_a_register_copies_little_for_each_entry():
    """On average an entry is copied as often as the logarithm of how many there are."""
    n, register = 4_096, Register[int, int]()
    n_copied = 0
    for key in range(n):
        after = register.put(key, key)
        kept = set(map(id, register._parts))  # noqa: SLF001  # nobody else asks
        parts = after._parts  # noqa: SLF001
        n_copied += sum(len(part) for part in parts if id(part) not in kept)
        register = after
    assert len(register) == n
    assert n_copied / n < SMALLEST + RATIO * log2(n)


def test_a_register_survives_copying():
    """A register pickles, and prints how much is in it."""
    register = Register[str, int]().put("a", 1).put("b", 2)
    again = pickle.loads(pickle.dumps(register))  # noqa: S301
    assert dict(again) == dict(register)
    assert repr(register) == "<Register of 2>"


@given(st.integers(0, 3 * PAGE))
def test_a_history_is_its_acts_in_order(n: int):
    """However many pages, and however it was made, the same acts in the same order."""
    acts_ = [acts.Leave(by="ana", at=START + timedelta(n_)) for n_ in range(n)]
    grown = History()
    for act in acts_:
        grown = grown.add(act, None)
    assert list(grown) == acts_
    assert len(grown) == n
    assert History.of(acts_, ()) == grown
    assert repr(grown) == f"<History of {n} acts>"


def test_acts_compare_by_what_they_say():
    """Acts are values: equal by their fields, never to another kind of act."""
    leave = acts.Leave(by=Client("ana"), at=START)
    assert leave == acts.Leave(by="ana", at=START)
    assert hash(leave) == hash(acts.Leave(by=PersonId("ana"), at=START))
    assert leave != acts.Pause(by="ana", at=START)
    assert repr(leave).startswith("Leave(by=PersonId('ana'), at=")
    assert not leave.late


def test_scopes_and_kinds_say_what_they_are():
    """The usual ones have names; others are made from a short name."""
    assert repr(Scope.research("s-7")) == "Scope('research', of='s-7')"
    told = Scope.disclosure(Client("gp"), purpose="referral")
    assert str(told) == "disclosure:gp:referral"
    assert repr(told) == "Scope('disclosure', of='gp', purpose='referral')"
    assert Scope.involve("mum").of == "mum"
    assert Kind.OPEN_QUESTION.is_a(Kind.QUESTION)
    assert not Kind.QUESTION.is_a(Kind.OPEN_QUESTION)
    assert str(Kind("own")) == "own"
    assert 3 in Scale()


def test_an_id_that_is_taken_is_varied():
    """A fresh id is like the one wished for, and not one that is there."""
    taken = {ContributionId("c"), ContributionId("c-2")}
    assert fresh(ContributionId("c"), taken) == ContributionId("c-3")


def test_a_partnership_is_opened_by_a_client_or_with_their_knowledge():
    """L1: self-referral, or referral with the client's knowledge."""
    people = {"id": "p", "clients": [Client("ana")], "therapists": [Therapist("bo")]}
    clinic = Organisation("clinic")
    codes = {
        "bo": "right.not_theirs",
        "clinic": "opening.client_unaware",
        "nobody": "person.unknown",
    }
    for by, code in codes.items():
        with pytest.raises(Refused, match=code):
            Partnership.open(**people, organisations=[clinic], by=by, at=START)
    p = Partnership.open(
        **people,
        organisations=[clinic],
        by=clinic,
        at=START,
        clients_told=Words("they know"),
    )
    assert p.version == 1
    again = p.history[0]
    assert [r.code for r in p.why_not(again)] == ["opening.done"]


def test_a_history_that_contradicts_the_law_names_the_act():
    """What a checked replay finds impossible, it names by its place."""
    p = two()
    begin = acts.Propose(by="bo", at=START, id="b", matter=matters.Begin())
    yes = acts.Accept(by="ana", at=START, proposal="b")
    with pytest.raises(ImpossibleHistory) as impossible:
        Partnership.replay([*p.history, begin, yes], check=True)
    assert (impossible.value.index, impossible.value.act) == (2, "Accept")
    assert impossible.value.codes == ("consent.assessment.not_in_force",)
    for acts_, code in (
        ([], "history.empty"),
        ([begin], "history.begins_without_opening"),
        ([*p.history, yes], "history.speaks_of_what_is_not_there"),
        ([Open(clients=(Client("cem"),))], "person.unknown"),
    ):
        with pytest.raises(ImpossibleHistory, match=code):
            Partnership.replay(acts_, check=code == "person.unknown")


def test_an_id_is_made_of_any_text():
    """Text of a subclass, such as a member of a vocabulary, is text."""
    assert GoalId(Stage.WORKING) == GoalId("working")
    assert type(GoalId(Stage.WORKING)) is GoalId
