"""Duties: something owed, by someone, to someone, until it is done.

The therapists carry most of them. A duty is named after what it is about, so that
one cause opens it once; it is discharged once, and an open one never vanishes, not
even when the partnership closes. What opens and discharges them is in `triggers`.
"""

from datetime import datetime
from enum import StrEnum

import attrs
from attrs import field

from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a
from collabtherapy.partnership.values.ids import DutyId, PersonId
from collabtherapy.partnership.values.refusals import (
    Change,
    Reason,
    Refusal,
    Rule,
    sought,
)
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


class DutyKind(StrEnum):
    """What is owed."""

    EXPLAIN = "explain"
    ORIENT = "orient"
    CONTACT_WHILE_WAITING = "contact_while_waiting"
    INVITE = "invite"
    ANSWER_FEEDBACK = "answer_feedback"
    OFFER_ENDING_TALK = "offer_ending_talk"
    REFERRAL_INFORMATION = "referral_information"
    RENEW_CONSENT = "renew_consent"
    RENEW_AGREEMENT = "renew_agreement"
    REVIEW = "review"
    ACKNOWLEDGE_RUPTURE = "acknowledge_rupture"
    CHECK_SAFETY = "check_safety"
    SAFETY_OUTREACH = "safety_outreach"
    COVER = "cover"
    PRACTICE = "practice"
    TELL_DISCLOSURE = "tell_disclosure"
    ASK_WHAT_MATTERS = "ask_what_matters"
    TELL_OF_REPRESENTATION = "tell_of_representation"
    TALK_OVER_DISSENT = "talk_over_dissent"
    INVOLVE_HOLDERS = "involve_holders"
    ASK_CONSENT_ANEW = "ask_consent_anew"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DischargeDuty(Act):
    """Do what was owed."""

    duty: DutyId = field(converter=DutyId)
    words: Words | None = field(default=None, validator=a(Words, optional=True))


@attrs.frozen(kw_only=True)
class Duty:
    """Something owed.

    Args:
        id: its name, made of what it is about.
        kind: what is owed.
        owed_by: who owes it.
        owed_to: to whom.
        opened_at: since when.
        due_at: by when, where that is a moment.
        by_next_session: whether it is due when the next session starts.
        discharged_at: when it was done, or None while it is owed.
    """

    id: DutyId
    kind: DutyKind
    owed_by: PersonId
    owed_to: PersonId
    opened_at: datetime
    due_at: datetime | None = None
    by_next_session: bool = False
    discharged_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still owed."""
        return self.discharged_at is None


def duty_id(kind: DutyKind, *about: object) -> DutyId:
    """Name a duty after what it is about: ``answer_feedback/s1/ana/1``.

    >>> duty_id(DutyKind.INVITE, "s/1", "ana")
    DutyId('invite/s%2F1/ana')
    """
    parts = [str(part) for part in about]
    name = "/".join((kind, *parts))
    if "%" in name or name.count("/") > len(parts):
        # Or the session "a/b" of "c" would owe what the session "a" of "b/c" does.
        spelled_out = (p.replace("%", "%25").replace("/", "%2F") for p in parts)
        name = "/".join((kind, *spelled_out))
    return DutyId(name)


def about(duty: DutyId) -> tuple[str, ...]:
    """Give what a duty is about, as its name says.

    >>> about(duty_id(DutyKind.INVITE, "s/1", "ana"))
    ('s/1', 'ana')
    """
    _, *parts = duty.split("/")
    return tuple(p.replace("%2F", "/").replace("%25", "%") for p in parts)


@attrs.frozen(kw_only=True)
class Duties:
    """Every duty that was ever opened by an act."""

    by_id: Register[DutyId, Duty] = Register()


NOT_THEIRS = Reason(
    "duty.not_theirs", Rule.ASSENT, "duty {duty} is owed by {owed_by}, not by {by}"
)
DISCHARGED = Reason(
    "duty.discharged", Rule.RECORD, "duty {duty} was discharged at {discharged_at}"
)

DUTIES = Region("duties", Duties())


@DUTIES.refuses(DischargeDuty)
def _not_theirs(duties: Duties, act: DischargeDuty) -> Refusal | None:
    duty = duties.by_id.find(act.duty)
    if duty is None or duty.owed_by == act.by:
        return None
    by = Change("by", (duty.owed_by,))
    return NOT_THEIRS(by, duty=duty.id, owed_by=duty.owed_by, by=act.by)


@DUTIES.refuses(DischargeDuty)
def _discharged(duties: Duties, act: DischargeDuty) -> Refusal | None:
    duty = duties.by_id.find(act.duty)
    if duty is None or duty.is_open:
        return None
    all_ = duties.by_id.values
    others = sought("duty", lambda: (d.id for d in all_() if d.is_open))
    return DISCHARGED(others, duty=duty.id, discharged_at=duty.discharged_at)


@DUTIES.folds(DischargeDuty)
def _discharge(duties: Duties, act: DischargeDuty) -> Duties:
    return discharge(duties, act.duty, act.at)


def changed(before: Duties, after: Duties) -> tuple[Duty, ...]:
    """Return the duties that an act opened, if they are open, or discharged.

    Args:
        before: the duties before the act.
        after: those after it, grown from them.

    Returns:
        The duties as they are after the act: those that there were already by name,
        then new ones in the order in which they were opened.
    """
    found = after.by_id.since(before.by_id)
    known = sorted(name for name in found if name in before.by_id)
    changed = [found.pop(name) for name in known]
    return (*changed, *found.values())


def owe(duties: Duties, duty: Duty) -> Duties:
    """Open a duty; its name says what it is about, and no other has that name."""
    return Duties(by_id=duties.by_id.put(duty.id, duty))


def discharge(duties: Duties, name: DutyId, at: datetime) -> Duties:
    """Close a duty, if it is open."""
    duty = duties.by_id.find(name)
    if duty is None or not duty.is_open:
        return duties
    done = attrs.evolve(duty, discharged_at=at)
    return Duties(by_id=duties.by_id.put(name, done))
