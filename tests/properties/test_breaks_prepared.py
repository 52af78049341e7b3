"""A therapist's break or leaving rests on what was recorded, and never on a tick."""

from datetime import timedelta

import attrs
import pytest

from collabtherapy import (
    Change,
    Do,
    EndingGround,
    Noticed,
    Partnership,
    Stage,
    Words,
    acts,
    codec,
    matters,
)
from collabtherapy.testing.situations.of_care import (
    leaving,
    noticed,
    pausing,
    two_therapists,
)
from collabtherapy.testing.ways import couple, led_to, two

SAID = Words("so")
DAY = timedelta(days=1)
BREAK, LEAVING = Noticed.BREAK, Noticed.LEAVING


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way."""
    return [refusal.code for refusal in p.why_not(act)]


def working() -> Partnership:
    """Return a partnership of two that works."""
    return led_to(two(), Stage.WORKING)


def test_a_break_rests_on_a_notice_that_is_recorded():
    """BACP 40-41: how long before it was is computed, and never asserted."""
    p = working()
    assert codes(p, pausing(p)) == ["pause.no_notice"]
    told = noticed(p, BREAK, from_=p.at + 14 * DAY)
    early = pausing(told)
    assert codes(told, early) == ["pause.no_notice"]
    then = attrs.evolve(early, at=p.at + 14 * DAY)
    after = told.record(then)
    assert [(n.given.of, n.days, n.taken_at) for n in after.notices] == [
        (BREAK, 14, then.at)
    ]
    assert codec.loads(codec.dumps(after)) == after


def test_a_notice_is_for_one_break_of_whoever_gave_it():
    """Neither for the next one, nor for a colleague's, nor for leaving for good."""
    p = noticed(two_therapists(), BREAK)
    assert codes(p, attrs.evolve(pausing(p), by="eva")) == ["pause.no_notice"]
    assert codes(p, leaving(p)) == ["therapist.no_notice"]
    back = p.record(
        pausing(p),
        acts.Propose(by="bo", at=p.at, id="on", matter=matters.Resume()),
        acts.Accept(by="ana", at=p.at, proposal="on"),
        acts.Accept(by="eva", at=p.at, proposal="on"),
    )
    assert codes(back, pausing(back)) == ["pause.no_notice"]


def test_the_last_notice_is_the_one_that_holds():
    """Told of a later day, the clients do not find that they were left earlier."""
    p = noticed(noticed(working(), BREAK), BREAK, from_=working().at + 7 * DAY)
    assert codes(p, pausing(p)) == ["pause.no_notice"]
    assert [notice.days for notice in p.notices] == [None, None]


def test_a_notice_is_not_dated_back():
    """What began already is no notice any more."""
    p = working()
    with pytest.raises(ValueError, match="from_ is not before"):
        acts.GiveNotice(by="bo", at=p.at, of=BREAK, from_=p.at - DAY)


def test_a_client_gives_no_notice_and_needs_none():
    """A right to a break."""
    p = working()
    notice = acts.GiveNotice(by="ana", at=p.at, of=BREAK, from_=p.at)
    assert codes(p, notice) == ["right.not_theirs"]
    assert codes(p, acts.Pause(by="ana", at=p.at)) == []


@pytest.mark.parametrize("cover", [None, "bo", "ana", "cem"])
def test_cover_is_agreed_with_somebody_else(cover: str | None):
    """Neither the therapist who goes nor a client is there meanwhile."""
    p = noticed(led_to(couple(), Stage.WORKING), BREAK)
    assert codes(p, attrs.evolve(pausing(p), cover=cover)) == ["pause.no_cover"]
    assert codes(p, attrs.evolve(pausing(p), cover="eva")) == []


def test_who_leaves_gives_notice_unless_threatened():
    """APA 10.10: who is threatened goes at once."""
    p = two_therapists()
    assert codes(p, leaving(p)) == ["therapist.no_notice"]
    assert codes(p, attrs.evolve(leaving(p), ground=EndingGround.THREATENED)) == []
    told = noticed(p, LEAVING)
    assert codes(told, leaving(told)) == []


def test_other_help_is_named():
    """APA 10.10: which help it was stands in the record, not that there was some."""
    p = working()
    ending = acts.StartEnding(by="bo", at=p.at, ground=EndingGround.HARMED)
    (refusal,) = p.why_not(ending)
    assert (refusal.code, refusal.fix) == (
        "ending.no_alternatives",
        (Change("alternatives", None),),
    )
    named = p.record(attrs.evolve(ending, alternatives=SAID))
    assert named.stage is Stage.ENDING


def test_who_is_turned_away_hears_of_other_help():
    """By its name, or by the service that they are referred on to."""
    p = led_to(two(), Stage.EXPLORING)
    bare = acts.DeclineToStart(by="bo", at=p.at)
    (refusal,) = p.why_not(bare)
    assert (refusal.code, refusal.fix) == (
        "start.no_signposting",
        (Change("signposting", None),),
    )
    for named in ({"signposting": SAID}, {"referred_to": "service"}):
        assert codes(p, attrs.evolve(bare, **named)) == []


def test_a_fix_leaves_it_to_the_therapist_from_when():
    """It names the act to do first, and puts no date in anybody's mouth."""
    p = working()
    (refusal,) = p.why_not(pausing(p))
    (fix,) = refusal.fix
    assert isinstance(fix, Do)
    assert (fix.act, dict(fix.fields)) == (acts.GiveNotice, {"of": BREAK})
