"""Who is in the room: members who come and go, and others who are no party to it."""

from datetime import timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    AlsoPresent,
    As,
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
    Words,
    acts,
    codec,
)
from collabtherapy.privacy import NotForThem, view
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import (
    CLINIC,
    appointing,
    consented,
    couple,
    group,
    led_to,
    prefixes,
    two,
)

HOUR = timedelta(hours=1)
MUM, INES = PersonId("mum"), PersonId("ines")


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way."""
    return [refusal.code for refusal in p.why_not(act)]


def begun(*present: str, stage: Stage = Stage.WORKING) -> Partnership:
    """Return a group in a session of some of its members."""
    p = led_to(group(), stage)
    there = present or ("ana", "cem", "bo")
    return p.record(acts.StartSession(by="bo", at=p.at, id="s1", present=there))


def comes(p: Partnership, who: str, by: str = "bo", hours: int = 0) -> acts.Arrive:
    """Return somebody's coming, some hours later."""
    return acts.Arrive(by=by, at=p.at + hours * HOUR, session="s1", person=who)


def goes(p: Partnership, who: str, by: str = "bo", hours: int = 0) -> acts.Depart:
    """Return somebody's going, some hours later."""
    return acts.Depart(by=by, at=p.at + hours * HOUR, session="s1", person=who)


def says(p: Partnership, by: str, name: str, hours: int = 0) -> acts.Contribute:
    """Return what somebody says, some hours later."""
    at = p.at + hours * HOUR
    return acts.Contribute(by=by, at=at, session="s1", id=name, words=Words("so"))


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
    """But nobody comes before it began, or again before they went."""
    p = begun("ana", "bo")
    at = p.at
    late = acts.Arrive(
        by="bo", at=at + 2 * HOUR, happened_at=at + HOUR, session="s1", person="cem"
    )
    after = p.record(late)
    assert after.session("s1").presence[PersonId("cem")] == (Stay(at + HOUR),)
    early = attrs.evolve(late, happened_at=at - HOUR)
    assert p.record(early).session("s1").presence[PersonId("cem")] == (Stay(at),)
    gone = after.record(goes(after, "cem", hours=0))
    again = attrs.evolve(comes(gone, "cem"), happened_at=at)
    first, second = gone.record(again).session("s1").presence[PersonId("cem")]
    assert first.until == second.since
    unmade = attrs.evolve(goes(after, "cem"), happened_at=at)
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


def test_nobody_says_anything_while_they_are_away():
    """Before they come, and after they went; but while they were there, also later."""
    p = begun("ana", "cem", "bo")
    at = p.at
    p = p.record(goes(p, "cem", hours=1))
    now = says(p, "cem", "c1", hours=1)
    assert codes(p, now) == ["session.away"]
    then = attrs.evolve(now, happened_at=at)
    assert codes(p, then) == []
    back = p.record(comes(p, "cem", hours=1))
    meanwhile = attrs.evolve(says(back, "cem", "c1", 1), happened_at=at + 1.5 * HOUR)
    assert codes(back, meanwhile) == ["session.away"]
    assert codes(back, says(back, "cem", "c1")) == []


def test_what_happened_before_it_began_was_not_said_in_it():
    """Who is there is told that it was then; what goes back in time is told as that."""
    p = begun("ana", "bo")
    early = attrs.evolve(says(p, "ana", "c1", 1), happened_at=p.at - HOUR)
    (refusal,) = p.why_not(early)
    assert (refusal.code, refusal.fix[0].field) == ("session.away", "happened_at")
    backwards = attrs.evolve(says(p, "ana", "c1"), at=p.at - HOUR)
    assert codes(p, backwards) == ["time.backwards"]


def test_an_interpreter_is_explained_before_anything_is_consented_to():
    """Both are missing at first, and each says so."""
    p = led_to(two(), Stage.WORKING)
    found = codes(p, meets(p, AlsoPresent(INES, As.INTERPRETER)))
    assert sorted(found) == ["consent.involve.not_in_force", "others.not_bound"]


def test_what_was_said_while_they_were_away_is_not_for_them():
    """Not what was contributed, nor what was made of it."""
    p = begun("ana", "cem", "bo")
    p = p.record(says(p, "ana", "heard", 1), goes(p, "cem", hours=2))
    p = p.record(says(p, "ana", "unheard", 1))
    p = p.record(
        acts.TakeUp(by="bo", at=p.at, contribution="heard", into="unheard"),
        acts.AddToAgenda(by="ana", at=p.at, session="s1", words=Words("x")),
    )
    p = p.record(comes(p, "cem", hours=1))
    p = p.record(says(p, "ana", "again", 1), says(p, "cem", "own", 1))
    p = p.record(acts.EndSession(by="bo", at=p.at, session="s1"))
    heard = [c.act.id for c in view(p, "cem").contributions()]
    assert [str(name) for name in heard] == ["heard", "again", "own"]
    kinds = [type(act) for act in view(p, "cem").history]
    assert acts.TakeUp not in kinds
    assert acts.AddToAgenda in kinds  # an agenda grows in sight of all
    assert len(view(p, "ana").contributions()) == 4
    assert len(view(p, "bo").contributions()) == 4


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
    invited = [name.about[2] for name in owed if name.kind is DutyKind.INVITE]
    assert invited == ["comfort", "reflection"]
    assert p.outcome("s1", "dee", Invitation.FEEDBACK) is Outcome.DEFERRED


def test_a_session_stands_on_the_consent_of_those_who_are_there():
    """Who has gone and takes it back ends nothing that others go on with."""
    p = begun("ana", "cem", "bo", stage=Stage.EXPLORING)
    p = p.record(goes(p, "cem"))
    away = acts.WithdrawConsent(by="cem", at=p.at, scope=Scope.ASSESSMENT)
    assert p.record(away).session("s1").status is SessionStatus.OPEN
    there = attrs.evolve(away, by="ana")
    assert p.record(there).session("s1").status is SessionStatus.INTERRUPTED


def with_consent(p: Partnership, who: str, **bound: object) -> Partnership:
    """Have every client consent to involving somebody."""
    scope = Scope.involve(who)
    for client in p.clients:
        p = p.record(
            acts.Explain(by="bo", at=p.at, to=client, scope=scope, terms="t", **bound),
            acts.GiveConsent(by=client, at=p.at, scope=scope, terms="t"),
        )
    return p


def meets(p: Partnership, *others: AlsoPresent, **changes: object) -> acts.StartSession:
    """Return the start of a session with others there."""
    present = {"present": tuple(p.state.members.everyone), **changes}
    return acts.StartSession(by="bo", at=p.at, id="s1", others=others, **present)


def test_a_parent_comes_along_with_the_clients_consent():
    """A5: somebody is at a session who is no party to it; also who holds a power."""
    p = led_to(two(), Stage.WORKING)
    mum = AlsoPresent(MUM, As.PARENT)
    assert codes(p, meets(p, mum)) == ["consent.involve.not_in_force"]
    held = p.record(appointing(p, "mum"))
    assert codes(held, meets(held, mum)) == ["consent.involve.not_in_force"]
    p = with_consent(p, "mum")
    p = p.record(meets(p, mum))
    assert p.session("s1").others == (mum,)
    assert p.session("s1").present == {PersonId("ana"), PersonId("bo")}
    assert codec.loads(codec.dumps(p)) == p


def test_every_client_there_consents_to_each_of_the_others():
    """One who is not there is not asked; one who arrives is."""
    p = led_to(couple(), Stage.WORKING)
    mum, dad = AlsoPresent(MUM, As.PARENT), AlsoPresent("dad", As.PARENT)
    assert codes(p, meets(p, mum, dad)) == ["consent.involve.not_in_force"] * 4
    scope = Scope.involve("mum")
    p = p.record(
        acts.Explain(by="bo", at=p.at, to="ana", scope=scope, terms="t"),
        acts.GiveConsent(by="ana", at=p.at, scope=scope, terms="t"),
        meets(p, mum, present=("ana", "bo")),
    )
    (refusal,) = p.why_not(comes(p, "cem"))
    assert refusal.facts["client"] == PersonId("cem")
    taken_back = acts.WithdrawConsent(by="ana", at=p.at, scope=scope)
    assert p.record(taken_back).session("s1").status is SessionStatus.INTERRUPTED


def test_an_interpreter_is_bound_to_confidence():
    """Each client was told so, in the terms that they consented to."""
    p = with_consent(led_to(couple(), Stage.WORKING), "ines")
    ines = AlsoPresent(INES, As.INTERPRETER)
    found = p.why_not(meets(p, ines))
    assert [refusal.code for refusal in found] == ["others.not_bound"] * 2
    assert codes(p, meets(p, AlsoPresent(INES, As.COMPANION))) == []
    bound = with_consent(p, "ines", bound=("ines",))
    assert codes(bound, meets(bound, ines)) == []
    one = p.record(
        acts.Explain(
            by="bo",
            at=p.at,
            to="ana",
            scope=Scope.involve("ines"),
            terms="t",
            bound=("ines",),
        ),
        meets(p, AlsoPresent(INES, As.COMPANION), present=("ana", "bo")),
    )
    assert codes(one, comes(one, "cem")) == []


def test_who_arrives_is_told_that_the_interpreter_is_bound():
    """What is asked at the start is asked of who comes later."""
    p = with_consent(led_to(couple(), Stage.WORKING), "ines")
    scope = Scope.involve("ines")
    tell = acts.Explain(
        by="bo", at=p.at, to="ana", scope=scope, terms="t", bound=("ines",)
    )
    ines = AlsoPresent(INES, As.INTERPRETER)
    p = p.record(tell, meets(p, ines, present=("ana", "bo")))
    assert codes(p, comes(p, "cem")) == ["others.not_bound"]


def test_an_observer_needs_consent_to_observation_as_well():
    """To be watched is something else than to have somebody along."""
    p = with_consent(led_to(two(), Stage.WORKING), "ines")
    watched = meets(p, AlsoPresent(INES, As.OBSERVER))
    assert codes(p, watched) == ["consent.observation.not_in_force"]
    p = consented(p, Scope.OBSERVATION, p.at)
    assert codes(p, watched) == []


@pytest.mark.parametrize("who", ["ana", "eva", "clinic"])
def test_a_member_is_there_as_who_they_are(who: str):
    """Nobody is at a session twice over, or besides themselves."""
    opening = attrs.evolve(group().history[0], organisations=(CLINIC,))
    p = led_to(Partnership.replay([opening]), Stage.WORKING)
    start = acts.StartSession(
        by="bo",
        at=p.at,
        id="s1",
        present=("cem", "bo"),
        others=(AlsoPresent(who, As.COMPANION),),
    )
    assert "others.member" in codes(p, start)


def test_others_are_few_and_each_named_once():
    """What can be told from the act alone is refused as it is made."""
    p = led_to(two(), Stage.WORKING)
    mum = AlsoPresent(MUM, As.PARENT)
    with pytest.raises(ValueError, match="each named once"):
        meets(p, mum, AlsoPresent(MUM, As.INTERPRETER))
    with pytest.raises(ValueError, match="at most 10"):
        meets(p, *(AlsoPresent(f"x{n}", As.COMPANION) for n in range(11)))
    with pytest.raises(ValueError, match="not among those present"):
        meets(p, AlsoPresent("ana", As.PARTNER))
    with pytest.raises(TypeError, match="into a tuple"):
        acts.StartSession(by="bo", at=p.at, id="s", present=("ana", "bo"), others=mum)
    with pytest.raises(TypeError, match="AlsoPresent"):
        acts.StartSession(
            by="bo", at=p.at, id="s", present=("ana", "bo"), others=("mum",)
        )
    with pytest.raises(TypeError, match="As"):
        AlsoPresent(MUM, "parent")


def test_others_see_nothing_of_it():
    """To have been there is no right to the record."""
    p = with_consent(led_to(two(), Stage.WORKING), "ines")
    p = p.record(meets(p, AlsoPresent(INES, As.COMPANION)))
    with pytest.raises(NotForThem):
        view(p, "ines")


ASKED = (
    "stage", "members", "agreement", "goals", "notes", "understandings", "follow_up",
    "learned", "voice", "contributions", "uptake", "understood", "disagreements",
)  # fmt: skip


@given(histories(at_most=15), st.sampled_from(As))
def test_others_are_in_no_answer_but_their_own(p: Partnership, as_: As):
    """Invariant 71: with and without them, everything else is answered alike."""
    without = p.history
    if not any(isinstance(act, acts.StartSession) for act in without):
        return
    along = AlsoPresent(INES, as_)
    q = Partnership.replay(
        attrs.evolve(act, others=(along,))
        if isinstance(act, acts.StartSession)
        else act
        for act in without
    )
    alone, besides = p.state, q.state
    assert [session.others for session in q.sessions if session.present] == [
        (along,) for session in q.sessions if session.present
    ]
    same = attrs.evolve(
        besides.sessions,
        by_id=type(besides.sessions.by_id).of(
            {
                name: attrs.evolve(session, others=())
                for name, session in besides.sessions.by_id.items()
            }
        ),
    )
    assert besides._replace(sessions=same, left=alone.left) == alone
    assert p.voice() == q.voice()
    assert p.duties(at=p.at) == q.duties(at=p.at)
    assert p.pending(at=p.at) == q.pending(at=p.at)
    assert p.timers(at=p.at) == q.timers(at=p.at)
    for client in p.clients:
        assert len(view(p, client).history) == len(view(q, client).history)


@given(histories(clients=(1, 2, 3), at_most=20))
def test_presence_agrees_with_who_was_present(p: Partnership):
    """Nobody is there who was not present, and both sides are while it goes on."""
    for _, _, after in prefixes(p):
        for session in after.sessions:
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
