"""A signature is of one message, at one moment, by who knows the secret."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from collabtherapy.storage import check_signature, signature

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
SECRET, OTHER = bytes(range(32)), bytes(32)
ID, BODY = "north/p-1/3", b'{"kind":"Open"}'
MINUTE = timedelta(minutes=1)

bodies = st.binary(max_size=20)
names = st.text("ab/.\\n0123456789-:TZ", min_size=1, max_size=12)
moments = st.integers(0, 10**6).map(lambda n: NOW + timedelta(microseconds=n))

messages = st.tuples(names, moments, bodies)


def test_what_was_signed_is_taken():
    """Text is its UTF-8, and a moment is one wherever its clock stands."""
    signed = signature(SECRET, ID, NOW, BODY)
    assert check_signature(SECRET, ID, NOW, BODY, signed, now=NOW)
    assert check_signature(SECRET, ID, NOW, BODY.decode(), signed, now=NOW)


@pytest.mark.parametrize(
    "other",
    [
        {"secret": OTHER},
        {"id": "north/p-1/4"},
        {"moment": NOW + timedelta(microseconds=1)},
        {"body": BODY + b" "},
        {"signed": "0" * 64},
        {"signed": ""},
        {"signed": "\ud800ä"},
    ],
)
def test_nothing_of_it_can_be_exchanged(other: dict):
    """Neither the message nor what is said of it."""
    given = {"secret": SECRET, "id": ID, "moment": NOW, "body": BODY}
    given["signed"] = signature(**given)
    assert check_signature(**given, now=NOW)
    assert not check_signature(**{**given, **other}, now=NOW)


@given(messages, messages)
def test_no_two_messages_are_signed_as_one(one: tuple, other: tuple):
    """Whatever stands in the name or in the body."""
    assume(one != other)
    assert signature(SECRET, *one) != signature(SECRET, *other)


@pytest.mark.parametrize("early", [-1, 1])
def test_an_old_message_is_not_taken_again(early: int):
    """Nor one from ahead, beyond what is tolerated; at the limit it is."""
    signed = signature(SECRET, ID, NOW, BODY)
    for apart, is_taken in ((5 * MINUTE, True), (5 * MINUTE + MINUTE / 60, False)):
        now = NOW + early * apart
        assert check_signature(SECRET, ID, NOW, BODY, signed, now=now) is is_taken
    none = timedelta()
    late = NOW + MINUTE
    assert check_signature(SECRET, ID, NOW, BODY, signed, now=NOW, tolerance=none)
    assert not check_signature(SECRET, ID, NOW, BODY, signed, now=late, tolerance=none)


@pytest.mark.parametrize(
    ("other", "error"),
    [
        ({"secret": bytes(31)}, ValueError),
        ({"secret": "x" * 32}, TypeError),
        ({"id": ""}, ValueError),
        ({"id": "two words"}, ValueError),
        ({"id": "two\nlines"}, ValueError),
        ({"body": None}, TypeError),
        ({"moment": "now"}, TypeError),
        ({"moment": NOW.replace(tzinfo=None)}, ValueError),
    ],
)
def test_what_cannot_be_signed_is_refused(other: dict, error: type[Exception]):
    """A secret that is short, or a name that could hold another line."""
    given = {"secret": SECRET, "id": ID, "moment": NOW, "body": BODY}
    with pytest.raises(error):
        signature(**{**given, **other})


def test_a_signature_is_text():
    """What is none is told, and is no wrong one."""
    with pytest.raises(TypeError):
        check_signature(SECRET, ID, NOW, BODY, b"0" * 64, now=NOW)  # type: ignore[arg-type]


def test_no_error_holds_the_body():
    """What UTF-8 cannot hold is refused without it: it is somebody's words."""
    with pytest.raises(ValueError, match="UTF-8") as caught:
        signature(SECRET, ID, NOW, "what ana said \ud800")
    assert not isinstance(caught.value, UnicodeError)
    assert caught.value.__context__ is None
