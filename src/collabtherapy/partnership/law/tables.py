"""The rows of the law as tables in Markdown, for the docs."""

from collections.abc import Iterable, Iterator, Mapping

from collabtherapy.partnership.law.duties.rows import (
    Bearer,
    Cause,
    DutyRow,
    Opens,
    Owed,
    Running,
)
from collabtherapy.partnership.law.duties.rules import DUTIES
from collabtherapy.partnership.law.erasing import ERASURES
from collabtherapy.partnership.law.gates import GATES
from collabtherapy.partnership.law.lateness import LATENESS, Lateness
from collabtherapy.partnership.law.lifecycle import STEPS
from collabtherapy.partnership.law.rights import (
    ABOUT_ANYBODY,
    ASSENT,
    BOTH,
    KINDS,
    RIGHTS,
    Roles,
)
from collabtherapy.partnership.law.steps import OPEN_STAGES, Elsewhere, Step, Where
from collabtherapy.partnership.law.times import TIMES
from collabtherapy.partnership.state import REGIONS
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.erasures import ErasureGround
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.partnership.values.stages import Stage


def tables() -> Mapping[str, str]:
    """Give each table of the law under its name, as Markdown.

    >>> len(tables())
    10
    """
    return {
        "lifecycle": lifecycle(),
        "gates": gates(),
        "rights": rights(),
        "kinds": kinds(),
        "assent": assent(),
        "erasures": erasures(),
        "duties": duties(),
        "regions": regions(),
        "lateness": lateness(),
        "times": times(),
    }


def lifecycle() -> str:
    """Give the steps of the main line."""
    rows = (
        (
            step.id,
            _what(step),
            _where(step.from_),
            _to(step),
            "both, by a settled matter" if step.is_mutual else _roles(step.who),
            _guards(step),
            step.because,
        )
        for step in STEPS
    )
    head = ("row", "act or matter", "from", "to", "who", "asks", "because")
    return _table(head, rows)


def gates() -> str:
    """Give the consent gates."""
    rows = (
        (
            gate.id,
            _kind(gate.on),
            gate.says,
            " or ".join(str(scope) for scope in gate.scopes),
        )
        for gate in GATES
    )
    return _table(("row", "act or matter", "when", "consent in force"), rows)


def rights() -> str:
    """Give the asymmetries of acts."""
    rows = (
        (_kind(right.act), _roles(right.who), _field(right.whose), right.because)
        for right in RIGHTS
    )
    anybody = (
        (_kind(act), _roles(BOTH), "anybody", because)
        for act, because in ABOUT_ANYBODY.items()
    )
    return _table(("act", "who", "whose", "because"), (*rows, *anybody))


def kinds() -> str:
    """Give the asymmetries of contributions."""
    rows = ((f"`{kind}`", _roles(who)) for kind, who in KINDS.items())
    return _table(("kind", "whose"), rows)


def assent() -> str:
    """Give whose acceptance each matter needs."""
    rows = (
        (_kind(matter), rule.clients.value, rule.therapists.value)
        for matter, rule in ASSENT.items()
    )
    return _table(("matter", "clients", "therapists"), rows)


def erasures() -> str:
    """Return who may take out whose words, and on which grounds."""
    rows = (
        (
            row.id,
            _words(row.who.__name__),
            ", ".join(
                f"`{ground}`" for ground in ErasureGround if ground in row.grounds
            ),
            "by `AskErasure`" if row.asked_for else "–",
            row.because,
        )
        for row in ERASURES
    )
    return _table(("row", "who", "grounds", "asked for", "because"), rows)


def lateness() -> str:
    """Return how each kind of act stands in time, by class."""
    rows = (
        (
            str(one),
            ", ".join(_kind(kind) for kind, its in LATENESS.items() if its is one),
            one.because,
        )
        for one in Lateness
    )
    return _table(("class", "acts", "counts"), rows)


def duties() -> str:
    """Return the kinds of duty: what opens each, who owes it, and how it ends."""
    head = (
        "duty", "opened by", "owed by", "owed to", "due", "discharged by",
        "lapses when", "because",
    )  # fmt: skip
    return _table(head, (_duty(row) for row in DUTIES))


def _duty(row: DutyRow) -> Iterator[str]:
    yield row.kind.value.replace("_", " ")
    if row.owed_while is not None:
        yield f"the time, while {_named(row.owed_while)}"
    else:
        opened = (f"{_cause(on)}: {_named(of)}" for on, of in row.opened_by.items())
        yield "; ".join(opened)
    yield _named(row.owed_by)
    yield _named(row.owed_to)
    due = "by the next session" if row.due is None else f"after `{row.due}`"
    if row.repeats_after is not None and row.while_in is not None:
        due += f", and again after `{row.repeats_after}` while {row.while_in.value}"
    yield due
    yield ", ".join(map(_kind, row.discharged_by)) or "–"
    if row.owed_while is not None:
        yield "the time no longer has it owed"
    else:
        yield ", ".join(because.value.replace("_", " ") for because in row.lapses_when)
    yield row.because


def _cause(on: Cause) -> str:
    return on if isinstance(on, str) else _kind(on)


def _named(function: Bearer | Owed | Opens | Running) -> str:
    return function.__name__.replace("_", " ")


def regions() -> str:
    """Give what moves each region: the acts it folds, the matters it takes in."""
    rows = (
        (
            region.name.replace("_", " "),
            ", ".join(_kind(act) for act in region.fold_rows) or "–",
            ", ".join(_kind(matter) for matter in region.settle_rows) or "–",
        )
        for region in REGIONS
    )
    return _table(("region", "acts", "matters that settle"), rows)


def times() -> str:
    """Return which of its two times each condition counts."""
    rows = (
        (
            ", ".join(map(_words, counted.names)),
            counted.time.value,
            counted.because,
        )
        for counted in TIMES
    )
    return _table(("conditions", "time", "because"), rows)


def _words(name: str) -> str:
    return name.replace("_", " ").replace(".", ": ")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = tuple(head)
    lines = [names, ("---",) * len(names), *(tuple(row) for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _kind(kind: type[Act] | type[Matter]) -> str:
    return f"`{kind.__name__}`"


def _what(step: Step) -> str:
    what = " or ".join(map(_kind, step.on))
    if step.about is None:
        return what
    about = step.about
    return f"{what} of {about if isinstance(about, Scope) else _kind(about)}"


def _where(where: Where) -> str:
    if where.stages == OPEN_STAGES:
        return "every open stage"
    if not where.stages:
        return "–"
    return ", ".join(
        f"{stage.value} from {', '.join(where.paused_from)}"
        if stage is Stage.PAUSED and where.paused_from != OPEN_STAGES
        else stage.value
        for stage in where.stages
    )


def _to(step: Step) -> str:
    named = {
        Elsewhere.PAUSED_FROM: "the stage it was paused from",
        Elsewhere.SAME: "the same stage",
    }
    to = named[step.to] if isinstance(step.to, Elsewhere) else step.to.value
    return f"{to}, {step.closes_as.value}" if step.closes_as else to


def _guards(step: Step) -> str:
    asked = [guard.__name__.replace("_", " ") for guard in step.guards]
    return ", ".join([*asked, *_gates(step)]) or "–"


def _gates(step: Step) -> list[str]:
    return [gate.id for gate in GATES if gate.on in step.on]


def _field(name: str | None) -> str:
    return "" if name is None else f"`{name}`"


def _roles(who: Roles) -> str:
    return ", ".join(sorted(role.value.replace("_", " ") for role in who))
