"""The page of who decides for a client: each row of the table with its source."""

from collabtherapy import Decider
from collabtherapy.law import DECIDERS, DeciderRow, HoldersAct, HolderSees

DECIDES = {
    Decider.SELF: "the person",
    Decider.HOLDERS: "holders",
    Decider.SELF_AND_HOLDERS: "both",
}
ACT = {HoldersAct.EACH: "each alone", HoldersAct.TOGETHER: "together"}
SEE = {
    HolderSees.NOTHING: "nothing",
    HolderSees.OUTLINE: "an outline",
    HolderSees.AS_THE_CLIENT: "as the client does",
}


def page() -> str:
    """Return the page."""
    rows = "\n".join(map(_row, DECIDERS))
    sources = "\n\n".join(map(_source, DECIDERS))
    return f"""# Who decides for a client

No birth date is kept. A therapist or an organisation states which row a client falls
under: in the opening (`deciders`), or later by `StateDecider`. A client of whom nothing
is stated is an adult. Competence is asked for each decision by itself; a finding
changes no consent, but who may speak next.

The rows are defaults of process, to be set by those who answer for a service. They do
not state what the law of a country is. Each is to be reviewed by a lawyer there.

| row | who | nothing found | able | unable | holders decide | a holder sees |
| --- | --- | --- | --- | --- | --- | --- |
{rows}

*Holders* are those who hold authority on a legal basis that was seen by a therapist or
an organisation, for that decision and with that power. Whom a person names of their own
wish may speak while the person decides, and no longer. What a holder sees is told for
the time in which the person decides about the records; while holders decide about them,
they see as the client does.

The row `access` is not stated: it stands in for the row of each client who is treated
on their own consent, for the decision `records`.

## Sources

{sources}
"""


def _row(row: DeciderRow) -> str:
    duty = "; a duty to involve holders" if row.involves_holders else ""
    cells = (
        f"`{row.id}`",
        row.when,
        DECIDES[row.unfound],
        f"{DECIDES[row.competent]}{duty}",
        DECIDES[row.lacking],
        ACT[row.holders_act],
        SEE[row.holder_sees],
    )
    return f"| {' | '.join(cells)} |"


def _source(row: DeciderRow) -> str:
    because = row.because[0].upper() + row.because[1:]
    return f"`{row.id}`\n: {because}.\n  *{row.basis}.* {row.reviewed.capitalize()}."
