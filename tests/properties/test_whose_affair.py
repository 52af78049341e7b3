"""Whose affair an act is: one client does not do for another what is theirs."""

from collections.abc import Iterator

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import Partnership, PersonId, Role, acts, law
from collabtherapy.partnership.law.plans import kinds, may_do
from collabtherapy.partnership.law.rights import (
    ABOUT_ANYBODY,
    RIGHT_TO,
    is_for_another,
    whose_affair,
)
from collabtherapy.testing.histories import histories
from collabtherapy.testing.offered import attempts
from collabtherapy.testing.remedies import carried_out

CLIENTS = {Role.CLIENT, Role.FORMER_CLIENT}

NOT_CONCERNED = {"by", "on_behalf_of", "representative", "recipient", "about"}
"""The person who acts, for whom they say that they do, and whom they name besides."""


def naming(kind: type[acts.Act]) -> Iterator[str]:
    """Yield the fields in which an act of a kind names one person it is done to."""
    for field in attrs.fields(kind):
        if field.type is PersonId and field.name not in NOT_CONCERNED:
            yield field.name


@pytest.mark.parametrize("kind", kinds())
def test_each_act_that_names_a_person_says_whose_affair_it_is(kind: type[acts.Act]):
    """A new act that a client may do to a person has a row, or says why it has none."""
    says = {right.whose for right in (RIGHT_TO.get(kind),) if right and right.whose} | (
        {"anybody"} & {"anybody" if kind in ABOUT_ANYBODY else ""}
    )
    asked = bool(CLIENTS & may_do(kind)) and any(naming(kind))
    assert len(says) == asked


@pytest.mark.parametrize(
    "right", [r for r in law.RIGHTS if r.whose], ids=lambda right: right.act.__name__
)
def test_the_column_names_a_person(right: law.Right):
    """What a row names as its field is a field that holds one person."""
    assert right.whose in set(naming(right.act))


@given(histories(clients=(2, 3), at_most=6), st.data())
def test_no_client_does_what_is_another_clients_affair(
    p: Partnership, data: st.DataObject
):
    """Whatever was done before: it is refused, and its fix is carried out."""
    act = data.draw(attempts(p))
    whose, role = whose_affair(act), p.state.members.role
    theirs = whose is None or whose == act.by or role(whose) not in CLIENTS
    if theirs or role(act.by) not in CLIENTS or isinstance(act, acts.Redact):
        return
    assert is_for_another(p.state.members, act)
    refused = {reason.code: reason for reason in p.why_not(act)}
    if "right.not_theirs" in refused or "person.unknown" in refused:
        return
    after, again = carried_out(p, act, refused["right.not_for_another"])
    assert "right.not_for_another" not in {r.code for r in after.why_not(again)}
