"""Sessions as a calendar that tells nobody what it is about: iCalendar, RFC 5545.

A calendar is copied to phones, families and employers. So an entry says when, and a
neutral text, and is marked confidential; it names nobody, and no record. Where it is
somebody wrote, and is told only where that is asked for. A session that
was missed, or broken off, looks as it was planned: whose fault it was is nobody's
business. What one person may not see is not in their calendar. Needs the extra
``calendar``.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from importlib import import_module
from typing import Any, TypeAlias, cast
from zoneinfo import ZoneInfo

from collabtherapy import _scalars
from collabtherapy.measures.optional import needs
from collabtherapy.partnership.law.lateness import Lateness, lateness_of
from collabtherapy.partnership.law.voids import TAKING_A_STEP
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.record.continuing import looked_back
from collabtherapy.partnership.regions.sessions import Session, SessionStatus
from collabtherapy.partnership.values.appointments import (
    CancelSession,
    MissSession,
    MoveSession,
    PlanSession,
)
from collabtherapy.partnership.values.entries import Entry
from collabtherapy.partnership.values.ids import HasId, PersonId, SessionId
from collabtherapy.partnership.values.meetings import (
    EndSession,
    InterruptSession,
    StartSession,
)
from collabtherapy.partnership.values.moments import LATEST
from collabtherapy.partnership.values.people import Role
from collabtherapy.privacy.views import View, view

Uid: TypeAlias = Callable[[Partnership, Session], str]

Bounds: TypeAlias = tuple[datetime, datetime]

Changing: TypeAlias = (
    MoveSession | CancelSession | MissSession | EndSession | InterruptSession
)

MAKER = "-//collabtherapy//sessions//EN"
"""What made a calendar (PRODID)."""

KNOWN = range(1900, 2200)
"""Years in which a moment is shown in a zone: of others, no zone is known."""


def entry_id(p: Partnership, session: Session) -> str:
    """Give what an entry is known by: the same in every export, and nothing else's.

    A digest of the names of the partnership and the session, and of the moment of the
    opening, which parts them from those of another clinic that names alike.
    """
    text = f"{p.id}\0{session.id}\0{p.opening.at.isoformat()}"
    return f"{hashlib.sha256(text.encode()).hexdigest()[:32]}@collabtherapy"


def calendar(
    partnerships: Iterable[Partnership],
    *,
    viewer: "PersonId | HasId | str",
    at: datetime | None = None,
    summary: str = "Appointment",
    minutes: int = 50,
    zone: ZoneInfo | None = None,
    uid: Uid = entry_id,
    places: bool = False,
) -> bytes:
    r"""Give the sessions that somebody may see as an iCalendar file.

    An entry keeps its ``UID`` whatever becomes of the session, and its ``SEQUENCE``
    counts what did, to every viewer alike: a program that has it already changes it, or
    crosses it out, also where it was planned by mistake. To a viewer who is not shown
    everything that was done about a session, when that was (``CREATED``,
    ``LAST-MODIFIED``) is not told.

    Args:
        partnerships: whose sessions.
        viewer: whose calendar it is: what they may not see is not in it.
        at: the moment of looking; see `privacy.view`.
        summary: what every entry is called; say nothing here that tells of therapy.
        minutes: how long a session lasts of which nobody said how long, at least 1.
        zone: where times are shown; in UTC, unless given. An entry in the hour that
            comes twice, when clocks go back, is shown in UTC all the same, as is one
            that the file's own description of the zone (VTIMEZONE) would misplace.
        uid: what an entry is known by; a digest, unless given.
        places: whether entries say where (LOCATION), in the words of whoever made the
            appointment, as far as the viewer sees them.

    Returns:
        The file, in UTF-8.

    Raises:
        ModuleNotFoundError: icalendar is not installed; it comes with ``calendar``.
        NotForThem: a partnership is not theirs to see.
        TypeError: If *minutes* is no whole number, or *zone* no ZoneInfo.
        ValueError: If *summary* is blank, or *minutes* is less than 1.

    >>> from datetime import datetime
    >>> from collabtherapy import acts
    >>> from collabtherapy.testing.ways import START, two
    >>> p = two().record(acts.PlanSession(by="bo", at=START, id="s1", starts_at=START))
    >>> file = calendar([p], viewer="ana")
    >>> b"SUMMARY:Appointment\r\nDTSTART:20260105T090000Z" in file
    True
    """
    with needs("calendar"):
        ical: Any = import_module("icalendar")
    if not summary.strip():
        raise ValueError("an entry is called something: say what in summary")
    minutes = _scalars.counted("minutes", minutes, at_least=1)
    if zone is not None and not isinstance(zone, ZoneInfo):
        raise TypeError("zone is a ZoneInfo: other programs know zones by their names")
    whole = ical.Calendar()
    whole.add("prodid", MAKER)
    whole.add("version", "2.0")
    for p in partnerships:
        seen = view(p, viewer, at=at)
        revised, retold = _revisions(seen), _retold(p, _until(p, seen, at))
        for session in (*seen.sessions, *_struck(seen)):
            lasts = timedelta(minutes=minutes)
            entry = ical.Event()
            more = retold.get(session.id, 0)
            _fill(entry, session, lasts, zone)
            entry.add("sequence", session.revision + more)
            known = [] if more else revised.get(session.id, [])
            _date(entry, session, known, seen.at)
            entry.add("summary", summary)
            place = session.place if places else None
            if place is not None and not place.is_removed:
                entry.add("location", place.text)
            entry.add("uid", uid(p, session))
            whole.add_component(entry)
    if zone is not None:
        _explain_zone(whole)
    return bytes(whole.to_ical())


def _fill(
    entry: Any,
    session: Session,
    lasts: timedelta,
    zone: ZoneInfo | None,
) -> None:
    """Write the times and the status of a session into its entry."""
    start, end = _shown(_when(session, lasts), zone)
    off = session.status is SessionStatus.CANCELLED
    entry.add("dtstart", start)
    if end > start:
        entry.add("dtend", end)
    entry.add("status", "CANCELLED" if off else "CONFIRMED")
    entry.add("class", "CONFIDENTIAL")


def _date(entry: Any, session: Session, revised: list[datetime], at: datetime) -> None:
    """Write when a session was made and revised, if the viewer saw all of that.

    When others did what is hidden is hidden as well: such an entry has the stamp that
    it needs (RFC 5545, 3.6.1) from the last act that the viewer sees.
    """
    if revised and len(revised) == session.revision + 1:
        entry.add("created", revised[0])
        at = revised[-1]
        entry.add("last-modified", at)
    # Without a METHOD, when the entry was last revised (RFC 5545, 3.8.7.2).
    entry.add("dtstamp", at)


def _when(session: Session, lasts: timedelta) -> Bounds:
    """Return from when to when a session is: as it was held, or else as planned."""
    # What was spoken of was planned, or started, or both.
    start = cast("datetime", session.started_at or session.planned_for)
    for end in (session.ended_at, session.planned_until):
        if end is not None and end > start:
            return start, end
    return start, start + min(lasts, LATEST - start)


def _comes_twice(local: datetime) -> bool:
    """Return whether a local time names two moments, as when clocks go back."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _shown(bounds: Bounds, zone: ZoneInfo | None) -> Bounds:
    """Return from when to when an entry is, to the second, as it is written.

    Both stand in UTC where the local time of either names two moments: of those a
    reader takes the first (RFC 5545, 3.3.5), and the entry would end before it starts.
    """
    start, end = (at.replace(microsecond=0) for at in bounds)
    if zone is None or start.year not in KNOWN or end.year not in KNOWN:
        return start, end
    local = start.astimezone(zone), end.astimezone(zone)
    return (start, end) if any(map(_comes_twice, local)) else local


def _revisions(seen: View) -> Mapping[SessionId, list[datetime]]:
    """Return when each session was spoken of, so far as the viewer may know."""
    found: dict[SessionId, list[datetime]] = {}
    broken_off: set[SessionId] = set()
    for entry in seen.entries:
        act, at = entry.act, entry.recorded_at
        if not entry.in_effect:
            continue
        if isinstance(act, PlanSession | StartSession):
            found.setdefault(act.id, []).append(at)
        elif isinstance(act, Changing):
            found.setdefault(act.session, []).append(at)
        if isinstance(act, InterruptSession):
            broken_off.add(act.session)
    for session in seen.sessions:
        was_open = session.status is SessionStatus.INTERRUPTED
        if was_open and session.id not in broken_off and session.ended_at is not None:
            # By what took its ground away.
            found.setdefault(session.id, []).append(session.ended_at)
    return found


def _struck(seen: View) -> Iterator[Session]:
    """Yield what was planned and lost its effect: a program may have it already."""
    there = {session.id for session in seen.sessions}
    for entry in seen.entries:
        act = entry.act
        if entry.in_effect or not isinstance(act, PlanSession) or act.id in there:
            continue
        there.add(act.id)
        off = SessionStatus.CANCELLED
        start, end = act.starts_at, act.ends_at
        yield Session(
            id=act.id, status=off, planned_for=start, planned_until=end, revision=-1
        )


def _until(p: Partnership, seen: View, at: datetime | None) -> datetime:
    """Return up to when a viewer sees the sessions as they turned out.

    Someone who left sees them as they were then; everyone else as they are, also where
    the act that changed them is not shown.
    """
    gone = (Role.FORMER_CLIENT, Role.FORMER_THERAPIST)
    if p.state.members.role(seen.viewer) in gone:
        return seen.at
    return p.at if at is None else at


def _retold(p: Partnership, until: datetime) -> Mapping[SessionId, int]:
    """Return what to add to each session's revision for what turned out otherwise.

    A revision that has no effect any more is not counted, and by a late withdrawal a
    session was over earlier. SEQUENCE rises all the same (RFC 5545, 3.8.7.4): a program
    that has the entry would else keep what was so.
    """
    found: Counter[SessionId] = Counter()
    for entry, before, after in looked_back(p.recorded, _may_undo):
        if entry.recorded_at > until:
            break
        for session, was in before.sessions.by_id.items():
            now = after.sessions.by_id.find(session)
            revision = -1 if now is None else now.revision
            if now != was and revision <= was.revision:
                found[session] += was.revision - revision + 1
    return found


def _may_undo(entry: Entry) -> bool:
    """Return whether a session may be another by an entry that does not speak of it."""
    act, mark = entry.act, entry.mark
    if mark.sets_aside or mark.voids is not None:
        return True
    ends = lateness_of(act) is Lateness.RESTRICTION or type(act) in TAKING_A_STEP
    return entry.is_late and ends


def _explain_zone(whole: Any) -> None:
    """Add what a zone's name means (VTIMEZONE), for as long as there are sessions.

    icalendar looks for changes of the clocks in steps of weeks and misses those that
    are soon undone, as Morocco's around Ramadan. An entry that a reader of the file
    would take for another moment is written in UTC.
    """
    years = [year for entry in whole.events if (year := entry.start.year) in KNOWN]
    if not years:
        return
    first, last = date(min(years) - 1, 1, 1), date(max(years) + 1, 12, 31)
    whole.add_missing_timezones(first_date=first, last_date=last)
    for explained in whole.timezones:
        as_read = explained.to_tz(lookup_tzid=False)
        for entry in whole.events:
            names = [name for name in ("DTSTART", "DTEND") if name in entry]
            if any(_is_misread(entry[name].dt, as_read) for name in names):
                for name in names:
                    at = entry.pop(name).dt
                    entry.add(name, at.astimezone(UTC))


def _is_misread(at: datetime, as_read: tzinfo) -> bool:
    """Return whether local time names another moment to a reader of the file."""
    read = at.replace(tzinfo=as_read).astimezone(UTC)
    return isinstance(at.tzinfo, ZoneInfo) and read != at.astimezone(UTC)
