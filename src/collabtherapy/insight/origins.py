"""Who brought what, and who built on whose: goals, agendas, solutions, uptake."""

from collections.abc import Iterable, Mapping

import attrs

from collabtherapy._frozen import frozen
from collabtherapy.insight.estimates import Proportion
from collabtherapy.insight.log import Log
from collabtherapy.partnership.regions.agenda import AddToAgenda
from collabtherapy.partnership.regions.contributions import Contribute
from collabtherapy.partnership.regions.decisions import Propose
from collabtherapy.partnership.regions.goals import Goal
from collabtherapy.partnership.regions.uptake import ConfirmReflection, TakeUp
from collabtherapy.partnership.values.ids import ContributionId, PersonId
from collabtherapy.partnership.values.kinds import Kind


@attrs.frozen(kw_only=True)
class Origins:
    """Whose the things were that were brought; each person's share of them.

    Args:
        goals: of the goals that became shared, those that each person put first.
        agenda: of the items on the agendas.
        solutions: of what was contributed as a solution.
    """

    goals: Mapping[PersonId, Proportion] = attrs.field(converter=frozen)
    agenda: Mapping[PersonId, Proportion] = attrs.field(converter=frozen)
    solutions: Mapping[PersonId, Proportion] = attrs.field(converter=frozen)


@attrs.frozen(kw_only=True)
class Uptake:
    """What was built on, in both directions.

    Args:
        of_clients: of the clients' contributions, those that a therapist took up.
        of_therapists: of the therapists' contributions, those that a client took up.
        understood: of the reflections that whoever was reflected spoke to, those they
            let stand.
    """

    of_clients: Proportion
    of_therapists: Proportion
    understood: Proportion


def origins(log: Log) -> Origins:
    """Give who originated what in a window."""
    solutions = (
        act.by
        for act in log.of(Contribute)
        if any(kind.is_a(Kind.SOLUTION) for kind in act.kinds)
    )
    return Origins(
        goals=_among(log, goal_origins(log).values()),
        agenda=_among(log, (act.by for act in log.of(AddToAgenda))),
        solutions=_among(log, solutions),
    )


def goal_origins(log: Log) -> Mapping[str, PersonId]:
    """Give who first put each goal that became shared in the window."""
    put = {str(act.id): act.by for act in log.all_of(Propose)}
    shared: dict[str, PersonId] = {}
    again: set[str] = set()
    for entry in log.entries:
        if entry.settled is None or not isinstance(entry.settled.matter, Goal):
            continue
        name = str(entry.settled.id)
        if name not in again and log.window.begun(entry.at):
            # Put where the viewer cannot see it, it is that of whoever put the wording.
            shared[name] = put.get(name, entry.settled.by)
        again.add(name)
    return shared


def uptake(log: Log) -> Uptake:
    """Give what was built on of what was contributed in a window."""
    by_whom: dict[ContributionId, set[PersonId]] = {}
    for taken in log.all_of(TakeUp):
        by_whom.setdefault(taken.contribution, set()).add(taken.by)
    clients, therapists = frozenset(log.clients), frozenset(log.therapists)

    def taken_up(of: frozenset[PersonId], by: frozenset[PersonId]) -> Proportion:
        said = [act.id for act in log.of(Contribute) if act.by in of]
        taken = sum(not by.isdisjoint(by_whom.get(name, ())) for name in said)
        return Proportion(taken, len(said))

    answered = [act.words is None for act in log.of(ConfirmReflection)]
    return Uptake(
        of_clients=taken_up(clients, therapists),
        of_therapists=taken_up(therapists, clients),
        understood=Proportion(sum(answered), len(answered)),
    )


def _among(log: Log, whose: Iterable[PersonId]) -> Mapping[PersonId, Proportion]:
    authors = tuple(whose)
    people = dict.fromkeys((*log.clients, *log.therapists, *authors))
    return {who: Proportion(authors.count(who), len(authors)) for who in people}
