"""Who is in the room: members who come to a session and go from it."""

import attrs
import pytest
from hypothesis import given
from properties.comings_and_goings import HOUR, OLDER, begun, codes, comes, goes

from collabtherapy import (
    DutyKind,
    Invitation,
    Outcome,
    Partnership,
    PersonId,
    Scope,
    SessionStatus,
    Stage,
    Stay,
    Way,
    acts,
    codec,
)
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import CLINIC, couple, group, led_to, prefixes


def test_presence_is_a_number_of_stays():
    """Who was there at all is present; when they were is told by their stays."""
    p = begun("ana", "bo")
    at = p.at
    p = p.record(comes(p, "cem", hours=1))
    p = p.record(goes(p, "cem", hours=1))
    p = p.record(comes(p, "cem", hours=1))
    p = p.record(acts.EndSession(by="bo", at=p.at + HOUR, session="s1"))
    session = p.session("s1")
    assert session.present == set(map(PersonId, ("ana", "bo", "cem")))
    assert session.presence[PersonId("cem")] == (
        Stay(at + HOUR, at + 2 * HOUR),
        Stay(at + 3 * HOUR, at + 4 * HOUR, to_the_end=True),
    )
    assert session.presence[PersonId("ana")] == (
        Stay(at, at + 4 * HOUR, from_the_start=True, to_the_end=True),
    )
    assert session.there == frozenset()
    assert codec.loads(codec.dumps(p)) == p


def test_a_late_entry_counts_from_when_they_came():
    """Nobody comes before it began, or goes before they came."""
    p = begun("ana", "bo")
    at = p.at
    late = acts.Arrive(
        by="bo", at=at + 2 * HOUR, happened_at=at + HOUR, session="s1", person="cem"
    )
    after = p.record(late)
    assert after.session("s1").presence[PersonId("cem")] == (Stay(at + HOUR),)
    early = attrs.evolve(late, happened_at=at - HOUR)
    assert codes(p, early) == ["session.unknown"]
    unmade = attrs.evolve(goes(after, "cem"), happened_at=at)
    assert codes(after, unmade) == ["session.not_there"]


def test_an_older_format_has_nobody_come_before_it_began():
    """Its late entries stand where they were recorded, whatever moment they name."""
    p = begun("ana", "bo")
    at = p.at
    early = acts.Arrive(
        by="bo",
        at=at + 2 * HOUR,
        happened_at=at - HOUR,
        session="s1",
        person="cem",
        kept=OLDER,
    )
    after = p.record(early)
    assert after.session("s1").presence[PersonId("cem")] == (Stay(at),)
    gone = after.record(goes(after, "cem", hours=0))
    again = attrs.evolve(comes(gone, "cem"), happened_at=at, kept=OLDER)
    first, second = gone.record(again).session("s1").presence[PersonId("cem")]
    assert first.until == second.since
    unmade = attrs.evolve(goes(after, "cem"), happened_at=at, kept=OLDER)
    (stay,) = after.record(unmade).session("s1").presence[PersonId("cem")]
    assert stay.since == stay.until


def test_who_is_there_does_not_come_and_who_is_not_does_not_go():
    """Each is told who may."""
    p = begun("ana", "cem", "bo")
    (there,) = p.why_not(comes(p, "cem"))
    assert there.code == "session.there_already"
    assert [str(who) for who in there.fix[0].to] == ["dee", "eva"]
    (away,) = p.why_not(goes(p, "dee"))
    assert away.code == "session.not_there"
    assert [str(who) for who in away.fix[0].to] == ["ana", "bo", "cem"]


@pytest.mark.parametrize("who", ["ana", "bo"])
def test_the_last_of_a_side_ends_the_session(who: str):
    """A session has both sides as long as it goes on."""
    p = begun("ana", "bo")
    (last,) = p.why_not(goes(p, who))
    assert (last.code, last.fix[0].act) == ("session.last_of_a_side", acts.EndSession)
    p = p.record(comes(p, "cem"), comes(p, "eva"))
    assert codes(p, goes(p, who)) == []


def test_a_therapist_says_so_or_the_person_themselves():
    """Another client does not send anybody away, or let them in."""
    p = begun("ana", "cem", "bo")
    assert codes(p, goes(p, "cem", by="cem")) == []
    assert codes(p, goes(p, "cem", by="ana")) == ["right.not_for_another"]
    assert codes(p, comes(p, "dee", by="ana")) == ["right.not_for_another"]


def test_only_members_come():
    """A stranger is nobody here, and an organisation is not at a session."""
    opening = attrs.evolve(group().history[0], organisations=(CLINIC,))
    p = led_to(Partnership.replay([opening]), Stage.WORKING)
    p = p.record(acts.StartSession(by="bo", at=p.at, id="s1", present=("ana", "bo")))
    assert codes(p, comes(p, "zoe")) == ["person.unknown"]
    assert codes(p, comes(p, "clinic")) == ["session.neither_side"]


def test_nobody_comes_to_what_has_not_begun_or_is_over():
    """Coming is to a session that goes on."""
    p = begun("ana", "bo")
    p = p.record(acts.EndSession(by="bo", at=p.at, session="s1"))
    assert codes(p, comes(p, "cem")) == ["session.not_open"]
    assert codes(p, goes(p, "ana")) == ["session.not_open"]


@pytest.mark.parametrize("way", Way)
def test_who_arrives_is_asked_what_they_would_have_been_asked_at_the_start(way: Way):
    """For every way of meeting there is a consent, whenever one comes."""
    p = led_to(couple(), Stage.WORKING)
    scope = Scope(way.value)
    told = acts.Explain(by="bo", at=p.at, to="ana", scope=scope, terms="t")
    p = p.record(
        told,
        acts.GiveConsent(by="ana", at=p.at, scope=scope, terms="t"),
        acts.WithdrawConsent(by="cem", at=p.at, scope=Scope.ASSESSMENT),
        acts.StartSession(
            by="bo", at=p.at, id="s1", present=("ana", "bo"), ways=(way,)
        ),
    )
    assert codes(p, comes(p, "cem")) == [f"consent.{way}.not_in_force"]


def test_a_therapist_who_arrives_is_asked_for_no_consent():
    """The gates are the clients'."""
    p = begun("ana", "bo")
    assert codes(p, comes(p, "eva")) == []


def test_everyone_who_was_there_is_invited_once():
    """However short it was, and however often they came."""
    p = begun("ana", "bo")
    for _ in range(2):
        p = p.record(comes(p, "cem", hours=1))
        p = p.record(goes(p, "cem", hours=1))
    p = p.record(acts.GiveFeedback(by="cem", at=p.at, session="s1", heard=9))
    p = p.record(acts.EndSession(by="bo", at=p.at, session="s1"))
    assert p.outcome("s1", "cem", Invitation.FEEDBACK) is Outcome.GIVEN
    owed = [d.id for d in p.duties(at=p.at, owed_to="cem")]
    invited = [name for name in owed if name.kind is DutyKind.INVITE]
    assert len(invited) == 1
    assert p.outcome("s1", "dee", Invitation.FEEDBACK) is Outcome.DEFERRED


def test_a_session_stands_on_the_consent_of_those_who_are_there():
    """Who has gone and takes it back ends nothing that others go on with."""
    p = begun("ana", "cem", "bo", stage=Stage.EXPLORING)
    p = p.record(goes(p, "cem"))
    away = acts.WithdrawConsent(by="cem", at=p.at, scope=Scope.ASSESSMENT)
    assert p.record(away).session("s1").status is SessionStatus.OPEN
    there = attrs.evolve(away, by="ana")
    assert p.record(there).session("s1").status is SessionStatus.INTERRUPTED


@given(histories(clients=(1, 2, 3), at_most=20))
def test_presence_agrees_with_who_was_present(p: Partnership):
    """Nobody is there who was not present, and both sides are while it goes on."""
    # Who came to a session that had ended, as a late entry tells, is a conflict.
    conflicts = {conflict.version for conflict in p.conflicts}
    acts_kept = (entry.act for entry in p.entries if entry.version in conflicts)
    kept = {getattr(act, "session", getattr(act, "id", None)) for act in acts_kept}
    for _, _, after in prefixes(p):
        for session in after.sessions:
            if session.id in kept:
                continue
            assert set(session.presence) == session.present
            for stays in session.presence.values():
                moments = [at for stay in stays for at in (stay.since, stay.until)]
                assert None not in moments[:-1]
                known = [at for at in moments if at is not None]
                assert known == sorted(known)
            if session.status is SessionStatus.OPEN:
                sides = {after.state.members.role(one).value for one in session.there}
                assert {"client", "therapist"} <= sides
            else:
                assert not session.there
