"""Every row of the law brings something about: a step, a settled matter, a duty.

Each row of the lifecycle, of the assents, of what opens duties and of what discharges
them has a witness: a lawful act after which the state is another one if the row, and
no other, is taken out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import attrs
import pytest
from places_of_witnesses import urgent
from properties.models_of_care import group
from rows import Row, that_bring_about
from witnesses import EFFECTS

from collabtherapy import Partnership, Role, Stage, acts
from collabtherapy.partnership.fold import fold
from collabtherapy.partnership.questions.offers import offers
from collabtherapy.partnership.state import State, opened
from collabtherapy.partnership.verdict import allows
from collabtherapy.testing.situations.of_work import tasked
from collabtherapy.testing.situations.places import (
    meeting,
    met,
    requested,
    strained,
    worried,
)
from collabtherapy.testing.ways import couple, led_to, two

NAMED = (
    "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9", "L9-client", "L10", "L10-brief",
    "L11", "L12", "L13", "L14",
    "L15", "L16", "L16-therapist", "L17", "L17-client", "L18", "L18-therapist",
    "L18-service",
    "L19", "L19-early", "L19-couple", "L19-group", "L20", "L20-referred", "L21", "L22",
    "L3-carried", "L6-carried",
    "L23", "L23-couple", "L24", "L25", "L25-group", "L26",
    "assent, Begin", "assent, Agreement", "assent, Goal", "assent, GoalEnd",
    "assent, Resume", "assent, Ending", "assent, KeepGoing", "assent, FollowUp",
    "assent, Reopen", "assent, Understanding", "assent, Stance", "assent, Task",
    "assent, Practice", "assent, Choice", "assent, PolicyChange", "assent, Involve",
    "assent, Transfer", "assent, Join", "assent, SafetyPlan", "assent, ResolveConcern",
    "assent, Correction",
    "contact_while_waiting, opened by L2",
    "orient, opened by L3",
    "explain, opened by L3",
    "orient, opened by L3-carried",
    "orient, opened by Open",
    "orient, opened by L25",
    "orient, opened by L25-group",
    "tell_of_representation, opened by AppointRepresentative",
    "talk_over_dissent, opened by DeclineConsent",
    "talk_over_dissent, opened by WithdrawConsent",
    "involve_holders, opened by FindCompetence",
    "invite, opened by EndSession",
    "ask_what_matters, opened by EndSession",
    "ask_telehealth, opened by PlanSession",
    "ask_telehealth, opened by MoveSession",
    "answer_feedback, opened by GiveFeedback",
    "answer_feedback, opened by CheckComfort",
    "answer_need, opened by StateNeed",
    "discuss_measure, opened by RecordMeasure",
    "discuss_goal, opened by RateGoal",
    "referral_information, opened by DiscussProgress",
    "discuss_measure, discharged by DiscussProgress",
    "discuss_goal, discharged by DiscussProgress",
    "answer_preference, opened by StatePreference",
    "offer_ending_talk, opened by L14",
    "referral_information, opened by L19",
    "referral_information, opened by L21",
    "referral_information, opened by L16",
    "safety_outreach, opened by L19",
    "referral_information, opened by L19-early",
    "safety_outreach, opened by L19-early",
    "referral_information, opened by L19-couple",
    "safety_outreach, opened by L19-couple",
    "referral_information, opened by L19-group",
    "safety_outreach, opened by L19-group",
    "acknowledge_rupture, opened by MarkRupture",
    "cover, opened by L24",
    "practice, opened by Practice",
    "review_practice, opened by LogPractice",
    "review_practice, opened by StartSession",
    "review_practice, discharged by ReviewPractice",
    "offer_smaller_step, opened by RateConfidence",
    "offer_smaller_step, discharged by Propose",
    "offer_smaller_step, discharged by Amend",
    "offer_smaller_step, discharged by Accept",
    "offer_smaller_step, discharged by DiscussProgress",
    "tell_disclosure, opened by Disclose",
    "contact_while_waiting, discharged by ReachOut",
    "safety_outreach, discharged by ReachOut",
    "contact_while_waiting, discharged by RecordContact",
    "orient, discharged by Orient",
    "explain, discharged by Explain",
    "invite, discharged by AskFeedback",
    "invite, discharged by GiveFeedback",
    "invite, discharged by DeclineFeedback",
    "invite, discharged by CheckComfort",
    "invite, discharged by Reflect",
    "answer_feedback, discharged by AnswerFeedback",
    "answer_feedback, discharged by Adjust",
    "answer_need, discharged by AnswerNeed",
    "answer_preference, discharged by Accommodate",
    "offer_ending_talk, discharged by StartSession",
    "acknowledge_rupture, discharged by AcknowledgeRupture",
    "hear_rupture, opened by TakeRuptureTo",
    "hear_rupture, discharged by HearRupture",
    "ask_what_matters, discharged by StateWhatMatters",
    "ask_telehealth, discharged by Explain",
    "ask_telehealth, discharged by GiveConsent",
    "ask_telehealth, discharged by DeclineConsent",
    "confirm_entry, opened by entered for another",
    "support_decision, opened by FindCompetence",
    "support_decision, discharged by FindCompetence",
    "answer_dispute, opened by Dispute",
    "confirm_entry, discharged by Confirm",
    "confirm_entry, discharged by Dispute",
    "confirm_carried, opened by CarryOver",
    "confirm_carried, discharged by Confirm",
    "confirm_carried, discharged by Dispute",
    "answer_dispute, discharged by AnswerDispute",
    "answer_dispute, discharged by EnteredInError",
    "answer_dispute, discharged by Correction",
    "contact_while_waiting, repeated",
)  # fmt: skip
"""Every row, pinned and not read off the law: one that is lost has its name here."""

OF_NO_ACT = {"account_for, opened by Consequence"}
"""Rows that nobody's act brings about; see test_late_entries."""

OF_OPENINGS = {"L1", "L1-successor"}
"""Rows that lead from nowhere: they say who may open, which `opening` asks."""

ONLY_DESCRIBED = {"L23-early", "L23-group"}
"""Rows of which nothing comes. None may be added.

They lead from a stage to the same, nothing is owed for them, and L23 lets a death be
recorded at every open stage: they complete the picture beside those of leaving.
"""

ROWS = {row.name: row for row in that_bring_about()}


@attrs.frozen(eq=False)
class Lawful:
    """A lawful act, the state before it and the state after it.

    Args:
        before: the state before it.
        act: the act.
        after: the state after it.
        allowed: whether the verdict allows it; never an opening, which is first.
    """

    before: State
    act: acts.Act
    after: State
    allowed: bool


Done = Mapping[type[acts.Act], Iterable[Lawful]]


@pytest.fixture(scope="module")
def done() -> Done:
    """Return lawful acts by their kind."""
    found: defaultdict[type[acts.Act], list[Lawful]] = defaultdict(list)
    begun = attrs.evolve(two().history[0], begun=True, predecessor="p-0")
    for state, act in ((opened(begun), begun), *_lawful()):
        done = Lawful(state, act, fold(state, act), allows(state, act))
        found[type(act)].append(done)
    return found


def _lawful() -> Iterator[tuple[State, acts.Act]]:
    """Yield what anybody may do in some place, and the accepting of what they put."""
    for situation, attempt in EFFECTS:
        p = situation()
        yield p.state, attempt(p)
    for p in _places():
        for person in p.state.members.ids(*Role):
            for act in filter(p.allows, offers(p.state, person, p.at)):
                yield p.state, act
                if isinstance(act, acts.Propose):
                    yield from _accepted(p.record(act), act)


def _places() -> Iterator[Partnership]:
    yield from (led_to(requested(), stage) for stage in Stage)
    for opening in (couple(), group()):
        yield from (
            led_to(opening, stage) for stage in (Stage.REQUESTED, Stage.WORKING)
        )
    yield from (place() for place in (urgent, meeting, met, strained, tasked, worried))


def _accepted(p: Partnership, put: acts.Propose) -> Iterator[tuple[State, acts.Act]]:
    """Yield what everybody accepts, as far as the law lets them."""
    for person in p.state.members.ids(Role.CLIENT, Role.THERAPIST):
        accept = acts.Accept(by=person, proposal=put.id, at=p.at)
        if p.allows(accept):
            yield p.state, accept
            p = p.record(accept)


def _comes_of(row: Row, done: Done) -> bool:
    """Tell whether a lawful act leads elsewhere, or is refused, without a row."""
    lawful = [each for kind in row.of for each in done[kind]]
    with row.out():
        return any(fold(each.before, each.act) != each.after for each in lawful) or any(
            allows(each.before, each.act) is not each.allowed for each in lawful
        )


@pytest.mark.parametrize("name", NAMED)
def test_each_row_brings_something_about(done: Done, name: str):
    """Without it, and no other, a lawful act leads elsewhere, or is refused."""
    assert name in ROWS, f"{name} is no row of the law any more"
    assert _comes_of(ROWS[name], done), f"nothing comes of {name}"


@pytest.mark.parametrize("name", sorted(ONLY_DESCRIBED))
def test_nothing_comes_of_what_is_only_described(done: Done, name: str):
    """Without it, every lawful act is lawful still, and leads where it led."""
    assert not _comes_of(ROWS[name], done)


def test_every_row_is_named():
    """A row that is added has its witness, or nothing would come of it."""
    assert set(ROWS) == {*NAMED, *OF_NO_ACT, *OF_OPENINGS, *ONLY_DESCRIBED}
