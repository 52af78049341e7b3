"""Others in the room, who are no party to it: a parent, an interpreter, an observer."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.comings_and_goings import codes, comes

from collabtherapy import (
    AlsoPresent,
    As,
    Partnership,
    PersonId,
    Scope,
    SessionStatus,
    Stage,
    acts,
    codec,
)
from collabtherapy.errors import NotForThem
from collabtherapy.privacy import view
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import (
    CLINIC,
    appointing,
    consented,
    couple,
    group,
    led_to,
    two,
)

MUM, INES = PersonId("mum"), PersonId("ines")


def with_consent(p: Partnership, who: str, **bound: object) -> Partnership:
    """Return a partnership whose clients all consent to involving somebody."""
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


def test_an_interpreter_is_explained_before_anything_is_consented_to():
    """Both are missing at first, and each says so."""
    p = led_to(two(), Stage.WORKING)
    found = codes(p, meets(p, AlsoPresent(INES, As.INTERPRETER)))
    assert sorted(found) == ["consent.involve.not_in_force", "others.not_bound"]


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


# Nobody consented to them: what is late would be judged without that consent, and what
# was entered for another holds the whole act.
@given(histories(at_most=15, entered=False, late=False), st.sampled_from(As))
def test_others_are_in_no_answer_but_their_own(p: Partnership, as_: As):
    """Invariant 71: with and without them, everything else is answered alike.

    But that a session with them ends where the consent that they are there is taken
    back, which one without them does not rest on.
    """
    without = p.history
    if not any(isinstance(act, acts.StartSession) for act in without):
        return
    if any(isinstance(act, acts.WithdrawConsent) for act in without):
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
