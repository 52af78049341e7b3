"""Names for people and things that cannot be taken for one another.

An id is text, so that it prints, sorts and writes as text; it is not *equal* to
plain text, nor to an id of another kind with the same letters. ``GoalId("1")``,
``SessionId("1")`` and ``"1"`` are three different things, which is what keeps a
group's id from overwriting a provider's.
"""

from collections.abc import Container, Iterable
from itertools import count
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar, final

from collabtherapy._scalars import text
from collabtherapy.partnership.values.checks import LONGEST_NAME, is_name

T = TypeVar("T")


class HasId:
    """Anyone who carries a person's id, as a `Client` or a `Therapist` does."""

    __slots__ = ()


class Id(str):
    """A name of one kind. Use the kinds below; this one cannot be built."""

    __slots__ = ()
    names: ClassVar[str] = ""
    longest: ClassVar[int] = LONGEST_NAME

    def __new__(cls, value: str) -> Self:
        """Make an id of 1 to 200 printable characters, none of them a space.

        Raises:
            TypeError: the value is not text, or is an id of another kind.
            ValueError: it is empty, too long, or holds a space or a control.
        """
        if type(value) is str and cls.names and is_name(value, cls.longest):
            return str.__new__(cls, value)
        if type(value) is cls:
            return value
        if not cls.names:
            raise TypeError("an id has a kind: GoalId, SessionId, …")
        if not isinstance(value, str):
            raise TypeError(f"the id of a {cls.names} is text")
        if isinstance(value, Id):
            raise TypeError(f"the id of a {value.names} does not name a {cls.names}")
        if not is_name(value, cls.longest):
            raise ValueError(
                f"the id of a {cls.names} is 1 to {cls.longest} printable characters "
                f"without a space"
            )
        return str.__new__(cls, text(value))

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    if TYPE_CHECKING:

        def __hash__(self) -> int: ...
    else:
        __hash__ = str.__hash__  # that of text itself, without a call

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str.__repr__(self)})"


@final
class PersonId(Id):
    """Names a person or an organisation. A person may stand for their own id."""

    __slots__ = ()
    names = "person"

    def __new__(cls, value: "str | HasId") -> Self:
        """Take an id, its text, or whoever carries it."""
        if type(value) is str and is_name(value):
            return str.__new__(cls, value)
        own = value if isinstance(value, str) else getattr(value, "id", None)
        if type(own) is cls:
            return own
        if not isinstance(own, str):
            raise TypeError("a person is named by an id, or stands for their own")
        return super().__new__(cls, own)


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
    if isinstance(value, str | HasId):
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


AnyId = TypeVar("AnyId", bound=Id)


def fresh(like: AnyId, taken: Container[AnyId]) -> AnyId:
    """Give an id like this one that is not taken: ``g1``, ``g1-2``, and so on.

    >>> fresh(GoalId("g1"), {GoalId("g1")})
    GoalId('g1-2')
    """
    if like not in taken:
        return like
    stem = like[: LONGEST_NAME - 8]
    tries = (type(like)(f"{stem}-{n}") for n in count(2))
    return next(name for name in tries if name not in taken)
