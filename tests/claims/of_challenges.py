"""What follows from what is hard about it: S30 to S38."""

from claims.of_benefits import speaking
from claims.of_two_experts import noticed, notices_nothing
from claims.proof import at, owed, owes, refused
from testing.planted import Coded

from collabtherapy import DutyKind, Kind, Partnership, Policy, Scope, acts, matters
from collabtherapy.insight import detectors
from collabtherapy.partnership.law.duties import causes
from collabtherapy.testing.situations.of_learning import doubted, smaller_now
from collabtherapy.testing.situations.of_needs import preferring
from collabtherapy.testing.situations.of_work import led_by_the_client, tasked
from collabtherapy.testing.situations.places import SAID, at_, working
from collabtherapy.testing.ways import consented, two


def about_to_begin() -> Partnership:
    """Return a partnership that begins with the client's yes."""
    p = two()
    p = consented(p, Scope.ASSESSMENT, p.at)
    begin = matters.Begin()
    return p.record(acts.Propose(by="bo", id="begin", matter=begin, **at_(p)))


def led_by_the_therapist() -> Partnership:
    """Return a partnership whose client would lead, after a session of advice."""
    p = led_by_the_client()
    advice = (
        acts.Contribute(
            by="bo", session="s1", id=f"c{n}", kinds={Kind.ADVICE}, **at_(p)
        )
        for n in range(5)
    )
    return p.record(
        acts.StartSession(by="bo", id="s1", present=("ana", "bo"), **at_(p)),
        *advice,
        acts.EndSession(by="bo", session="s1", **at_(p)),
    )


def not_comfortable() -> Partnership:
    """Return a session in which the client is not comfortable."""
    p = speaking()
    return p.record(acts.CheckComfort(by="ana", session="s1", level=2, **at_(p)))


def is_answered_by_a_change(p: Partnership) -> bool:
    """Return whether nothing is owed any more after a change."""
    change = acts.Adjust(by="bo", session="s1", because_of="ana", words=SAID, **at_(p))
    return not owed(p.record(change), DutyKind.ANSWER_FEEDBACK)


def their_own_rule() -> Partnership:
    """Return a partnership in which a mild preference is to be answered as well."""
    p = working()
    change = matters.PolicyChange(policy=Policy(strong_preference=1))
    return p.record(acts.Propose(by="bo", id="rule", matter=change, **at_(p)))


def a_mild_wish_is_answered(p: Partnership) -> bool:
    """Return whether a mild preference opens a duty once both have agreed."""
    p = p.record(acts.Accept(by="ana", proposal="rule", **at_(p)))
    return owed(preferring(p, strength=1), DutyKind.ANSWER_PREFERENCE)


def in_doubt() -> Partnership:
    """Return a partnership with a practice, whose client doubts the goal."""
    return doubted(tasked())


def _averaged(state, act, _, to):
    """Yield a duty where support and empowerment are low taken together."""
    if act.support + act.empowerment <= 2 * state.policy.low_feedback:
        yield act.session, to, "feedback"


OF_CHALLENGES = (
    at(
        "S30",
        about_to_begin,
        lambda p: owes(
            p, acts.Accept(by="ana", proposal="begin", **at_(p)), DutyKind.ORIENT
        ),
        "orient, opened by L3",
    ),
    at(
        "S31",
        led_by_the_therapist,
        lambda p: "beside_the_stance" in noticed(p),
        notices_nothing(detectors.beside_the_stance),
    ),
    at(
        "S32",
        speaking,
        lambda p: owes(
            p,
            acts.CheckComfort(by="ana", session="s1", level=2, **at_(p)),
            DutyKind.ANSWER_FEEDBACK,
        ),
        "answer_feedback, opened by CheckComfort",
    ),
    at(
        "S33",
        not_comfortable,
        is_answered_by_a_change,
        "answer_feedback, discharged by Adjust",
    ),
    refused("S34", "contact.not_lost", "L21, contact_lost"),
    at(
        "S35",
        speaking,
        lambda p: owes(
            p,
            acts.GiveFeedback(
                by="ana", session="s1", support=10, empowerment=2, **at_(p)
            ),
            DutyKind.ANSWER_FEEDBACK,
        ),
        Coded(causes.if_marks_are_low, _averaged),
    ),
    at("S36", their_own_rule, a_mild_wish_is_answered, "assent, PolicyChange"),
    at(
        "S37",
        working,
        lambda p: owed(preferring(p), DutyKind.ANSWER_PREFERENCE),
        "answer_preference, opened by StatePreference",
    ),
    at(
        "S38",
        in_doubt,
        lambda p: not owed(p.record(smaller_now(p)), DutyKind.OFFER_SMALLER_STEP),
        "offer_smaller_step, discharged by Amend",
    ),
)
