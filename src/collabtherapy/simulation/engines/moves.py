"""The law as the engines obey it: compiled from its tables, or not at all.

Each move that a simulated person makes is a row of the lifecycle. Where it leads, from
where, and what it closes as are read from the row; who takes it, under which guards and
behind which consents is what the engines are written for. A row that says something
else from then on either changes what is simulated or stops it with `LawChanged`.
"""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from types import MappingProxyType

import attrs

from collabtherapy import law
from collabtherapy.errors import CollabtherapyError
from collabtherapy.partnership.law.steps import Elsewhere
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.stages import ClosureKind, Stage

STAGES = tuple(Stage)
CLOSURES = tuple(ClosureKind)
NO_CLOSURE = -1


class LawChanged(CollabtherapyError):
    """The law no longer says what a simulation is written for.

    Args:
        row: the row of the law.
        what: what differs.
    """

    def __init__(self, row: str, what: str) -> None:
        """Say which row it is, and what the simulation would need."""
        self.row = row
        self.what = what
        super().__init__(f"row {row} of the law: {what}")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.row, self.what)


class Move(IntEnum):
    """What a simulated person, or somebody with them, may do to the main line."""

    OPEN = 0
    WAIT = 1
    BEGIN = 2
    DRAFT = 3
    THINK_AGAIN = 4
    AGREE = 5
    END_TOGETHER = 6
    FOLLOW_UP = 7
    FINISH = 8
    FOLLOWED_UP = 9
    LEAVE = 10
    TURN_AWAY = 11
    REFER_ON = 12
    LAPSE = 13
    HAND_ON = 14
    TAKE_ON = 15


@attrs.frozen
class Needs:
    """What the engines rely on in a row: stages it leads from, by whom, and guards.

    Args:
        row: the row's name.
        from_: the stages that the engines take the step in.
        by: one of the roles that must be able to take it.
        guards: the guards that the engines know how to meet.
    """

    row: str
    from_: tuple[Stage, ...]
    by: Role
    guards: tuple[str, ...] = ()


C, T, O = Role.CLIENT, Role.THERAPIST, Role.OUTSIDER  # noqa: E741 - as in the table
NEEDS: Mapping[Move, Needs] = MappingProxyType(
    {
        Move.OPEN: Needs("L1", (), C),
        Move.WAIT: Needs("L2", (Stage.REQUESTED,), T, ("expected_wait_told",)),
        Move.BEGIN: Needs("L3", (Stage.WAITING,), C),
        Move.DRAFT: Needs("L4", (Stage.EXPLORING,), T, ("oriented",)),
        Move.THINK_AGAIN: Needs("L5", (Stage.CONTRACTING,), C),
        Move.AGREE: Needs("L6", (Stage.CONTRACTING,), C, ("goal_shared_or_deferred",)),
        Move.END_TOGETHER: Needs("L10", (Stage.WORKING,), C),
        Move.FOLLOW_UP: Needs(
            "L15", (Stage.ENDING,), C, ("toolkit_offered", "both_reviewed")
        ),
        Move.FINISH: Needs("L16", (Stage.ENDING,), C),
        Move.FOLLOWED_UP: Needs("L18", (Stage.FOLLOW_UP,), C),
        Move.LEAVE: Needs(
            "L19",
            (Stage.WAITING, Stage.EXPLORING, Stage.CONTRACTING, Stage.WORKING),
            C,
        ),
        Move.TURN_AWAY: Needs(
            "L20", (Stage.EXPLORING,), T, ("no_concern_open", "signposted")
        ),
        Move.REFER_ON: Needs(
            "L20-referred", (Stage.EXPLORING,), T, ("no_concern_open",)
        ),
        Move.LAPSE: Needs(
            "L21",
            (Stage.WAITING, Stage.EXPLORING, Stage.WORKING),
            T,
            ("no_concern_open", "contact_lost"),
        ),
        Move.HAND_ON: Needs(
            "L22", (Stage.WORKING,), O, ("handed_on_to_them", "no_concern_open")
        ),
        Move.TAKE_ON: Needs("L1-successor", (), T),
    }
)
"""Every row that is used, and what is relied on in it."""

GATES_MET: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "Begin": frozenset({"G1"}),
        "StartSession": frozenset(
            {"G2", "G4", "G7", "G8", "G9", "G13", "G14", "G22", "G23"}
        ),
        "Agreement": frozenset({"G3"}),
        "RecordMeasure": frozenset({"G16", "G17"}),
        "FollowUp": frozenset({"G11"}),
        "CompleteTransfer": frozenset({"G19"}),
    }
)
"""The consent gates before what is simulated, all of which are met or do not apply."""


@attrs.frozen
class Law:
    """The rows in use: where each move leads, and what it closes as, as codes.

    Args:
        leads_to: for each move, the index into `STAGES`; the last, closed.
        closes_as: for each move, the index into `CLOSURES`, or `NO_CLOSURE`.
    """

    leads_to: tuple[int, ...]
    closes_as: tuple[int, ...]


def compile_law(
    steps: Sequence[law.Step] | None = None, gates: Sequence[law.Gate] | None = None
) -> Law:
    """Read the tables of the law into what the engines take.

    Raises:
        LawChanged: a row or a gate says something that they are not written for.
    """
    rows = {step.id: step for step in (law.STEPS if steps is None else steps)}
    _check_gates(law.GATES if gates is None else gates)
    found = [_row(rows, move) for move in Move]
    ending = _closes(rows[NEEDS[Move.END_TOGETHER].row])
    closes = [
        ending if m is Move.FINISH else _closes(r)
        for m, r in zip(Move, found, strict=True)
    ]
    return Law(tuple(_code(row) for row in found), tuple(closes))


def _row(rows: Mapping[str, law.Step], move: Move) -> law.Step:
    needs = NEEDS[move]
    row = rows.get(needs.row)
    if row is None:
        raise LawChanged(needs.row, f"is gone, and {move.name} was this row")
    missing = [s.value for s in needs.from_ if s not in row.from_.stages]
    if missing:
        raise LawChanged(needs.row, f"no longer leads from {', '.join(missing)}")
    if needs.by not in row.who:
        raise LawChanged(needs.row, f"is no longer for the {needs.by.value} to take")
    guards = tuple(guard.__name__ for guard in row.guards)
    if guards != needs.guards:
        raise LawChanged(
            needs.row,
            f"has the guards {guards}; the simulation meets {needs.guards}",
        )
    return row


def _check_gates(gates: Sequence[law.Gate]) -> None:
    for kind, met in GATES_MET.items():
        there = frozenset(gate.id for gate in gates if gate.on.__name__ == kind)
        if there != met:
            differ = ", ".join(sorted(there ^ met))
            raise LawChanged(differ, f"the gates before {kind} are not those met here")


def _code(row: law.Step) -> int:
    if isinstance(row.to, Elsewhere):
        raise LawChanged(row.id, "no longer leads to one stage")
    return STAGES.index(row.to)


def _closes(row: law.Step) -> int:
    return NO_CLOSURE if row.closes_as is None else CLOSURES.index(row.closes_as)
