"""What holds for every public value: it pickles, copies, compares and hashes.

A value goes to another process and comes back, to a worker of a pool or a queue; it is
kept in a set, or as a key. What is private in it stays so.
"""

import copy
import multiprocessing
import pickle
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import ProcessPoolExecutor
from enum import Enum
from typing import Any

import attrs
import numpy as np
import pytest
from elsewhere import sent_back
from hypothesis import given
from hypothesis import strategies as st
from public_values import (
    NOT_VALUES,
    drawable,
    everything_in,
    examples,
    parts,
    public_classes,
)

from collabtherapy import Words
from collabtherapy._frozen import FrozenMap
from collabtherapy.measures import PHQ9
from collabtherapy.testing.registered import strategy_of

NAMES = public_classes()

Failures = dict[str, str]


def check_each(check: Callable[[Any], None]) -> None:
    """Check the example of every public class, and name all that fail together."""
    failures: Failures = {}
    for kind, value in examples().items():
        try:
            check(value)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is told below
            failures[NAMES[kind]] = f"{type(error).__name__}: {error}"
    assert failures == {}


def alike(one: Any, other: Any) -> bool:
    """Whether two values are equal; arrays, and what holds them, number by number."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if isinstance(one, Exception):
        return str(one) == str(other) and vars(one) == vars(other)
    if not holds_array(one):
        return bool(one == other)
    return all(map(alike, parts(one), parts(other)))


def holds_array(value: Any) -> bool:
    """Whether there is an array somewhere in a value."""
    return any(isinstance(one, np.ndarray) for one in everything_in(value))


def texts_in(value: Any) -> list[str]:
    """Return what people said in a value, if too long to be met by chance."""
    said = [one for one in everything_in(value) if isinstance(one, Words)]
    return [one.text for one in said if not one.is_removed and len(one) > 5]


def check_alike(value: Any, again: Any) -> None:
    assert alike(value, again)
    if isinstance(value, Hashable) and not isinstance(value, Exception):
        assert hash(again) == hash(value) or holds_array(value)
    shown = repr(again)
    assert not any(text in shown for text in texts_in(again))


def test_every_public_class_has_an_example():
    """A class that is made public is tested here, or said to be no value."""
    without = {NAMES[kind] for kind in NAMES.keys() - examples().keys()}

    assert without == NOT_VALUES.keys()


def test_every_value_comes_back_from_another_process():
    """A value that a spawned process was sent, and sends back, is the same value."""
    pickled: list[bytes] = []
    check_each(lambda value: pickled.append(pickle.dumps(value)))

    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        returned = iter(pool.submit(sent_back, pickled).result())

    check_each(lambda value: check_alike(value, pickle.loads(next(returned))))  # noqa: S301


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_every_value_copies(copied: Callable[[Any], Any]):
    """A copy is the same value."""
    check_each(lambda value: check_alike(value, copied(value)))


def test_every_frozen_value_hashes():
    """A frozen value that compares by its fields is a key; a mapping alone is none."""

    def check(value: Any) -> None:
        settable = type(value).__setattr__ is object.__setattr__
        if attrs.has(type(value)) and not settable and not isinstance(value, Mapping):
            assert isinstance(value, Hashable)
            hash(value)

    check_each(check)


def test_a_value_compares_by_what_it_is_made_of():
    """Only what holds an array is equal to itself alone."""

    def check(value: Any) -> None:
        by_fields = type(value).__eq__ is not object.__eq__
        assert by_fields or isinstance(value, Enum | Exception) or holds_array(value)

    check_each(check)


@given(st.sampled_from(sorted(drawable(), key=str)).flatmap(strategy_of))
def test_any_value_that_is_drawn_goes_through_a_pickle(value: object):
    """Whatever `st.from_type` draws is the same after a pickle and a deep copy."""
    check_alike(value, pickle.loads(pickle.dumps(value)))  # noqa: S301
    check_alike(value, copy.deepcopy(value))


def test_a_frozen_map_is_a_mapping_that_cannot_change():
    """It keeps its order and what was given to it, and equals any mapping alike."""
    given_ = {"b": 1, "a": None}
    frozen = FrozenMap(given_)
    given_["c"] = 3

    assert list(frozen.items()) == [("b", 1), ("a", None)]
    assert frozen == {"a": None, "b": 1} == FrozenMap([("a", None), ("b", 1)])
    assert hash(frozen) == hash(FrozenMap({"a": None, "b": 1}))
    assert len({frozen, FrozenMap({"a": None, "b": 1}), FrozenMap()}) == 2
    assert "nobody" not in repr(FrozenMap({"a": Words("nobody else knows")}))


def test_a_score_is_a_key():
    """Equal scores are one key, also where a subscale is missing."""
    assert len({PHQ9.score((1,) * 9), PHQ9.score([1.0] * 9)}) == 1
