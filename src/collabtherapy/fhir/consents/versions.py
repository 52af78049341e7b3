"""Versions of one Consent in one Bundle: which of them stands.

Of versions of one id (of one full URL, where there is no id) the newest stands, by
``meta.lastUpdated`` and ``meta.versionId``; in a Bundle of type ``history`` that has
neither, the first (FHIR, http: newest first). Where nothing orders them, or two orders
contradict each other, all of them stay, and `decide` permits only what all permit. A
DELETE is a version that withdraws the Consent.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import TypeVar

import attrs

from collabtherapy.fhir.consents.directives import Directive, State
from collabtherapy.fhir.consents.rules import Effect, Rule
from collabtherapy.fhir.datatypes.node import Node, Report
from collabtherapy.fhir.datatypes.periods import read_edge

__all__ = ["Version", "deleted", "read_version", "standing"]

_Key = TypeVar("_Key", datetime, int)

_ETAG = re.compile(r'(?:W/)?"?(\d{1,18})"?', re.ASCII)
_ID = re.compile(r"Consent/[A-Za-z0-9.\-]{1,64}", re.ASCII)
_OTHER = re.compile(r"(?:.*/)?(?!Consent\b)[A-Z][A-Za-z]+[/?].+", re.ASCII)


@attrs.frozen(kw_only=True)
class Version:
    """One entry of a Bundle that is a Consent, or that deletes one.

    Args:
        called: the name of the Consent, as ``Consent/7``; None of a deletion of which
            it is not known what it deletes.
        place: its place among the entries.
        url: its full URL, without the version.
        path: where it stands.
        node: the Consent; None where it is deleted.
        updated: when this version was made, if that is said to the instant.
        number: its number, if it is one.
    """

    called: str | None
    place: int
    url: str | None
    path: str
    node: Node | None
    updated: datetime | None = None
    number: int | None = None

    @classmethod
    def alone(cls, node: Node) -> "Version":
        """Return the one version of a Consent that stands in no Bundle."""
        called = _called(node, None) or "Consent[0]"
        return cls(called=called, place=0, url=None, path=node.path, node=node)


def read_version(entry: Node, place: int) -> Version | None:
    """Read an entry of a Bundle; None where it is about no Consent."""
    resource, request = entry.node("resource"), entry.node("request")
    url = _unversioned(entry.text("fullUrl"))
    kind = resource.text("resourceType") if resource else None
    method = (request.text("method") if request else None) or ""
    if method.strip().upper() == "DELETE" and kind in {None, "Consent"}:
        return _read_deletion(entry, place, url, resource)
    if resource is None or kind != "Consent":
        return None
    meta = resource.node("meta")
    return Version(
        called=_called(resource, url) or f"Consent[{place}]",
        place=place,
        url=url,
        path=resource.path,
        node=resource,
        updated=_instant(meta, "lastUpdated"),
        number=_number(meta, "versionId"),
    )


def _read_deletion(
    entry: Node, place: int, url: str | None, resource: Node | None
) -> Version | None:
    request, response = entry.node("request"), entry.node("response")
    asked = _unversioned(request.text("url") if request else None)
    places = [one for one in (asked, url) if one is not None]
    name = _called(resource, url) if resource else _deleted(places)
    if name is None and any(map(_OTHER.fullmatch, places)):
        return None  # something else was deleted
    return Version(
        called=name,
        place=place,
        url=url,
        path=entry.path,
        node=None,
        updated=_instant(response, "lastModified"),
        number=_number(response, "etag"),
    )


def _deleted(places: Sequence[str]) -> str | None:
    """Return which Consent is deleted at these URLs; None where none says it."""
    if any("?" in one for one in places):
        return None  # all that a search finds
    return next(filter(None, map(_of_a_url, places)), None)


def _called(resource: Node, url: str | None) -> str | None:
    name = resource.text("id")
    return f"Consent/{name}" if name else _of_a_url(url) or url


def _of_a_url(url: str | None) -> str | None:
    """Return what a URL calls a Consent: its type and id, or itself if it is a URN."""
    if url is None:
        return None
    if url.startswith("urn:"):
        return url
    found = _ID.fullmatch("/".join(url.split("/")[-2:]))
    return found[0] if found else None


def _unversioned(url: str | None) -> str | None:
    return None if url is None else url.partition("/_history/")[0]


def _instant(node: Node | None, name: str) -> datetime | None:
    text = node.text(name) if node else None
    edge = read_edge(text) if text else None
    return edge.latest if edge and edge.earliest == edge.latest else None


def _number(node: Node | None, name: str) -> int | None:
    text = node.text(name) if node else None
    found = _ETAG.fullmatch(text) if text else None
    return int(found[1]) if found else None


def standing(
    versions: Iterable[Version], report: Report, *, newest_first: bool
) -> tuple[Version, ...]:
    """Return the versions that count, in the order in which they stand.

    Args:
        versions: every version in a Bundle, of any Consent.
        report: told of each that is left out, and of those that nothing orders.
        newest_first: whether they stand so, as in a Bundle of type ``history``.
    """
    of_each: dict[str | None, list[Version]] = {}
    for one in versions:
        of_each.setdefault(one.called, []).append(one)
    kept: list[Version] = []
    for called, those in of_each.items():
        newest = None if called is None else _newest(those, newest_first=newest_first)
        kept += those if newest is None else [newest]
        _tell(report, those, newest)
    return tuple(sorted(kept, key=attrgetter("place")))


def _newest(those: Sequence[Version], *, newest_first: bool) -> Version | None:
    """Return the newest of the versions of one Consent; None where it is not known."""
    if len(those) == 1:
        return those[0]
    if len({one.url for one in those if one.url is not None}) > 1:
        return None  # two servers may each have one of this id
    times = _latest([one.updated for one in those])
    numbers = _latest([one.number for one in those])
    if times is None and numbers is None:
        return those[0] if newest_first else None
    agreed = set(range(len(those)) if times is None else times)
    agreed &= agreed if numbers is None else numbers
    return those[agreed.pop()] if len(agreed) == 1 else None


def _latest(keys: Sequence[_Key | None]) -> frozenset[int] | None:
    """Return the places of the latest keys; None where one has none."""
    known = [key for key in keys if key is not None]
    if len(known) < len(keys):
        return None
    top = max(known)
    return frozenset(i for i, key in enumerate(known) if key == top)


def _tell(report: Report, those: Sequence[Version], newest: Version | None) -> None:
    first = those[0]
    if first.called is None:
        message = "it is not known which Consent was deleted: so none permits"
        report(first.path, "unread_deletion", message)
    elif newest is None:
        message = "nothing says which version is newest: none permits by itself"
        report(first.path, "unordered_versions", message)
    for one in those if newest is not None else ():
        if one is not newest:
            report(one.path, "older_version", "a newer version stands in its place")
        elif one.node is None:
            report(one.path, "deleted", "it was deleted: it is read as withdrawn")


def deleted(version: Version) -> Directive:
    """Return what a deletion leaves of a Consent: that it was withdrawn."""
    name = version.called or version.path
    return Directive(
        id=name,
        subject=None,
        kind=None,
        state=State.WITHDRAWN,
        rule=Rule(id=f"{name}#deleted", effect=Effect.DENY),
    )
