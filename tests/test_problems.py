"""Every error is answered by the one table, and tells no more than it may."""

import json
from collections.abc import Callable

import pytest

from collabtherapy import PersonId, Words, errors
from collabtherapy.codec import to_json
from collabtherapy.errors import NotForThem, NotMeasurable

KINDS = [
    kind
    for kind in map(vars(errors).get, errors.__all__)
    if isinstance(kind, type) and issubclass(kind, errors.CollabtherapyError)
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_kind_of_error_has_a_row_above_that_of_all(kind: type) -> None:
    """Only those of the service's own making fall to the last row."""
    own = {"CollabtherapyError", "StoreError", "StoreMismatch", "CorruptRecord"}
    row = next(row for row in errors.ANSWERS if issubclass(kind, row))

    assert (row is errors.CollabtherapyError) == (kind.__name__ in own)


def test_no_row_stands_behind_one_that_takes_its_errors() -> None:
    rows = list(errors.ANSWERS)
    for n, row in enumerate(rows):
        assert not any(issubclass(row, before) for before in rows[:n])


def test_d12_unknown_and_not_theirs_are_the_same_bytes() -> None:
    answers = {
        json.dumps(to_json(error))
        for error in (
            errors.NotKept("p-1"),
            errors.NotKept(""),
            errors.NotShown("ana", "bo"),
            errors.UnknownPerson("cy", "p-1", ["ana"]),
            NotForThem("cy is not in p-1"),
        )
    }
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("make", "text"), [(PersonId, ""), (Words, " "), (Words, "\0")]
)
def test_r26_what_cannot_exist_is_told_from_a_bug(
    make: Callable[[str], object], text: str
) -> None:
    with pytest.raises(errors.InvalidInput) as caught:
        make(text)
    assert isinstance(caught.value, ValueError)
    assert errors.status(caught.value) == 400
    assert errors.problem(caught.value)["detail"] == str(caught.value)


def test_what_went_wrong_inside_is_not_told() -> None:
    broken = errors.CorruptRecord("p-1", 3, "altered")

    assert errors.status(broken) == errors.status(KeyError("p-1")) == 500
    assert "p-1" not in json.dumps(errors.problem(broken))
    assert errors.status(NotMeasurable("answers[3]", "off_scale", "0 to 3")) == 422
