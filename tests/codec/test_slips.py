"""One slip in a good document: refused, or read as what it then says."""

import json
from typing import Any

import pytest
from codec.leaks import leaks
from codec.one_act import AT, SAY, said
from codec.story import STORY
from codec.test_round_trip import BACKENDS
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import codec
from collabtherapy.errors import (
    CollabtherapyError,
    ImpossibleHistory,
    MalformedDocument,
)
from collabtherapy.partnership.values.corrections import numbers_in
from collabtherapy.testing.values import acts_of


def corrupted() -> dict[str, str | bytes]:
    """Give one act in every way in which a single thing about it can be wrong."""
    good = json.loads(said())
    values = [
        None, True, False, 0, -1, 3.7, 10**20, "", " ", "3", "a b", "\0", "\x1b", [],
        [1], ["a", "a"], [[]], {}, {"a": 1}, "x" * 201, "NaN", AT,
    ]  # fmt: skip
    found: dict[str, str | bytes] = {}
    for field in SAY:
        found[f"{field} left out"] = said(**{field: ...})
        for value in values:
            found[f"{field}: {str(value)[:20]}"] = said(**{field: value})
    found |= {f"beside: {v}": json.dumps({**good, "x": v}) for v in values[:3]}
    found |= {f"extra {key}": said(**{key: 1}) for key in ("kept", "x", "", "By")}
    return found


CORRUPTED = corrupted()


@pytest.mark.parametrize("name", CORRUPTED)
def test_a_corruption_is_refused_or_makes_no_difference_when_written(
    name: str,
) -> None:
    """One corruption of a good act is refused, or it is another act that may exist."""
    document = CORRUPTED[name]
    try:
        act = codec.loads_act(document)
    except MalformedDocument as error:
        assert not leaks(error)  # noqa: PT017  # either outcome is right
        return
    given = {
        k: v for k, v in json.loads(document)["act"].items() if v not in (None, [])
    }
    assert codec.to_plain(act) == given


def test_most_corruptions_are_refused() -> None:
    """Of all corruptions those few are read that are acts of their own."""
    read = []
    for name, document in CORRUPTED.items():
        try:
            codec.loads_act(document)
        except MalformedDocument:
            continue
        read.append(name)

    assert len(CORRUPTED) > 69
    assert sorted(read) == sorted(READ)


READ = [
    f"at: {AT}",
    *(f"{key}: {name}" for key in ("by", "id", "session") for name in ("3", "NaN", AT)),
    *(f"{field} left out" for field in ("kinds", "seconds", "words")),
    *(f"{field}: None" for field in ("seconds", "words")),
    "kinds: []", "seconds: 0", "seconds: 3.7",
    *(f"words: {text}" for text in ("3", "a b", "\x1b", "x" * 20, "NaN", AT)),
]  # fmt: skip


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_no_json_raises_anything_else(plain: object) -> None:
    """JSON of any shape is refused as a malformed document, and as nothing else."""
    with pytest.raises(MalformedDocument):
        codec.loads(json.dumps(plain))
    with pytest.raises(MalformedDocument):
        codec.from_plain(plain)


TEXT = codec.dumps(STORY)


@given(st.integers(0, len(TEXT) - 1), st.sampled_from(list('0"{}[]:,\\ atnZ\n')))
def test_one_changed_character_never_raises_anything_else(
    place: int, sign: str
) -> None:
    """A document with a slip in it is read, or refused in our own words."""
    slipped = TEXT[:place] + sign + TEXT[place + 1 :]
    outcomes = []
    for backend in BACKENDS:
        try:
            outcomes.append(codec.loads(slipped, backend=backend).history)
        except CollabtherapyError as error:
            outcomes.append(str(error))
    assert outcomes[0] == outcomes[-1]


class Odd(dict[str, Any]):
    """A dictionary that is more than one."""


@pytest.mark.parametrize(
    "plain",
    [
        None, 5, "x", [], Odd(SAY), SAY | {1: 2}, SAY | {"by": b"ana"},
        SAY | {"at": object()}, SAY | {"kinds": ("a",)}, SAY | {"seconds": 10**21},
    ],
)  # fmt: skip
def test_plain_values_are_read_as_strictly_as_text(plain: Any) -> None:
    """What could not have been JSON is refused, not guessed at."""
    for written in (1, codec.FORMAT, codec.FORMAT + 1):
        with pytest.raises(MalformedDocument) as caught:
            codec.from_plain(plain, written=written)
        assert not leaks(caught.value)


@pytest.mark.parametrize("written", [0, -1, True, "1", 10**21])
def test_the_format_of_plain_values_is_a_number_from_1(written: Any) -> None:
    """A store that hands in another format than a number from 1 is told so."""
    with pytest.raises(MalformedDocument) as caught:
        codec.from_plain(SAY, written=written)
    assert caught.value.path == "written"


def test_what_nobody_can_write_is_a_mistake_of_the_caller() -> None:
    """Another value than a partnership or an act is refused before it is written."""
    with pytest.raises(TypeError):
        codec.dumps(SAY)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        codec.loads(5)  # type: ignore[arg-type]


@given(st.lists(acts_of(), max_size=6), st.booleans())
def test_no_history_raises_anything_else(found: list[Any], check: bool) -> None:  # noqa: FBT001
    """Acts that each may exist are together a partnership, or an impossible one."""
    plain = [codec.to_plain(act) for act in (*STORY.history, *found)]
    text = json.dumps({"acts": plain, "format": codec.FORMAT})
    try:
        p = codec.loads(text, check=check)
    except MalformedDocument as error:
        assert any(map(numbers_in, found))
        assert error.code == "missing_mark"  # noqa: PT017  # each outcome is right
        return
    except ImpossibleHistory as error:
        # Unasked, a late act may take from under the story what it stands on.
        assert error.index >= STORY.version or not check  # noqa: PT017
        return
    assert p.history == (*STORY.history, *found)
