"""The page of what becomes of each act in FHIR, drawn from the map."""

from collections.abc import Mapping
from enum import StrEnum

from collabtherapy.fhir import MATTER_ROWS, ROWS, Row
from collabtherapy.fhir.outward.releases import MOVED
from collabtherapy.fhir.outward.struck import MARKED
from collabtherapy.fhir.statuses import (
    APPOINTMENT,
    CONSENT_R4,
    CONSENT_R5,
    ENCOUNTER_R4,
    ENCOUNTER_R5,
    EPISODE,
    GOAL,
    NO_SCORE,
    TEAM,
)

GENERATED = "<!-- generated from the map by docs/generate.py; edits here are lost -->"


def page() -> str:
    """Return the page."""
    return f"""{GENERATED}

# The map to FHIR

What `collabtherapy.fhir.to_bundle` makes of each act and each matter, and what it
leaves out. Whatever is carried has a Provenance, which says who did it, when, for whom,
and when it happened if that was earlier; a field that is not named here is carried.

Left out besides, whatever the act:

- acts that are not for whoever the Bundle is for: counted, and not named;
- what something later has taken the place of: an earlier wording, an earlier end of a
  consent, an earlier appointment of the same representative;
- the evidence of an act: the document that was seen for it, and who saw it;
- what only a newer version of this library can name;
- characters that FHIR's text does not hold, which are replaced.

What was entered in error, or lost its effect by what was entered late, goes out as that
where it had a resource of its own and FHIR has a status for it: with the id that it
had, what FHIR wants of such a resource, and no more. The Provenance of the act that
took it out names it as target, and says why; that of an act that takes its place names
it as the entity that it is a revision of.

{_struck()}

## Acts

{_rows(ROWS)}

## Matters

What is put to a decision. Where nothing is carried of it, the act by which it settles
may still lead from one stage to the next, which the episode of care shows.

{_rows(MATTER_ROWS)}

## Stages

{_states("stage", {"EpisodeOfCare": EPISODE, "CareTeam": TEAM})}

An episode that was closed before any work is `cancelled`. An extension says the stage.

## Consents, goals, sessions

{_states("consent", {"R4": CONSENT_R4, "R5": CONSENT_R5})}

{_states("goal that was ended", {"Goal": GOAL})}

{
        _states(
            "session",
            {
                "Appointment": APPOINTMENT,
                "Encounter R4": ENCOUNTER_R4,
                "Encounter R5": ENCOUNTER_R5,
            },
        )
    }

A goal that is put is `proposed`, one that was declined and not yet accepted since
`rejected`, one that was taken back `cancelled`, and one that is shared `active`.

## Measures without a score

{_states("why there is none", {"Observation.dataAbsentReason": NO_SCORE})}

A code of our own beside it says which of ours it is, and is read first. How many items
were answered is left out.

## What R6 has otherwise

R6 is not published; what is known of it is its ballot. A Bundle of R6 is one of R5 with
these elements moved, and no other difference.

{_moved()}

Known, and held against in the tests: the names of all elements that are written, from
the maps from R5 to R6, and the definition of `Goal` with its codes. Not known: whether
any required code of another resource has changed, so that those of R5 stand; the
invariants; which extensions R6 will have in its pack. R6 is written, and not read.
"""


def _struck() -> str:
    lines = ["| resource | entered in error | lost its effect |", "| --- | --- | --- |"]
    lines += (
        f"| {kind} | `{how.in_error}` | `{how.aside}` |" for kind, how in MARKED.items()
    )
    return "\n".join(lines)


def _moved() -> str:
    lines = ["| resource | R5 | R6 | shape |", "| --- | --- | --- | --- |"]
    for row in MOVED:
        if row.was.startswith("http"):
            before, now = f"extension `{row.was.rsplit('/', 1)[-1]}`", row.now
        else:
            place = row.was.rpartition(".")[0]
            before, now = f"`{row.was}`", f"{place}.{row.now}".removeprefix(".")
        lines.append(f"| {row.of} | {before} | `{now}` | {row.how or '–'} |")
    return "\n".join(lines)


def _rows(rows: tuple[Row, ...]) -> str:
    lines = ["| kind | becomes | lost | why |", "| --- | --- | --- | --- |"]
    lines += map(_row, rows)
    return "\n".join(lines)


def _row(row: Row) -> str:
    becomes = ", ".join(row.becomes) or "–"
    lost = ", ".join(f"`{name}`" for name in row.lost)
    why = "; ".join(dict.fromkeys(row.lost.values()))
    if not row.becomes:
        lost = "all of it"
    if row.because:
        why = "; ".join(filter(None, (why, row.because)))
    if row.unless_settled:
        names = ", ".join(f"`{name}`" for name in row.unless_settled)
        lost = ", ".join(filter(None, (lost, f"{names} unless it is settled")))
        why = "; ".join(filter(None, (why, "FHIR shows what was decided")))
    return f"| `{row.of.__name__}` | {becomes} | {lost or '–'} | {why or '–'} |"


def _states(name: str, maps: Mapping[str, Mapping[StrEnum, str]]) -> str:
    heads = " | ".join(maps)
    lines = [f"| {name} | {heads} |", f"| --- |{' --- |' * len(maps)}"]
    for state in next(iter(maps.values())):
        cells = (f"`{m[state]}`" if state in m else "–" for m in maps.values())
        lines.append(f"| `{state.value}` | {' | '.join(cells)} |")
    return "\n".join(lines)
