"""Invariants 45, 46 and 49, S39, S41: what each person sees, and what they do not."""

import pickle
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import pytest
from hypothesis import given

from collabtherapy import (
    Basis,
    Client,
    Evidence,
    Form,
    Kind,
    Moment,
    Partnership,
    PersonId,
    Post,
    Proposal,
    Role,
    Scope,
    Stage,
    Therapist,
    ToolKind,
    Words,
    acts,
    law,
    matters,
)
from collabtherapy.errors import NotForThem, NotShown
from collabtherapy.partnership.law.plans import kinds
from collabtherapy.partnership.law.sight.filters import FILTERS
from collabtherapy.partnership.state import REGIONS
from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.corrections import naming, numbers_in
from collabtherapy.privacy import AUDIENCES, Audience, view
from collabtherapy.privacy.views import numbers_shown, without_restricted
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import (
    BO,
    CLINIC,
    START,
    appointing,
    consented,
    couple,
    led_to,
    two,
)


def marked(p: Partnership) -> Partnership:
    """Give the same partnership in which every text says which act it stands in."""
    return Partnership.replay(
        _said(act, Words(f"canary-{n}.")) for n, act in enumerate(p.history)
    )


def _said(holder: object, words: Words) -> object:
    changes: dict[str, object] = {}
    for field in attrs.fields(type(holder)):
        value = getattr(holder, field.name)
        if isinstance(value, Words):
            changes[field.name] = words
        elif isinstance(value, Matter | Evidence):
            changes[field.name] = _said(value, words)
    return attrs.evolve(holder, **changes)


def texts_in(value: object) -> bytes:
    """Give everything that can be reached from a value, texts included."""
    return pickle.dumps(value)


def viewers(p: Partnership) -> Iterator[PersonId]:
    """Give everyone who may look."""
    yield from p.state.members.ids(Role.CLIENT, Role.THERAPIST)
    yield from (client.id for client in p.state.members.former)


@given(histories(at_most=15))
def test_no_view_holds_what_is_hidden_from_it(p: Partnership):
    """Invariant 45: a text hidden from somebody cannot be reached from their view."""
    p = marked(p)
    for viewer in viewers(p):
        seen = view(p, viewer)
        reached = texts_in((seen.state, seen.history))
        whole = looked_at(p, viewer)
        late = viewer in whole.state.members.came and viewer in clients(whole)
        open_to_them = texts_in(in_force(whole, viewer)) if late else b""
        shown = numbers_shown(p, viewer)
        for n, act in enumerate(p.history):
            text = f"canary-{n}.".encode()
            if n + 1 not in shown and text not in open_to_them:
                assert text not in reached, (viewer, act)


def looked_at(p: Partnership, viewer: PersonId) -> Partnership | Moment:
    """Return what a viewer looks at: of one who left, what was so when they did."""
    if viewer in p.state.left:
        return Moment(p.state.left[viewer], p.at, p.recorded)
    return p


def clients(p: Partnership | Moment) -> tuple[PersonId, ...]:
    """Return the clients."""
    return p.state.members.ids(Role.CLIENT)


def in_force(p: Partnership | Moment, viewer: PersonId) -> list[object]:
    """Return what a client who came later sees of what was there before."""
    came = p.state.members.came[viewer]
    to_come = (s for s in p.sessions if (s.started_at or s.planned_for or came) >= came)
    open_ = [put for put in p.state.decisions.proposals.values() if put.is_open]
    return [
        p.members,
        p.agreement,
        *(goal.versions[-1] for goal in p.goals),
        *(put.last for put in open_),
        *(session.place for session in to_come),
    ]


@given(histories(at_most=15))
def test_every_party_sees_every_decision_of_theirs(p: Partnership):
    """Invariant 46: whoever is asked for their assent sees what it is about."""
    p = without_restricted(p)
    for viewer in p.state.members.ids(Role.CLIENT, Role.THERAPIST):
        seen = view(p, viewer)
        counted = (entry.version for entry in seen.entries)
        numbers = dict(zip(counted, numbers_shown(p, viewer), strict=True))
        for proposal in p.state.decisions.proposals.values():
            owners = law_owners(proposal.last.matter)
            client = viewer in p.state.members.ids(Role.CLIENT)
            if client and viewer in p.state.members.came:
                # Who came later sees the version that waits for them, if one does.
                waits = proposal.is_open and (not owners or viewer in owners)
                assert not waits or seen.proposal(proposal.id).last == proposal.last
            elif not client or not owners or viewer in owners:
                assert as_recorded(seen.proposal(proposal.id), numbers) == proposal
        assert seen.stage is p.stage


def as_recorded(proposal: Proposal, numbers: Mapping[int, int]) -> Proposal:
    """Return a proposal with the entries it names numbered as the record does.

    Args:
        proposal: the proposal as a view shows it.
        numbers: the number of each entry in the record, by that in the view.
    """

    def named(put: Any) -> Any:
        if put is None or not isinstance(put.matter, matters.Correction):
            return put
        act = numbers.get(put.matter.act, put.matter.act)
        return attrs.evolve(put, matter=attrs.evolve(put.matter, act=act))

    versions = tuple(map(named, proposal.versions))
    settled = named(proposal.settled)
    return attrs.evolve(proposal, versions=versions, settled=settled)


def law_owners(matter: Matter) -> frozenset[PersonId]:
    """Give whose own a matter is, read off the matter."""
    if matter.owned_by is None:
        return frozenset()
    named = getattr(matter, matter.owned_by)
    return named if isinstance(named, frozenset) else frozenset((named,))


@given(histories(at_most=15))
def test_a_view_is_part_of_what_is_so(p: Partnership):
    """S41: alone with a therapist, a client sees all but private notes; in order."""
    p = without_restricted(p)
    for viewer in viewers(p):
        seen, numbers = view(p, viewer), numbers_shown(p, viewer)
        assert list(numbers) == sorted(numbers)
        for act, number in zip(seen.history, numbers, strict=True):
            whole = p.history[number - 1]
            named = numbers_in(act) and act == naming(whole, numbers_in(act))
            assert named or act is whole
        if len(p.clients) == 1 and not p.state.members.former:
            hidden = [a for n, a in enumerate(p.history, 1) if n not in numbers]
            private = acts.WriteNote | acts.WriteProcessNote | acts.Consult
            private |= acts.AskErasure | acts.Restrict | acts.Unrestrict
            assert all(isinstance(act, private) for act in hidden)


def test_every_region_and_kind_has_its_audience():
    """One row for each region; the table names nothing that there is not."""
    assert set(FILTERS) == {"main", *(region.name for region in REGIONS)}
    there = {kind.__name__ for kind in (*kinds(), *law.ASSENT)}
    assert set(AUDIENCES) <= there
    for kind in ("Propose", "Accept", "Leave", "Agreement", "Begin", "Goal"):
        assert kind not in AUDIENCES


def noted() -> Partnership:
    """Give a couple in which notes of every kind were written."""
    p = led_to(couple(), Stage.WORKING)
    return p.record(
        acts.WriteNote(by="ana", at=p.at, words=Words("for bo"), to={"bo"}),
        acts.WriteNote(by="bo", at=p.at, for_everyone=True, words=Words("for all")),
        acts.WriteProcessNote(by="bo", at=p.at, words=Words("for me")),
    )


def test_shared_is_in_every_view_and_private_in_its_authors():
    """S41, invariants 45 and 46: notes for some, for all, for oneself."""
    p = noted()
    read = {
        person: [note.words.text for note in view(p, person).notes]
        for person in ("ana", "cem", "bo")
    }
    assert read == {
        "ana": ["for bo", "for all"],
        "cem": ["for all"],
        "bo": ["for bo", "for all", "for me"],
    }


def test_what_is_one_clients_own_is_in_no_other_clients_view():
    """Invariant 45: in a couple, a concern, a measure, a wish, a consent, a tool."""
    p = led_to(couple(), Stage.WORKING)
    by_ana = {"by": "ana", "at": p.at}
    own: tuple[acts.Act, ...] = (
        acts.RaiseConcern(client="ana", **by_ana),
        acts.StateWhatMatters(words=Words("secret"), **by_ana),
        acts.AddToToolkit(kind=ToolKind.INSIGHT, words=Words("s"), **by_ana),
        acts.RateBond(client="ana", therapist="bo", value=2, **by_ana),
        acts.Explain(
            by="bo", at=p.at, to="ana", scope=Scope.disclosure("x", purpose="y"),
            terms="t",
        ),
        acts.Propose(
            id="plan",
            matter=matters.SafetyPlan(client="ana", words=Words("call")),
            **by_ana,
        ),
        acts.Accept(by="bo", at=p.at, proposal="plan"),
    )  # fmt: skip
    p = p.record(*own)
    for act in own:
        assert act in view(p, "ana").history
        assert act in view(p, "bo").history
        assert act not in view(p, "cem").history
    cem = view(p, "cem")
    for asked in (cem.safety, cem.preferences, cem.toolkit, cem.orientation):
        with pytest.raises(NotShown, match="ana"):
            asked("ana")
    assert [
        duty for duty in cem.duties(at=p.at) if duty.owed_to == PersonId("ana")
    ] == []
    with pytest.raises(KeyError):
        cem.proposal("plan")


def test_what_was_said_without_somebody_is_not_in_their_view():
    """Invariant 45: who was expected knows that it took place, not what was said."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(
        acts.PlanSession(by="bo", at=p.at, id="s1", starts_at=p.at),
        acts.StartSession(by="bo", at=p.at, id="s1", present=("ana", "bo")),
        acts.Contribute(
            by="ana", at=p.at, session="s1", id="c1", words=Words("alone"),
            kinds={Kind.EXPERIENCE},
        ),
        acts.Contribute(by="bo", at=p.at, session="s1", id="c2", answers="c1"),
        acts.TakeUp(by="bo", at=p.at, contribution="c1", into="c2"),
        acts.RecordLearning(
            by="bo", at=p.at, contribution="c1", words=Words("patience")
        ),
        acts.Code(by="bo", at=p.at, contribution="c1"),
        acts.GiveFeedback(by="ana", at=p.at, session="s1", heard=3),
    )  # fmt: skip
    cem, ana = view(p, "cem"), view(p, "ana")
    assert [session.id for session in cem.sessions] == [p.session("s1").id]
    assert (cem.contributions(), cem.learned(), cem.uptake()) == ((), (), ())
    for asked in (cem.agenda, cem.voice, lambda s: cem.feedback(s, "cem")):
        with pytest.raises(NotShown, match="s1"):
            asked("s1")
    with pytest.raises(KeyError, match="c1"):  # as one that was never made
        cem.codings(contribution="c1")
    assert len(ana.contributions()) == 2
    assert ana.uptake() == p.uptake()
    assert ana.lived("ana")[0].act.words == Words("alone")


def test_who_has_left_sees_what_they_saw_and_what_is_theirs():
    """Whose records these are: up to the day they went, and their own since."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(acts.Leave(by="cem", at=p.at))
    back = acts.WithdrawConsent(by="cem", at=p.at, scope=Scope.TREATMENT)
    tool = acts.AddToToolkit(
        by="cem", at=p.at, kind=ToolKind.INSIGHT, words=Words("mine")
    )
    note = acts.WriteNote(by="bo", at=p.at, for_everyone=True, words=Words("later"))
    p = p.record(back, note, tool)
    cem = view(p, "cem")
    assert back in cem.history
    assert note not in cem.history
    assert cem.toolkit("cem").tools == (tool,)
    assert cem.consent("cem", Scope.TREATMENT).status == "withdrawn"
    assert cem.notes == ()


def test_who_has_died_is_shown_to_nobody_new():
    """A death ends what a client sees; their records stay as they were."""
    p = led_to(couple(), Stage.WORKING)
    before = view(p, "cem").history
    p = p.record(acts.RecordDeath(by="bo", at=p.at, client="cem"))
    assert view(p, "cem").history == before


def supervised() -> Partnership:
    """Give a partnership with a trainee, whose supervisor is named."""
    trainee = Therapist("tia", post=Post.TRAINEE, supervisor="sue")
    return Partnership.open(
        id="p-1", clients=(Client("ana"), Client("cem")), therapists=(BO, trainee),
        by="ana", at=START, form=Form.COUPLE,
    )  # fmt: skip


def test_a_supervisor_sees_once_every_client_consents():
    """5.3: a supervisor's view needs SUPERVISION in force, of each client."""
    p = supervised()
    with pytest.raises(NotForThem, match="sue"):
        view(p, "sue")
    p = p.record(
        acts.WriteProcessNote(by="tia", at=p.at, words=Words("mine")),
        acts.WriteNote(by="tia", at=p.at, for_everyone=True, words=Words("for all")),
    )
    p = consented(p, Scope.SUPERVISION, p.at)
    assert [note.words.text for note in view(p, "sue").notes] == ["for all"]
    p = p.record(acts.WithdrawConsent(by="cem", at=p.at, scope=Scope.SUPERVISION))
    with pytest.raises(NotForThem):
        view(p, "sue")


def test_a_representative_sees_what_their_client_does():
    """While they speak for them, and no longer."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(
        acts.RaiseConcern(by="ana", at=p.at, client="ana"),
        acts.RaiseConcern(by="cem", at=p.at, client="cem"),
        appointing(p, "parent", by="ana", basis=Basis.OWN_WISH),
    )
    seen = view(p, "parent")
    assert seen.safety("ana").is_open
    with pytest.raises(NotShown, match="cem"):
        seen.safety("cem")
    ended = p.record(acts.EndRepresentation(by="ana", at=p.at, client="ana"))
    with pytest.raises(NotForThem):
        view(ended, "parent")


def test_nobody_from_outside_looks_in():
    """A service and a stranger are told whose it is to see."""
    opening = attrs.evolve(two().history[0], organisations=(CLINIC,))
    p = Partnership.replay([opening])
    for person in ("stranger", CLINIC):
        with pytest.raises(NotForThem, match="neither"):
            view(p, person)


def test_a_view_says_whose_it_is():
    """What is printed of a view: ids and counts."""
    assert repr(view(two(), "ana")) == "<View of p-1 for ana: 1 acts>"


def test_an_audience_is_more_than_one_word():
    """The vocabulary of audiences, for whoever reads the table."""
    assert set(AUDIENCES.values()) == set(Audience) - {Audience.EVERYONE}
