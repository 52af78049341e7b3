"""What a simulation gives: everybody's row, and each of them as a partnership."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import numpy as np
from attrs import field

from collabtherapy._printing import printed
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.simulation import tables
from collabtherapy.simulation.columns import Array
from collabtherapy.simulation.engines.draws import Key
from collabtherapy.simulation.engines.twin.reference import walk_again
from collabtherapy.simulation.estimates import Estimate, Outcome, Tally, estimate
from collabtherapy.simulation.outcomes import USUAL_OUTCOMES
from collabtherapy.simulation.scenarios.quantity import whole_number
from collabtherapy.simulation.scenarios.scenario import Scenario


def _alike(one: Mapping[str, Array], other: Mapping[str, Array]) -> bool:
    return list(one) == list(other) and all(
        np.array_equal(column, other[name]) for name, column in one.items()
    )


@attrs.frozen(kw_only=True, repr=False)
class Cohort(Mapping[str, Array]):
    """Everybody who was referred in a scenario, a row for each referral.

    A mapping of columns by name (`simulation.COLUMNS` says what each means), all of
    the same length, ordered by replication, service, spell and person.

    Args:
        scenario: what was simulated.
        seed: with which seed.
        clients: how many people.
        replications: how often, each with luck of its own.
        warm_up: in tables, who was referred before this week is left out.
        columns: the columns.
    """

    scenario: Scenario
    seed: int
    clients: int
    replications: int = 1
    warm_up: int = 0
    columns: Mapping[str, Array] = field(eq=attrs.cmp_using(eq=_alike), hash=False)

    def __getitem__(self, name: str) -> Array:
        return self.columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def n_rows(self) -> int:
        """How many referrals there were."""
        return len(self.columns["person"])

    def __repr__(self) -> str:
        people = f"{self.clients:,} people"
        return f"<Cohort: {people}, {self.n_rows:,} referrals, seed {self.seed}>"

    _repr_pretty_ = printed

    def _repr_markdown_(self) -> str:
        return self.table()

    def tally(self, outcome: Outcome) -> Tally:
        """Count an outcome, service by service."""
        return Tally.of(outcome, self.columns, warm_up=self.warm_up)

    def estimate(self, outcome: Outcome) -> Estimate:
        """Give the mean of an outcome with its interval."""
        return estimate(self.tally(outcome))

    def table(self, outcomes: tuple[Outcome, ...] = USUAL_OUTCOMES) -> str:
        """Give outcomes with their intervals, in Markdown."""
        found = [(outcome, self.estimate(outcome)) for outcome in outcomes]
        return tables.markdown(
            ["outcome", "estimate [95%]", "n", "meaning"],
            [
                [o.name, tables.interval(e, o.unit), f"{e.n:,}", o.meaning]
                for o, e in found
            ],
        )

    def row(self, person: int, *, replication: int = 0, spell: int = 0) -> int:
        """Return the row of a person.

        Raises:
            BadScenario: If a number is no whole number.
            LookupError: If nobody of that number was referred.
        """
        here = self["person"] == whole_number("person", person)
        here &= self["replication"] == whole_number("replication", replication)
        here &= self["spell"] == whole_number("spell", spell)
        (rows,) = np.nonzero(here)
        if not len(rows):
            raise LookupError(f"no row of person {person} in spell {spell}")
        return int(rows[0])

    def partnerships(
        self, person: int, *, replication: int = 0, spell: int = 0
    ) -> tuple[Partnership, ...]:
        """Give a person's partnerships in order: two, if they were handed on.

        Each has a history that was recorded act by act under the law.

        Raises:
            LookupError: nobody of that number was referred.
        """
        row = self.row(person, replication=replication, spell=spell)
        seen = {name: int(column[row]) for name, column in self.columns.items()}
        before = None
        if spell:
            earlier = self.partnerships(person, replication=replication)
            before = str(earlier[-1].id)
        key = Key.of(self.seed, replication)
        return tuple(walk_again(self.scenario, key, seen, before).chain)

    def partnership(
        self, person: int, *, replication: int = 0, spell: int = 0
    ) -> Partnership:
        """Give the partnership that a person came to, an ordinary one.

        Raises:
            LookupError: nobody of that number was referred.
        """
        return self.partnerships(person, replication=replication, spell=spell)[-1]

    def to_arrow(self) -> Any:
        """Give the columns as an Arrow table, unit and meaning in its schema."""
        return tables.arrow(self.columns)

    def to_pandas(self) -> Any:
        """Give the columns as a pandas data frame."""
        return tables.pandas_frame(self.columns)

    def to_polars(self) -> Any:
        """Give the columns as a polars data frame."""
        return tables.polars_frame(self.columns)

    def write_parquet(self, path: Path | str) -> None:
        """Write the columns into one Parquet file."""
        tables.needed("pyarrow.parquet", "tables").write_table(self.to_arrow(), path)
