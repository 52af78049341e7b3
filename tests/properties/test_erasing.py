"""Who takes out whose words, on which ground; what holds, and what restricts."""

import pickle
from datetime import timedelta
from typing import Any

import attrs
import pytest

from collabtherapy import (
    ErasureGround,
    Partnership,
    Policy,
    Retention,
    Stage,
    Words,
    acts,
    codec,
    fhir,
    insight,
    law,
)
from collabtherapy.errors import NotShown, Refused
from collabtherapy.insight.log import read
from collabtherapy.privacy import Plan, redact, view
from collabtherapy.privacy.authors import texts
from collabtherapy.testing.situations.of_erasing import (
    KEPT,
    asking,
    erasing,
    held,
    holding,
    lifting,
    over,
    releasing,
    restricting,
    written,
)
from collabtherapy.testing.ways import ANA, BO, CEM, CLINIC, START, couple, led_to

CANARY = "CANARY"
OWN = {"erasure_request", "withdrawn", "mistake"}
KEEPERS = {"retention_over", "court_order", "wrong_person"}


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way of an act."""
    return [refusal.code for refusal in p.why_not(act)]


def for_two(**fields: Any) -> Partnership:
    """Return a couple's partnership with a clinic, in which each wrote something."""
    p = Partnership.open(
        id="p-1", clients=(ANA, CEM), therapists=(BO,), organisations=(CLINIC,),
        at=START, by="ana", form=couple().opening.form, **fields,
    )  # fmt: skip
    p = led_to(p, Stage.EXPLORING)
    for by, to in (("cem", "bo"), ("ana", "bo"), ("bo", "ana")):
        note = acts.WriteNote(by=by, at=p.at, to=(to,), words=Words(f"{CANARY} {by}"))
        p = p.record(note)
    return p


@pytest.mark.parametrize("ground", ErasureGround)
@pytest.mark.parametrize("by", ["ana", "cem", "bo", "clinic"])
@pytest.mark.parametrize("subject", ["ana", "bo"])
def test_who_takes_out_whose_words_on_which_ground(
    by: str, subject: str, ground: ErasureGround
):
    """Rule 18, row by row; whoever no row lets do it is told so, and nothing else."""
    p = for_two()
    found = codes(p, erasing(p, by=by, subject=subject, because=ground))
    if by == subject:
        assert found[:1] == ([] if ground in OWN else ["erasure.ground"])
    elif by != "clinic":
        assert found == ["right.not_for_another"]
    elif ground == "erasure_request" and subject == "ana":
        assert found == ["erasure.not_asked"]
    elif ground == "retention_over":
        assert found == ["erasure.no_retention"]
    else:
        assert found == ([] if ground in KEEPERS else ["erasure.ground"])


def test_the_table_names_every_ground_and_its_rows():
    """Every ground is somebody's, and every row has a name and a reason."""
    grounds = frozenset().union(*(row.grounds for row in law.ERASURES))
    assert grounds == set(ErasureGround)
    assert [row.id for row in law.ERASURES] == ["E1", "E2", "E3", "E4"]
    assert all(row.because for row in law.ERASURES)


@pytest.mark.parametrize(("by", "subject"), [("bo", "ana"), ("cem", "ana")])
def test_nobody_is_shown_a_way_to_take_out_anothers_words(by: str, subject: str):
    """A therapist and another client: there is no fix, whatever the ground."""
    p = for_two()
    for ground in ErasureGround:
        act = erasing(p, by=by, subject=subject, because=ground)
        (refusal,) = p.why_not(act)
        assert [fix.to for fix in refusal.fix] == [()]


def test_an_organisation_takes_out_what_the_client_asked_for_and_no_more():
    """All of it, or the texts they named; once it is done it has been asked for."""
    p = written()
    version, n = p.version, next(texts(p.history[-1])).n
    some = {(version, n)}
    for asked in ((), some):
        q = p.record(asking(p, places=asked))
        assert codes(q, erasing(q, by="clinic", places=some)) == []
        all_ = codes(q, erasing(q, by="clinic"))
        assert all_ == ([] if not asked else ["erasure.not_asked"])
        other = erasing(q, by="clinic", places={(1, 1)})
        assert codes(q, other) == ([] if not asked else ["erasure.not_asked"])
        done = q.record(erasing(q, by="clinic", places=asked))
        assert codes(done, erasing(done, by="clinic", places=some)) == [
            "erasure.not_asked"
        ]


def test_a_request_is_the_clients_own_word():
    """Nobody enters one for them, asks in their place, or asks for a therapist."""
    p = for_two()
    assert codes(p, asking(p, by="ana", entered_by="clinic")) == ["entry.own_hand"]
    assert codes(p, asking(p, by="cem")) == ["right.not_for_another"]
    assert codes(p, asking(p, by="bo", subject="bo")) == ["right.not_theirs"]
    gone = p.record(acts.Leave(by="ana", at=p.at))
    assert codes(gone, asking(gone)) == []


def test_a_request_is_taken_back_by_who_made_it():
    """What was asked for by mistake is not carried out."""
    p = written()
    p = p.record(asking(p))
    back = acts.EnteredInError(by="ana", at=p.at, act=p.version, because="slip")
    p = p.record(back)
    assert codes(p, erasing(p, by="clinic")) == ["erasure.not_asked"]


@pytest.mark.parametrize("ground", ErasureGround)
def test_a_hold_stops_everybody(ground: ErasureGround):
    """Invariant 11: whoever it is and on whatever ground, until it is released."""
    p = held()
    p = p.record(asking(p))
    for by in ("ana", "clinic"):
        act = erasing(p, by=by, because=ground)
        assert "erasure.held" in codes(p, act)
        free = p.record(releasing(p))
        assert "erasure.held" not in codes(free, act)
        ended = erasing(p, by=by, because=ground, at=p.at + timedelta(days=365))
        assert "erasure.held" not in codes(p, ended)
        before = attrs.evolve(ended, at=ended.at - timedelta(seconds=1))
        assert "erasure.held" in codes(p, before)


def test_a_hold_is_placed_and_released_after_the_end_as_well():
    """By the organisation alone, each hold under a name of its own."""
    p = over()
    p = p.record(holding(p), holding(p, id="h2"))
    redaction = erasing(p)
    assert codes(p, redaction) == ["erasure.held", "erasure.held"]
    assert codes(p, holding(p)) == ["hold.id_taken"]
    p = p.record(releasing(p), releasing(p, hold="h2"))
    assert codes(p, redaction) == []
    assert codes(p, releasing(p)) == ["hold.released"]
    with pytest.raises(ValueError, match="until is later than at"):
        holding(p, until=p.at)


def test_no_word_is_taken_out_of_a_value_while_it_is_held():
    """`privacy.redact` records what it does, and so asks the law."""
    p = held()
    with pytest.raises(Refused, match=r"erasure\.held"):
        redact(p, Plan(subject="ana", by="ana", at=p.at, because="mistake"))


def test_what_is_kept_for_a_time_is_taken_out_after_it():
    """Before, on no ground but a court's order, or that it was of another person."""
    p = over(policy=KEPT)
    p = p.record(asking(p))
    ends = p.at + timedelta(days=3650)
    for ground in ErasureGround:
        by = "ana" if ground in OWN else "clinic"
        act = erasing(p, by=by, because=ground)
        waits = ground not in ("court_order", "wrong_person")
        assert codes(p, act) == (["erasure.retained"] if waits else [])
        assert codes(p, attrs.evolve(act, at=ends)) == []
        early = attrs.evolve(act, at=ends - timedelta(seconds=1))
        assert codes(p, early) == (["erasure.retained"] if waits else [])
    open_ = written(policy=KEPT)
    (refusal,) = open_.why_not(erasing(open_, at=ends))
    assert (refusal.code, refusal.fix[0].to) == ("erasure.retained", ())


def test_how_long_words_are_kept_is_unset_and_has_a_source():
    """A number without its rule is none."""
    assert Policy().retention is None
    for days, source in ((0, "x"), (10, "no name at all"), (40_000, "x")):
        with pytest.raises(ValueError, match=r"days|source"):
            Retention(days=days, source=source)


def test_what_is_restricted_is_in_no_view_and_stays_in_the_record():
    """Until it is lifted; in nobody's view, the author's own included."""
    p = for_two()
    before = {who: view(p, who) for who in ("ana", "cem", "bo")}
    q = p.record(restricting(p))
    assert CANARY in codec.dumps(q)
    for who, seen in before.items():
        there = view(q, who)
        said = [text for act in there.history for text in texts(act)]
        assert all(text.author != ANA.id for text in said)
        others = [
            (text.words, text.author)
            for act in seen.history
            for text in texts(act)
            if text.author != ANA.id
        ]
        assert [(text.words, text.author) for text in said] == others
        past = view(q.as_of(p.at), who)
        assert not any(
            text.author == ANA.id for act in past.history for text in texts(act)
        )
    lifted = q.record(lifting(q))
    for who, seen in before.items():
        assert view(lifted, who).history[: len(seen.history)] == seen.history


def test_a_text_can_be_restricted_alone_and_later_words_are_not():
    """What is written after a restriction of all is not restricted by it."""
    p = for_two()
    ((version, n),) = [
        (version, text.n)
        for version, act in enumerate(p.history, 1)
        for text in texts(act)
        if text.author == ANA.id and CANARY in text.words.text
    ]
    more = acts.WriteNote(by="ana", at=p.at, to=("bo",), words=Words("later"))
    some = p.record(more, restricting(p, places={(version, n)}))
    assert [note.words.is_removed for note in view(some, "ana").notes] == [
        True, False, False,
    ]  # fmt: skip
    all_ = p.record(restricting(p), more)
    assert not view(all_, "bo").notes[-1].words.is_removed


def test_a_restriction_is_told_to_whom_it_concerns():
    """The person and the therapists; another client learns nothing of it (P14)."""
    p = for_two()
    q = p.record(restricting(p), asking(p))
    for who, told in (("ana", True), ("bo", True), ("cem", False)):
        seen = view(q, who)
        kinds = {type(act) for act in seen.history}
        assert (acts.Restrict in kinds) is told
        assert (acts.AskErasure in kinds) is told
        assert bool(seen.state.redactions.restricted) is told
    assert view(q, "cem").history == view(p, "cem").history


def test_places_are_named_as_their_actor_counts():
    """One client counts the entries they see: of those of others nothing is told."""
    p = for_two()
    mine = next(
        (version, text.n)
        for version, act in enumerate(view(p, "ana").history, 1)
        for text in texts(act)
        if CANARY in text.words.text
    )
    whole = next(
        version
        for version, act in enumerate(p.history, 1)
        if act.by == ANA.id and isinstance(act, acts.WriteNote)
    )
    assert mine[0] < whole  # a note of another stands before it
    q = p.record(asking(p, places={mine}))
    assert q.state.redactions.asked[0].places == {(whole, mine[1])}
    assert view(q, "ana").history[-1].places == {mine}
    assert view(q, "ana").state.redactions.asked[0].places == {mine}
    plan = Plan(subject="ana", by="ana", at=p.at, because="withdrawn", places={whole})
    done, report = redact(p, plan)
    assert [(one.version, one.n) for one in report.removed] == [(whole, mine[1])]
    assert done.history[-1].places == {mine}
    assert done.entries[-1].mark.about == (whole,)
    assert view(done, "bo").history[-1].places == {(whole, mine[1])}
    hidden = {type(act) for act in view(done, "cem").history}
    assert acts.Redact not in hidden
    assert codec.loads(codec.dumps(done)) == done
    assert Partnership.replay(done.entries) == done
    beyond = erasing(p, places={(len(view(p, "ana").history) + 1, 3)})
    assert codes(p, beyond) == ["void.no_such_act"]


def test_one_place_is_taken_out_and_the_others_stay():
    """A plan names a text by two numbers, or an entry for all of the subject's."""
    p = written()
    name = acts.WriteNote(by="ana", at=p.at, words=Words("another"))
    p = p.record(name)
    first = (p.version - 1, 3)
    whose = {"subject": "ana", "by": "ana", "at": p.at, "because": "mistake"}
    one, report = redact(p, Plan(places=[first], **whose))
    assert [note.words.is_removed for note in one.notes] == [True, False]
    assert [(r.version, r.n, r.field) for r in report.removed] == [(*first, "words")]
    assert one.history[-1].places == {first}
    for places in ([first], [first[0]]):
        assert redact(p, Plan(places=places, **whose))[0] == one
    for places in ([(first[0], 9)], [(1, 99)]):
        with pytest.raises(ValueError, match="nothing is ana's"):
            redact(p, Plan(places=places, **whose))
    for wrong in ([(1, 2, 3)], [("a", 1)], ["a"], [1.5]):
        with pytest.raises(TypeError, match="each of places"):
            Plan(places=wrong, **whose)
    with pytest.raises(ValueError, match="two numbers from 1"):
        Plan(places=[(0, 1)], **whose)


def test_an_act_about_texts_says_what_is_wrong_with_it():
    """Of places that are none, of a ground that is none; and never what was given."""
    p = written()
    with pytest.raises(ValueError, match="because is one of: erasure_request") as no:
        erasing(p, because="a secret")
    assert "secret" not in str(no.value)
    with pytest.raises(TypeError, match="places holds pairs"):
        erasing(p, places=7)


def test_nobody_reads_restricted_words_by_asking():
    """What a view is asked says no more than what it shows."""
    p = for_two()
    q = p.record(restricting(p))
    with pytest.raises(NotShown):
        view(q, "cem").preferences("ana")
    assert all(note.words.is_removed for note in view(q, "ana").notes[:1])


def test_who_left_waits_for_a_hold_and_for_the_time_as_of_when_they_left():
    """They are told why, and nothing of what went on without them."""
    p = for_two(policy=KEPT)
    gone = p.record(acts.Leave(by="ana", at=p.at + timedelta(days=1)))
    ends = gone.at + timedelta(days=3650)
    assert codes(gone, erasing(gone)) == ["erasure.retained"]
    assert codes(gone, erasing(gone, at=ends)) == []
    later = gone.record(
        acts.Leave(by="cem", at=gone.at + timedelta(days=9)),
        restricting(gone, subject="cem", at=ends),
    )
    assert codes(later, erasing(later)) == []
    stopped = later.record(holding(later))
    assert codes(stopped, erasing(stopped)) == ["erasure.held"]
    assert not view(stopped, "ana").state.redactions.restricted
    therapist = acts.Redact(by="bo", at=stopped.at, subject="bo", because="mistake")
    assert codes(stopped, therapist) == ["erasure.held", "erasure.retained"]


def test_nothing_made_for_a_viewer_holds_restricted_words():
    """Bundles, accounts, logs, pages, accesses and calendars start without them."""
    p = for_two()
    q = p.record(*(restricting(p, subject=who) for who in ("ana", "cem", "bo")))
    for who in ("ana", "cem", "bo"):
        made = [
            fhir.to_bundle(q, viewer=who),
            read(q, viewer=who),
            insight.audit(q, viewer=who),
            insight.assents(q, viewer=who),
            insight.shared_page(q, who).markdown(),
        ]
        found = pickle.dumps(made)
        assert CANARY.encode() not in found
    assert CANARY not in insight.render(q, "ana")
    assert CANARY.encode() in pickle.dumps(read(p, viewer="ana"))
