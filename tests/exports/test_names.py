"""What people and things are called outside."""

import pytest
from hypothesis import given
from read_back import CANARY, marked

from collabtherapy import (
    Client,
    GoalId,
    Organisation,
    Partnership,
    PersonId,
    Therapist,
    Words,
)
from collabtherapy.exports import NamedAlike, as_recorded, keyed, tables, trace
from collabtherapy.exports.names import labels
from collabtherapy.testing import partnerships
from collabtherapy.testing.ways import START, couple, two

SECRET = b"not a secret: it stands in a test"


@given(partnerships())
def test_names_part_people_and_things(p: Partnership):
    """Under any of the ways of naming, no two have one name, and all are printable."""
    for names in (None, keyed(SECRET), as_recorded):
        given_names = list(labels(p, names=names).of.values())
        assert len(set(given_names)) == len(given_names)
        assert all(name.isprintable() and " " not in name for name in given_names)


@given(partnerships())
def test_numbers_do_not_hang_on_ids(p: Partnership):
    """Called by number, each has its kind and its place, and nothing else."""
    called = labels(p, place=7)
    for (kind, _), name in called.of.items():
        assert name.startswith(("p7", f"{kind.lower()}/p7-"))


def test_keys_part_kinds_and_secrets():
    """The same text as an id of another kind, or under another secret, is another."""
    one, other = keyed(SECRET), keyed(SECRET[::-1])
    assert one(PersonId("x")) == one(PersonId("x"))
    assert len({one(PersonId("x")), one(GoalId("x")), other(PersonId("x"))}) == 3
    with pytest.raises(ValueError, match="16 bytes"):
        keyed(b"short")


def test_what_parts_names_is_spelled_out():
    """A slash in an id cannot make it another thing's name."""
    p = Partnership.open(
        id="a/goal/1", clients=two().clients, therapists=two().therapists,
        by="ana", at=two().at,
    )  # fmt: skip
    assert trace(p, names=as_recorded).case == "a%2Fgoal%2F1"


@pytest.mark.parametrize(
    ("names", "error"),
    [
        (lambda _: 7, TypeError),
        (lambda _: "", ValueError),
        (lambda _: "a\nb", ValueError),
        (lambda id_: "x" if isinstance(id_, PersonId) else str(id_), NamedAlike),
    ],
    ids=["no text", "empty", "not printable", "one for two"],
)
def test_a_bad_function_of_names_is_refused(names, error):
    """No text, text that cannot be printed, and one name for two are refused."""
    with pytest.raises(error):
        trace(couple(), names=names)


def test_which_row_decides_goes_out_and_for_whom_by_number():
    """The opening names the rows and the clients that fall under them."""
    p = Partnership.open(
        id="p-1", clients=[Client("ana")], therapists=[Therapist("bo")],
        organisations=[Organisation("clinic")], by="clinic", at=START,
        clients_told=Words("by letter"), deciders={"ana": "ew.under_16"},
    )  # fmt: skip
    rows = tables([marked(p)])["said"]
    assert [row["value"] for row in rows if row["name"] == "deciders"] == [
        "ew.under_16"
    ]
    assert CANARY not in repr(rows)
