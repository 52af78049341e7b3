"""What is said while somebody is away: not by them, and not for them."""

import attrs
from properties.comings_and_goings import (
    HOUR,
    OLDER,
    begun,
    codes,
    comes,
    goes,
    says,
)

from collabtherapy import Words, acts
from collabtherapy.privacy import view


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
    dated = attrs.evolve(says(back, "cem", "c1"), at=at + 1.5 * HOUR)
    for late in (meanwhile, dated):
        (refusal,) = back.why_not(late)
        assert (refusal.code, refusal.fix[0].field) == ("session.away", "by")
    assert codes(back, says(back, "cem", "c1")) == []


def test_what_happened_before_it_began_was_not_said_in_it():
    """There is no session then; in an older format it is said that nobody was there."""
    p = begun("ana", "bo")
    early = attrs.evolve(says(p, "ana", "c1", 1), happened_at=p.at - HOUR)
    backwards = attrs.evolve(says(p, "ana", "c1"), at=p.at - HOUR)
    assert codes(p, early) == codes(p, backwards) == ["session.unknown"]
    (refusal,) = p.why_not(attrs.evolve(early, kept=OLDER))
    assert (refusal.code, refusal.fix[0].field) == ("session.away", "happened_at")


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
