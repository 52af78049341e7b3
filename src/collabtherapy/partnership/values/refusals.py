"""Why an act may not be done, and what would clear the way.

A refusal is a value: a code to branch on, a sentence to show, the facts that were
compared, and a fix. Each *reason* is written once, where its rule stands, and gives
a refusal when called with its facts.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import Enum, IntEnum
from itertools import islice
from typing import Final, Protocol, TypeAlias, cast

import attrs
from attrs import field

from collabtherapy._printing import printed
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.ways import NOT_FROM_HERE, WayOut, way_of


class Rule(IntEnum):
    """What a refusal rests on, in the order in which rules give way to each other.

    Whoever reads the reasons one by one reads them in this order: first what must
    hold for the act to mean anything, then the client's right to leave, withdraw
    and decline, then safety, then mutual assent, then policy.
    """

    RECORD = 0
    RIGHT = 1
    SAFETY = 2
    ASSENT = 3
    POLICY = 4


Pairs: TypeAlias = tuple[tuple[str, object], ...]


def _pairs(values: Mapping[str, object] | Pairs) -> Pairs:
    # Pairs rather than a mapping: a refusal hashes, compares and pickles as it is.
    return values if isinstance(values, tuple) else tuple(values.items())


@attrs.frozen(repr=False)
class Do:
    """Someone does another act first: any one of ``by``, or each of them.

    Args:
        act: the kind of act.
        by: who; nobody named means whoever has the right to.
        fields: what it says. Fields that are theirs to choose (the terms, the words)
            are left to them.
        each: whether all of them do it, as far as they have not yet.
    """

    act: type[Act]
    by: tuple[PersonId, ...] = ()
    _fields: Pairs = field(default=(), converter=_pairs, alias="fields")
    each: bool = False

    @property
    def fields(self) -> Mapping[str, object]:
        """What the act says, as far as that is given."""
        return dict(self._fields)

    def __repr__(self) -> str:
        shown = {k: getattr(v, "__name__", v) for k, v in self.fields.items()}
        named = "".join(f", {name}={value}" for name, value in shown.items())
        by = ("&" if self.each else "|").join(map(str, self.by)) or "…"
        return f"{self.act.__name__}(by={by}{named})"

    _repr_pretty_ = printed


@attrs.frozen(repr=False)
class Change:
    """The same act with one field changed, to any of ``to``.

    Where ``to`` is None the new value is theirs to choose; where it is empty there is
    none to be had as things stand.
    """

    field: str
    to: tuple[object, ...] | None

    def __repr__(self) -> str:
        to = "…" if self.to is None else "|".join(map(_choice, self.to)) or "nothing"
        return f"Change({self.field}={to})"

    _repr_pretty_ = printed


@attrs.frozen(repr=False)
class Sought(Change):
    """A change, and what is done before it, looked for once somebody asks for them.

    The law is mostly asked whether an act is refused. Whoever tries every act on every
    thing would otherwise look through the history for each act that is refused.
    """

    seek: "Callable[[], Iterable[Remedy]]"

    def found(self) -> "Iterable[Remedy]":
        """Return the remedies that this one stands for."""
        return self.seek()


LISTED: Final = 10
"""How many values a fix lists at most: nobody chooses from a thousand."""


def sought(field: str, seek: Callable[[], Iterable[object]]) -> Change:
    """Return a change to the first ten that *seek* finds, which is not asked yet."""
    return Sought(field, None, lambda: (Change(field, tuple(islice(seek(), LISTED))),))


Remedy: TypeAlias = Do | Change


@attrs.frozen
class Reason:
    """A kind of refusal; calling it with facts builds the refusal.

    Args:
        code: what to branch on; a fact may stand in it in braces.
        rule: what it rests on.
        sentence: what is read aloud in the room; facts stand in it in braces.
        where: other sentences, by the fact and the value for which they are said.
    """

    code: str
    rule: Rule
    sentence: str
    where: tuple[tuple[str, object, str], ...] = field(default=(), kw_only=True)

    def __call__(self, *fix: Remedy, **facts: object) -> "Refusal":
        """Build the refusal for these facts, with this way of clearing it."""
        return Refusal(reason=self, facts=facts, fix=fix)

    def said_of(self, facts: Mapping[str, object]) -> str:
        """Return the sentence for these facts, not filled in yet."""
        other = (text for name, value, text in self.where if facts.get(name) == value)
        return next(other, self.sentence)


Instead: TypeAlias = Callable[[], Iterable[tuple[Remedy, ...]]]
"""Finds other fixes than the one that the law names first."""


def _nothing() -> tuple[tuple[Remedy, ...], ...]:
    return ()


class Situation(Protocol):
    """Where an act was refused: what its remedies leave open is looked up there."""

    def completed(self, fix: "tuple[Remedy, ...]") -> "tuple[Remedy, ...]":
        """Return remedies with what they leave open: by whom, and to what."""
        ...

    def way(self, refusal: "Refusal") -> WayOut:
        """Return the nearest way to where the refusal is gone."""
        ...


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Refusal:
    """One reason why an act may not be done.

    Most refusals are asked only whether there are any, so the sentence, the fix and the
    way are put together when somebody reads them.

    Args:
        reason: the kind of refusal that it is.
        facts: what was compared.
        fix: what to do, in order; done legally, it removes this refusal.
        situation: where the act was refused, if that is known.
        instead: finds other fixes, of which one may be nearer to somebody.
    """

    reason: Reason
    _facts: Pairs = field(converter=_pairs, alias="facts")
    _fix: tuple[Remedy, ...] = field(alias="fix")
    _situation: Situation | None = field(default=None, alias="situation")
    _instead: Instead = field(default=_nothing, alias="instead")

    @property
    def fix(self) -> tuple[Remedy, ...]:
        """What to do, in order; done legally, it removes this refusal."""
        return self._completed(self._fix)

    def _completed(self, fix: tuple[Remedy, ...]) -> tuple[Remedy, ...]:
        where = self._situation
        return fix if where is None else where.completed(fix)

    @property
    def fixes(self) -> tuple[tuple[Remedy, ...], ...]:
        """Each fix there is, the one that the law names first."""
        others = (self._completed(fix) for fix in self._instead())
        return (self.fix, *others)

    @property
    def way(self) -> WayOut:
        """The nearest way to where this refusal is gone: how many acts, and whose.

        It is looked for when it is read, among what the actor may know, which takes a
        few milliseconds. Where nothing is known but the fix, it is what that names.

        >>> from collabtherapy import acts
        >>> from collabtherapy.testing.ways import two
        >>> p = two()
        >>> act = acts.StartSession(by="bo", at=p.at, id="s1", present=("ana", "bo"))
        >>> [(refusal.code, refusal.way.n_acts) for refusal in p.why_not(act)]
        [('stage.not_now', 4)]
        """
        return (
            _as_named(self.fix)
            if self._situation is None
            else self._situation.way(self)
        )

    def as_named(self) -> "Refusal":
        """Return it with a way that is what its fix names: none is looked for.

        Where an act was refused is no longer so, or has no state of its own.
        """
        return attrs.evolve(self, fix=self.fix, situation=None, instead=_nothing)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Refusal):
            return NotImplemented
        mine = (self.reason, self._facts, self.fix)
        return mine == (other.reason, other._facts, other.fix)

    def __hash__(self) -> int:
        return hash((self.reason, self._facts))

    def __reduce__(self) -> tuple[object, ...]:
        # With what was looked up, and without the state: that is not for others.
        return _restored, (self.reason, self._facts, self.fix, self.way)

    @property
    def code(self) -> str:
        """What to branch on, and stable: ``consent.treatment.not_in_force``."""
        code = self.reason.code
        return code.format_map(self.facts) if "{" in code else code

    @property
    def rule(self) -> Rule:
        """What it rests on; refusals are ordered by it."""
        return self.reason.rule

    @property
    def message(self) -> str:
        """One sentence with ids, numbers and names of rules, never words."""
        sentence = self.reason.said_of(self.facts)
        return sentence.format_map({k: _say(v) for k, v in self._facts})

    @property
    def facts(self) -> Mapping[str, object]:
        """What was compared, by name."""
        return dict(self._facts)

    def __repr__(self) -> str:
        return f"<Refusal {self.code}: {self.message}>"

    _repr_pretty_ = printed


@attrs.frozen
class _LookedUp:
    """What was looked up before a refusal was written down or sent elsewhere."""

    found: WayOut

    def completed(self, fix: tuple[Remedy, ...]) -> tuple[Remedy, ...]:
        return fix

    def way(self, refusal: Refusal) -> WayOut:  # noqa: ARG002  # it was looked up
        return self.found


def _restored(
    reason: Reason, facts: Pairs, fix: tuple[Remedy, ...], way: WayOut
) -> Refusal:
    return Refusal(reason=reason, facts=facts, fix=fix, situation=_LookedUp(way))


def _as_named(fix: tuple[Remedy, ...]) -> WayOut:
    """Return the way that a fix names, where it cannot be tried: no moment is known."""
    changes = tuple(one for one in fix if isinstance(one, Change))
    if not fix or any(change.to == () for change in changes):
        return NOT_FROM_HERE
    return way_of(_named(fix), earliest=None, changes=changes)


def _named(fix: tuple[Remedy, ...]) -> Iterator[Do]:
    for one in fix:
        if isinstance(one, Do) and one.by:
            for by in one.by if one.each else one.by[:1]:
                yield attrs.evolve(one, by=(by,), each=False)


Refusals: TypeAlias = Sequence[Refusal]
NONE: Refusals = ()


def _say(fact: object) -> str:
    if isinstance(fact, datetime):
        return f"{fact:%Y-%m-%d %H:%M} UTC"
    if isinstance(fact, Enum):
        return str(getattr(fact, "aloud", fact.value)).replace("_", " ")
    if isinstance(fact, str) or not isinstance(fact, Iterable):
        return str(fact)
    each = map(_say, cast("Iterable[object]", fact))
    return ", ".join(sorted(each)) or "nobody"


def _choice(value: object) -> str:
    if isinstance(value, frozenset):
        members = cast("frozenset[object]", value)
        return f"{{{', '.join(sorted(map(str, members)))}}}"
    return str(value)
