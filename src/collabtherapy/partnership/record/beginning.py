"""What stands at the beginning: a case is carried over to an opening alone."""

from collabtherapy.partnership.law.carry_guards import NOT_FIRST
from collabtherapy.partnership.record.record import Record
from collabtherapy.partnership.values.corrections import EnteredInError
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.refusals import NONE, Do, Refusals
from collabtherapy.partnership.values.stages import Open


def not_first(record: Record) -> Refusals:
    """Return the refusal to carry a case over once something else was recorded.

    What was taken out, and that it was, is no obstacle: a start that was carried over
    in error is carried over again.
    """
    items = record.on_time().items()
    since = [i for i in items if not isinstance(i.act, Open | EnteredInError)]
    if not since:
        return NONE
    clients = record.state.members.ids(Role.CLIENT)
    anew = Do(Open, clients, {"predecessor": record.state.id})
    return (NOT_FIRST(anew, n_entries=len(since)),)
