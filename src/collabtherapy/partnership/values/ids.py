"""Names for people and things that cannot be taken for one another.

An id prints, sorts and is written as its text, but it is no text: it equals neither
plain text nor an id of another kind with the same letters. ``GoalId("1")``,
``SessionId("1")`` and ``"1"`` are three different things, which is what keeps a
group's id from overwriting a provider's.
"""

import warnings
from collections.abc import Callable, Container, Iterable
from itertools import count
from threading import RLock
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar, cast, final
from weakref import ref

from collabtherapy._scalars import text
from collabtherapy.errors import IdComparedWithText, InvalidInput
from collabtherapy.partnership.values.checks import LONGEST_NAME, is_name

T = TypeVar("T")

_LOCK = RLock()
"""Held while an id is entered or let go, so that there is one object of one text.

It may be taken again by its own thread: letting go happens whenever memory is freed.
"""


class WrittenAsText:
    """A name whose form elsewhere is its text: in a format, a database, a web model."""

    __slots__ = ()
    longest: ClassVar[int] = LONGEST_NAME

    @classmethod
    def _read(cls, value: object) -> Self:
        """Return the name that was given, or that a text spells."""
        raise NotImplementedError

    def __format__(self, form: str) -> str:
        return format(str(self), form)

    def __conform__(self, protocol: type[object]) -> str | None:
        """Return the text for `sqlite3`, which asks for it (PEP 246)."""
        asked = getattr(protocol, "__name__", None) == "PrepareProtocol"
        return str(self) if asked else None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> object:
        """Return how pydantic reads a name: as its class does; JSON as text."""
        from pydantic_core import core_schema  # noqa: PLC0415  # where pydantic is

        def read(value: object) -> "WrittenAsText":
            try:
                return cls._read(value)
            except TypeError as error:  # which pydantic would not report
                raise InvalidInput(str(error)) from None

        words = core_schema.str_schema(min_length=1, max_length=cls.longest)
        return core_schema.json_or_python_schema(
            json_schema=core_schema.no_info_after_validator_function(read, words),
            python_schema=core_schema.no_info_plain_validator_function(read),
            serialization=core_schema.to_string_ser_schema(),
        )


class HasId:
    """Anyone who carries a person's id, as a `Client` or a `Therapist` does."""

    __slots__ = ()

    if TYPE_CHECKING:

        @property
        def id(self) -> "PersonId":
            """The id of the person."""
            ...


class _Entry(ref["Id"]):
    """A weak reference to an id, which knows under what text it is entered.

    This is what `weakref.WeakValueDictionary` does; but most new ids are made to be
    looked up once, and its own calls double what that costs.
    """

    __slots__ = ("text",)
    text: str


class Id(WrittenAsText):
    """A name of one kind: the base of the kinds below, not to be built or extended.

    As long as anything refers to an id there is one object of its kind and text.
    Ids are therefore compared and hashed by identity, without a call into Python,
    and the hash says nothing outside of the process.
    """

    __slots__ = ("__weakref__", "_text")
    names: ClassVar[str] = ""
    _alive: ClassVar[dict[str, _Entry]] = {}
    _let_go: ClassVar[Callable[[_Entry], None]]
    _text: str

    def __init_subclass__(cls) -> None:
        """Make room for the ids of a kind.

        Raises:
            TypeError: If the class is not one of the kinds of this module.
        """
        if cls.__module__ != __name__:
            raise TypeError("an id is of one of the kinds that there are: extend none")
        alive, lock = dict[str, _Entry](), _LOCK  # ids may outlive the module

        def let_go(entry: _Entry) -> None:
            with lock:
                if alive.get(entry.text) is entry:  # and no newer one
                    del alive[entry.text]

        cls._alive, cls._let_go = alive, let_go

    def __new__(cls, value: "str | Self") -> Self:
        """Return the id of a text of 1 to 200 printable characters, without a space.

        Args:
            value: text, a member of an enumeration of text, or an id of this kind.

        Raises:
            TypeError: If the value is neither text nor an id of this kind.
            ValueError: If the text is empty, too long, or holds a space or a control.

        >>> GoalId("g1") is GoalId(GoalId("g1"))
        True
        """
        if type(value) is str:
            entry = cls._alive.get(value)
            known = None if entry is None else entry()
            if known is not None:
                return cast("Self", known)
        elif type(value) is cls:
            return value
        return cls._enter(value)

    @classmethod
    def _enter(cls, value: object) -> Self:
        """Return the id of a text that is seen for the first time, or of a carrier."""
        plain = value if type(value) is str else cls._characters(value)
        if not cls.names:
            raise TypeError("an id has a kind: GoalId, SessionId, …")
        if not is_name(plain, cls.longest):
            raise InvalidInput(
                f"the id of a {cls.names} is 1 to {cls.longest} printable characters "
                f"without a space"
            )
        made = object.__new__(cls)
        object.__setattr__(made, "_text", plain)
        entry = _Entry(made, cls._let_go)
        entry.text = plain
        with _LOCK:
            there = cls._alive.setdefault(plain, entry)
            known = there()
            if known is None:  # it is being let go
                cls._alive[plain], known = entry, made
        return cast("Self", known)

    @classmethod
    def _characters(cls, value: object) -> str:
        """Return the text of a member of an enumeration, say, as plain ``str``."""
        if isinstance(value, Id):
            raise TypeError(f"the id of a {value.names} does not name a {cls.names}")
        if not isinstance(value, str):
            given = type(value).__name__
            raise TypeError(f"the id of a {cls.names} is made of text, not of {given}")
        return text(value)

    if not TYPE_CHECKING:
        # Out of sight: a type checker that sees an `__eq__` takes every comparison for
        # meant, and one that sees a `__setattr__` every assignment.

        def __eq__(self, other):
            if other is self or isinstance(other, Id):
                return other is self
            if isinstance(other, str):
                warnings.warn(
                    f"the id of a {self.names} is compared with text and is never "
                    f"equal to it: compare ids, or str(id) with the text",
                    IdComparedWithText,
                    stacklevel=2,
                )
                return False
            return NotImplemented

        __hash__ = object.__hash__

        def __setattr__(self, name, value):
            raise AttributeError(f"an id is immutable: {name} cannot be set")

        def __delattr__(self, name):
            raise AttributeError(f"an id is immutable: {name} cannot be deleted")

    def __lt__(self, other: Self) -> bool:
        return self._text < other._text if type(other) is type(self) else NotImplemented

    def __le__(self, other: Self) -> bool:
        return (
            self._text <= other._text if type(other) is type(self) else NotImplemented
        )

    def __gt__(self, other: Self) -> bool:
        return self._text > other._text if type(other) is type(self) else NotImplemented

    def __ge__(self, other: Self) -> bool:
        return (
            self._text >= other._text if type(other) is type(self) else NotImplemented
        )

    def __len__(self) -> int:
        return len(self._text)

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._text!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self._text,)

    @classmethod
    def _read(cls, value: object) -> Self:
        return cls(cast("str | Self", value))


@final
class PersonId(Id):
    """Names a person or an organisation. A person may stand for their own id."""

    __slots__ = ()
    names = "person"

    if TYPE_CHECKING:

        def __new__(cls, value: "str | PersonId | HasId") -> Self:
            """Return the id of a text, or of whoever carries one."""
            ...

    @classmethod
    def _enter(cls, value: object) -> Self:
        """Return the id of whoever carries one, or of a text."""
        own: object = value.id if isinstance(value, HasId) else value
        return own if isinstance(own, cls) else super()._enter(own)


def people(value: "Iterable[PersonId | str | HasId]") -> frozenset[PersonId]:
    """Give the ids of several people, each named by themselves or by their id.

    Raises:
        TypeError: one name is given in place of several.
    """
    return frozenset(map(PersonId, several(value)))


def several(value: Iterable[T]) -> Iterable[T]:
    """Give what was given, if it is several.

    Raises:
        TypeError: it is one person, or one name, in place of several.
    """
    if isinstance(value, str | Id | HasId):
        raise TypeError("people are several: put one person into a tuple")
    return value


@final
class PartnershipId(Id):
    """Names a partnership."""

    __slots__ = ()
    names = "partnership"


@final
class ProposalId(Id):
    """Names what is put to a mutual decision."""

    __slots__ = ()
    names = "proposal"


@final
class GoalId(Id):
    """Names a goal; the text is that of the proposal it came from."""

    __slots__ = ()
    names = "goal"


def goals(those: Iterable[GoalId | str]) -> frozenset[GoalId]:
    """Return the ids of several goals; one by itself is one."""
    several = (those,) if isinstance(those, str) else those
    return frozenset(map(GoalId, several))


@final
class TaskId(Id):
    """Names a task; the text is that of the proposal it came from."""

    __slots__ = ()
    names = "task"


@final
class PracticeId(Id):
    """Names a practice; the text is that of the proposal it came from."""

    __slots__ = ()
    names = "practice"


@final
class TopicId(Id):
    """Names something to talk about, or not to."""

    __slots__ = ()
    names = "topic"


@final
class NoteId(Id):
    """Names a note that is talked over."""

    __slots__ = ()
    names = "note"


@final
class HoldId(Id):
    """Names a hold, for as long as which no word is taken out of the record."""

    __slots__ = ()
    names = "hold"


@final
class SessionId(Id):
    """Names a session, planned or held."""

    __slots__ = ()
    names = "session"


@final
class ContributionId(Id):
    """Names what one person said or brought in a session."""

    __slots__ = ()
    names = "contribution"


@final
class TermsId(Id):
    """Names a version of the terms that a consent was asked under."""

    __slots__ = ()
    names = "version of terms"


@final
class PartId(Id):
    """Names one part of what was carried over: ``consent:treatment``, ``goal:g1``."""

    __slots__ = ()
    names = "part"
    longest = 520  # what it is, and the longest name of a scope or a goal


AnyId = TypeVar("AnyId", bound=Id)


def fresh(like: AnyId, taken: Container[AnyId]) -> AnyId:
    """Give an id like this one that is not taken: ``g1``, ``g1-2``, and so on.

    >>> fresh(GoalId("g1"), {GoalId("g1")})
    GoalId('g1-2')
    """
    if like not in taken:
        return like
    stem = str(like)[: LONGEST_NAME - 8]
    tries = (type(like)(f"{stem}-{n}") for n in count(2))
    return next(name for name in tries if name not in taken)
