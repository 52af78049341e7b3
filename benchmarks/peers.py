"""What others do in place of it: a bare lifecycle of ten stages, events, documents.

The state machines step through ten states, and know no people and no reasons.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Protocol
from uuid import UUID

from automat import TypeMachineBuilder
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from statemachine import State, StateMachine
from transitions import Machine

N_STATES = 10


def transitions_step() -> Callable[[], object]:
    """Give one step of a machine of `transitions`."""
    model = type("Model", (), {})()
    states = [f"s{n}" for n in range(N_STATES)]
    machine = Machine(model, states=states, initial="s0", auto_transitions=False)
    for n in range(N_STATES):
        machine.add_transition("go", f"s{n}", f"s{(n + 1) % N_STATES}")
    return model.go


class Lifecycle(StateMachine):
    """Ten states in a ring."""

    s0 = State(initial=True)
    s1, s2, s3 = State(), State(), State()
    s4, s5, s6 = State(), State(), State()
    s7, s8, s9 = State(), State(), State()
    go = (
        s0.to(s1) | s1.to(s2) | s2.to(s3) | s3.to(s4) | s4.to(s5) | s5.to(s6)
        | s6.to(s7) | s7.to(s8) | s8.to(s9) | s9.to(s0)
    )  # fmt: skip


def python_statemachine_step() -> Callable[[], object]:
    """Give one step of a machine of `python-statemachine`."""
    return Lifecycle().go


class Going(Protocol):
    """What the machine of Automat takes."""

    def go(self) -> None:
        """Go on."""


def automat_step() -> Callable[[], object]:
    """Give one step of a machine of `Automat`."""
    builder = TypeMachineBuilder(Going, object)
    states = [builder.state(f"s{n}") for n in range(N_STATES)]
    for n, state in enumerate(states):
        state.upon(Going.go).to(states[(n + 1) % N_STATES]).returns(None)
    return builder.build()(object()).go


class Work(Aggregate):
    """An aggregate that remembers a number for each event."""

    @event("Opened")
    def __init__(self) -> None:
        """Begin."""
        self.total, self.last_by = 0, "nobody"

    @event("Went")
    def go(self, by: str, value: int) -> None:
        """Add to it."""
        self.last_by = by
        self.total += value


def eventsourcing_replay(n: int) -> Callable[[], object]:
    """Give the replay of an aggregate of `eventsourcing` with so many events."""
    work = Work()
    for value in range(n):
        work.go("ana", value)
    events: Sequence[Any] = list(work.collect_events())

    def replay() -> object:
        state = None
        for each in events:
            state = each.mutate(state)
        return state

    return replay


def eventsourcing_from_repository(n: int) -> Callable[[], object]:
    """Give the same, its events kept in memory by an application and read back."""
    kept = Application[UUID]()
    work = Work()
    for value in range(n):
        work.go("ana", value)
    kept.save(work)
    return lambda: kept.repository.get(work.id)


class Line(BaseModel):
    """What every line of the document has."""

    model_config = ConfigDict(extra="forbid")
    at: datetime
    by: Annotated[str, Field(min_length=1, max_length=200)]


Name = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(min_length=1)]
Mark = Annotated[int, Field(ge=0, le=10)]


class Plain(BaseModel):
    """Something in a line."""

    model_config = ConfigDict(extra="forbid")


class Person(Plain):
    """A client or a therapist."""

    person: Literal["Client", "Therapist"]
    id: Name


class Scope(Plain):
    """A scope."""

    name: Name


class Matter(Plain):
    """Something to decide."""

    matter: Literal["Begin", "Goal", "Agreement", "Ending"]
    words: Text | None = None


def _line(act: str, **fields: Any) -> type[Line]:
    names = {
        name: of if isinstance(of, tuple) else (of, ...) for name, of in fields.items()
    }
    namespace: dict[str, Any] = {"__annotations__": {"act": Literal[act]}}
    for name, (of, default) in names.items():
        namespace["__annotations__"][name] = of
        if default is not ...:
            namespace[name] = default
    namespace["__module__"] = __name__
    return type(act, (Line,), namespace)


LINES = (
    _line("Open", partnership=Name, clients=list[Person], therapists=list[Person]),
    _line("Explain", to=Name, scope=Scope, terms=Name, limits=(bool, False)),
    _line("GiveConsent", scope=Scope, terms=Name),
    _line("Propose", id=Name, matter=Matter),
    _line("Accept", proposal=Name),
    _line("Orient", to=Name),
    _line("StartSession", id=Name, present=list[Name]),
    _line("AddToAgenda", session=Name, words=Text),
    _line(
        "Contribute", id=Name, session=Name, kinds=(list[Name] | None, None),
        words=(Text | None, None), seconds=(float | None, None),
    ),
    _line("RateGoal", goal=Name, value=int),
    _line(
        "GiveFeedback", session=Name, heard=(Mark | None, None),
        comfort=(Mark | None, None),
    ),
    _line("AnswerFeedback", session=Name, to=Name, words=Text),
    _line("Reflect", session=Name, words=Text),
    _line("EndSession", session=Name),
    _line("MarkRupture", client=Name, therapist=Name, marker=Name),
    _line("AcknowledgeRupture", client=Name, therapist=Name, own_part=Text),
    _line("WorkOnRupture", client=Name, therapist=Name),
    _line("ConfirmRepair", client=Name, therapist=Name),
    _line("Finish"),
)  # fmt: skip


def documents() -> TypeAdapter[Any]:
    """Give what reads and writes the same document with `pydantic`."""
    lines: Any = LINES[0]
    for line in LINES[1:]:
        lines = lines | line

    class Document(Plain):
        format: Literal[3]
        acts: list[Annotated[lines, Field(discriminator="act")]]

    return TypeAdapter(Document)
