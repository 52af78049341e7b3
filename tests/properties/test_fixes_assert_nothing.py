"""No fix coaches a false entry: it names what to do first, and puts words in no mouth.

Every reason of the law is looked at in its smallest situation, and whatever else is met
in histories that are drawn: of no fix is it enough to tick a box.
"""

from collections.abc import Iterator

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import Change, Do, Partnership, Refusal, Words, acts, law, matters
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.refusals import Remedy
from collabtherapy.testing.histories import histories
from collabtherapy.testing.offered import attempts
from collabtherapy.testing.situations import SITUATIONS
from collabtherapy.testing.ways import START

ASKED_TO_DO = {
    ("Explain", "limits"): "to explain treatment is to explain the limits with it",
}
"""Of an act that a fix asks for, what is set to true, and why that asserts nothing."""

DECIDED = {("Agreement", "goals_deferred")}
"""What a matter may decide, of which both sides say so by accepting it."""

FOUND = {
    "CheckSafety": {"clear"},
    "AnswerNeed": {"answer"},
    "Accommodate": {"answer"},
    "FindCompetence": {"competent"},
    "AnswerDispute": {"accepted"},
    "RecordMeasure": {"score", "flags", "worsening"},
}
"""What somebody finds or rates, which no fix finds for them."""


def asserted(kind: type[Act], field: str, value: object) -> str | None:
    """Return what setting a field to a value would put in somebody's mouth, if so."""
    if value is True and (kind.__name__, field) not in ASKED_TO_DO:
        return f"{kind.__name__}.{field} is ticked"
    if isinstance(value, Words):
        return f"{kind.__name__}.{field} is written for them"
    if field in FOUND.get(kind.__name__, ()):
        return f"{kind.__name__}.{field} is found for them"
    return None


def coached(act: Act, remedy: Remedy) -> Iterator[str]:
    """Yield what a remedy would have somebody assert."""
    if isinstance(remedy, Do):
        for field, value in remedy.fields.items():
            yield from filter(None, (asserted(remedy.act, field, value),))
            if isinstance(value, Matter):
                yield from _in_matter(value, None)
        return
    before = getattr(act, remedy.field, None)
    for value in remedy.to or ():
        if value == before:
            continue
        yield from filter(None, (asserted(type(act), remedy.field, value),))
        if isinstance(value, Matter):
            yield from _in_matter(value, before)


def _in_matter(matter: Matter, before: object) -> Iterator[str]:
    for field in attrs.fields(type(matter)):
        name = (type(matter).__name__, field.name)
        value = getattr(matter, field.name)
        if value is True and name not in DECIDED:
            was = getattr(before, field.name, None)
            if was is not True and field.default is not True:
                yield ".".join(name) + " is ticked"


def of(act: Act, refusal: Refusal) -> list[str]:
    """Return what the fix of a refusal would have somebody assert."""
    return [said for remedy in refusal.fix for said in coached(act, remedy)]


@pytest.mark.parametrize("code", SITUATIONS)
def test_no_fix_of_a_reason_asks_for_an_assertion(code: str):
    """Do it, then record it: a fix asks for an act, or for words that are left open."""
    situation, attempt = SITUATIONS[code]
    p = situation()
    act = attempt(p)
    for refusal in (*p.refusals(act), *p.why_not(act)):
        assert of(act, refusal) == [], refusal


@given(histories(at_most=6), st.data())
def test_no_fix_that_is_met_asks_for_an_assertion(p: Partnership, data: st.DataObject):
    """Wherever it is met, and of whatever is tried."""
    act = data.draw(attempts(p))
    for refusal in (*p.refusals(act), *p.why_not(act)):
        assert of(act, refusal) == [], refusal


def test_a_tick_words_and_findings_are_seen():
    """What is looked for would be found, in a change, an act and a matter."""
    reason = law.REASONS[0]
    pause = acts.Pause(by="bo", at=START)
    for remedy in (
        Change("cover_agreed", (True,)),
        Change("words", (Words("we spoke"),)),
        Do(acts.CheckSafety, (), {"clear": True}),
        Do(acts.CheckSafety, (), {"clear": False}),
        Do(acts.LogPractice, (), {"words": Words("done")}),
        Do(acts.Propose, (), {"matter": matters.Begin(urgent=True)}),
    ):
        refusal = Refusal(reason=reason, facts={}, fix=(remedy,))
        assert of(pause, refusal) != [], remedy
