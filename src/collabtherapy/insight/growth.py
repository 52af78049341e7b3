"""What grows: practice between sessions, learning on both sides, the toolkit.

Support and empowerment stand side by side here, as the clients gave them, and so does
comfort. They are never added up.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

import attrs

from collabtherapy._frozen import frozen
from collabtherapy.insight.log import Log
from collabtherapy.partnership.regions.feedback import CheckComfort, GiveFeedback
from collabtherapy.partnership.regions.learning import RecordLearning
from collabtherapy.partnership.regions.practice import LogPractice
from collabtherapy.partnership.regions.toolkit import AddToToolkit, EndorseInsight
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.ids import PersonId


@attrs.frozen(kw_only=True)
class Ratings:
    """What one person said on one scale from 0 to 10, in order.

    Args:
        values: what they said.
        n_left_open: how often they spoke and left it open, or declined: no number.
    """

    values: tuple[int, ...] = ()
    n_left_open: int = 0

    @property
    def n(self) -> int:
        """How many numbers there are."""
        return len(self.values)

    @property
    def mean(self) -> float | None:
        """Their mean, on the same scale; None where there is none."""
        return sum(self.values) / self.n if self.values else None

    @property
    def last(self) -> int | None:
        """The last of them; None where there is none."""
        return self.values[-1] if self.values else None

    def __str__(self) -> str:
        said = ", ".join(map(str, self.values)) or "unknown"
        return f"{said} of 0 to 10 (n = {self.n}, left open {self.n_left_open})"


@attrs.frozen(kw_only=True)
class Growth:
    """What grew in a window; of each person by themselves.

    Args:
        practised: how often each person logged a practice of theirs.
        helped: how much it helped, as they said.
        learned: how often each said that they learned from the other.
        toolkit: how many things each client put into their toolkit.
        comfort: how comfortable each was.
        support: how supported each felt.
        empowerment: how much stronger each felt for it.
    """

    practised: Mapping[PersonId, int] = attrs.field(converter=frozen)
    helped: Mapping[PersonId, Ratings] = attrs.field(converter=frozen)
    learned: Mapping[PersonId, int] = attrs.field(converter=frozen)
    toolkit: Mapping[PersonId, int] = attrs.field(converter=frozen)
    comfort: Mapping[PersonId, Ratings] = attrs.field(converter=frozen)
    support: Mapping[PersonId, Ratings] = attrs.field(converter=frozen)
    empowerment: Mapping[PersonId, Ratings] = attrs.field(converter=frozen)


def growth(log: Log) -> Growth:
    """Give what grew in a window."""
    people = (*log.clients, *log.therapists)
    tools = (*log.of(AddToToolkit), *log.of(EndorseInsight))
    logs, said = tuple(log.of(LogPractice)), tuple(log.of(GiveFeedback))
    checks = [
        (act.by, _comfort(act))
        for act in (entry.act for entry in log.recent)
        # Feedback that leaves comfort out is silent on it; a check that does declines.
        if isinstance(act, CheckComfort)
        or (isinstance(act, GiveFeedback) and act.comfort is not None)
    ]
    return Growth(
        practised=_counts(people, logs),
        helped=_ratings(people, ((act.by, act.helped) for act in logs)),
        learned=_counts(people, log.of(RecordLearning)),
        toolkit=_counts(log.clients, tools),
        comfort=_ratings(people, checks),
        support=_ratings(people, ((act.by, act.support) for act in said)),
        empowerment=_ratings(people, ((act.by, act.empowerment) for act in said)),
    )


def _comfort(act: GiveFeedback | CheckComfort) -> int | None:
    return act.comfort if isinstance(act, GiveFeedback) else act.level


def _counts(people: Iterable[PersonId], acts: Iterable[Act]) -> Mapping[PersonId, int]:
    n = Counter(act.by for act in acts)
    return {person: n[person] for person in (*people, *n)}


def _ratings(
    people: Iterable[PersonId], said: Iterable[tuple[PersonId, int | None]]
) -> Mapping[PersonId, Ratings]:
    given: dict[PersonId, list[int | None]] = {person: [] for person in people}
    for person, value in said:
        given.setdefault(person, []).append(value)
    return {
        person: Ratings(
            values=tuple(value for value in values if value is not None),
            n_left_open=values.count(None),
        )
        for person, values in given.items()
    }
