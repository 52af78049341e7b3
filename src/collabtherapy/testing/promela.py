"""A slice of the law in Promela, for SPIN to explore by itself.

SPIN knows nothing of this library. The rows, gates and places are read off the tables;
what consents and proposals do is written here a second time, in another language, on
purpose: where the two explorations count the same states and transitions, two pieces of
code that share nothing but the tables agree on what a history adds up to.
"""

from collections.abc import Iterable, Iterator

from collabtherapy import Stage, acts, law, matters
from collabtherapy.partnership.law.ending_guards import shaped_so
from collabtherapy.partnership.law.guards import (
    Guard,
    agreement_holds,
    agreement_holds_again,
    expected_wait_told,
    goal_shared_or_deferred,
    oriented,
)
from collabtherapy.partnership.law.lifecycle import WHILE_OPEN
from collabtherapy.partnership.law.routes import put_at, steps_on
from collabtherapy.testing.slices import ALONE, SCOPES, Slice

GUARDS: dict[Guard, str] = {
    oriented: "(oriented || {person} == CLIENT)",  # a client's own draft waits not
    agreement_holds: "agreed",
    agreement_holds_again: "(paused_from != WORKING || agreed)",
    goal_shared_or_deferred: "true",  # every agreement of a slice leaves goals open
    expected_wait_told: "true",  # every wait of a slice is told
    shaped_so: "false",  # nobody meets in a slice
}
"""The conditions of the rows that a slice can hold, in Promela; `person` acts."""

GATES = {"G1": "true", "G3": "true", "G5": "paused_from == WORKING", "G6": "true"}
"""When the gates on the matters of a slice are asked, in Promela."""

HEAD = """\
/* {title}
   Made from the tables of the law; see collabtherapy.testing.promela. */
mtype = {{ {stages}, NOWHERE }};
mtype = {{ NOT_ASKED, EXPLAINED, GIVEN, WITHDRAWN }};
#define CLIENT 1
#define THERAPIST 2
mtype stage = REQUESTED;
mtype paused_from = NOWHERE;
byte ending = 0;  /* what it will close as, while it ends */
byte closed_as = 0;
bool oriented = false;
bool agreed = false;
mtype said[{n_scopes}] = NOT_ASKED;
bool told[{n_scopes}] = false;
byte yes[{n_matters}] = 0;  /* who has accepted what waits; nobody, if nothing does */

active proctype people() {{
  do
"""

TAIL = """\
  od
}
"""

CLOSES_AS = {
    kind: n
    for n, kind in enumerate(
        dict.fromkeys(
            step.closes_as for step in law.STEPS if step.closes_as is not None
        ),
        1,
    )
}
"""The kinds of closure as numbers."""


def promela(of: Slice) -> str:
    """Give a slice of the law as a Promela model; `spin -a` takes it as it is.

    >>> print(promela(Slice((matters.Begin,))).splitlines()[0])
    /* The law of Begin
    """
    head = HEAD.format(
        title=f"The law of {', '.join(kind.__name__ for kind in of.matters)}",
        stages=", ".join(stage.name for stage in Stage),
        n_scopes=len(SCOPES),
        n_matters=len(of.matters),
    )
    options = (*_consents(), *_alone(), *_deciding(of))
    return head + "".join(f"  :: {option}\n" for option in options) + TAIL


def _consents() -> Iterator[str]:
    anywhere = _at((law.ACT_STAGES[acts.WithdrawConsent],))
    for n, scope in enumerate(SCOPES):
        explained = f"said[{n}] = (said[{n}] == NOT_ASKED -> EXPLAINED : said[{n}])"
        yield _option([OPEN], explained, f"told[{n}] = true")
        yield _option([OPEN, f"told[{n}]"], f"said[{n}] = GIVEN")
        steps = [s for s in steps_on(acts.WithdrawConsent) if s.about == scope]
        elsewhere = (f"!{_at((step.from_,))}" for step in steps)
        yield _option([anywhere, *elsewhere], f"said[{n}] = WITHDRAWN")
        for step in steps:
            yield _option(_asked(step), f"said[{n}] = WITHDRAWN", *_moves(step))


def _alone() -> Iterator[str]:
    """Give the steps that one side takes alone, once for each who takes them."""
    yield _option([OPEN], "oriented = true")
    for role, kinds in ALONE.items():
        for kind in kinds:
            for step in steps_on(kind):
                if step.about is None and role in step.who and _for_one_client(step):
                    yield _option(_asked(step), *_moves(step))


def _for_one_client(step: law.Step) -> bool:
    return not step.id.endswith(("-early", "-couple", "-group"))


def _deciding(of: Slice) -> Iterator[str]:
    for n, kind in enumerate(of.matters):
        for person in ("CLIENT", "THERAPIST"):
            yield from _putting(n, kind, person)
            yield _option([OPEN, f"yes[{n}] == {person}"], f"yes[{n}] = 0")
        yield from _settling(n, kind)


def _putting(n: int, kind: type[matters.Matter], person: str) -> Iterator[str]:
    nothing_waits, put = f"yes[{n}] == 0", f"yes[{n}] = {person}"
    leading = [step for step in steps_on(acts.Propose) if step.about is kind]
    elsewhere = (f"!{_at((step.from_,))}" for step in leading)
    yield _option([_at(put_at(kind)), nothing_waits, *elsewhere], put)
    for step in leading:
        asked = _asked(step, person)
        yield _option([*asked, nothing_waits], put, *_moves(step))


def _settling(n: int, kind: type[matters.Matter]) -> Iterator[str]:
    """Have the other side accept: with two people, that settles a matter."""
    gates = [
        f"(!({GATES[gate.id]}) || said[{SCOPES.index(scope)}] == GIVEN)"
        for gate in law.GATES
        if gate.on is kind
        for scope in gate.scopes
    ]
    waits = [f"yes[{n}] != 0", *gates]
    agreed = ("agreed = true",) if kind is matters.Agreement else ()
    for step in steps_on(kind):
        yield _option([*_asked(step), *waits], f"yes[{n}] = 0", *agreed, *_moves(step))
    own = law.MATTER_STAGES.get(kind)
    if own is not None:
        yield _option([_at((own,)), *waits], f"yes[{n}] = 0", *agreed)


def _asked(step: law.Step, person: str = "0") -> list[str]:
    conditions = (GUARDS[guard].format(person=person) for guard in step.guards)
    return [_at((step.from_,)), *conditions]


def _at(places: Iterable[law.Where]) -> str:
    one_of = (_place(place, stage) for place in places for stage in place.stages)
    return f"({' || '.join(one_of)})"


def _place(place: law.Where, stage: Stage) -> str:
    if stage is not Stage.PAUSED:
        return f"stage == {stage.name}"
    came = " || ".join(f"paused_from == {stage.name}" for stage in place.paused_from)
    return f"(stage == PAUSED && ({came}))"


OPEN = _at((WHILE_OPEN,))


def _moves(step: law.Step) -> tuple[str, ...]:
    """Give what a step does to the main line."""
    nowhere = "paused_from = NOWHERE"
    if step.to is law.Elsewhere.PAUSED_FROM:
        works = "(paused_from == WORKING || paused_from == CONTRACTING)"
        ends = f"ending = ({works} -> 0 : ending)"
        return (ends, "stage = paused_from", nowhere)
    to = Stage(step.to)
    match to:
        case Stage.PAUSED:
            came = "(paused_from == NOWHERE -> stage : paused_from)"
            return (f"paused_from = {came}", "stage = PAUSED")
        case Stage.CLOSED:
            closes = CLOSES_AS[step.closes_as] if step.closes_as else "ending"
            return (f"closed_as = {closes}", "stage = CLOSED", nowhere)
        case Stage.ENDING:
            begins = f"ending = {CLOSES_AS[step.closes_as]}" if step.closes_as else None
            return (*filter(None, (begins,)), "stage = ENDING", nowhere)
        case Stage.WORKING | Stage.CONTRACTING:
            return ("ending = 0", f"stage = {to.name}", nowhere)
        case _:
            return (f"stage = {to.name}", nowhere)


def _option(asked: Iterable[str], *effects: str) -> str:
    return f"d_step {{ {' && '.join(asked)} -> {'; '.join(effects)} }}"
