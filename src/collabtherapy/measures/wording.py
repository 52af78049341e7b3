"""The words of an instrument, where everybody may use them, with their notice."""

from collections.abc import Mapping
from types import MappingProxyType

import attrs
from attrs import field
from attrs.validators import instance_of

from collabtherapy.measures.quantities import tuple_of

__all__ = ["Wording"]


@attrs.frozen(kw_only=True)
class Wording:
    """The words of a questionnaire, in English.

    Args:
        stem: what stands above the items.
        items: the text of each item, in order.
        answers: the text of each answer, from the lowest.
        notice: what has to travel with the words.
    """

    stem: str = field(validator=instance_of(str))
    items: tuple[str, ...] = field(validator=tuple_of(str))
    answers: tuple[str, ...] = field(validator=tuple_of(str))
    notice: str = field(validator=instance_of(str))


NOTICE = (
    "Developed by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and "
    "colleagues, with an educational grant from Pfizer Inc. No permission required to "
    "reproduce, translate, display or distribute."
)
STEM = (
    "Over the last 2 weeks, how often have you been bothered by any of the following "
    "problems?"
)
ANSWERS = (
    "Not at all",  # of the GAD-7 as well: never "Not at all sure" (Zorowitz 2021)
    "Several days",
    "More than half the days",
    "Nearly every day",
)

PHQ9_WORDING = Wording(
    stem=STEM,
    items=(
        "Little interest or pleasure in doing things",
        "Feeling down, depressed, or hopeless",
        "Trouble falling or staying asleep, or sleeping too much",
        "Feeling tired or having little energy",
        "Poor appetite or overeating",
        (
            "Feeling bad about yourself - or that you are a failure or have let "
            "yourself or your family down"
        ),
        (
            "Trouble concentrating on things, such as reading the newspaper or "
            "watching television"
        ),
        (
            "Moving or speaking so slowly that other people could have noticed. Or the "
            "opposite - being so fidgety or restless that you have been moving around "
            "a lot more than usual"
        ),
        (
            "Thoughts that you would be better off dead, or of hurting yourself in "
            "some way"
        ),
    ),
    answers=ANSWERS,
    notice=NOTICE,
)

GAD7_WORDING = Wording(
    stem=STEM,
    items=(
        "Feeling nervous, anxious or on edge",
        "Not being able to stop or control worrying",
        "Worrying too much about different things",
        "Trouble relaxing",
        "Being so restless that it is hard to sit still",
        "Becoming easily annoyed or irritable",
        "Feeling afraid as if something awful might happen",
    ),
    answers=ANSWERS,
    notice=NOTICE,
)

WORDINGS: Mapping[str, Wording] = MappingProxyType(
    {"phq-9": PHQ9_WORDING, "gad-7": GAD7_WORDING}
)
"""The words that ship, by the id of their instrument."""
