"""The derived flags of NHS Talking Therapies, worked out by `measures`.

Caseness, recovery, reliable improvement and deterioration are those of `jointly`, on
the PHQ-9 and on the GAD-7 or the measure of the anxiety disorder in its place. A course
is completed with two treatment contacts or more, once the referral has ended.

Source: NHS Talking Therapies manual, and the metadata of its annual report.
"""

import attrs

from collabtherapy.errors import NotMeasurable
from collabtherapy.exports.iapt_courses import Course
from collabtherapy.measures import GAD7, PHQ9, Instrument, Joint, jointly

LEAST_CONTACTS = 2
"""Treatment contacts from which a course that is over counts as completed."""


@attrs.frozen
class Ends:
    """The first and the last score; the last is None where there is but one."""

    first: float | None = None
    last: float | None = None


@attrs.frozen(kw_only=True)
class Flags:
    """What follows from a referral so far; None is not known, or not judged yet.

    Args:
        n_treatments: how many treatment contacts there were.
        completed: whether the course is completed.
        caseness: whether the first scores are those of a case.
        recovery: whether a case at first is none at last; judged once completed.
        improvement: whether the change for the better is reliable.
        deterioration: whether the change for the worse is.
        reliable_recovery: whether both recovery and improvement are so.
        phq9: the scores on the PHQ-9.
        gad7: the scores on the GAD-7.
        adsm: the scores on the measure of the anxiety disorder.
    """

    n_treatments: int
    completed: bool
    caseness: bool | None
    recovery: bool | None
    improvement: bool | None
    deterioration: bool | None
    reliable_recovery: bool | None
    phq9: Ends
    gad7: Ends
    adsm: Ends


def check_adsm(adsm: Instrument | None) -> None:
    """Raise if a measure of an anxiety disorder cannot be judged.

    Raises:
        TypeError: If it is no instrument.
        NotMeasurable: If no cut-off or no reliable change was published for it.
    """
    if adsm is None:
        return
    if not isinstance(adsm, Instrument):
        raise TypeError("adsm is an Instrument")
    if not adsm.cutoffs or not adsm.reliable_change:
        raise NotMeasurable(
            "adsm",
            "no_criterion",
            f"no cut-off or no reliable change was published for {adsm.name}",
        )


def flags(course: Course, *, adsm: Instrument | None = None) -> Flags:
    """Work out the flags of a referral.

    Args:
        course: the referral.
        adsm: the measure of an anxiety disorder, which counts in place of the GAD-7
            for those who have two scores on it.
    """
    phq9, gad7 = _ends(course, PHQ9), _ends(course, GAD7)
    own = Ends() if adsm is None else _ends(course, adsm)
    anxiety = GAD7.change(gad7.first, gad7.last)
    if adsm is not None and own.last is not None:
        anxiety = adsm.change(own.first, own.last)
    found = jointly(PHQ9.change(phq9.first, phq9.last), anxiety)
    n = course.n_treatments
    completed = n >= LEAST_CONTACTS and course.ended_at is not None
    judged = found if completed else _NOT_JUDGED
    return Flags(
        n_treatments=n,
        completed=completed,
        caseness=found.caseness,
        recovery=judged.recovery,
        improvement=judged.reliable_improvement,
        deterioration=judged.reliable_deterioration,
        reliable_recovery=judged.reliable_recovery,
        phq9=phq9,
        gad7=gad7,
        adsm=own,
    )


_NOT_JUDGED = Joint(
    caseness=None,
    recovery=None,
    reliable_improvement=None,
    reliable_deterioration=None,
    reliable_recovery=None,
    changes=(),
)


def _ends(course: Course, instrument: Instrument) -> Ends:
    """Return the first and the last score in the instrument's own range."""
    found = [
        one.value
        for one in course.scores
        if one.instrument == instrument.id
        and (one.low, one.high) == (instrument.low, instrument.high)
    ]
    if not found:
        return Ends()
    return Ends(found[0], found[-1] if len(found) > 1 else None)
