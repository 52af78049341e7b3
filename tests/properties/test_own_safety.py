"""Invariant 64: a concern is resolved by a therapist and the person it is about."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    Form,
    Partnership,
    PersonId,
    Policy,
    SafetyStatus,
    Stage,
    Words,
    acts,
    matters,
)
from collabtherapy.errors import ImpossibleHistory
from collabtherapy.privacy import view
from collabtherapy.testing.remedies import cleared
from collabtherapy.testing.ways import (
    appointing,
    couple,
    falling_under,
    found,
    led_to,
    prefixes,
)

ANA, BO, CEM = map(PersonId, ("ana", "bo", "cem"))
N_CLEAR, DAY = 2, timedelta(days=1)
PLAN = matters.SafetyPlan(client="ana", words=Words("call"))
OVER = matters.ResolveConcern(client="ana")

SPEAKING = ("parent", "aunt", "cem")
"""Whoever may speak for ana: two from outside, and the other client."""


def family(speaks: str = "parent") -> Partnership:
    """Return a family at work in which somebody speaks for ana on a legal basis."""
    policy = Policy(safety_checks=N_CLEAR)
    opening = attrs.evolve(couple().history[0], form=Form.FAMILY, policy=policy)
    p = led_to(Partnership.replay([opening]), Stage.WORKING)
    p = falling_under(p, "ew.under_16")
    return p.record(appointing(p, speaks))


def worried(p: Partnership | None = None, about: str | None = None) -> Partnership:
    """Return the partnership, or a family, with a concern about ana."""
    p = p or family()
    return p.record(acts.RaiseConcern(by="bo", at=p.at, client="ana", about=about))


def over_but_for_her(p: Partnership, about: str | None = None) -> Partnership:
    """Return the partnership with a concern that waits for ana's word alone."""
    p = worried(p, about)
    p = p.record(*clear_on_days(p, N_CLEAR))
    return p.record(acts.Propose(by="bo", at=p.at, id="over", matter=OVER))


def clear_on_days(p: Partnership, n: int) -> list[acts.CheckSafety]:
    """Return clear checks on so many days, one after another."""
    clear = acts.CheckSafety(by="bo", at=p.at, client="ana", clear=True)
    return [attrs.evolve(clear, at=p.at + day * DAY) for day in range(n)]


def tried(p: Partnership) -> Iterator[acts.Act]:
    """Yield what anybody might try about ana's safety, in her name or their own."""
    at, fresh = p.at, f"x{len(p.history)}"
    for by in ("ana", "bo", "cem", *SPEAKING[:2]):
        for clear in (True, False):
            yield acts.CheckSafety(by=by, at=at, client="ana", clear=clear)
        for matter in (PLAN, OVER):
            yield acts.Propose(by=by, at=at, id=fresh, matter=matter)
        for proposal in p.state.decisions.proposals.values():
            if proposal.is_open:
                for whose in (None, "ana"):
                    yield acts.Accept(
                        by=by, at=at, proposal=proposal.id, on_behalf_of=whose
                    )
                yield acts.Amend(by=by, at=at, proposal=proposal.id, matter=OVER)
    yield acts.RaiseConcern(by="bo", at=at, client="ana", about="aunt")
    for competent in (True, False):
        yield acts.FindCompetence(
            by="bo", at=at, client="ana", decision="safety", competent=competent
        )


@st.composite
def troubled(draw: st.DrawFn) -> Partnership:
    """Draw a family in which anybody tries what they like about ana's safety."""
    p = family(draw(st.sampled_from(SPEAKING)))
    about = draw(st.sampled_from((None, "cem", "parent")))
    p = draw(st.sampled_from((worried, over_but_for_her)))(p, about)
    for _ in range(draw(st.integers(0, 8))):
        lawful: dict[str, list[acts.Act]] = {}
        for act in tried(p):
            if p.allows(act):
                lawful.setdefault(type(act).__name__, []).append(act)
        kind = draw(st.sampled_from(sorted(lawful)))  # or what is rare is hardly met
        p = p.record(draw(st.sampled_from(lawful[kind])))
    return p


def may_speak(history: Sequence[acts.Act], act: acts.Accept) -> bool:
    """Return whether ana accepted, or somebody for her who may."""
    if act.on_behalf_of is None:
        return act.by == ANA
    findings = [a for a in history if isinstance(a, acts.FindCompetence)]
    named = {a.about for a in history if isinstance(a, acts.RaiseConcern)}
    lacking = bool(findings) and not findings[-1].competent
    return lacking and act.by not in named | {CEM}


@given(troubled())
def test_a_concern_is_resolved_by_a_therapist_and_the_person(p: Partnership):
    """Invariant 64: whoever tried what before it."""
    for before, act, after in prefixes(p):
        was, now = before.safety("ana").status, after.safety("ana").status
        if now is SafetyStatus.RESOLVED is not was:
            assert_resolved_by_both(before, act)


def assert_resolved_by_both(before: Partnership, act: acts.Act) -> None:
    """Check who had checked and accepted when a concern was resolved."""
    history = (*before.history, act)
    assert isinstance(act, acts.Accept)
    put = max(
        n
        for n, a in enumerate(history)
        if (isinstance(a, acts.Propose) and a.id == act.proposal)
        or (isinstance(a, acts.Amend) and a.proposal == act.proposal)
    )
    assert history[put].by in (ANA, BO)
    accepted = [
        (n, a)
        for n, a in enumerate(history)
        if n > put and isinstance(a, acts.Accept) and a.proposal == act.proposal
    ]
    assert BO in {history[put].by, *(a.by for _, a in accepted)}
    assert history[put].by == ANA or any(
        may_speak(history[:n], a) for n, a in accepted if a.for_whom == ANA
    )
    clear_on: set[date] = set()
    for done in history:
        if isinstance(done, acts.RaiseConcern):
            clear_on = set()
        if isinstance(done, acts.CheckSafety):
            assert done.by in (ANA, BO)
            clear_on = clear_on if done.clear else set()
            clear_on |= {done.at.date()} if done.clear and done.by == BO else set()
    assert len(clear_on) >= N_CLEAR


def accept(p: Partnership, by: str, *, for_her: bool = True) -> acts.Accept:
    """Return the acceptance of what waits for ana."""
    whose = "ana" if for_her else None
    return acts.Accept(by=by, at=p.at, proposal="over", on_behalf_of=whose)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in an act's way."""
    return [reason.code for reason in p.why_not(act)]


def test_no_client_ends_the_concern_about_another():
    """Invariant 64: neither by clear checks nor by putting that it is over."""
    p = worried()
    clear = acts.CheckSafety(by="cem", at=p.at, client="ana", clear=True)
    assert codes(p, clear) == ["right.not_for_another"]
    put = acts.Propose(by="cem", at=p.at, id="over", matter=OVER)
    assert codes(p, put) == ["safety.own_word"]
    after, again = cleared(p, put)
    assert (again.by, after.history) == (ANA, p.history)


def test_the_persons_own_checks_start_the_count_again_and_add_nothing():
    """Invariant 64: all is clear by a therapist's word, and unclear by anybody's."""
    p = worried()
    by_her, by_him = (
        acts.CheckSafety(by=by, at=p.at, client="ana", clear=True)
        for by in ("ana", "bo")
    )
    unclear = attrs.evolve(by_her, clear=False)
    next_day = attrs.evolve(by_him, at=p.at + DAY)
    counted = (((by_her,), 0), ((by_him,), 1), ((by_him, by_her, by_him), 1),
               ((by_him, by_her, next_day), 2),
               ((by_him, unclear), 0), ((by_him, unclear, by_him), 1))  # fmt: skip
    for checks, n in counted:
        assert p.record(*checks).safety("ana").n_clear == n


@pytest.mark.parametrize("by", ["ana", "parent"])
def test_the_person_accepts_and_a_representative_after_a_finding(by: str):
    """Invariant 64: a concern that was about nobody in particular is over then."""
    p = over_but_for_her(found(family(), "safety", able=False))
    over = p.record(accept(p, by, for_her=by != "ana"))
    assert over.safety("ana").status is SafetyStatus.RESOLVED


@pytest.mark.parametrize(
    "p",
    [
        family(),
        found(family(), "safety", able=True),
        found(found(family(), "safety", able=False), "safety", able=True),
        found(family(), "treatment", able=False),
    ],
)
def test_without_a_finding_about_safety_nobody_accepts_it_for_a_person(p: Partnership):
    """Invariant 64: a presumption is not enough, nor a finding about something else."""
    p = over_but_for_her(p)
    assert "safety.own_word" in codes(p, accept(p, "parent"))
    after, again = cleared(p, accept(p, "parent"))
    assert (again, after.history) == (accept(p, "ana", for_her=False), p.history)


def test_a_representative_does_not_learn_that_a_concern_names_them():
    """Invariant 64: they are told what they would be without any finding."""
    plain = over_but_for_her(family())
    named = over_but_for_her(found(family(), "safety", able=False), about="parent")
    told = plain.refusals(accept(plain, "parent"))
    assert named.refusals(accept(named, "parent")) == told != ()
    # Named once is enough, though it is somebody else who is named now.
    first = worried(found(family(), "safety", able=False), "parent")
    again = over_but_for_her(first, about="aunt")
    (refusal,) = again.refusals(accept(again, "parent"))
    assert refusal.code == "safety.own_word"


def test_another_client_accepts_nothing_about_safety_for_a_person():
    """Invariant 64: not on a legal basis, nor after a finding."""
    p = over_but_for_her(found(family("cem"), "safety", able=False))
    assert codes(p, accept(p, "cem")) == ["representation.own_matter"]
    goal = matters.Goal(words=Words("sleep"))
    p = p.record(acts.Propose(by="bo", at=p.at, id="g", matter=goal))
    assert codes(p, attrs.evolve(accept(p, "cem"), proposal="g")) == []


@pytest.mark.parametrize("matter", [PLAN, OVER], ids=["plan", "over"])
def test_who_stays_decides_nothing_about_the_safety_of_who_left(matter: matters.Matter):
    """Invariant 64: what was left to those who stay, of any other kind, is not this."""
    p = over_but_for_her(family())
    p = p.record(acts.Propose(by="bo", at=p.at, id="also", matter=matter))
    p = p.record(acts.Leave(by="ana", at=p.at))
    yes = acts.Accept(by="cem", at=p.at, proposal="also")
    (refusal,) = p.refusals(yes)
    assert (refusal.code, repr(refusal.fix)) == (
        "safety.own_word", "(Change(proposal=nothing),)",
    )  # fmt: skip
    assert codes(p, yes) == ["proposal.unknown"]  # what was ana's own is not shown


def test_what_an_earlier_law_let_a_client_check_is_kept_and_counts_no_more():
    """Invariant 64: what was resolved then is resolved; what waits asks once more."""
    p = worried()
    by_cem = acts.CheckSafety(by="cem", at=p.at, client="ana", clear=True)
    put = acts.Propose(by="bo", at=p.at, id="over", matter=OVER)
    waiting = Partnership.replay((*p.history, *[by_cem] * N_CLEAR, put))
    assert waiting.safety("ana").n_clear == 0
    assert codes(waiting, accept(waiting, "ana", for_her=False)) == [
        "safety.not_clear_yet"
    ]
    settled = (*waiting.history, accept(waiting, "ana", for_her=False))
    assert Partnership.replay(settled).safety("ana").status is SafetyStatus.RESOLVED
    with pytest.raises(ImpossibleHistory) as wrong:
        Partnership.replay(settled, check=True)
    assert wrong.value.act == "CheckSafety"


def test_a_concern_may_name_a_person_from_outside():
    """Whoever the danger comes from need not be here, and is not asked to be."""
    p = worried(about="ex-husband")
    assert p.safety("ana").raised[0].about == PersonId("ex-husband")


def test_a_concern_that_names_a_client_is_in_no_view_of_theirs():
    """Invariant 45: to be named by it does not open it."""
    quiet = family("aunt")
    raised = worried(quiet, "cem")
    assert view(quiet, "cem").history == view(raised, "cem").history
    assert quiet.options("cem", at=quiet.at) == raised.options("cem", at=raised.at)


def test_a_holder_whom_a_concern_names_does_not_see_as_the_client_does():
    """Invariant 45: what a client said of them is for others to read."""
    p = found(family(), "records", able=False)
    assert view(p, "parent").history == view(p, "ana").history
    for about, seen in (("aunt", True), ("parent", False)):
        shown = view(worried(p, about), "parent").history
        assert any(isinstance(act, acts.RaiseConcern) for act in shown) is seen


def test_a_holder_whom_a_concern_names_takes_out_no_words():
    """Invariant 64: what a client said of them stays in the record."""
    p = found(family(), "records", able=False)
    redact = acts.Redact(by="parent", at=p.at, subject="ana", because="withdrawn")
    assert codes(p, redact) == []
    named = worried(p, "parent")
    assert [r.code for r in named.refusals(redact)] == ["right.not_for_another"]
    assert named.why_not(redact) != ()
