"""What an attacker changes of one row that nothing shows, and why it may be so."""

from collections.abc import Mapping
from typing import Final

from storage.attacks import Attack, Tables

from collabtherapy.storage.tables import (
    ACT,
    DUE,
    EPOCH,
    KEY,
    META,
    PARTNERSHIP,
    PERSON,
    REQUEST,
    SUBSCRIPTION,
)

READ_MODEL: Final = (PERSON, DUE)
"""Tables that hold what `rebuild` makes of the acts again."""

OF_READ_MODEL: Final = {"filed", "stage", "since", "at", "listed"}
"""Such columns of partnerships."""

IN_THE_LOG: Final = {
    (ACT, "position"),
    (ACT, "transaction"),
    (PARTNERSHIP, "transaction"),
}
"""Numbers of the log: shown where a follower would miss an act, or be given it late."""

OF_FOLLOWERS: Final = (REQUEST, SUBSCRIPTION)
"""Tables that only say what was sent before, and where a follower stands."""


def is_unseen(  # noqa: PLR0911  # one for each reason
    attack: Attack, now: Tables
) -> bool | None:
    """Return whether nothing shows an attack; None, where it hangs on the value."""
    table, what, row = attack.table, attack.what, attack.row
    if table in READ_MODEL or table in OF_FOLLOWERS:
        return True
    if table is PARTNERSHIP and what == "put back":
        changed = {name for name in row if row[name] != attack.new[name]}
        return changed <= OF_READ_MODEL
    if table is PARTNERSHIP and what in OF_READ_MODEL:
        return True
    if (table, what) in IN_THE_LOG:
        return None
    if table is META:  # names that we do not know, and how often the log was renumbered
        is_new = what == "copied" and attack.new["name"] not in _names(now)
        return True if is_new else (None if row.get("name") == "shifts" else False)
    is_gone = what in ("deleted", "tenant")
    if table is EPOCH:
        return row.get("state") == "retired" and (is_gone or what == "put back")
    if table is KEY and (is_gone or what == "id"):
        seals = {word["key"] for word in now["collabtherapy_words"]}
        free = row["id"] not in seals
        return free and (_is_newest(row, now) if is_gone else not _is_erased(row))
    return False


def _names(now: Tables) -> set[str]:
    return {row["name"] for row in now[META.name]}


def _is_newest(row: Mapping[str, object], now: Tables) -> bool:
    theirs = [
        one["generation"]
        for one in now[KEY.name]
        if all(one[name] == row[name] for name in ("tenant", "role", "person"))
    ]
    return row["role"] == "person" and row["generation"] == max(theirs)


def _is_erased(row: Mapping[str, object]) -> bool:
    return row["person"] == "cem" and row["wrapped"] is None
