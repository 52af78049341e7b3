"""Several holders: each decides alone, or all of them together."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.stories_of_authority import (
    CONTACT,
    WORDS,
    YEAR,
    child,
    in_force,
    open_duties,
    say,
)

from collabtherapy import (
    Basis,
    ConsentStatus,
    DutyKind,
    Partnership,
    PersonId,
    Scope,
    Stage,
    Way,
    acts,
)
from collabtherapy.testing.remedies import carried_out
from collabtherapy.testing.ways import appointing, falling_under, found, led_to, two

# --- each alone


def test_each_alone_one_yes_is_enough_and_a_no_is_dissent():
    """The other's no revokes nothing, is kept, and is talked over by a therapist."""
    p = child("ew.under_16", "mum", "dad")
    p = p.record(say(p, acts.GiveConsent, "mum"))
    assert in_force(p)
    p = p.record(say(p, acts.WithdrawConsent, "dad"))
    assert in_force(p)
    assert p.consent("ana", CONTACT).dissent == {PersonId("dad")}
    assert open_duties(p, DutyKind.TALK_OVER_DISSENT) == 1
    p = p.record(say(p, acts.GiveConsent, "dad"))
    assert p.consent("ana", CONTACT).dissent == frozenset()
    p = p.record(say(p, acts.WithdrawConsent, "mum"))
    assert in_force(p)  # dad's yes stands
    p = p.record(say(p, acts.WithdrawConsent, "dad"))
    assert p.consent_status("ana", CONTACT, at=p.at) is ConsentStatus.WITHDRAWN


def _no_yes_of_her_own(act: acts.Act) -> bool:
    own = isinstance(act, acts.GiveConsent) and str(act.by) == "ana"
    return not (own and act.scope == Scope.TREATMENT)


def test_dissent_of_one_parent_ends_no_work():
    """It is no withdrawal that the main line would follow, nor ends a session."""
    p = child("ew.under_16", "mum", "dad")
    p = found(p, "treatment", able=False)
    give = say(p, acts.GiveConsent, "mum", scope=Scope.TREATMENT)
    p = p.record(
        acts.WithdrawConsent(by="mum", on_behalf_of="ana", at=p.at, scope=Scope.CONTACT)
    )
    p = Partnership.replay([*filter(_no_yes_of_her_own, p.history), give])
    p = p.record(acts.StartSession(by="bo", at=p.at, id="s9", present=("ana", "bo")))
    p = p.record(say(p, acts.WithdrawConsent, "dad", scope=Scope.TREATMENT))
    assert (p.stage, str(p.state.sessions.open)) == (Stage.WORKING, "s9")
    p = p.record(say(p, acts.WithdrawConsent, "mum", scope=Scope.TREATMENT))
    assert (p.stage, p.state.sessions.open) == (Stage.ENDING, None)


def test_once_closed_dissent_is_owed_no_talk():
    """Invariant 69: what would be owed in the work alone could never lapse."""
    p = child("ew.under_16", "mum", "dad")
    p = p.record(
        say(p, acts.GiveConsent, "mum"),
        acts.StartEnding(by="ana", at=p.at),
        acts.Finish(by="ana", at=p.at),
    )
    assert p.stage is Stage.CLOSED
    p = p.record(say(p, acts.WithdrawConsent, "dad"))
    assert open_duties(p, DutyKind.TALK_OVER_DISSENT) == 0


@pytest.mark.parametrize("whose", ["mum", "dad"])
def test_a_session_is_broken_off_by_the_end_of_what_it_stands_on(whose: str):
    """A consent that ends with its holder's authority is as one taken back."""
    p = led_to(two(), Stage.WORKING)
    p = found(falling_under(p, "ew.under_16"), "telehealth", able=False)
    for holder in ("mum", "dad"):
        basis = Basis.PARENTAL_RESPONSIBILITY
        p = p.record(appointing(p, holder, basis=basis, until=p.at + YEAR))
    p = p.record(
        acts.Explain(by="bo", at=p.at, to="ana", scope=Scope.TELEHEALTH, terms="t"),
        say(p, acts.GiveConsent, "mum", scope=Scope.TELEHEALTH),
        acts.StartSession(
            by="bo", at=p.at, id="s9", present=("ana", "bo"),
            ways=frozenset((Way.TELEHEALTH,)),
        ),
    )  # fmt: skip
    p = p.record(
        acts.EndRepresentation(by="bo", at=p.at, client="ana", representative=whose)
    )
    assert (p.state.sessions.open is None) is (whose == "mum")


def test_only_one_holder_has_nobody_to_dissent_from():
    """The no of a single holder is a no."""
    p = child("ew.under_16", "mum")
    p = p.record(say(p, acts.DeclineConsent, "mum"))
    assert open_duties(p, DutyKind.TALK_OVER_DISSENT) == 0
    assert p.consent_status("ana", CONTACT, at=p.at) is ConsentStatus.DECLINED


# --- together


@given(st.lists(WORDS, max_size=8))
def test_together_in_force_is_what_every_holder_gave(said: list[tuple[str, type]]):
    """Invariant 62: since the last no; and a child's no stops it."""
    p, gave, stopped = child("de", "mum", "dad"), set[str](), False
    for by, kind in said:
        act = say(p, kind, by)
        if p.why_not(act):
            continue
        p = p.record(act)
        if kind is not acts.GiveConsent:
            gave, stopped = set(), stopped or by == "ana"
        elif by == "ana":
            stopped = False
        else:
            gave.add(by)
        assert in_force(p) is (gave == {"mum", "dad"} and not stopped)
        status = p.consent_status("ana", CONTACT, at=p.at)
        assert (status is ConsentStatus.GIVEN) is in_force(p)


def test_together_a_holder_who_comes_is_asked_and_one_who_goes_is_not():
    """Invariant 62 speaks of the holders of the moment, by act and by date."""
    p = child("de", "mum")
    p = p.record(say(p, acts.GiveConsent, "mum"))
    assert in_force(p)
    half = timedelta(days=180)
    dad = appointing(p, "dad", basis=Basis.PARENTAL_RESPONSIBILITY, until=p.at + half)
    both = p.record(dad)
    assert both.consent_status("ana", CONTACT, at=p.at) is ConsentStatus.EXPLAINED
    assert both.consent("ana", CONTACT).in_force(p.at + half)  # his authority is over
    assert in_force(
        both.record(say(p, acts.GiveConsent, "dad", expires_at=p.at + half))
    )
    ended = both.record(
        acts.EndRepresentation(by="bo", at=p.at, client="ana", representative="dad")
    )
    assert in_force(ended)
    none = ended.record(acts.EndRepresentation(by="bo", at=p.at, client="ana"))
    assert none.consent_status("ana", CONTACT, at=p.at) is ConsentStatus.EXPIRED


@pytest.mark.parametrize("ends", [7, None])
def test_together_a_holders_yes_leaves_the_persons_own_in_force(ends: int | None):
    """Invariant 60; once it has run out, it takes the holders, each of them."""
    p = child("adult")
    own_ends = None if ends is None else p.at + timedelta(days=ends)
    q = p.record(say(p, acts.GiveConsent, "ana", expires_at=own_ends))
    q = falling_under(q, "de")
    for holder in ("mum", "dad"):
        basis = Basis.PARENTAL_RESPONSIBILITY
        q = q.record(appointing(q, holder, basis=basis, until=q.at + YEAR))
    one = q.record(say(q, acts.GiveConsent, "mum"))
    both = one.record(say(q, acts.GiveConsent, "dad"))
    late = q.at + timedelta(days=30)
    assert in_force(one)
    assert in_force(both)
    said, whole = one.consent("ana", CONTACT), both.consent("ana", CONTACT)
    assert said.in_force(late) is (ends is None)
    assert whole.in_force(late)
    assert said.expires_at == own_ends
    assert whole.expires_at == (None if ends is None else q.at + YEAR)
    lacking = found(one, "contact", able=False)
    assert in_force(lacking)  # a finding changes no consent
    assert not in_force(lacking.record(say(q, acts.GiveConsent, "mum")))


def test_together_what_one_gave_for_less_time_ends_it_for_both():
    """It takes both as long as both hold authority."""
    p = child("de", "mum", "dad")
    week = timedelta(days=7)
    p = p.record(
        say(p, acts.GiveConsent, "mum"),
        say(p, acts.GiveConsent, "dad", expires_at=p.at + week),
    )
    consent = p.consent("ana", CONTACT)
    assert consent.expires_at == p.at + week
    assert consent.in_force(p.at + week - timedelta(seconds=1))
    assert consent.status_at(p.at + week) is ConsentStatus.EXPIRED
    assert consent.status_at(p.at + YEAR) is ConsentStatus.EXPIRED


# --- whose word counts now


@pytest.mark.parametrize("row", ["ew.under_16", "de"])
def test_a_holders_no_counts_by_the_row_of_the_moment(row: str):
    """What both gave one by one is ended by one, once they decide together."""
    other = {"ew.under_16": "de", "de": "ew.under_16"}[row]
    p = child(row, "mum", "dad")
    p = p.record(say(p, acts.GiveConsent, "mum"), say(p, acts.GiveConsent, "dad"))
    assert in_force(p)
    p = falling_under(p, other)
    p = p.record(say(p, acts.WithdrawConsent, "dad"))
    assert in_force(p) is (other == "ew.under_16")


def test_no_holders_no_brings_into_force_what_takes_another():
    """What one gave of two is not enough, whoever says no once each decides alone."""
    p = child("de", "mum", "dad")
    p = falling_under(p.record(say(p, acts.GiveConsent, "mum")), "ew.under_16")
    for kind in (acts.WithdrawConsent, acts.DeclineConsent):
        assert not in_force(p.record(say(p, kind, "dad")))


@pytest.mark.parametrize("row", ["ew.under_16", "de"])
def test_a_gate_asks_those_whose_word_counts(row: str):
    """The fix of a missing consent is theirs: one parent, both, or a finding first."""
    for q in (child(row, "mum", "dad"), child(row)):
        start = acts.StartSession(
            by="bo", at=q.at, id="s9", present=("ana", "bo"),
            ways=frozenset((Way.TELEHEALTH,)),
        )  # fmt: skip
        (refusal,) = q.why_not(start)
        assert refusal.code == "consent.telehealth.not_in_force"
        after, again = carried_out(q, start, refusal)
        assert after.why_not(again) == ()
        gave = after.consent("ana", Scope.TELEHEALTH).given_by(after.at)
        many = {"ew.under_16": 1, "de": 2}[row] if q.holders("ana", at=q.at) else 1
        assert len(gave) == many
