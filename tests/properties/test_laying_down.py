"""Holders lay down what they hold, and nothing that another holds."""

import pytest
from properties.stories_of_authority import codes, parental, working

from collabtherapy import Partnership, PersonId, Stage, acts, law
from collabtherapy.privacy import view
from collabtherapy.testing.ways import appointing, couple, falling_under, found, led_to


def laying_down(
    p: Partnership, by: str, *, client: str = "ana", of: str | None = None
) -> acts.EndRepresentation:
    """Return the ending of an authority: of whoever does it, unless given."""
    return acts.EndRepresentation(
        by=by, at=p.at, client=client, representative=of or by
    )


@pytest.mark.parametrize("row", ["ew.under_16", "ew.16_17", "adult"])
def test_a_holder_lays_down_what_they_hold_and_no_other_holders(row: str):
    """From outside, whatever they see; and what was consented to on it ends."""
    p = parental(parental(working(row), "mum"), "dad")
    p = p.record(appointing(p, "aunt", by="aunt", evidence=None))
    for by in ("mum", "aunt"):
        ended = p.record(laying_down(p, by))
        assert by not in {str(one.holder) for one in ended.holders("ana", at=p.at)}
        assert len(ended.holders("ana", at=p.at)) == 2
        assert ended.why_not(laying_down(ended, by)) != ()
    for act in (
        laying_down(p, "mum", of="dad"),
        acts.EndRepresentation(by="mum", at=p.at, client="ana"),
        laying_down(p, "stranger"),
        laying_down(p, "mum", client="nobody"),
    ):
        assert not p.allows(act)
        assert p.refusals(act)
    for by in ("stranger", "aunt"):
        assert p.why_not(laying_down(p, by, of="dad")) == (law.NOT_HERE(),)
    offered = {option.act for option in p.options("mum", at=p.at)}
    assert acts.EndRepresentation in offered


def test_a_holder_sees_that_they_hold_it_and_lays_it_down_also_for_another_client():
    """Who sees an outline of one client may have claimed to act for another."""
    p = falling_under(led_to(couple(), Stage.WORKING), "ew.under_16")
    claim = appointing(p, "mum", client="cem", by="mum", evidence=None)
    p = parental(found(p.record(claim), "records", able=True), "mum")
    seen = view(p, "mum")
    assert {one.client for one in seen.state.representation.held.values()} == {
        PersonId("ana"), PersonId("cem"),
    }  # fmt: skip
    for client in ("ana", "cem"):
        assert p.allows(laying_down(p, "mum", client=client))
    others = laying_down(p, "mum", of="dad")
    assert [refusal.code for refusal in p.why_not(others)] == ["right.not_for_another"]
    p = p.record(acts.Leave(by="cem", at=p.at))
    assert p.allows(laying_down(p, "mum", client="cem"))


def test_a_parent_who_is_a_client_lays_down_their_own_authority():
    """What they hold is theirs to end; what another holds is not."""
    p = falling_under(led_to(couple(), Stage.WORKING), "ew.under_16")
    p = parental(parental(p, "cem"), "dad")
    assert codes(p, laying_down(p, "cem", of="dad")) == ["right.not_for_another"]
    ended = p.record(laying_down(p, "cem"))
    assert [str(one.holder) for one in ended.holders("ana", at=p.at)] == ["dad"]
