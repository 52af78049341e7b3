"""Instruments as values: what is built in, and what no instrument is."""

from fractions import Fraction

import attrs
import pytest

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures import (
    GAD7,
    INSTRUMENTS,
    PHQ9,
    Band,
    Direction,
    Flag,
    Instrument,
    Item,
    JacobsonTruax,
    Missing,
    Reliability,
    Source,
    Subscale,
    Wording,
    likert,
)

OWN = {
    "id": "own",
    "name": "Own",
    "items": likert(3, 0, 4),
    "direction": Direction.LOWER_IS_BETTER,
}
SOURCE = Source("made up")


def test_every_built_in_instrument_is_there_by_its_id_and_says_its_sources():
    """Forty-six, each with a licence and somebody who says how it is scored."""
    assert len(INSTRUMENTS) == 46
    for id_, one in INSTRUMENTS.items():
        assert one.id == id_
        assert one.licence
        assert one.sources


def test_only_what_is_in_the_public_domain_has_its_words_here():
    """The words of PHQ-9 and GAD-7, with their notice; of no other."""
    worded = {one for one in INSTRUMENTS.values() if one.wording}
    assert worded == {PHQ9, GAD7}
    for one in worded:
        assert "No permission required" in one.wording.notice
        assert len(one.wording.answers) == one.items[0].high + 1
        assert one.wording.answers[0] == "Not at all"


def test_what_is_from_memory_says_so():
    """A source that was not looked up again is marked wherever it is shown."""
    assert "from memory" in str(PHQ9.reliabilities[0].source)
    assert "from memory" not in str(PHQ9.reliable_change[0].source)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"id": "Two words"}, ValueError),
        ({"name": 3}, TypeError),
        ({"items": ()}, NotMeasurable),
        ({"items": [Item(0, 3)]}, TypeError),
        ({"items": (3,)}, TypeError),
        ({"direction": "lower"}, TypeError),
        ({"missing": Missing(3)}, NotMeasurable),
        ({"missing": Missing(-1)}, NotMeasurable),
        ({"factor": Fraction(0)}, NotMeasurable),
        ({"factor": 2}, TypeError),
        ({"bands": (Band("b", 5), Band("a", 0))}, NotMeasurable),
        ({"flags": (Flag(id="f", item=4, at_least=1, source=SOURCE),)}, NotMeasurable),
        ({"subscales": (Subscale("s", (0,)),)}, NotMeasurable),
        (
            {"wording": Wording(stem="", items=("a",), answers=(), notice="")},
            NotMeasurable,
        ),
    ],
)
def test_what_is_no_instrument_cannot_be_made(wrong, error):
    """The field is named; nothing half done is left."""
    with pytest.raises(error):
        Instrument(**(OWN | wrong))


@pytest.mark.parametrize(
    ("make", "given"),
    [
        (Item, (3, 3)),
        (Item, (0, float("nan"))),
        (Reliability, (1, "alpha", SOURCE)),
        (Reliability, (0.9, "gamma", SOURCE)),
        (Flag, ()),
    ],
)
def test_parts_that_cannot_be(make, given):
    """Empty ranges, reliabilities of 1, kinds that there are not, too little said."""
    with pytest.raises((ValueError, TypeError), match=r"."):
        make(*given)


def test_instruments_are_values():
    """Equal by what they hold, not to be changed, and to be evolved."""
    own = Instrument(**OWN)
    assert own == Instrument(**OWN)
    assert hash(own) == hash(Instrument(**OWN))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        own.name = "other"
    assert attrs.evolve(own, missing=Missing(1)).missing.at_most == 1


def test_a_change_of_an_instrument_takes_scores_and_totals():
    """Mixed instruments, totals off the scale and no criterion are refused."""
    before, after = PHQ9.score((2,) * 9), PHQ9.score((1,) * 9)
    assert PHQ9.change(before, after) == PHQ9.change(18, 9)
    with pytest.raises(NotMeasurable, match=r"pre: .*PHQ-9.*mixed_instruments"):
        PHQ9.change(GAD7.score((1,) * 7), after)
    with pytest.raises(NotMeasurable, match=r"post: .*from 0 to 27"):
        PHQ9.change(18, 28)
    with pytest.raises(NotMeasurable, match=r"by: .*give a method"):
        Instrument(**OWN).change(3, 4)
    by = JacobsonTruax(sd_pre=2, reliability=0.8)
    assert Instrument(**OWN).change(3, 4, by=by).cutoff is None
    assert PHQ9.change(None, 9).points is None
    assert PHQ9.change(PHQ9.score([None] * 9), 9).is_reliable is None
