"""Why an act may not be done, and what would clear the way.

A refusal is a value: a code to branch on, a sentence to show, the facts that were
compared, and a fix. Each *reason* is written once, where its rule stands, and gives
a refusal when called with its facts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum, IntEnum
from typing import TypeAlias, cast

import attrs
from attrs import field

from collabtherapy._printing import printed
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.ids import PersonId


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


def sought(field: str, seek: Callable[[], Iterable[object]]) -> Change:
    """Return a change to whatever *seek* finds, which is not asked for it yet."""
    return Sought(field, None, lambda: (Change(field, tuple(seek())),))


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


@attrs.frozen(kw_only=True, repr=False)
class Refusal:
    """One reason why an act may not be done.

    Most refusals are asked only whether there are any, so the sentence is put together
    when somebody reads it.

    Args:
        reason: the kind of refusal that it is.
        facts: what was compared.
        fix: what to do, in order; done legally, it removes this refusal.
    """

    reason: Reason
    _facts: Pairs = field(converter=_pairs, alias="facts")
    fix: tuple[Remedy, ...]

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
