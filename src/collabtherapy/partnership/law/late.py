"""What is asked of a late entry, beside what the law asks of it at its place."""

from collabtherapy.partnership.law.gate_keeping import stands_on
from collabtherapy.partnership.law.rights import BOTH
from collabtherapy.partnership.law.steps import SESSION_STAGES
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import Reason, Rule

AHEAD = Reason(
    "time.ahead",
    Rule.RECORD,
    "the act is dated {at}, and it is {now}",
)
BEFORE_OPENING = Reason(
    "late.before_opening",
    Rule.RECORD,
    "the partnership was opened at {opened}, and nothing in it happened before",
)
CONTRADICTS = Reason(
    "late.contradicts",
    Rule.RECORD,
    "with it, {n_entries} later entries would make no sense: {entries}",
)
OWN_WORD_AFTER = Reason(
    "late.own_word_after",
    Rule.RIGHT,
    "{person} has recorded something with their own hand since, at {last}: what is "
    "entered for them counts from then at the earliest",
)


def cannot_go_on(before: State, after: State) -> bool:
    """Return whether the open session has lost what it stood on.

    Args:
        before: what was so, before something was entered late.
        after: what is so with it, at the same moment.
    """
    open_ = after.sessions.open
    if open_ is None:
        return False
    session = after.sessions.by_id[open_]
    roles = {after.members.role(person) for person in session.there}
    if after.stage not in SESSION_STAGES or not roles >= BOTH:
        return True
    return any(
        before.consent.in_force(client, scope, before.at)
        and not after.consent.in_force(client, scope, after.at)
        for client in after.members.ids(Role.CLIENT)
        if client in session.there
        for scope in stands_on(after, session)
    )
