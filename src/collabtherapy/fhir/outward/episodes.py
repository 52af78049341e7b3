"""EpisodeOfCare and CareTeam: where the partnership stands, and who is in it.

An episode is of one Patient, so each client of a couple or group has one.
"""

from collections.abc import Iterator
from datetime import datetime

import attrs

from collabtherapy.fhir.codes import (
    CLOSED_AS,
    OWN,
    PAUSED_FROM,
    SESSIONS_CARRIED_OVER,
    STAGE,
    coding,
    concept,
    extension,
    identifier,
    own,
)
from collabtherapy.fhir.outward.people import clients, left_at, person, together
from collabtherapy.fhir.outward.writing import Told, Writing
from collabtherapy.fhir.shapes import Json, moment, period, shape
from collabtherapy.fhir.statuses import TEAM, episode_status
from collabtherapy.partnership.values.endings import Leave
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import ROLES, Person, Role, Therapist
from collabtherapy.partnership.values.stages import Stage

ROLE, POST = f"{OWN}role", f"{OWN}post"


@attrs.frozen
class Stretch:
    """A time in which a partnership stood at one stage.

    Args:
        stage: which.
        since: the act that led there.
        until: when it was left; None while it stands there.
    """

    stage: Stage
    since: Told
    until: datetime | None


def stretches(w: Writing) -> tuple[Stretch, ...]:
    """Give the stages that whoever looks has seen the partnership go through."""
    moves = [told for told in seen_by(w) if told.moves]
    ends = [*(t.act.at for t in moves[1:]), None]
    return tuple(
        Stretch(told.after.stage, told, until)
        for told, until in zip(moves, ends, strict=True)
    )


def seen_by(w: Writing) -> tuple[Told, ...]:
    """Give the acts of the time in which whoever looks was there, theirs or not."""
    gone = left_at(w, w.view.viewer)
    former = w.told[-1].after.members.former  # the last client to go is none of them
    if gone is None or all(one.id != w.view.viewer for one in former):
        return w.told
    # One's own leaving is the last that one sees; a death one does not see.
    return w.told[: gone + isinstance(w.told[gone].act, Leave)]


def write_episodes(w: Writing) -> None:
    """Write an episode for each client, and the team."""
    for client in clients(w):
        _write_episode(w, client)
    _write_team(w)


def _write_episode(w: Writing, client: PersonId) -> None:
    state = w.view.state
    gone = client not in state.members.everyone
    since = _here_since(w, client)
    end = _gone_at(w, client) if gone else None
    rows = [
        row
        for row in stretches(w)
        if (end is None or row.since.act.at <= end)
        and (since is None or row.until is None or row.until >= since)
    ]
    worked = any(row.stage is Stage.WORKING for row in rows)
    history = [_row(row, since, end, worked=worked) for row in rows]
    closure = state.main.closure
    if closure is not None and not gone:
        end = closure.at
    manager = person(w, state.members.lead)
    team = w.ref(("CareTeam", ()))
    resource: Json = {
        "identifier": [identifier("partnership", str(state.id))],
        "extension": [] if gone else _stands(w),
        "status": "finished" if gone else episode_status(state.stage, worked=worked),
        "statusHistory": history,
        "patient": person(w, client),
        "period": period(_begun(rows[0], since), end),
        "careManager": manager,
        ("careTeam" if w.is_r5 else "team"): [team],
    }
    w.put(("EpisodeOfCare", (str(client),)), shape(resource))


def _stands(w: Writing) -> list[object]:
    main = w.view.state.main
    found: list[object] = [extension(STAGE, valueCode=main.stage.value)]
    if main.paused_from is not None:
        found.append(extension(PAUSED_FROM, valueCode=main.paused_from.value))
    n_carried = w.view.state.sessions.n_carried
    if n_carried:
        found.append(extension(SESSIONS_CARRIED_OVER, valueInteger=n_carried))
    if main.closure is not None:
        found.append(extension(CLOSED_AS, valueCode=main.closure.kind.value))
    return found


def _here_since(w: Writing, client: PersonId) -> datetime | None:
    """Return since when a client is here, or is seen to be by who came later still."""
    members, viewer = w.view.state.members, w.view.viewer
    clients = (client, viewer) if members.role(viewer) is Role.CLIENT else (client,)
    later = [at for at in map(members.came.find, clients) if at is not None]
    return max(later, default=None)


def _begun(row: Stretch, since: datetime | None) -> datetime:
    at = row.since.act.at
    return at if since is None else max(at, since)


def _row(
    row: Stretch, since: datetime | None, end: datetime | None, *, worked: bool
) -> Json:
    until = row.until
    if until is None or (end is not None and end < until):
        until = end
    return {
        "extension": [extension(STAGE, valueCode=row.stage.value)],
        "status": episode_status(row.stage, worked=worked),
        "period": period(_begun(row, since), until),
    }


def _gone_at(w: Writing, client: PersonId) -> datetime | None:
    place = left_at(w, client)
    return None if place is None else w.told[place].act.at


def _write_team(w: Writing) -> None:
    state = w.view.state
    name = "coveragePeriod" if w.is_r5 else "period"
    participants: list[object] = []
    for member, joined, left in _memberships(w):
        role = concept(coding(ROLE, ROLES[type(member)].value), *_post(member))
        participants.append(
            {
                "role": role if w.is_r5 else [role],
                "member": person(w, member.id),
                name: period(joined, left),
            }
        )
    here = state.members.ids(Role.CLIENT)
    seen = stretches(w)
    resource: Json = {
        "identifier": [identifier("partnership", str(state.id))],
        "status": TEAM[state.stage],
        "category": [own("form", state.members.form.value)],
        "subject": together(w, here),
        "period": shape(
            {
                "start": moment(seen[0].since.act.at),
                "end": moment(state.main.closure.at) if state.main.closure else None,
            }
        ),
        "participant": participants,
    }
    w.put(("CareTeam", ()), shape(resource))


def _post(member: Person) -> tuple[Json, ...]:
    if not isinstance(member, Therapist):
        return ()
    return (coding(POST, member.post.value),)


def _memberships(
    w: Writing,
) -> Iterator[tuple[Person, datetime, datetime | None]]:
    """Give who is or was in it, since when, and until when."""
    members = w.view.state.members
    for member in members.ever:
        joined = next(t for t in w.told if member.id in t.after.members.everyone)
        left = None
        if member.id not in members.everyone:
            left = _gone_at(w, member.id)
        yield member, joined.act.at, left
