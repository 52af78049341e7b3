"""Which forms there are for a person, page by page."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

import attrs

from collabtherapy._scalars import counted
from collabtherapy.codec.formats import Fields
from collabtherapy.errors import InvalidInput, Stale
from collabtherapy.forms.building import plain_of, schema_of
from collabtherapy.messages import Text, text_of
from collabtherapy.partnership.law.sight.seen import seen_by
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.questions.options import (
    Asked,
    Option,
    Target,
    asked_for,
    instances,
)
from collabtherapy.partnership.record.seeing import numbers_seen
from collabtherapy.partnership.record.voiding import offered
from collabtherapy.partnership.regions.consent import Explain
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.corrections import EnteredInError
from collabtherapy.partnership.values.ids import HasId, PersonId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.pages import Page

MOST: Final = 200
"""How many forms a page has at most."""

OPEN: Final = frozenset({Explain})
"""Kinds of acts that may touch what nobody has spoken of yet: any scope."""

N_MARK: Final = 16
"""How many characters of a digest a cursor begins with."""


@attrs.frozen(kw_only=True)
class Form:
    """An option, with what is to be filled in.

    Args:
        id: its name among the forms of one person at one moment.
        act: the kind of act.
        matter: the kind of matter that would be proposed; None of other acts.
        target: what it touches, as it stands in JSON; None, if nothing.
        title: what it is called.
        schema: the JSON Schema (2020-12) of the act without what the server knows: its
            author, its moment and who entered it.
    """

    id: str
    act: str
    matter: str | None
    target: str | None
    title: Text
    schema: Mapping[str, object] = attrs.field(hash=False)


def forms(
    p: Partnership,
    person: "PersonId | HasId | str",
    *,
    at: datetime,
    kinds: Collection[type[Act | Matter]] | None = None,
    about: Target = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[Form]:
    """Return what a person may do at a moment, as forms to fill in, page by page.

    Args:
        p: the partnership.
        person: who would act; choices are what they see.
        at: the moment.
        kinds: kinds of acts, or of matters to propose; None, if of any.
        about: the proposal, goal, session, scope or number of an entry that the forms
            touch; None, if anything or nothing.
        limit: how many forms a page has at most, from 1 to `MOST`.
        cursor: the `next` of the page before; None for the first.

    Raises:
        Stale: If the cursor was read before something changed that the person sees, or
            belongs to another question.
        InvalidInput: If *limit* is out of bounds, or the cursor is none.

    >>> from datetime import UTC, datetime
    >>> from collabtherapy import Client, Therapist, acts
    >>> p = Partnership.open(
    ...     id="p-1",
    ...     clients=[Client("ana")],
    ...     therapists=[Therapist("bo")],
    ...     by="ana",
    ...     at=datetime(2026, 1, 5, 9, tzinfo=UTC),
    ... )
    >>> (form,) = forms(p, "ana", at=p.at, kinds=[acts.Leave])
    >>> form.id, form.title.message, sorted(form.schema["properties"])
    ('Leave', 'Leave', ['act', 'evidence', 'words'])
    """
    by, now = PersonId(person), max(instant(at), p.at)
    limit = counted("limit", limit, at_least=1)
    if limit > MOST:
        raise InvalidInput(f"limit is from 1 to {MOST}")
    asked = asked_for(kinds, about)
    seen = seen_by(p.state, by, now)
    found = _gathered(p, seen, by, now, asked)
    names = [_name(option) for option in found]
    mark = _mark(p, by, now, asked, names)
    start = _place(cursor, mark, len(names))
    chosen = list(found.items())[start : start + limit]
    items = [
        _form(name, option, acts, seen or p.state)
        for name, (option, acts) in zip(names[start:], chosen, strict=False)
    ]
    last = start + limit
    return Page(items, f"{mark}{last}" if last < len(names) else None)


def _gathered(
    p: Partnership, seen: State | None, by: PersonId, now: datetime, asked: Asked
) -> Mapping[Option, Sequence[Act]]:
    """Return the options of a person, each with acts by which it may be taken."""
    found: dict[Option, list[Act]] = {}
    for option, act in _all(p, seen, by, now, asked):
        found.setdefault(option, []).append(act)
        of_any = Option(option.act)
        if option.act in OPEN and asked.includes(of_any):
            found.setdefault(of_any, [act])
    return found


def _all(
    p: Partnership, seen: State | None, by: PersonId, now: datetime, asked: Asked
) -> Iterator[tuple[Option, Act]]:
    if seen is not None:
        yield from instances(seen, by, now, asked)
    if asked.kinds is None or EnteredInError in asked.kinds:
        for act in offered(p.recorded, by, now):
            option = Option(EnteredInError, target=act.act)
            if asked.includes(option):
                yield option, act


def _form(name: str, option: Option, acts: Sequence[Act], seen: State) -> Form:
    matter = None if option.matter is None else option.matter.__name__
    kind = option.act.__name__
    code = f"act.{kind}" if matter is None else f"matter.{matter}"
    schema: Fields = schema_of(seen, option, acts)
    target = _spelled(option.target)
    return Form(
        id=name,
        act=kind,
        matter=matter,
        target=target,
        title=text_of(code),
        schema=schema,
    )


def _name(option: Option) -> str:
    parts = [option.act.__name__]
    if option.matter is not None:
        parts.append(option.matter.__name__)
    target = _spelled(option.target)
    return "/".join(parts if target is None else [*parts, target])


def _spelled(target: Target) -> str | None:
    if target is None:
        return None
    plain = plain_of(target)
    return str(target) if isinstance(plain, dict) else str(plain)


def _mark(
    p: Partnership, by: PersonId, now: datetime, asked: Asked, names: Sequence[str]
) -> str:
    """Return what a cursor begins with: a digest of the question and of what is seen.

    It hangs on nothing that the person does not see.
    """
    n_seen = len(numbers_seen(p.recorded, by, now))
    kinds = sorted(kind.__name__ for kind in asked.kinds or ())
    question = (str(p.id), str(by), *kinds, str(_spelled(asked.about)), str(n_seen))
    return sha256("\0".join((*question, *names)).encode()).hexdigest()[:N_MARK]


def _place(cursor: str | None, mark: str, n: int) -> int:
    if cursor is None:
        return 0
    if not isinstance(cursor, str):
        raise TypeError("cursor is the `next` of the page before")
    place = cursor[N_MARK:]
    if not place.isascii() or not place.isdigit() or len(place) > N_MARK:
        raise InvalidInput("cursor is the `next` of the page before")
    if not cursor.startswith(mark) or not 0 < int(place) < n:
        raise Stale("what there is to do has changed since: ask for the first page")
    return int(place)
