"""The quick backend is believed only where it shows that it lost nothing."""

import inspect
import json
import sys
from typing import Any

import pytest
from codec.leaks import CANARY, leaks
from codec.story import STORY
from codec.test_round_trip import BACKENDS
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import codec
from collabtherapy.codec.backends import quickest
from collabtherapy.codec.wrong import Wrong
from collabtherapy.errors import ImpossibleHistory, MalformedDocument

texts = st.text(st.characters(exclude_categories=["Cs"]))
seconds = st.integers(0, 86_400_000).map(lambda n: n / 1000)
written = st.recursive(
    st.booleans() | st.integers(-(10**20), 10**20) | seconds | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
)


@given(written)
def test_both_backends_write_the_same_bytes(plain: object) -> None:
    """Escapes, other scripts, numbers and the order of keys do not differ."""
    assert len({backend.encode(plain) for backend in BACKENDS}) == 1


@pytest.mark.parametrize("backend", BACKENDS, ids=lambda backend: backend.name)
def test_every_character_is_written_alike(backend: codec.Backend) -> None:
    """Every character that text may hold is written as the standard library would."""
    every = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x110000))))

    assert backend.encode(every) == json.dumps(every, ensure_ascii=False)
    assert backend.parse(backend.encode(every).encode()) == every


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | texts,
                    lambda inner: st.lists(inner) | st.dictionaries(texts, inner)),
       st.booleans())  # fmt: skip
def test_both_backends_read_the_same(plain: object, loose: bool) -> None:  # noqa: FBT001
    """Numbers of any size and spelling are read alike, or refused alike."""
    document = json.dumps(plain, indent=1 if loose else None).encode()
    plain_again = [repr(backend.parse(document)) for backend in BACKENDS]

    if "Unreadable" not in plain_again[-1]:
        assert plain_again[0] == plain_again[-1]


def test_without_msgspec_there_is_the_standard_library(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is needed that is not installed."""
    monkeypatch.setitem(sys.modules, "msgspec", None)

    assert quickest() is codec.STANDARD


def test_the_quick_backend_is_chosen_where_it_can_be() -> None:
    """With msgspec installed, it is what is used."""
    pytest.importorskip("msgspec")

    assert quickest().name == codec.BACKEND.name == "msgspec"


@pytest.mark.parametrize("backend", BACKENDS, ids=lambda backend: backend.name)
@pytest.mark.parametrize("document", [b"", b"{", b"\xff", b"[" * 10**6, b"1e999999"])
def test_a_backend_raises_nothing_of_its_own(
    backend: codec.Backend, document: bytes
) -> None:
    """What cannot be parsed is `Wrong`, or stands where a reader will find it."""
    try:
        parsed: Any = backend.parse(document)
    except Wrong as wrong:
        assert wrong.__context__ is None  # noqa: PT017  # either outcome is right
        return
    assert parsed == float("inf")


def test_a_history_against_the_law_is_impossible() -> None:
    """It is no matter of form: the act is named, and no word of it shown."""
    plain = [codec.to_plain(act) for act in STORY.history]
    plain[3]["by"] = "bo"
    plain[-4]["words"] = CANARY
    text = json.dumps({"acts": plain, "format": codec.FORMAT})

    with pytest.raises(ImpossibleHistory) as caught:
        codec.loads(text)
    assert (caught.value.index, caught.value.act) == (3, "GiveConsent")
    assert not leaks(caught.value)


def test_a_caller_without_room_is_told_that_it_is_too_deep() -> None:
    """Where the stack is nearly full, no error of Python's shows the document."""
    text = json.dumps(
        {"acts": [codec.to_plain(STORY.history[0])], "format": codec.FORMAT}
    )

    def at(depth: int) -> str:
        try:
            return at(depth - 1) if depth else str(codec.loads(text).version)
        except MalformedDocument as error:
            return error.code
        except RecursionError:
            return "full"

    room = sys.getrecursionlimit() - len(inspect.stack())

    assert {at(room - spare) for spare in range(4, 80)} == {"too_deep", "full", "1"}
