"""S05, S49: who is in a partnership, and how somebody else comes in."""

from datetime import timedelta

from hypothesis import given

from collabtherapy import (
    Partnership,
    PersonId,
    Post,
    Readiness,
    Role,
    Scope,
    Stage,
    Therapist,
    TimerKind,
    acts,
    codec,
    matters,
)
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import consented, couple, led_to, prefixes, two

EVA = Therapist("eva", post=Post.COVER)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Give the codes of what stands in the way."""
    return [refusal.code for refusal in p.refusals(act)]


@given(histories(at_most=20))
def test_nobody_comes_in_but_by_everybodys_leave(p: Partnership):
    """S49, invariant 23: with each client's consent to involving this very person."""
    for before, act, after in prefixes(p):
        new = {person.id for person in after.members} - {
            person.id for person in before.members
        }
        if not new:
            continue
        assert isinstance(act, acts.Propose | acts.Amend | acts.Accept)
        for person in new - set(after.state.members.ids(Role.CLIENT)):
            # Who joins as a client is in the room of others, and told nothing of them.
            scope = Scope.involve(person)
            for client in before.clients:
                assert before.consent(client, scope).in_force(act.at)


def test_a_cover_comes_in_and_is_asked_from_then_on():
    """S49: agreed by all who are here; then their assent counts like the others'."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(
        acts.Propose(by="bo", at=p.at, id="in", matter=matters.Involve(person=EVA)),
        acts.Accept(by="ana", at=p.at, proposal="in"),
    )
    last = acts.Accept(by="cem", at=p.at, proposal="in")
    assert codes(p, last) == ["consent.involve.not_in_force"] * 2
    p = consented(p, Scope.involve("eva"), p.at).record(last)
    assert p.state.members.role(PersonId("eva")) is Role.THERAPIST
    assert p.state.members.lead == PersonId("bo")
    assert codec.loads(codec.dumps(p)) == p
    again = acts.Propose(
        by="bo", at=p.at, id="again", matter=matters.Involve(person=EVA)
    )
    assert codes(p, again) == ["person.here_already"]
    start = acts.StartSession(by="eva", at=p.at, id="s", present=("ana", "cem", "eva"))
    assert codes(p, start) == []


def test_two_proposals_bring_the_same_person_in_once():
    """What was put before the first settled cannot settle after it."""
    p = consented(led_to(two(), Stage.WORKING), Scope.involve("eva"), led_at())
    for name in ("one", "two"):
        matter = matters.Involve(person=EVA)
        p = p.record(acts.Propose(by="bo", at=p.at, id=name, matter=matter))
    p = p.record(acts.Accept(by="ana", at=p.at, proposal="one"))
    second = acts.Accept(by="ana", at=p.at, proposal="two")
    assert "person.here_already" in codes(p, second)


def led_at():
    """Give the moment at which partnerships are led anywhere."""
    return led_to(two(), Stage.WORKING).at


def test_what_was_asked_is_explained_once_more():
    """S30: questions and a "not yet" are come back to, until they are answered."""
    p = led_to(two(), Stage.EXPLORING)
    later = p.at + timedelta(days=28)

    def due(of: Partnership) -> list[bool]:
        timers = of.timers(at=later)
        return [t.is_due for t in timers if t.kind is TimerKind.ORIENTATION_REPEAT]

    assert due(p) == []
    for readiness in (Readiness.QUESTIONS, Readiness.NOT_YET):
        asked = p.record(acts.AnswerOrientation(by="ana", at=p.at, readiness=readiness))
        assert due(asked) == [True]
        again = asked.record(
            acts.Orient(by="bo", at=p.at + timedelta(days=1), to="ana")
        )
        assert due(again) == []
    ready = acts.AnswerOrientation(by="ana", at=p.at, readiness=Readiness.READY)
    assert due(p.record(ready)) == []
