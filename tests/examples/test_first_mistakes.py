"""What somebody gets wrong in their first ten minutes leads them to the answer."""

from datetime import UTC, datetime

import pytest

from collabtherapy import Client, Partnership, Therapist, acts, matters
from collabtherapy.errors import Refused

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
ANA, BO = Client("ana"), Therapist("bo")


def opened(**changed) -> Partnership:
    said = {"id": "p-1", "clients": (ANA,), "therapists": (BO,), "by": ANA, "at": NOW}
    return Partnership.open(**{**said, **changed})


@pytest.mark.parametrize(
    ("changed", "error", "says"),
    [
        ({"at": NOW.replace(tzinfo=None)}, ValueError, "tzinfo=UTC"),
        ({"clients": ANA}, TypeError, "put one person into a tuple"),
        ({"therapists": "bo"}, TypeError, "put one person into a tuple"),
        ({"clients": ("ana",)}, TypeError, "is of type Client"),
        ({"id": "p 1"}, ValueError, "without a space"),
        ({"clients": (ANA, ANA)}, ValueError, "named once"),
        ({"by": BO}, Refused, r"Change\(by=ana\)"),
    ],
)
def test_a_wrong_opening_says_what_to_write(changed, error, says):
    """One word wrong, and the message has the right one."""
    with pytest.raises(error, match=says):
        opened(**changed)


def test_consent_that_was_forgotten_is_told_with_who_does_what():
    """The refusal of an `Accept` names the two acts that come first, and by whom."""
    p = opened().record(acts.Propose(by=BO, at=NOW, id="x", matter=matters.Begin()))
    with pytest.raises(Refused) as refused:
        p.record(acts.Accept(by=ANA, at=NOW, proposal="x"))
    said = str(refused.value)
    assert "Explain(by=bo, to=ana, scope=assessment)" in said
    assert "GiveConsent(by=ana, scope=assessment)" in said
