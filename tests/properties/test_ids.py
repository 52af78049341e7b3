"""Ids: one object for one kind and text, which is no text."""

import copy
import gc
import json
import operator
import pickle
import re
import sqlite3
import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from itertools import product
from threading import Barrier
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from collabtherapy import (
    Client,
    ContributionId,
    DutyId,
    DutyKind,
    GoalId,
    HoldId,
    NoteId,
    Organisation,
    Partnership,
    PartnershipId,
    PersonId,
    PracticeId,
    ProposalId,
    SessionId,
    TaskId,
    TermsId,
    Therapist,
    TopicId,
    codec,
)
from collabtherapy.errors import IdComparedWithText
from collabtherapy.partnership.values.ids import Id, PartId, fresh
from collabtherapy.testing import histories, ids

KINDS: tuple[type[Id], ...] = (
    PersonId, PartnershipId, ProposalId, GoalId, TaskId, PracticeId, TopicId,
    HoldId,
    NoteId,
    SessionId, ContributionId, TermsId, PartId,
)  # fmt: skip
kinds = st.sampled_from(KINDS)
any_id = kinds.flatmap(ids)
texts = ids(PersonId).map(str)

EACH_WAY: Mapping[str, Callable[[Id, str], bool]] = {
    "id == text": lambda one, text: one == text,
    "text == id": lambda one, text: text == one,
    "id != text": lambda one, text: not one != text,  # noqa: SIM202  # that is asked
    "text != id": lambda one, text: not text != one,  # noqa: SIM202
    "text in tuple": lambda one, text: text in (one, 1),
    "id in list": lambda one, text: one in [1, text],
    "tuple == tuple": lambda one, text: (one, 1) == (text, 1),
    "count": lambda one, text: [one].count(text) == 1,
}
"""Each way to compare an id with text that compares the two, and no hash."""


def test_every_kind_is_named_here():
    """A kind of id that is added is tested as the others are."""
    assert set(KINDS) == set(Id.__subclasses__())


@given(kinds, kinds, texts, texts)
def test_an_id_is_one_object_of_its_kind_and_text(
    kind: type[Id], other: type[Id], text: str, another: str
):
    """A bijection of kind and text to the objects alive."""
    one, again = kind(text), other(another)

    same = (kind, text) == (other, another)
    assert (one is again) is (one == again) is same
    assert (hash(one) == hash(again)) is (len({one, again}) == 1) is same
    assert kind(one) is kind(str(one)) is one
    assert copy.copy(one) is copy.deepcopy(one) is one
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(one, protocol)) is one  # noqa: S301


@given(histories())
def test_whatever_is_read_names_the_same_objects(p: Partnership):
    """Over documents, pickles and copies of a whole history."""
    again = codec.loads(codec.dumps(p))
    others = (again, pickle.loads(pickle.dumps(p)), copy.deepcopy(p))  # noqa: S301
    for other in others:
        assert isinstance(other, Partnership)
        assert other.id is p.id
        for act, same in zip(p.history, other.history, strict=True):
            assert same.by is act.by
        for name in p.state.duties.by_id:
            assert name in other.state.duties.by_id


@pytest.mark.parametrize("kind", KINDS)
def test_threads_make_one_object_of_one_text(kind: type[Id]):
    """Eight threads that make the same 300 ids at once share them."""
    names = [f"{kind.names.split()[0]}-{n}" for n in range(300)]
    ready = Barrier(8)

    def make(_: int) -> list[Id]:
        ready.wait()
        return [kind(name) for name in names]

    with ThreadPoolExecutor(8) as pool:
        first, *others = pool.map(make, range(8))

    assert list(map(str, first)) == names
    for other in others:
        assert all(map(operator.is_, first, other))


def test_an_id_that_nothing_refers_to_is_let_go():
    """Ids of documents that were read and dropped do not pile up."""
    gc.collect()
    before = len(PersonId._alive)  # noqa: SLF001  # nothing else tells
    those = [PersonId(f"passing-{n}") for n in range(100)]
    assert len(PersonId._alive) == before + len(those)  # noqa: SLF001

    those.clear()

    assert len(PersonId._alive) == before  # noqa: SLF001


@given(any_id, st.none() | texts, st.sampled_from(sorted(EACH_WAY)))
def test_no_id_equals_text(one: Id, other: str | None, way: str):
    """Invariant 9: each direct comparison with text is false, and warns where it is."""
    compare = EACH_WAY[way]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert compare(one, str(one) if other is None else other) is False

    (warning,) = caught
    assert warning.category is IdComparedWithText
    assert warning.filename == __file__
    assert issubclass(IdComparedWithText, RuntimeWarning)
    assert one.names in str(warning.message)
    with pytest.raises(IdComparedWithText):
        compare(one, str(one))  # as the suite runs


@given(any_id, any_id)
def test_ids_are_compared_with_each_other_in_silence(one: Id, other: Id):
    """Ids of two kinds, and what is no text, are merely different."""
    assert (one == other) is (one is other)
    assert one != 1
    assert one != None  # noqa: E711  # the comparison is what is asked
    assert one != str(one).encode()
    assert one == mock.ANY
    assert one in {one: 1}
    assert str(one) not in {one: 1}  # by hash, which cannot warn


@given(st.lists(texts), kinds)
def test_ids_of_a_kind_sort_as_their_texts(names: list[str], kind: type[Id]):
    """Order is that of the text, among ids of one kind."""
    made = [kind(name) for name in names]

    assert list(map(str, sorted(made))) == sorted(names)
    for one, other in product(made[:3], repeat=2):
        for compare in (operator.lt, operator.le, operator.gt, operator.ge):
            assert compare(one, other) is compare(str(one), str(other))


@given(any_id, any_id)
def test_ids_of_two_kinds_have_no_order(one: Id, other: Id):
    """Neither have an id and text."""
    for compare in (operator.lt, operator.le, operator.gt, operator.ge):
        with pytest.raises(TypeError):
            compare(one, str(other))
        if type(one) is not type(other):
            with pytest.raises(TypeError):
                compare(one, other)


@given(any_id, st.sampled_from(["", ">8", "<300", "^9.3"]))
def test_an_id_prints_as_its_text(one: Id, form: str):
    """It has the length and the formats of its text, and no other method of text."""
    text = str(one)

    assert type(text) is str
    assert format(one, form) == format(text, form)
    assert f"{one}" == text
    assert len(one) == len(text)
    assert repr(one) == f"{type(one).__name__}({text!r})"
    assert not isinstance(one, str)
    assert not {name for name in dir(one) if name in dir(str) and name[0] != "_"}


@given(any_id)
def test_an_id_cannot_be_changed(one: Id):
    """Neither its text, nor its kind, nor anything beside it."""
    text, kind = str(one), type(one)
    for name, value in {"_text": "x", "text": "x", "__class__": GoalId}.items():
        with pytest.raises(AttributeError, match="an id is immutable"):
            setattr(one, name, value)
        with pytest.raises(AttributeError, match="an id is immutable"):
            delattr(one, name)
    assert not hasattr(one, "__dict__")
    assert (str(one), type(one)) == (text, kind)


def test_no_class_extends_an_id():
    """Or its own `__eq__` could call two people one."""
    for base in (Id, PersonId):
        with pytest.raises(TypeError, match="extend none"):
            type("Own", (base,), {})
    with pytest.raises(TypeError, match="an id has a kind"):
        Id("x")


class Liar(str):
    """Text that says something else of itself."""

    __slots__ = ()

    def __str__(self) -> str:
        return "somebody-else"

    def __len__(self) -> int:
        return 1

    def __eq__(self, _: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 1

    def __contains__(self, _: object) -> bool:
        return False


class Who(str, Enum):  # noqa: UP042  # of just this kind
    """People, as a program may name them."""

    ANA = "ana"


@given(kinds)
def test_an_id_is_made_of_whatever_is_text(kind: type[Id]):
    """Of the characters, that is, and not of what the object says of itself."""
    ana = kind("ana")

    assert kind(Who.ANA) is kind(np.str_("ana")) is kind(Liar("ana")) is ana
    assert type(str(kind(Liar("only-here")))) is str
    for bad in ("with space", "x" * 2001, ""):
        with pytest.raises(ValueError, match="printable characters"):
            kind(Liar(bad))


@given(kinds, kinds)
def test_what_is_no_text_makes_no_id(kind: type[Id], other: type[Id]):
    """Whatever else is given is refused by what it is, and never shown."""
    if kind is not other:
        with pytest.raises(TypeError, match="does not name a"):
            kind(other("secret"))  # type: ignore[arg-type]
    for wrong in (b"secret", None, 1, 1.5, ("secret",), Word):
        expected = f"the id of a {kind.names} is made of text, not of "
        with pytest.raises(TypeError, match=re.escape(expected)) as raised:
            kind(wrong)  # type: ignore[arg-type]
        assert "secret" not in str(raised.value)
    for text in ("", " ", "a b", "a\n", "x" * (kind.longest + 1)):
        with pytest.raises(ValueError, match=f"1 to {kind.longest} printable"):
            kind(text)


class Word(Enum):
    """An enumeration that is no text."""

    HIDDEN = "secret"


def test_a_person_stands_for_their_own_id():
    """And for an id of no other kind; what merely has an id carries none."""
    for person in (Client("ana"), Therapist("ana"), Organisation("ana")):
        assert PersonId(person) is PersonId("ana")
        with pytest.raises(TypeError, match="is made of text"):
            GoalId(person)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="is made of text"):
        PersonId(mock.Mock(id=PersonId("ana")))


_TWO = (
    b"ccollabtherapy.partnership.values.ids\nPersonId\nq\x00X\x02\x00\x00\x00boq\x01"
    b"\x85q\x02\x81q\x03."
)
_FOUR = (
    b"\x95>\x00\x00\x00\x00\x00\x00\x00\x8c$collabtherapy.partnership.values.ids\x94"
    b"\x8c\x08PersonId\x94\x93\x94\x8c\x02bo\x94\x85\x94\x81\x94."
)
OLD_PICKLES = {
    2: b"\x80\x02" + _TWO,
    3: b"\x80\x03" + _TWO,
    4: b"\x80\x04" + _FOUR,
    5: b"\x80\x05" + _FOUR,
}
"""A person's id, pickled where ids were a class of text, by protocol."""


@pytest.mark.parametrize("protocol", sorted(OLD_PICKLES))
def test_pickles_of_ids_that_were_text_are_read(protocol: int):
    """They name the same people, as the objects of today."""
    person = pickle.loads(OLD_PICKLES[protocol])  # noqa: S301  # our own

    assert person is PersonId("bo")


@given(any_id)
def test_json_refuses_an_id(one: Id):
    """It is loud, and works once it is told how."""
    with pytest.raises(TypeError, match="not JSON serializable"):
        json.dumps({"id": one})
    assert json.loads(json.dumps({"id": one}, default=str)) == {"id": str(one)}


@given(any_id)
def test_sqlite_keeps_the_text_of_an_id(one: Id):
    """As a parameter of a statement; no other protocol is answered."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("create table named (id text)")
        connection.execute("insert into named values (?)", (one,))
        found = connection.execute("select id from named where id = ?", (one,))
        assert found.fetchall() == [(str(one),)]
    finally:
        connection.close()
    assert one.__conform__(str) is None


class Asked(BaseModel):
    """A model of an application."""

    by: PersonId
    goals: list[GoalId]


@given(ids(PersonId), st.lists(ids(GoalId), max_size=2))
def test_pydantic_reads_and_writes_ids(by: PersonId, goals: list[GoalId]):
    """From text and from ids; to text where it is JSON."""
    asked = Asked(by=str(by), goals=goals)

    assert asked.by is by
    assert asked.model_dump() == {"by": by, "goals": goals}
    again = Asked.model_validate_json(asked.model_dump_json())
    assert again == asked
    assert json.loads(asked.model_dump_json())["by"] == str(by)
    assert Asked(by=Client(by), goals=[]).by is by


@given(kinds)
def test_pydantic_refuses_what_makes_no_id(kind: type[Id]):
    """As it refuses any value: with an error of its own, for a type as for a value."""
    adapter: TypeAdapter[Id] = TypeAdapter(kind)
    other = TermsId("t") if kind is not TermsId else GoalId("t")

    for wrong in (None, 3, b"x", "a b", "", other):
        with pytest.raises(ValidationError):
            adapter.validate_python(wrong)
    for wrong in ("null", "3", '""', '"a b"', f'"{"x" * (kind.longest + 1)}"'):
        with pytest.raises(ValidationError):
            adapter.validate_json(wrong)
    for mode in ("validation", "serialization"):
        schema = adapter.json_schema(mode=mode)
        assert schema["type"] == "string"
    bounds = {"minLength": 1, "maxLength": kind.longest, "type": "string"}
    assert adapter.json_schema() == bounds


def test_a_data_frame_holds_ids_as_objects():
    """They group by what they are; compared with text, they warn."""
    frame = pd.DataFrame({"who": [PersonId("bo"), PersonId("ana"), PersonId("bo")]})

    assert frame.groupby("who", sort=True).size().to_dict() == {
        PersonId("ana"): 1,
        PersonId("bo"): 2,
    }
    assert list(frame["who"] == PersonId("bo")) == [True, False, True]
    with pytest.warns(IdComparedWithText):
        assert not any(frame["who"] == "bo")


@given(ids(GoalId), st.lists(st.integers(2, 5), max_size=3))
def test_a_fresh_id_is_like_one_and_not_taken(like: GoalId, also: list[int]):
    """It begins as the other does, and is an id of the same kind."""
    taken = {like, *(GoalId(f"{str(like)[:190]}-{n}") for n in also)}
    found = fresh(like, taken)

    assert found not in taken
    assert str(found).startswith(str(like)[:190])
    assert fresh(like, ()) is like


SENTENCE = "she told me at night"


@pytest.mark.parametrize(
    "make",
    [
        lambda: DutyId.parse(f"invite/s1/ana/{SENTENCE}"),
        lambda: DutyId(DutyKind.INVITE, (SessionId("s1"), PersonId("ana"), SENTENCE)),
        lambda: DutyId(SENTENCE, (PersonId("ana"),)),
        lambda: DutyId.parse(f"{SENTENCE}/ana"),
        lambda: DutyId.parse(f"orient/{SENTENCE}"),
    ],
    ids=["short name", "part", "kind", "spelled kind", "id"],
)
def test_the_id_of_a_duty_holds_no_sentence_and_repeats_none(
    make: Callable[[], DutyId],
):
    """An id is shown wherever it goes, so it is made of ids and short names alone."""
    with pytest.raises(ValueError, match="id of a") as refused:
        make()
    assert SENTENCE not in str(refused.value)
