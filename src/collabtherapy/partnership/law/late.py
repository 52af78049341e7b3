"""What is asked of a late entry, beside what the law asks of it at its place."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from collabtherapy.partnership.law.gate_keeping import NOT_IN_FORCE, stands_on
from collabtherapy.partnership.law.lateness import Lateness, lateness_of
from collabtherapy.partnership.law.presence_guards import NOT_BOUND
from collabtherapy.partnership.law.rights import BOTH
from collabtherapy.partnership.law.steps import SESSION_STAGES
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import Reason, Refusal, Rule

AHEAD = Reason(
    "time.ahead",
    Rule.RECORD,
    "the act is dated {at}, and it is {now}",
)
BEFORE_OPENING = Reason(
    "late.before_opening",
    Rule.RECORD,
    "the record reaches back to {opened}, and nothing in it happened before",
)
NOT_CORRECTED = Reason(
    "late.not_corrected",
    Rule.RECORD,
    "an act takes the place of an entry of the same author, {by}, that was taken out",
)
CONTRADICTS = Reason(
    "late.contradicts",
    Rule.RECORD,
    "with it, {n_entries} later entries would make no sense: {entries}",
)
NOT_NOW = Reason(
    "stage.not_now",
    Rule.ASSENT,
    "{what} is not for a partnership that is {stage}; it is for one that is {stages}",
    where=(
        (
            "ended_for",
            Role.CLIENT,
            "your work with {others} has ended; your toolkit stays yours",
        ),
        (
            "ended_for",
            Role.THERAPIST,
            "your work with {others} has ended",
        ),
    ),
)

OF_THEN: Final = (NOT_NOW, NOT_IN_FORCE, NOT_BOUND)
"""The reasons that rest on what was so when something happened: the stage, and what
each client had been told and agreed to."""

OWN_WORD_AFTER = Reason(
    "late.own_word_after",
    Rule.RIGHT,
    "{person} has recorded something with their own hand since, at {last}: what is "
    "entered for them counts from then at the earliest",
)


def reaches_back(state: State, act: Act, opened: datetime) -> datetime:
    """Return from when on an act may count.

    That is the opening; but where a case was carried over, what happened before it can
    be told of back to when the work began elsewhere. What was granted or refused there
    was carried over, or counts from the opening at the earliest.

    Args:
        state: what is so now.
        act: the act, at its place.
        opened: when the partnership was opened.
    """
    carried = state.entries.carried
    if carried is None or lateness_of(act) is not Lateness.FACT:
        return opened
    return min(opened, carried.act.began_at)


def is_from_before(state: State, act: Act) -> bool:
    """Return whether something happened before the case was carried over.

    What was so then is not known here, and is not asked for.
    """
    carried = state.entries.carried
    return (
        carried is not None
        and act.at < carried.act.at
        and lateness_of(act) is Lateness.FACT
    )


def can_be_asked(found: Iterable[Refusal]) -> Iterator[Refusal]:
    """Yield the reasons against what happened before a case was carried over.

    What it means and whose it is to say are asked as ever: they do not hang on what
    was so then.
    """
    return (refusal for refusal in found if refusal.reason not in OF_THEN)


def cannot_go_on(before: State, after: State) -> bool:
    """Return whether the open session has lost what it stood on.

    One that is open again, because its end was taken out, has to stand on it by now.

    Args:
        before: what was so, before something was entered late or taken out.
        after: what is so with it, at the same moment.
    """
    open_ = after.sessions.open
    if open_ is None:
        return False
    session = after.sessions.by_id[open_]
    roles = {after.members.role(person) for person in session.there}
    if after.stage not in SESSION_STAGES or not roles >= BOTH:
        return True
    was = before.sessions.by_id.find(open_)
    is_back = was is not None and was.ended_at is not None
    return any(
        (is_back or before.consent.in_force(client, scope, before.at))
        and not after.consent.in_force(client, scope, after.at)
        for client in after.members.ids(Role.CLIENT)
        if client in session.there
        for scope in stands_on(after, session)
    )
