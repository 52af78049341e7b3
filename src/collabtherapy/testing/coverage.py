"""Which rows of the law, and which of its refusals, a run has met."""

from collections import Counter
from collections.abc import Iterable

import attrs
from attrs import field

from collabtherapy import Partnership, Stage, acts, law
from collabtherapy.partnership.fold import settling
from collabtherapy.partnership.law.routes import step_taken
from collabtherapy.partnership.replay import transitions
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.refusals import Refusals
from collabtherapy.partnership.verdict import refusals, why_not


def row_taken(before: State, act: acts.Act) -> str | None:
    """Give the row of the lifecycle that a lawful act takes, if it takes one."""
    settled = None
    if isinstance(act, acts.Propose | acts.Amend | acts.Accept):
        settled = settling(before, act)
    step = step_taken(before, act, None if settled is None else settled.matter)
    return None if step is None else step.id


def _counter() -> "Counter[str]":
    return Counter()


def _pairs() -> "Counter[tuple[Stage, type[acts.Act]]]":
    return Counter()


@attrs.define
class Coverage:
    """How often each row, refusal, and act in a stage was met.

    >>> from collabtherapy.testing.ways import led_to, two
    >>> met = Coverage()
    >>> met.add(led_to(two(), Stage.WORKING))
    >>> sorted(met.rows)
    ['L3', 'L4', 'L6']
    """

    rows: "Counter[str]" = field(factory=_counter)
    refusals: "Counter[str]" = field(factory=_counter)
    pairs: "Counter[tuple[Stage, type[acts.Act]]]" = field(factory=_pairs)

    def add(self, p: Partnership) -> None:
        """Count everything that was done in a partnership after its opening."""
        for one in transitions(p):
            if one.before is not None and not one.is_consequence:
                reasons = refusals(one.before, one.act)
                told = why_not(one.before, one.act)
                self._count(one.before, one.act, reasons, told)

    def tried(self, p: Partnership, act: acts.Act) -> None:
        """Count an act that was tried: what it did, or why it was refused."""
        self._count(p.state, act, p.refusals(act), p.why_not(act))

    def _count(
        self, state: State, act: acts.Act, reasons: Refusals, told: Refusals
    ) -> None:
        # To its actor it may be told more coarsely.
        self.refusals.update({reason.code for reason in (*reasons, *told)})
        if reasons:
            return
        self.pairs[state.stage, type(act)] += 1
        row = row_taken(state, act)
        if row is not None:
            self.rows[row] += 1

    @property
    def rows_missed(self) -> tuple[str, ...]:
        """The rows of the lifecycle that nothing took, but for opening."""
        later = (step for step in law.STEPS if acts.Open not in step.on)
        return tuple(step.id for step in later if step.id not in self.rows)

    @property
    def refusals_missed(self) -> tuple[str, ...]:
        """The reasons that nothing met; one scope or kind stands for all."""
        return tuple(
            reason.code
            for reason in law.REASONS
            if not _met(reason.code, self.refusals) and not _of_opening(reason.code)
        )

    def __str__(self) -> str:
        n_rows = len(self.rows) + len(self.rows_missed)
        n_met = sum(not _of_opening(r.code) for r in law.REASONS)
        return "\n".join(
            (
                f"rows of the lifecycle: {len(self.rows)} of {n_rows}",
                f"  not met: {_listed(self.rows_missed)}",
                f"refusals: {n_met - len(self.refusals_missed)} of {n_met}",
                f"  not met: {_listed(self.refusals_missed)}",
                f"acts in a stage: {len(self.pairs)}",
            )
        )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"


def _of_opening(code: str) -> bool:
    return code.startswith("opening.")


def _met(pattern: str, codes: Iterable[str]) -> bool:
    if "{" not in pattern:
        return pattern in set(codes)
    start, end = pattern.split("{", maxsplit=1)[0], pattern.split("}")[1]
    return any(code.startswith(start) and code.endswith(end) for code in codes)
