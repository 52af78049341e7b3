"""Whatever says itself how it is written is written so by every printer."""

import importlib
import pkgutil
from collections.abc import Iterator
from pprint import pformat

import attrs
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st
from hypothesis.vendor.pretty import pretty

import collabtherapy
from collabtherapy import Partnership, Stage, Words, acts
from collabtherapy.testing.ways import led_to, two

WORKING = led_to(two(), Stage.WORKING)
SHORT = "<Partnership p-1: working, 12 acts>"


def classes() -> Iterator[type]:
    """Yield every class of the package that has fields and a repr of its own."""
    for found in pkgutil.walk_packages(collabtherapy.__path__, "collabtherapy."):
        if "numba" in found.name or "compiled" in found.name:
            continue  # needs an extra, and holds no values
        for value in vars(importlib.import_module(found.name)).values():
            if (
                isinstance(value, type)
                and value.__module__ == found.name
                and (attrs.has(value) or hasattr(value, "_fields"))
                and is_written_by_hand(value)
            ):
                yield value


def is_written_by_hand(kind: type) -> bool:
    """Return whether a repr is neither inherited from Python nor made by attrs."""
    code = getattr(kind.__repr__, "__code__", None)
    module = getattr(kind.__repr__, "__module__", "")
    return (
        code is not None
        and "attrs generated" not in code.co_filename
        and module.startswith("collabtherapy")
    )


def test_every_repr_written_by_hand_is_that_of_printers_too():
    """IPython and Hypothesis would write attrs classes and tuples field by field."""
    found = set(classes())
    assert {Partnership, acts.Leave, type(WORKING.state)} <= found
    assert [kind for kind in found if not hasattr(kind, "_repr_pretty_")] == []


@pytest.mark.parametrize("of", [repr, pformat, pretty, "{}".format, str])
def test_a_partnership_is_written_shortly(of):
    """By repr, pprint, pytest, IPython and Hypothesis, alone or within something."""
    assert of(WORKING) == SHORT
    assert of([WORKING]) == f"[{SHORT}]"
    for value in (WORKING.state, WORKING.recorded, WORKING.as_of(WORKING.at)):
        assert len(of(value)) < 80
        assert "p-1" in of(value)


def test_a_falsifying_example_names_the_partnership_shortly():
    """Hypothesis writes what falsifies in one line, without anybody's words."""
    note = acts.WriteNote(by="bo", at=WORKING.at, words=Words("secret"))

    @settings(database=None, max_examples=1)
    @given(st.just(WORKING), st.just(note))
    def fails(p: Partnership, act: acts.Act) -> None:
        assert p.version > act.at.year

    with pytest.raises(AssertionError) as failed:
        fails()
    (example,) = [n for n in failed.value.__notes__ if "fails(" in n]
    assert f"p={SHORT}," in example
    assert "Words(<6 characters>)" in example
    assert "secret" not in example
    assert len(example.splitlines()) <= 6


def test_an_example_of_a_state_is_found_and_written_shortly():
    """A state is a tuple of forty regions, which nobody would read."""
    found = find(st.just(WORKING.state), lambda _: True)
    assert pretty(found) == repr(found) == f"<State of p-1: working, {found.at}>"
