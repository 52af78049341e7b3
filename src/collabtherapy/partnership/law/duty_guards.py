"""The conditions on saying that a duty was done.

What has an act of its own is done by that act. What has none, or waits for the person
it is owed to, is said in words: to say nothing of what was done is a tick.
"""

from collabtherapy.partnership.law.duties.rules import ROW_OF
from collabtherapy.partnership.law.guards import Asked
from collabtherapy.partnership.regions.duties import DischargeDuty
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Reason,
    Refusals,
    Rule,
)

HAS_ITS_ACT = Reason(
    "duty.has_its_act",
    Rule.ASSENT,
    "{owed_to} is owed more than a word: do it, then record {act}",
)
NO_WORDS = Reason(
    "duty.no_words",
    Rule.ASSENT,
    "please say what you did for {owed_to}, once you have done it",
)

DUTY_GUARDS = Asked()


@DUTY_GUARDS.of(DischargeDuty)
def done_by_its_act(state: State, act: DischargeDuty) -> Refusals:
    """Refuse to discharge by a word what has an act of its own."""
    duty = state.duties.by_id.find(act.duty)
    if duty is None or not duty.is_open or duty.owed_by != act.by:
        return NONE  # which has its own reasons
    its_act = ROW_OF[duty.kind].its_act
    if its_act is None:
        return NONE
    do = its_act(state, duty)
    facts = {"duty": duty.id, "owed_to": duty.owed_to, "act": do.act.__name__}
    return (HAS_ITS_ACT(do, **facts),)


@DUTY_GUARDS.of(DischargeDuty)
def said_what_was_done(state: State, act: DischargeDuty) -> Refusals:
    """Refuse to discharge a duty without a word on what was done."""
    duty = state.duties.by_id.find(act.duty)
    if act.words is not None or duty is None or not duty.is_open:
        return NONE
    if duty.owed_by != act.by or ROW_OF[duty.kind].its_act is not None:
        return NONE
    return (NO_WORDS(Change("words", None), owed_to=duty.owed_to),)
