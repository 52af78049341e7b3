"""Invariants 47 and 48: text goes for good, everything else stays, and it is told."""

import pickle
from datetime import timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from privacy.test_views import marked

from collabtherapy import (
    Basis,
    Client,
    Organisation,
    Partnership,
    PersonId,
    Role,
    Scope,
    Stage,
    Therapist,
    Words,
    acts,
    codec,
    matters,
)
from collabtherapy.codec import UnknownAct, UnknownMatter
from collabtherapy.errors import MalformedDocument, Refused
from collabtherapy.partnership.values.act import Kept as Surplus
from collabtherapy.partnership.values.words import REMOVED
from collabtherapy.privacy import Plan, redact
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import (
    appointing,
    couple,
    found,
    in_session,
    led_to,
    two,
)


def plan(p: Partnership, subject: str, by: str | None = None) -> Plan:
    """Plan to take out what somebody wrote; at their own request, unless told."""
    return Plan(subject=subject, by=by or subject, at=p.at, because="erasure_request")


def before_any_hold(p: Partnership) -> Partnership:
    """Return a partnership as it was before anything was held."""
    holds = (n for n, act in enumerate(p.history) if isinstance(act, acts.PlaceHold))
    return Partnership.replay(p.entries[: next(holds, p.version)])


def free(*, at_most: int) -> st.SearchStrategy[Partnership]:
    """Draw histories in which no hold keeps words from being taken out."""
    return histories(at_most=at_most).map(before_any_hold)


def everyone(p: Partnership) -> tuple[PersonId, ...]:
    """Give everyone whose words there may be."""
    former = tuple(client.id for client in p.state.members.former)
    return (*p.state.members.ids(Role.CLIENT, Role.THERAPIST), *former)


@given(free(at_most=15), st.data())
def test_removed_text_is_nowhere(p: Partnership, data: st.DataObject):
    """Invariant 47: in no document, no state, no history; and nothing else has gone."""
    p = marked(p)
    subject = data.draw(st.sampled_from(everyone(p)))
    after, report = redact(p, plan(p, str(subject)))
    found = (pickle.dumps(after), codec.dumps(after).encode())
    gone = {entry.version for entry in report.removed}
    stays = {entry.version for entry in report.kept}
    for place, act in enumerate(p.history, start=1):
        canary = f"canary-{place - 1}.".encode()
        had = canary in pickle.dumps(act)
        assert (place in gone) is (had and act.by == subject)
        assert (place in stays) is (had and act.by != subject)
        for text in found:
            assert (canary in text) is (place in stays)


@given(free(at_most=15), st.data())
def test_everything_but_text_is_as_it_was(p: Partnership, data: st.DataObject):
    """Invariant 47: ids, kinds, moments, facts of consent, the stage; and lawful."""
    p = marked(p)
    subject = data.draw(st.sampled_from(everyone(p)))
    after, report = redact(p, plan(p, str(subject)))
    kept = after.history[: p.version]
    assert [(type(a), a.by, a.at) for a in kept] == [
        (type(a), a.by, a.at) for a in p.history
    ]
    assert (after.stage, after.closure) == (p.stage, p.closure)
    assert after.state.consent == p.state.consent
    assert after.duties(at=p.at) == p.duties(at=p.at)
    assert after.version - p.version == bool(report.removed)
    assert Partnership.replay(after.history, check=True) == after
    assert codec.loads(codec.dumps(after)) == after


@given(free(at_most=12), st.data())
def test_again_takes_nothing_out_and_order_is_all_one(
    p: Partnership, data: st.DataObject
):
    """Invariants 47 and 48: idempotent; of two people, in either order."""
    p = marked(p)
    people = st.sampled_from(everyone(p))
    one, other = str(data.draw(people)), str(data.draw(people))
    after, _ = redact(p, plan(p, one))
    again, report = redact(after, plan(after, one))
    assert again is after
    assert report.removed == ()
    there = redact(after, plan(p, other))[0]
    back = redact(redact(p, plan(p, other))[0], plan(p, one))[0]
    assert there.history[: p.version] == back.history[: p.version]
    assert set(there.history[p.version :]) == set(back.history[p.version :])


def test_nobody_elses_words_change():
    """Invariant 48: each of the others' texts is where it was, and is listed."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(
        acts.WriteNote(by="ana", at=p.at, to=("bo",), words=Words("mine")),
        acts.WriteNote(
            by="cem", at=p.at, for_everyone=True, words=Words("hers and mine")
        ),
        acts.Propose(
            by="ana", at=p.at, id="x",
            matter=matters.Choice(words=Words("q"), options=(Words("a"), Words("b"))),
        ),
    )  # fmt: skip
    after, report = redact(p, plan(p, "ana", by="ana"))
    mine, theirs = after.notes
    assert mine.words.is_removed
    assert theirs.words == Words("hers and mine")
    choice = after.proposal("x").last.matter
    assert isinstance(choice, matters.Choice)
    assert choice.options == (REMOVED, REMOVED)
    assert {entry.because for entry in report.kept} == {"somebody else wrote it"}
    fields = [(entry.act, entry.field) for entry in report.removed]
    assert fields == [
        ("WriteNote", "words"),
        ("Propose", "matter.words"),
        ("Propose", "matter.options"),
        ("Propose", "matter.options"),
    ]
    assert report.facts_kept
    assert report.cannot_reach
    (done,) = after.state.redactions.entries
    assert (done.subject, done.because) == (PersonId("ana"), "erasure_request")


def test_how_somebody_is_called_goes_with_their_words():
    """Invariant 47: names and pronouns too, whoever opened the partnership."""
    p = Partnership.open(
        id="p-1",
        clients=[Client("ana", called=Words("Annie"), pronouns=Words("she"))],
        therapists=[Therapist("bo", called=Words("B"))],
        by="ana",
        at=two().at,
    )
    after, _ = redact(p, plan(p, "ana"))
    assert after.clients[0].called is REMOVED or after.clients[0].called == REMOVED
    assert after.therapists[0].called == Words("B")
    assert redact(after, plan(p, "bo"))[0].therapists[0].called == REMOVED


def test_how_much_was_said_stays_and_what_was_said_goes():
    """A count is a number that somebody gave; a text is not."""
    p = in_session(led_to(two(), Stage.WORKING))
    said = acts.Contribute(
        by="ana", at=p.at, session="s1", id="c9", words=Words("I froze again")
    )
    after, _ = redact(p.record(said), plan(p, "ana"))
    (contribution,) = (c for c in after.contributions() if c.act.id == said.id)
    assert (contribution.act.words, contribution.n_words) == (None, 3)
    assert after.agenda("s1")[0].words.is_removed


def test_what_a_newer_version_wrote_may_hold_words_and_goes():
    """Invariant 47: what cannot be read cannot be searched, so it is taken out."""
    p = led_to(two(), Stage.WORKING)
    surplus = Surplus(version=9, json=Words('{"said": "secret"}'))
    rate = acts.RateGoal(by="ana", at=p.at, goal="g1", value=3, kept=surplus)
    after, report = redact(p.record(rate), plan(p, "ana"))
    assert "secret" not in codec.dumps(after)
    assert after.goal("g1").ratings[-1].value == 3
    assert ("RateGoal", "kept") in [(e.act, e.field) for e in report.removed]


def test_what_only_a_newer_version_can_name_goes_too():
    """Invariant 47: of an act, and of a matter, that have no name here; once."""
    p = led_to(two(), Stage.WORKING)
    surplus = Surplus(version=9, json=Words('{"beside":{"said":"secret"}}'))
    act = UnknownAct(by="ana", at=p.at, name="Sing", kept=surplus)
    matter = UnknownMatter(name="Song", kept=surplus)
    put = acts.Propose(by="ana", at=p.at, id="song", matter=matter)
    p = Partnership.replay((*p.history, act, put))
    after, report = redact(p, plan(p, "ana"))
    assert "secret" not in codec.dumps(after)
    assert codec.loads(codec.dumps(after)) == after
    assert [(e.act, e.field) for e in report.removed if "kept" in e.field] == [
        ("UnknownAct", "kept"),
        ("Propose", "matter.kept"),
    ]
    assert redact(after, plan(after, "ana"))[0] is after


def test_some_acts_can_be_named():
    """A plan may name acts by their places; the rest stays, and is listed."""
    p = led_to(couple(), Stage.WORKING)
    for n, by in enumerate(("ana", "ana", "cem")):
        note = {"words": Words(f"{n}"), "for_everyone": True}
        p = p.record(acts.WriteNote(by=by, at=p.at, **note))
    first = p.version - 2
    some = attrs.evolve(plan(p, "ana"), places=(first,))
    after, report = redact(p, some)
    assert [note.words.is_removed for note in after.notes] == [True, False, False]
    assert [entry.version for entry in report.removed] == [first]
    notes = [entry for entry in report.kept if entry.act == "WriteNote"]
    assert [entry.because for entry in notes] == [
        "the plan names other acts",
        "somebody else wrote it",
    ]
    assert redact(after, some)[0] is after
    with pytest.raises(ValueError, match="nothing is ana's"):
        redact(p, attrs.evolve(some, places=(p.version,)))


def test_a_name_in_an_opening_is_its_bearers_whoever_opened():
    """Invariant 48: taking it out by its place leaves the other's name alone."""
    p = Partnership.open(
        id="p-1", clients=[Client("ana", called=Words("A"))],
        therapists=[Therapist("bo", called=Words("B"))], by="ana", at=two().at,
    )  # fmt: skip
    after, _ = redact(p, attrs.evolve(plan(p, "bo"), places=(1,)))
    assert after.clients[0].called == Words("A")
    assert after.therapists[0].called == REMOVED


def test_a_contribution_whose_words_were_taken_out_before_says_no_number():
    """What nobody knows is not nought: how much was said stays unknown."""
    p = in_session(led_to(two(), Stage.WORKING))
    p = p.record(
        acts.Contribute(by="ana", at=p.at, session="s1", id="c9", words=REMOVED),
        acts.WriteNote(by="ana", at=p.at, words=Words("mine")),
    )
    (before,) = (c for c in p.contributions() if c.act.words == REMOVED)
    assert before.n_words is None
    after, _ = redact(p, plan(p, "ana"))
    assert before in after.contributions()


def test_who_may_take_out_whose():
    """One's own, also after leaving; or an organisation, which keeps the record."""
    p = led_to(couple(), Stage.WORKING)
    for n, by in enumerate(("ana", "cem", "bo")):
        note = {"words": Words(f"{n}"), "for_everyone": True}
        p = p.record(acts.WriteNote(by=by, at=p.at, **note))
    for subject, by in (("cem", "ana"), ("ana", "bo"), ("bo", "ana")):
        with pytest.raises(Refused, match=r"right\.not_for_another"):
            redact(p, plan(p, subject, by=by))
    with pytest.raises(Refused, match=r"person\.not_here"):
        redact(p, plan(p, "ana", by="stranger"))
    assert redact(p, plan(p, "bo", by="bo"))[0].notes[2].words.is_removed
    gone = p.record(acts.Leave(by="ana", at=p.at))
    assert redact(gone, plan(p, "ana", by="ana"))[0].notes[0].words.is_removed
    with pytest.raises(Refused, match=r"right\.not_for_another"):
        redact(gone, plan(p, "ana", by="bo"))
    closed = gone.record(acts.Leave(by="cem", at=p.at))
    assert closed.stage is Stage.CLOSED
    assert redact(closed, plan(p, "cem", by="cem"))[0].stage is Stage.CLOSED


@pytest.mark.parametrize("who", ["cem", "aunt"])
def test_who_speaks_for_a_client_may_take_out_their_words(who: str):
    """While they do, from inside or outside, and of nobody else."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(
        acts.WriteNote(by="ana", at=p.at, to=("bo",), words=Words("mine")),
        acts.WriteNote(by="bo", at=p.at, to=("ana",), words=Words("a therapist's")),
        appointing(p, who, until=p.at + timedelta(days=1)),
    )
    with pytest.raises(Refused, match=r"right\.not_for_another"):
        redact(p, plan(p, "ana", by=who))  # while it is ana who decides
    p = found(p, "records", able=False)
    assert redact(p, plan(p, "ana", by=who))[0].notes[0].words.is_removed
    later = attrs.evolve(plan(p, "ana", by=who), at=p.at + timedelta(days=1))
    with pytest.raises(Refused, match=r"right\.not_for_another"):
        redact(p, plan(p, "bo", by=who))
    over = r"right\.not_for_another" if who == "cem" else r"person\.not_here"
    with pytest.raises(Refused, match=over):
        redact(p, later)


def test_a_therapist_who_was_once_let_speak_for_a_client_takes_nothing_out():
    """As an appointment of before permits no other act on the client's behalf."""
    p = led_to(couple(), Stage.WORKING)
    appointed = appointing(p, "bo", by="ana", basis=Basis.OWN_WISH)
    note = acts.WriteNote(by="ana", at=p.at, to=("bo",), words=Words("mine"))
    p = Partnership.replay((*p.history, note, appointed))
    with pytest.raises(Refused, match=r"right\.not_for_another"):
        redact(p, plan(p, "ana", by="bo"))


def test_an_organisation_may_take_out_whose_words_it_keeps():
    """Of a client who asked for it; of a therapist, as a court orders."""
    p = Partnership.open(
        id="p-1", clients=[Client("ana", called=Words("A"))],
        therapists=[Therapist("bo", called=Words("B"))],
        organisations=[Organisation("clinic")], by="ana", at=two().at,
    )  # fmt: skip
    with pytest.raises(Refused, match=r"erasure\.not_asked"):
        redact(p, plan(p, "ana", by="clinic"))
    with pytest.raises(Refused, match=r"erasure\.ground"):
        redact(p, plan(p, "bo", by="clinic"))
    p = p.record(acts.AskErasure(by="ana", at=p.at, subject="ana"))
    ordered = attrs.evolve(plan(p, "bo", by="clinic"), because="court_order")
    for one in (plan(p, "ana", by="clinic"), ordered):
        _, report = redact(p, one)
        assert len(report.removed) == 1


def test_consent_survives_the_words_it_was_given_in():
    """Invariants 27 and 47: who consented to what, and when, is a fact and stays."""
    p = led_to(two(), Stage.WORKING)
    p = p.record(acts.WriteNote(by="ana", at=p.at, words=Words("mine")))
    after, _ = redact(p, plan(p, "ana", by="ana"))
    assert after.consent("ana", Scope.TREATMENT) == p.consent("ana", Scope.TREATMENT)


def test_removed_words_say_so_and_nothing_else():
    """A mark: equal to its like, printed as removed, and never a text."""
    assert (repr(REMOVED), REMOVED.n_words) == ("Words(<removed>)", None)
    assert bool(REMOVED)  # something was said
    assert pickle.loads(pickle.dumps(REMOVED)) == REMOVED  # noqa: S301
    assert Words("removed") != REMOVED
    for ask in (lambda: REMOVED.text, lambda: len(REMOVED)):
        with pytest.raises(ValueError, match="is_removed"):
            ask()
    for document in (
        '{"removed": 1}',
        '{"removed": false}',
        '{"removed": true, "a": 1}',
    ):
        note = codec.dumps(acts.WriteNote(by="ana", at=two().at, words=Words("CANARY")))
        with pytest.raises(MalformedDocument, match="words"):
            codec.loads_act(note.replace('"CANARY"', document))
