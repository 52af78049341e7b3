"""Invariant 65: each private kind of act and of matter changes no answer."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice, product
from random import Random

import pytest
from pairs import Pair, grown, views
from telling_apart import pair_of, told_apart

from collabtherapy import Form, Partnership, PersonId, Stage, Words, acts, law, matters
from collabtherapy.partnership.law.plans import kinds
from collabtherapy.partnership.law.sight.audiences import Audience, audience
from collabtherapy.privacy import view
from collabtherapy.testing.directed import furnished, put, ready
from collabtherapy.testing.openings import usual_openings
from collabtherapy.testing.remedies import NotCarriedOut
from collabtherapy.testing.ways import BO, CLINIC, START, couple, led_to

CEM = PersonId("cem")
PRIVATE = tuple(
    kind
    for kind in (*kinds(), *law.ASSENT)
    if audience(kind) is not Audience.EVERYONE and not issubclass(kind, acts.Open)
)
"""Every kind of act, and of matter, that the table of audiences hides from somebody."""


@pytest.mark.parametrize("kind", PRIVATE, ids=lambda kind: kind.__name__)
def test_each_private_kind_is_hidden_and_changes_no_answer(
    kind: type[acts.Act] | type[matters.Matter],
):
    """Invariant 65: each row of the table of audiences hides something once."""
    random = Random(kind.__name__)
    by_hand = BY_HAND.get(kind)
    found = [by_hand()] if by_hand else list(islice(_hiding(kind, random), 2))
    assert found
    for pair in found:
        assert view(pair.p, pair.viewer) == view(pair.q, pair.viewer)
        told_apart(pair, random)


def _hiding(
    kind: type[acts.Act] | type[matters.Matter], random: Random
) -> Iterator[Pair]:
    opening, *_ = usual_openings((2,), None)
    stages = (Stage.WORKING, Stage.EXPLORING, Stage.ENDING, Stage.FOLLOW_UP)
    for stage, turn in product(stages, range(8)):
        try:
            p, hidden = _ready(furnished(opening, stage), kind, turn)
        except NotCarriedOut:
            continue
        yield from grown(p, hidden, views(p), random)


def _ready(
    p: Partnership, kind: type[acts.Act] | type[matters.Matter], turn: int
) -> tuple[Partnership, acts.Act]:
    if issubclass(kind, acts.Act):
        return ready(p, kind, turn=turn)
    *before, last = put(p, kind)[0].history
    return Partnership.replay(before), last


def note_to_one() -> Pair:
    """Return a pair in which a therapist writes to one of a couple."""
    p = led_to(couple(), Stage.WORKING)
    note = acts.WriteNote(by="bo", at=p.at, to={"ana"}, words=Words("so"))
    return pair_of("cem", p, note)


def said_of_a_note(kind: type[acts.Act], **said: object) -> Pair:
    """Return a pair in which something is said of a note to one of a couple."""
    p = led_to(couple(), Stage.WORKING)
    note = acts.WriteNote(by="bo", at=p.at, id="n1", to={"ana"}, words=Words("so"))
    act = kind(by="ana", at=p.at, **{"note": "n1", "words": Words("so"), **said})
    return pair_of("cem", p.record(note), act)


def picture_of_one() -> Pair:
    """Return a pair in which one puts a picture of what is theirs alone."""
    p = led_to(couple(), Stage.WORKING)
    picture = matters.Understanding(words=Words("so"), about={"ana"})
    return pair_of("cem", p, acts.Propose(by="ana", at=p.at, id="u", matter=picture))


def put_off_alone() -> Pair:
    """Return a pair in which one puts off an item that the other never saw."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(
        acts.StartSession(by="bo", at=p.at, id="s", present=("ana", "bo")),
        acts.AddToAgenda(by="ana", at=p.at, session="s", words=Words("sleep")),
    )
    put_off = acts.DeferItem(by="ana", at=p.at, session="s", item=1)
    return pair_of("cem", p, put_off)


def reached_and_heard() -> Pair:
    """Return a pair in which one is reached out to, and the other is heard from."""
    p = led_to(couple(), Stage.WORKING)
    hidden = acts.ReachOut(by="bo", at=p.at, to="ana")
    heard = acts.ParkTopic(by="cem", at=p.at, topic="work")
    q = p.record(hidden, heard)
    return Pair(viewer=CEM, p=p.record(heard), q=q, hidden=hidden)


def need_entered() -> Partnership:
    """Return a couple in which a therapist entered what one of them needs."""
    p = led_to(couple(), Stage.WORKING)
    need = acts.StateNeed(by="ana", at=p.at, need="interpreter", entered_by="bo")
    return p.record(need)


def own(p: Partnership, person: str) -> int:
    """Return as which somebody counts the last entry that they see."""
    return len(view(p, person).entries)


def confirmed_alone() -> Pair:
    """Return a pair in which one confirms what is theirs alone."""
    p = need_entered()
    return pair_of("cem", p, acts.Confirm(by="ana", at=p.at, acts=(own(p, "ana"),)))


def disputed_alone() -> Pair:
    """Return a pair in which one disputes what is theirs alone."""
    p = need_entered()
    n, words = own(p, "ana"), Words("so")
    return pair_of("cem", p, acts.Dispute(by="ana", at=p.at, act=n, words=words))


def answered_alone() -> Pair:
    """Return a pair in which one is answered what the other knows nothing of."""
    p = disputed_alone().q
    answer = acts.AnswerDispute(
        by="bo", at=p.at, dispute=p.version, accepted=True, words=Words("so")
    )
    return pair_of("cem", p, answer)


def corrected_for_one() -> Pair:
    """Return a pair in which a therapist would take out what is one client's own."""
    p = led_to(couple(), Stage.WORKING)
    p = p.record(acts.StateNeed(by="ana", at=p.at, need="interpreter"))
    matter = matters.Correction(act=own(p, "bo"), because="slip")
    return pair_of("cem", p, acts.Propose(by="bo", at=p.at, id="fix", matter=matter))


def lifted_for_one() -> Pair:
    """Return a pair in which is shown again what one wrote to a therapist alone."""
    p = Partnership.open(
        id="p-1", clients=couple().clients, therapists=(BO,), organisations=(CLINIC,),
        at=START, by="cem", form=Form.COUPLE,
    )  # fmt: skip
    p = p.record(
        acts.WriteNote(by="ana", at=p.at, to={"bo"}, words=Words("so")),
        acts.Restrict(by="clinic", at=p.at, subject="ana", because="contested"),
    )
    lift = acts.Unrestrict(by="clinic", at=p.at, subject="ana")
    return pair_of("cem", p, lift)


BY_HAND: dict[type[acts.Act] | type[matters.Matter], Callable[[], Pair]] = {
    acts.WriteNote: note_to_one,
    acts.CommentOnNote: partial(said_of_a_note, acts.CommentOnNote),
    acts.AgreeToNote: partial(said_of_a_note, acts.AgreeToNote, agreed=False),
    acts.Addendum: partial(said_of_a_note, acts.Addendum),
    acts.DeferItem: put_off_alone,
    acts.Confirm: confirmed_alone,
    acts.Dispute: disputed_alone,
    acts.AnswerDispute: answered_alone,
    acts.ReachOut: reached_and_heard,
    acts.Unrestrict: lifted_for_one,
    matters.Correction: corrected_for_one,
    matters.Understanding: picture_of_one,
}
"""What is hidden only where it is done in one way of several."""
