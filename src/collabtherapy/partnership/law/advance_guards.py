"""The conditions on advance statements: who decides for a client reads it first.

That holds for every yes said for a client under an authority. A no needs no reading:
it protects, and is taken at once.
"""

from collabtherapy.partnership.law.deciders import decides_for
from collabtherapy.partnership.law.guards import Asked
from collabtherapy.partnership.regions.advance import ReadAdvanceStatement
from collabtherapy.partnership.regions.agreement import AcceptAgreement
from collabtherapy.partnership.regions.consent import GiveConsent
from collabtherapy.partnership.regions.decisions import Accept
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import ByProxy
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import (
    NONE,
    Change,
    Do,
    Reason,
    Refusals,
    Rule,
)

NOT_READ = Reason(
    "advance.not_read",
    Rule.RIGHT,
    "{client} wrote in advance what they want, and {by}, who decides for them, has "
    "not read it yet",
)
NOT_FOR_THEM = Reason(
    "advance.not_for_them",
    Rule.RIGHT,
    "{by} neither works with {client} nor decides for them",
)

ADVANCE_GUARDS = Asked()


@ADVANCE_GUARDS.of(GiveConsent, Accept, AcceptAgreement)
def statement_read(state: State, act: ByProxy) -> Refusals:
    """Refuse a yes for a client before what they wrote in advance was read."""
    client = act.on_behalf_of
    if client is None or client == act.by:
        return NONE
    advance = state.advance.of(client)
    if not advance.stands or act.by in advance.read_by:
        return NONE
    if not decides_for(state, act.by, client, act.at):
        return NONE  # a person without that authority is refused for that
    read = Do(ReadAdvanceStatement, (act.by,), {"client": client})
    return (NOT_READ(read, client=client, by=act.by),)


@ADVANCE_GUARDS.of(ReadAdvanceStatement)
def theirs_to_read(state: State, act: ReadAdvanceStatement) -> Refusals:
    """Refuse a reading by a person to whom the statement is not shown."""
    others = (Role.CLIENT, Role.OUTSIDER)
    if act.by == act.client or state.members.role(act.by) not in others:
        return NONE
    if decides_for(state, act.by, act.client, act.at):
        return NONE
    change = Change("by", state.members.ids(Role.THERAPIST))
    return (NOT_FOR_THEM(change, client=act.client, by=act.by),)
