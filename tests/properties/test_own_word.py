"""A person's own word where holders decide: assent, dissent, and what they gave."""

import attrs
import pytest
from properties.stories_of_authority import (
    CONTACT,
    child,
    codes,
    in_force,
    parental,
    say,
    working,
)

from collabtherapy import (
    Basis,
    ConsentStatus,
    Partnership,
    PersonId,
    Policy,
    Scope,
    Stage,
    acts,
    matters,
)
from collabtherapy.testing.remedies import cleared
from collabtherapy.testing.ways import (
    appointing,
    falling_under,
    found,
    in_session,
    led_to,
    two,
)


def test_a_childs_yes_is_assent_and_a_parents_permits():
    """Permission and assent are two things (APA 3.10), and both are shown."""
    p = child("ew.under_16", "mum")
    p = p.record(say(p, acts.GiveConsent, "ana"))
    said = p.consent("ana", CONTACT)
    assert (said.own_word, said.given, in_force(p)) == (True, (), False)
    p = p.record(say(p, acts.GiveConsent, "mum"))
    said = p.consent("ana", CONTACT)
    assert (said.own_word, said.given_by(p.at)) == (True, {PersonId("mum")})
    assert in_force(p)


@pytest.mark.parametrize("stops", [True, False])
@pytest.mark.parametrize("first", ["mum", "ana"])
def test_a_childs_no_closes_the_gate_unless_the_policy_lets_it_be(
    first: str, *, stops: bool
):
    """Whoever spoke first; and their own withdrawal is never refused (63)."""
    p = child("ew.under_16", "mum")
    policy = attrs.evolve(p.policy, dissent_of_minor_stops=stops)
    p = Partnership.replay([attrs.evolve(p.opening, policy=policy), *p.history[1:]])
    yes, no = say(p, acts.GiveConsent, "mum"), say(p, acts.WithdrawConsent, "ana")
    if first == "mum":
        p = p.record(yes, no)
    else:
        p = p.record(no)
        assert codes(p, yes) == ["representation.own_word"] * stops
        p = p if stops else p.record(yes)
    assert p.consent("ana", CONTACT).own_word is False
    assert in_force(p) is not stops
    p = p.record(say(p, acts.GiveConsent, "ana"))  # and changes their mind
    assert codes(p, yes) == []
    assert in_force(p.record(yes))


def test_where_holders_decide_a_parents_no_is_theirs_alone():
    """What one gave for another stays, and their yes may be given again."""
    p = child("ew.under_16", "mum")
    p = p.record(say(p, acts.GiveConsent, "mum"), say(p, acts.WithdrawConsent, "mum"))
    assert p.consent_status("ana", CONTACT, at=p.at) is ConsentStatus.WITHDRAWN
    assert codes(p, say(p, acts.GiveConsent, "mum")) == []


def test_a_holder_does_not_wash_a_no_away():
    """A no of one's own stands, whatever others say no to after it."""
    p = child("ew.under_16", "mum")
    p = p.record(say(p, acts.DeclineConsent, "ana"), say(p, acts.DeclineConsent, "mum"))
    assert codes(p, say(p, acts.GiveConsent, "mum")) == ["representation.own_word"]
    p = p.record(acts.Explain(by="bo", at=p.at, to="ana", scope=CONTACT, terms="u"))
    other = say(p, acts.GiveConsent, "mum", terms="u")
    assert codes(p, other) == ["representation.own_word"]


def test_dissent_that_is_let_be_breaks_nothing_off():
    """Neither the session that goes on nor the work."""
    p = in_session(led_to(two(), Stage.WORKING))
    p = found(p, "treatment", able=False)
    p = p.record(appointing(p, "mum", basis=Basis.ATTORNEY))
    policy = Policy(dissent_of_minor_stops=False)
    p = Partnership.replay([attrs.evolve(p.opening, policy=policy), *p.history[1:]])
    back = acts.WithdrawConsent(by="ana", at=p.at, scope=Scope.TREATMENT)
    after = p.record(back)
    assert (after.stage, after.state.sessions.open) == (
        Stage.WORKING, p.state.sessions.open,
    )  # fmt: skip
    assert after.consent("ana", Scope.TREATMENT).in_force(p.at)
    policy = Policy()
    stopped = Partnership.replay(
        [attrs.evolve(p.opening, policy=policy), *p.history[1:], back]
    )
    assert (stopped.stage, stopped.state.sessions.open) == (Stage.ENDING, None)


def test_a_holder_takes_back_what_the_person_gave_only_after_somebody_looked():
    """A presumption is not enough: invariant 60."""
    p = found(child("ew.under_16", "mum"), "contact", able=True)
    p = falling_under(p.record(say(p, acts.GiveConsent, "ana")), "ew.under_16")
    back = say(p, acts.WithdrawConsent, "mum")
    assert "representation.own_consent" in codes(p, back)
    unable = found(p, "contact", able=False)
    assert codes(unable, back) == []
    assert unable.record(back).consent_status("ana", CONTACT, at=p.at) is (
        ConsentStatus.WITHDRAWN
    )
    wished = led_to(two(), Stage.WORKING)
    wished = wished.record(appointing(wished, "mum", by="ana", basis=Basis.OWN_WISH))
    treated = say(wished, acts.WithdrawConsent, "mum", scope=Scope.TREATMENT)
    assert codes(wished, treated) == ["representation.own_consent"]


@pytest.mark.parametrize("stops", [True, False])
def test_what_ones_own_no_counts_for_is_accepted_by_the_person(*, stops: bool):
    """A therapist and a parent together do not switch it off, whatever else changes."""
    p = parental(working(), "mum")
    policy = attrs.evolve(p.policy, dissent_of_minor_stops=stops, low_comfort=3)
    matter = matters.PolicyChange(policy=policy)
    p = p.record(acts.Propose(by="bo", at=p.at, id="x", matter=matter))
    accept = acts.Accept(by="mum", on_behalf_of="ana", at=p.at, proposal="x")
    assert codes(p, accept) == ([] if stops else ["representation.own_say"])
    after, again = cleared(p, accept)
    assert (again.by == PersonId("ana")) is not stops
    assert after.record(again).policy == policy
