"""Contract checks pass for what keeps the contract, and say what breaks it."""

from types import SimpleNamespace

import pytest
from hypothesis.stateful import run_state_machine_as_test

from collabtherapy import Partnership, Stage, Words, acts, codec
from collabtherapy.privacy import view
from collabtherapy.testing import (
    check_codec,
    check_store,
    check_view,
    partnership_machine,
)
from collabtherapy.testing.promises import PROMISES, check_history
from collabtherapy.testing.ways import led_to, two


def test_our_own_codec_and_view_keep_the_contracts():
    """What is shipped passes its own checks."""
    check_codec(lambda: codec, examples=30)
    check_view(lambda p, viewer: view(p, viewer).history, examples=30)


def test_a_codec_that_loses_something_is_told_by_the_shortest_story():
    """A codec that forgets the last act is caught with hardly any acts."""

    def loads(text):
        p = codec.loads(text)
        return Partnership.replay(p.history[:1])

    bad = SimpleNamespace(dumps=codec.dumps, loads=loads)
    with pytest.raises(AssertionError, match="another came back") as failed:
        check_codec(lambda: bad, examples=50)
    assert str(failed.value).count("\nday") == 2


def test_a_codec_that_fails_is_told_by_the_kind_of_failure_and_a_story():
    """What it says itself may quote words, so only its kind is told."""

    def loads(_text):
        raise LookupError("dear diary")

    bad = SimpleNamespace(dumps=codec.dumps, loads=loads)
    with pytest.raises(AssertionError, match="came back, but LookupError:") as failed:
        check_codec(lambda: bad, examples=2)
    assert "diary" not in str(failed.value)
    assert failed.value.__context__ is None


@pytest.mark.parametrize("check", [check_codec, check_store])
def test_what_cannot_be_tested_is_told_so(check):
    """Neither the thing in place of what makes it, nor a thing of another kind."""
    with pytest.raises(TypeError, match="give a function that makes the"):
        check(codec)
    with pytest.raises(TypeError, match="dict cannot be tested: it has no"):
        check(dict)


def test_an_adapter_without_a_method_is_told_which():
    """Before anything is compared with what is not there."""
    half = SimpleNamespace(open=print, attempt=bool, stage=str)
    with pytest.raises(TypeError, match="has no in_force, dissents, as an adapter"):
        run_state_machine_as_test(partnership_machine(lambda: half))


def test_a_view_that_fails_where_there_is_something_to_see_is_found():
    """A view that takes other arguments leaks nothing, and shows nothing either."""
    with pytest.raises(AssertionError, match=r"\w+ met TypeError:"):
        check_view(lambda p: p.history, examples=2)


def test_a_view_that_shows_everything_is_found():
    """Whoever shows a therapist's own notes to all is caught."""
    with pytest.raises(AssertionError, match="saw too much"):
        check_view(lambda p, _viewer: p.history, examples=200)


def test_a_history_that_breaks_a_promise_is_named():
    """What was recorded by no law of ours is held to what must hold."""
    p = led_to(two(), Stage.WORKING)
    check_history(p)
    assert len(PROMISES) >= 20
    assert Words("x") == Words("x")
    assert isinstance(p.history[0], acts.Open)
