"""The places of an act that may hold words: numbered once, and for good."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    Client,
    Form,
    PersonId,
    SlotValue,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.codec import UnknownAct, UnknownMatter
from collabtherapy.partnership.regions.carry_over import CarriedAgreement, CarriedGoal
from collabtherapy.partnership.values.act import Act, Kept
from collabtherapy.partnership.values.evidence import Evidence
from collabtherapy.partnership.values.words import REMOVED
from collabtherapy.privacy.authors import (
    NOTHING,
    authors,
    fields_with_places,
    may_have_written,
    texts,
    without_surplus,
    without_words,
    without_words_of,
)
from collabtherapy.testing import acts_of, values
from collabtherapy.testing.values import ACTS, MATTERS

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
SURPLUS = Kept(version=9, json=Words('{"beside":{"said":"secret"}}'))
PEOPLE = (Client, Therapist)
NUMBERED = Path(__file__).with_name("places_of_acts.txt")


def with_surplus(act: Act, where: frozenset[str]) -> Act:
    """Return an act to which a newer version wrote more, or to its matter."""
    if "act" in where:
        act = attrs.evolve(act, kept=SURPLUS)
    if "matter" in where and isinstance(act, acts.Propose):
        act = attrs.evolve(act, matter=attrs.evolve(act.matter, kept=SURPLUS))
    return act


in_some = st.frozensets(st.sampled_from(["act", "matter"]))
all_acts = st.builds(with_surplus, acts_of(), in_some)


def said(value: object) -> Iterator[Words]:
    """Yield the texts that a value holds, found without asking how it is declared."""
    if isinstance(value, Words):
        if not value.is_removed and value != NOTHING:
            yield value
    elif isinstance(value, tuple | frozenset):
        for one in value:
            yield from said(one)
    elif isinstance(value, Mapping):
        yield from said(tuple(value.items()))
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from said(getattr(value, field.name))


def numbers(act: Act) -> list[int]:
    """Return the numbers of the texts that are still there."""
    return [text.n for text in texts(act)]


@pytest.mark.parametrize("kind", ACTS)
@given(data=st.data())
def test_every_text_of_every_kind_is_found_once(kind: type[Act], data: st.DataObject):
    """However deep it is nested: as many as a search of all fields finds."""
    act = with_surplus(data.draw(values(kind)), data.draw(in_some))
    found = list(texts(act))

    assert Counter(text.words for text in found) == Counter(said(act))
    assert [text.n for text in found] == sorted({text.n for text in found})
    assert {text.author for text in found} == set(authors(act))
    assert set(authors(act)) <= may_have_written(act)


@given(all_acts, st.data())
def test_numbers_stay_when_any_texts_are_taken_out(act: Act, data: st.DataObject):
    """What is left has the number, the path and the author that it had."""
    before = list(texts(act))
    gone = data.draw(st.sets(st.sampled_from([text.n for text in before] or [0])))
    after = without_words(act, gone)

    assert list(texts(after)) == [text for text in before if text.n not in gone]


@given(all_acts, st.data())
def test_one_by_one_in_any_order_is_all_at_once(act: Act, data: st.DataObject):
    """And what is left is what it was, but for the texts."""
    order = data.draw(st.permutations(numbers(act)))
    one_by_one = act
    for n in order:
        one_by_one = without_words(one_by_one, [n])

    assert one_by_one == without_words(act, set(order))
    assert list(said(one_by_one)) == []
    assert without_words(one_by_one, set(order)) is one_by_one
    assert (type(one_by_one), one_by_one.by, one_by_one.at) == (
        type(act), act.by, act.at,
    )  # fmt: skip


@given(all_acts, st.data())
def test_a_persons_words_are_those_at_their_places(act: Act, data: st.DataObject):
    """Taking out all of one person's is taking out the places that are theirs."""
    people = sorted(may_have_written(act))
    subject = data.draw(st.sampled_from(people))
    theirs = {text.n for text in texts(act) if text.author == subject}

    assert without_words_of(act, subject) == without_words(act, theirs)
    assert subject not in authors(without_words_of(act, subject))


def test_a_place_that_holds_nothing_is_left_alone():
    """Neither a place without words, nor a number that no place has."""
    leave = acts.Leave(by="ana", at=AT, words=Words("enough"))

    assert without_words(leave, {1, 2, 99}) is leave
    assert without_words(leave, ()) is leave


def test_each_option_of_a_choice_is_a_place_of_its_own():
    """One of several texts of a field can go, and the others stay."""
    options = (Words("a"), Words("b"), Words("c"))
    put = acts.Propose(
        by="ana",
        at=AT,
        id="x",
        matter=matters.Choice(words=Words("q"), options=options),
    )
    second = next(text.n for text in texts(put) if text.words == Words("b"))
    left = without_words(put, {second}).matter

    assert isinstance(left, matters.Choice)
    assert left.options == (Words("a"), REMOVED, Words("c"))
    assert left.words == Words("q")


def test_a_count_keeps_the_place_of_the_words_it_came_from():
    """How much was said stays a number, and what stands after it keeps its number."""
    seen = Evidence("letter", reference=Words("drawer 3"), seen_by="bo")
    said = acts.Contribute(
        by="ana", at=AT, session="s1", id="c1", words=Words("I froze"), evidence=seen
    )
    assert numbers(said) == [1, 3]
    counted = without_words(said, {3})

    assert (counted.words, counted.n_words) == (None, 2)
    assert numbers(counted) == [1]
    assert numbers(without_words(said, {1})) == [3]


def test_in_an_opening_each_persons_name_is_their_own():
    """Whoever opened it; and what clients were told is the author's."""
    opening = acts.Open(
        by="eve", at=AT, partnership="p-1", form=Form.COUPLE,
        clients=(Client("ana", called=Words("A"), pronouns=Words("she")), Client("cy")),
        therapists=(Therapist("bo", called=Words("B")),),
        clients_told=Words("told"),
    )  # fmt: skip
    assert [(text.path, str(text.author)) for text in texts(opening)] == [
        ("clients.called", "ana"),
        ("clients.pronouns", "ana"),
        ("therapists.called", "bo"),
        ("clients_told", "eve"),
    ]
    assert set(map(str, may_have_written(opening))) == {"ana", "bo", "cy", "eve"}


def test_what_is_unknown_by_name_is_one_place():
    """Of an act and of a matter; once out, the name stays with nothing in it."""
    act = UnknownAct(by="ana", at=AT, name="Sing", kept=SURPLUS)
    put = acts.Propose(
        by="ana", at=AT, id="x", matter=UnknownMatter(name="Song", kept=SURPLUS)
    )
    for one in (act, put):
        ((n, _, words, author),) = texts(one)
        assert (words, author) == (SURPLUS.json, PersonId("ana"))
        assert without_words(one, {n}) == without_surplus(one) != one
        assert numbers(without_surplus(one)) == []


GOAL = matters.Goal(words=Words("sleep"), kept=SURPLUS)


@given(
    values(
        acts.CarryOver,
        agreement=None,
        evidence=None,
        goals=values(CarriedGoal, matter=GOAL).map(lambda one: (one,)),
    )
)
def test_a_surplus_is_found_wherever_it_is(act: acts.CarryOver):
    """Also of a goal that was carried over; and nothing else goes with it."""
    assert [text.words for text in texts(act)] == [SURPLUS.json, Words("sleep")]
    (left,) = without_surplus(act).goals
    assert (left.matter.kept, left.matter.words) == (None, Words("sleep"))


@attrs.frozen(kw_only=True)
class Leaf:
    """A class of one's own: texts in tuples of tuples."""

    said: tuple[tuple[Words, ...], ...] = ()
    other: int = 0


@attrs.frozen(kw_only=True)
class Branch:
    """A class of one's own that may hold another."""

    leaf: Leaf | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Grow(Act):
    """An act of one's own."""

    branch: Branch


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Mumble(Act):
    """An act of one's own, with texts that have no order."""

    mumbled: frozenset[Words] = frozenset()


def test_a_text_two_levels_deep_in_a_class_of_ones_own_is_found():
    """By what its fields are declared as, tuples of tuples included."""
    leaf = Leaf(said=((Words("a"), Words("b")), ()))
    deep = Grow(by="ana", at=AT, branch=Branch(leaf=leaf))
    a, b = texts(deep)

    assert (a.path, b.path) == ("branch.leaf.said", "branch.leaf.said")
    left = without_words(deep, {b.n}).branch.leaf
    assert left == Leaf(said=((Words("a"), REMOVED), ()))
    assert (a.n, b.n) == (3, 4)  # after the evidence and the surplus, which are none


def test_words_in_a_set_have_no_number():
    """They have no order: a class that is declared so is refused by name."""

    with pytest.raises(TypeError, match="in a tuple, not in frozenset"):
        list(texts(Mumble(by="ana", at=AT)))


WITH_PLACES = (
    *ACTS,
    *MATTERS,
    Evidence,
    *PEOPLE,
    CarriedAgreement,
    CarriedGoal,
    SlotValue,
)


def test_the_numbers_of_every_kind_are_those_written_down():
    """An erasure of earlier names places by number: none may come to mean another.

    A new field that may hold words is declared after those that are there.
    """
    lines = [
        f"{kind.__name__}: {' '.join(fields_with_places(kind)) or '–'}\n"
        for kind in WITH_PLACES
    ]
    assert "".join(lines) == NUMBERED.read_text(encoding="utf-8")
