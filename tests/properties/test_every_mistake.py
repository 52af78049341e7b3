"""What people get wrong: everything tried in every place, with one mistake in it.

The places are those of the smallest situations of each reason. There everybody tries
everything; and what would be lawful is tried again with each field changed, once.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
from mistakes import Tried, evolved, tried
from small_models import documented

from collabtherapy import Change, FallsUnder, Refusal, Words, acts, law, matters
from collabtherapy.partnership.law import late
from collabtherapy.partnership.opening import refusals_to_succeed
from collabtherapy.testing import NotCarriedOut, carried_out
from collabtherapy.testing.exploring import digest
from collabtherapy.testing.situations.places import working
from collabtherapy.testing.ways import ANA, BO, CEM, CLINIC, EVA, decided


def tried_to_open() -> Iterator[Tried]:
    """Have everybody open what follows on a partnership that was handed on."""
    p = decided(working(), "tr", matters.Transfer(to="eva"), working().at)
    complete = {"transfer": "tr", "successor": "p-2"}
    p = p.record(acts.CompleteTransfer(by="eva", at=p.at, **complete))
    for name, client, therapist, by, told, days, row in product(
        ("p-2", "p-3"), (ANA, CEM), (EVA, BO), (ANA, EVA, CLINIC, CEM),
        (Words("by letter"), None), (0, -1), (None, "de"),
    ):  # fmt: skip
        act = acts.Open(
            by=by, at=p.at + timedelta(days=days), partnership=name, clients=[client],
            therapists=[therapist], organisations=[CLINIC], clients_told=told,
            predecessor=p.id, begun=True,
            deciders=() if row is None else [FallsUnder(client, row)],
        )  # fmt: skip
        yield Tried("successor", p, "", act, refusals_to_succeed(p.state, act))


@pytest.fixture(scope="module")
def attempts() -> list[Tried]:
    """Give everything that was tried."""
    return [*tried(), *tried_to_open()]


def test_what_was_tried_is_as_in_the_docs(attempts: list[Tried]):
    """A change of these counts is a change of the law: look at what it means."""
    asked = ((t.place, t.wrong, t.act, [r.code for r in t.refused]) for t in attempts)
    n_places = len({t.place for t in attempts})
    assert (n_places, len(attempts), digest(asked)) == documented("every mistake")


def test_an_act_is_allowed_where_no_reason_stands_against_it(attempts: list[Tried]):
    """Invariant 3: asked up to the first reason, the law says what all of them say."""
    for t in attempts:
        if t.place != "successor":  # which is asked of what it follows on
            assert t.p.allows(t.act) is (t.p.why_not(t.act) == ()), t.act
            assert not (t.p.allows(t.act) and t.refused), t.act
    with pytest.raises(TypeError, match="no act of the kind Act"):
        working().allows(acts.Act(by="ana", at=working().at))


def test_every_reason_of_the_law_is_met(attempts: list[Tried]):
    """A reason that nobody can be given would be a rule without a use."""
    met = {refusal.reason for t in attempts for refusal in t.refused}
    of_stores = {late.AHEAD}  # who have a clock
    assert met == set(law.REASONS).difference(law.COARSE, of_stores)


def test_every_way_of_clearing_a_reason_clears_it(attempts: list[Tried]):
    """Invariant 5: for each reason of each act, and each shape of its fix."""
    ways: dict[object, tuple[Tried, Refusal]] = {}
    for t in attempts:
        for refusal in t.refused if t.place != "successor" else ():
            shape = (*map(_shape, refusal.fix), type(t.act), refusal.reason)
            ways.setdefault(shape, (t, refusal))
    for t, refusal in ways.values():
        try:
            after, again = carried_out(t.p, t.act, refusal)
        except NotCarriedOut:
            # Only where the fix itself says that there is nothing else to turn to.
            assert () in [getattr(remedy, "to", None) for remedy in refusal.fix]
            continue
        left = [(reason.code, reason.facts) for reason in after.refusals(again)]
        assert (refusal.code, refusal.facts) not in left


def test_every_value_that_a_fix_offers_clears_its_reason(attempts: list[Tried]):
    """Invariant 5: where one change is enough, any of its values is."""
    changes: dict[object, tuple[Tried, Refusal, Change]] = {}
    for t in attempts:
        for refusal in t.refused if t.place != "successor" else ():
            match refusal.fix:
                case (Change(to=(_, *_)) as change,):
                    key = refusal.reason, type(t.act), t.wrong, t.place
                    changes.setdefault(key, (t, refusal, change))
    for t, refusal, change in changes.values():
        for value in change.to or ():
            # Where two things are wrong, what would mend one may be no act at all.
            for act in evolved(t.act, change.field, value):
                left = [(reason.code, reason.facts) for reason in t.p.refusals(act)]
                assert (refusal.code, refusal.facts) not in left, act


def _shape(remedy: object) -> object:
    if isinstance(remedy, Change):
        return remedy.field, remedy.to == ()
    return remedy.act, remedy.each
