"""Invariant 40, S34: the pace is the client's, and a therapist's steps are small."""

from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import PersonId, Policy, Stage, StanceLevel, acts, matters
from collabtherapy.partnership.regions.stance import steps_between
from collabtherapy.testing.ways import led_to, prefixes, two

levels = st.sampled_from(StanceLevel)
moves = st.lists(st.tuples(st.sampled_from(["set", "ana", "bo"]), levels), max_size=12)
ANA = PersonId("ana")


@given(moves)
def test_a_therapist_proposes_small_steps_and_a_client_sets_any(
    moves: list[tuple[str, StanceLevel]],
):
    """Invariant 40: proposed in steps, set at will, and the last word is in force."""
    p = led_to(two(), Stage.WORKING)
    in_force = None
    for n, (who, level) in enumerate(moves):
        if who == "set":
            p = p.record(acts.SetStance(by="ana", at=p.at, level=level))
            in_force = level
        else:
            matter = matters.Stance(client="ana", level=level)
            put = acts.Propose(by=who, at=p.at, id=f"x{n}", matter=matter)
            far = in_force is not None and steps_between(in_force, level) > 1
            refused = [refusal.code for refusal in p.why_not(put)]
            assert refused == (["stance.step_too_large"] if far and who == "bo" else [])
            if not refused:
                other = "bo" if who == "ana" else "ana"
                p = p.record(put, acts.Accept(by=other, at=p.at, proposal=f"x{n}"))
                in_force = level
        assert p.stance("ana") is in_force
    assert [held.level for held in p.stances("ana")][-1:] == [in_force][: bool(moves)]
    assert len(p.stances("ana")) <= len(moves)


def test_nobody_who_never_said_shares_the_lead():
    """A stance that was never spoken of is unknown."""
    assert led_to(two(), Stage.WORKING).stance("ana") is None


def test_time_never_accepts_a_stance():
    """S34: a proposal that runs out leaves the stance as it was."""
    p = led_to(two(), Stage.WORKING)
    matter = matters.Stance(client="ana", level=StanceLevel.CLIENT_LED)
    p = p.record(acts.Propose(by="bo", at=p.at, id="x", matter=matter))
    late = p.at.replace(year=p.at.year + 1)
    accept = acts.Accept(by="ana", at=late, proposal="x")
    assert [refusal.code for refusal in p.why_not(accept)] == [
        "decision.proposal.ran_out"
    ]
    assert p.stance("ana") is None


def test_settings_change_together_and_for_this_partnership_alone():
    """S36: both decide on them, every version is kept, nobody else has them."""
    p = led_to(two(), Stage.WORKING)
    other, before = led_to(two(), Stage.WORKING), p.at
    change = matters.PolicyChange(policy=Policy(max_step=4))
    later = p.at.replace(hour=23)
    p = p.record(acts.Propose(by="bo", at=later, id="x", matter=change))
    assert p.policy.max_step == 1
    p = p.record(acts.Accept(by="ana", at=later, proposal="x"))
    assert p.policy.max_step == 4
    assert p.as_of(before).policy.max_step == 1
    assert other.policy == Policy()
    for was, act, now in prefixes(p):
        assert was.policy == now.policy or isinstance(act, acts.Accept)
