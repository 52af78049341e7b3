"""Contract checks pass for what keeps the contract, and say what breaks it."""

from types import SimpleNamespace

import pytest

from collabtherapy import Partnership, Stage, Words, acts, codec
from collabtherapy.privacy import view
from collabtherapy.testing import check_codec, check_view
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
