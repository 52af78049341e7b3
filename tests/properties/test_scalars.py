"""Numbers and text of NumPy, pandas and enumerations count as what they stand for.

Each law here holds for every field of every public class, found by introspection.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import attrs
import numpy as np
import pytest
from hypothesis import find
from public_values import drawn, everything_in, examples, public_classes

from collabtherapy import PersonId, Scope, acts, codec, measures, testing
from collabtherapy.codec.formats import FORMAT
from collabtherapy.errors import NotMeasurable
from collabtherapy.exports import calendar
from collabtherapy.fhir import to_bundle
from collabtherapy.measures import PHQ9, Cohort, Instrument, Source, Wording, many
from collabtherapy.measures.courses import Courses
from collabtherapy.measures.slopes import SlopeChanges
from collabtherapy.partnership.values.ids import Id
from collabtherapy.storage import open_store
from collabtherapy.testing.registered import strategy_of
from collabtherapy.testing.ways import START, two

NAMES = public_classes()


PROSE = {
    *((kind, field.name) for kind in (Source, Wording) for field in attrs.fields(kind)),
    (Instrument, "name"),
    (Instrument, "about"),
    (Instrument, "licence"),
}
"""Fields of text that names nothing: it is read by people."""


def fields_of(of: type[Any]) -> Iterator[tuple[Any, Any]]:
    """Yield an example and a field of it, for each checked field of a type.

    Fields that are not checked are those of results: the library alone fills them in.
    """
    for kind, value in examples().items():
        if not attrs.has(kind) or NAMES[kind].startswith("simulation."):
            continue
        hints: dict[str, Any] = {}
        with suppress(NameError):  # the types of arrays are imported for checkers alone
            hints = get_type_hints(kind)
        for field in attrs.fields(kind):
            hint = hints.get(field.name)
            checked = field.validator is not None or field.converter is not None
            several = get_origin(hint) in {UnionType, tuple, frozenset}
            args = get_args(hint) if several else ()
            if field.init and checked and of in (hint, *args):
                yield holding(value, field, of), field


def holds(value: Any, field: Any) -> bool:
    """Return whether a field holds something: one thing, or one of several."""
    held = getattr(value, field.name)
    return bool(held) if isinstance(held, tuple | frozenset) else held is not None


def holding(value: Any, field: Any, of: type[Any]) -> Any:
    """Return a value whose field holds something, another one if need be."""
    held = getattr(value, field.name)
    if holds(value, field):
        return value
    one: Any = {int: 1, float: 0.5}.get(of) or of("alpha")
    given = type(held)([one]) if isinstance(held, tuple | frozenset) else one
    try:
        return attrs.evolve(value, **{field.alias: given})
    except ValueError:  # it does not go together with the other fields
        known = strategy_of(type(value))
        return drawn(known.filter(lambda one: holds(one, field)))


def held_by(value: Any, field: Any) -> Any:
    """Return what a field holds; of several, one."""
    held = getattr(value, field.name)
    return next(iter(held)) if isinstance(held, tuple | frozenset) else held


def given_to(value: Any, field: Any, one: object) -> Any:
    """Return what a field makes of something, given alone or as one of several."""
    held = getattr(value, field.name)
    several = isinstance(held, tuple | frozenset)
    given = type(held)([one]) if several else one
    return held_by(attrs.evolve(value, **{field.alias: given}), field)


def failures(of: type[Any], check: Callable[[Any, Any], None]) -> dict[str, str]:
    """Check every field of a type, and return what fails, by the name of the field."""
    found: dict[str, str] = {}
    for value, field in fields_of(of):
        try:
            check(value, field)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is told
            found[f"{NAMES[type(value)]}.{field.name}"] = repr(error)
    return found


def test_a_whole_number_of_numpy_is_kept_as_a_plain_one():
    """It is taken wherever a whole number is, at every width that holds it."""

    def check(value: Any, field: Any) -> None:
        n = held_by(value, field)
        n = n if abs(n) < 2**63 else 1  # a document holds more digits than an array
        for width in (np.int64, np.int8 if abs(n) < 100 else np.intp):
            kept = given_to(value, field, width(n))
            assert (type(kept), kept) == (int, n)

    assert len(list(fields_of(int))) > 50
    assert failures(int, check) == {}


def test_what_is_no_whole_number_is_refused():
    """A truth value and a float are none, of whatever library, and none is quoted."""

    def check(value: Any, field: Any) -> None:
        for wrong in (True, np.True_, 3.25, np.float64(3), "3"):
            try:
                given_to(value, field, wrong)
            except TypeError as error:
                assert "whole number" in str(error) or "int" in str(error)  # noqa: PT017
                assert "3.25" not in str(error)  # noqa: PT017
            else:
                raise AssertionError(f"a {type(wrong).__name__} is taken")

    assert failures(int, check) == {}


def test_a_number_of_numpy_is_kept_as_a_plain_one():
    """So is a number of any width wherever a number is taken."""

    def check(value: Any, field: Any) -> None:
        x = held_by(value, field)
        assert type(given_to(value, field, np.float64(x))) is float
        assert given_to(value, field, np.float32(x)) == pytest.approx(x, abs=1e-3)
        assert type(given_to(value, field, np.float32(x))) is float
        assert given_to(value, field, Decimal(str(x))) == pytest.approx(x)

    assert len(list(fields_of(float))) > 30
    assert failures(float, check) == {}


def test_a_member_and_text_of_numpy_give_their_value():
    """A ``(str, Enum)`` is what it stands for, not what it is called."""

    def check(value: Any, field: Any) -> None:
        if (type(value), field.name) in PROSE:
            return
        held = held_by(value, field)
        member = Enum("Named", {"CALLED": str(held)}, type=str).CALLED
        for given_ in (member, np.str_(str(held))):
            kept = given_to(value, field, given_)
            assert type(kept) is type(held)
            assert kept == held

    kinds = (str, *Id.__subclasses__())
    assert {k: v for kind in kinds for k, v in failures(kind, check).items()} == {}


def test_nothing_the_library_makes_holds_a_scalar_of_numpy():
    """Numbers come out of it as plain ones: they can be written as JSON."""
    by = {
        "by": measures.JacobsonTruax(sd_pre=np.float32(8), reliability=np.float32(0.8))
    }
    judged = by | {"direction": measures.Direction.LOWER_IS_BETTER}
    made = [
        *examples().values(),
        PHQ9.score(np.ones(9, dtype=np.int8)),
        PHQ9.score(np.full(9, 2, dtype=np.float32)),
        Cohort.of(np.arange(5), np.arange(5) ** 2),
        measures.change(np.int64(20), np.float32(8), **judged),
        measures.visits({"pre": np.arange(5), "post": np.arange(5, dtype=np.float32)}),
        measures.goal_progress([measures.GoalProgress("g", np.int8(2), np.int8(3))]),
        measures.attainment_t([measures.Attainment("g", np.int8(2))]),
    ]

    found = {
        type(value)
        for value in made
        if any(isinstance(one, np.generic) for one in everything_in(value))
    }

    # Whose courses they are is kept as it was given, to be found again in its table.
    assert found == {Courses, SlopeChanges}


def test_an_array_is_no_number():
    """An array can stand for a number only where it holds one alone."""
    assert acts.DeferItem(by="bo", at=START, session="s", item=np.array(2)).item == 2
    with pytest.raises(TypeError, match="item is a whole number"):
        acts.DeferItem(by="bo", at=START, session="s", item=np.array([2, 3]))
    with pytest.raises(TypeError, match="items is a tuple of whole numbers"):
        measures.Subscale("part", np.array([2, 3]))


class Colour(str, Enum):  # noqa: UP042  # of just this kind
    """A vocabulary as programs write it that began before `enum.StrEnum`."""

    RED = "red"


def test_a_member_names_a_person_a_scope_and_a_study():
    """What is made of several names says each by its value."""
    person, recipient = PersonId(Colour.RED), Scope.disclosure("gp", purpose=Colour.RED)

    assert str(person) == f"{person}" == "red"
    assert person == PersonId("red")
    assert str(recipient) == "disclosure:gp:red"
    assert Scope.research(Colour.RED) == Scope.research("red")
    assert repr(Scope(Colour.RED)) == "Scope('red')"
    act = acts.Leave(by=Colour.RED, at=START)
    assert codec.dumps(act) == codec.dumps(acts.Leave(by="red", at=START))


MISSING = [
    None, math.nan, np.float64("nan"), np.float32("nan"), np.float16("nan"),
    Decimal("nan"), Decimal("snan"),
]  # fmt: skip


@pytest.mark.parametrize("nothing", MISSING, ids=repr)
def test_what_is_no_number_is_missing_at_every_width(nothing: Any):
    """NaN is missing, whatever holds it, for one person and for many."""
    found = PHQ9.score((1,) * 8 + (nothing,))

    assert found == PHQ9.score((1,) * 8 + (None,))
    assert found.missing == (9,)
    assert found.open_flags == ("self_harm",)
    by = measures.JacobsonTruax(sd_pre=8.0, reliability=0.8)
    judged = {"by": by, "direction": measures.Direction.LOWER_IS_BETTER}
    assert measures.change(20, nothing, **judged).post is None
    changed = many.changes([20, 30], [nothing, 20], **judged)
    assert changed.statuses()[0] is measures.Status.UNKNOWN


def test_what_pandas_calls_missing_is_missing():
    """NA is missing, and so is None in a column of it; not a time is no number."""
    pd = pytest.importorskip("pandas", reason="data frames: --group cov")
    column = pd.array([1] * 8 + [None], dtype="Int8")

    assert PHQ9.score(column) == PHQ9.score((1,) * 8 + (pd.NA,))
    assert PHQ9.score(column).missing == (9,)
    with pytest.raises(TypeError, match=r"answers\[8\] is a number"):
        PHQ9.score((1,) * 8 + (pd.NaT,))


def test_a_decimal_is_a_number():
    """Numbers as databases give them are scored."""
    assert PHQ9.score([Decimal(2)] * 9) == PHQ9.score([2] * 9)
    with pytest.raises(NotMeasurable, match="finite"):
        measures.Cutoff(Decimal("Infinity"))


def test_a_fraction_is_a_number():
    """It is kept as it is, and one that is too large is said to be so."""
    assert PHQ9.score([Fraction(2)] * 9) == PHQ9.score([2] * 9)
    assert measures.Cutoff(Fraction(1, 3)).value == Fraction(1, 3)
    with pytest.raises(NotMeasurable, match="finite"):
        measures.Cutoff(Fraction(10**400))


def test_a_number_of_minutes_may_be_of_numpy():
    """So may every other number that a function takes."""
    p = two().record(acts.PlanSession(by="bo", at=START, id="s1", starts_at=START))

    assert calendar([p], viewer="ana", minutes=np.int64(40)) == calendar(
        [p], viewer="ana", minutes=40
    )
    assert to_bundle(p, version="R4", viewer="ana", minutes=np.int32(40)) == to_bundle(
        p, version="R4", viewer="ana", minutes=40
    )
    with open_store("memory:") as store:
        store.import_history(p.id, p.history, accept={np.int64(1)})
        assert len(store.follow(at_most=np.int64(1))) == 1


def test_numbers_from_elsewhere_count_in_strategies_and_for_formats():
    """What comes from an array is as good as what is typed in."""
    two_, three = np.int64(2), np.int64(3)
    p = two()
    for drawn_from in (
        testing.openings(clients=two_),
        testing.openings(clients=[two_]),
        testing.histories(clients=two_, at_most=three),
        testing.partnerships(clients=two_, at_most=three),
        testing.sessions(clients=two_, at_most=three),
        testing.feedback_loops(clients=two_, at_most=three),
        testing.consent_timelines(clients=two_, at_most=three),
    ):
        assert len(find(drawn_from, lambda _: True).clients) == 2
    assert find(testing.walks(p, at_most=three), lambda _: True) == p
    assert find(testing.ticks(at_most=three), lambda _: True)
    plain = codec.to_plain(p.opening)
    assert codec.from_plain(plain, written=np.int64(FORMAT)) == p.opening


@pytest.mark.parametrize(
    ("minutes", "error"),
    [
        (30.5, TypeError), (True, TypeError), (math.nan, TypeError), ("50", TypeError),
        (None, TypeError), (0, ValueError), (np.int64(-1), ValueError),
    ],
)  # fmt: skip
def test_minutes_are_a_whole_number_from_1(minutes: Any, error: type[Exception]):
    """Anything else is refused by the name of the argument, and not shown."""
    for ask in (
        lambda: calendar([two()], viewer="ana", minutes=minutes),
        lambda: to_bundle(two(), viewer="ana", minutes=minutes),
    ):
        with pytest.raises(error, match=r"^minutes must be "):
            ask()
