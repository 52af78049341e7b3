"""What is measured is a value: it pickles, copies, compares, and hides no view."""

import copy
import pickle
from decimal import Decimal
from types import MappingProxyType

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy.measures import (
    INSTRUMENTS,
    PHQ9,
    JacobsonTruax,
    jointly,
)
from collabtherapy.testing.measured import MEASURED, answers, instruments


def everything_in(value: object) -> list[object]:
    """Return a value, and all that its fields hold."""
    found = [value]
    if attrs.has(type(value)):
        held = [getattr(value, field.name) for field in attrs.fields(type(value))]
    else:
        held = list(value) if isinstance(value, tuple | frozenset) else []
    for one in held:
        found += everything_in(one)
    return found


def test_every_kind_of_value_goes_through_a_pickle_and_a_copy():
    """Each is equal to what comes back, and as good a key (F, table row 13)."""

    @given(st.one_of(*MEASURED.values()))
    def check(value: object) -> None:
        for other in (
            pickle.loads(pickle.dumps(value)),  # noqa: S301
            copy.copy(value),
            copy.deepcopy(value),
        ):
            assert other == value
            assert type(other) is type(value)
            assert hash(other) == hash(value)
        assert not any(isinstance(x, MappingProxyType) for x in everything_in(value))

    check()


@pytest.mark.parametrize("id_", INSTRUMENTS)
def test_each_instrument_goes_through_a_pickle(id_):
    """And its hash is that of an equal one."""
    one = INSTRUMENTS[id_]
    other = pickle.loads(pickle.dumps(one))  # noqa: S301
    assert (other, hash(other)) == (one, hash(one))
    assert other is not one


@given(st.data(), instruments())
def test_scores_compare_by_what_they_say(data, instrument):
    """The same answers are the same score, and a key of a set."""
    given_ = data.draw(answers(instrument))
    assert len({instrument.score(given_), instrument.score(list(given_))}) == 1


MISSING = [
    None,
    float("nan"),
    np.float16("nan"),
    np.float32("nan"),
    np.float64("nan"),
    np.longdouble("nan"),
    Decimal("NaN"),
    Decimal("sNaN"),
]


@pytest.mark.parametrize("missing", MISSING, ids=lambda x: f"{type(x).__name__} {x}")
def test_what_stands_for_a_missing_number_is_missing(missing):
    """NaN at every width and of every library (F, table row 12)."""
    score = PHQ9.score((1,) * 8 + (missing,))
    assert (score.missing, score.open_flags) == ((9,), ("self_harm",))
    assert PHQ9.change(missing, 9).pre is None
    by = JacobsonTruax(sd_pre=np.float32(6), reliability=Decimal("0.8"))
    assert PHQ9.change(missing, 9, by=by).index is None
    assert jointly(PHQ9.change(missing, 9)).recovery is None


def test_pandas_says_missing_in_its_own_way():
    """``NA`` is a value of its own type."""
    pandas = pytest.importorskip("pandas", reason="for its NA")
    assert PHQ9.score((1,) * 8 + (pandas.NA,)).missing == (9,)
    assert PHQ9.score(pandas.Series([1] * 8 + [None], dtype="Int64")).missing == (9,)


@pytest.mark.parametrize(
    "two",
    [2, 2.0, np.int8(2), np.uint64(2), np.float16(2), Decimal(2), np.longdouble(2)],
)
def test_a_number_of_any_library_is_a_number(two):
    """The same answer, and the same score."""
    assert PHQ9.score((two,) * 9) == PHQ9.score((2,) * 9)
