"""What can go wrong, in a branch for each audience.

`Refused`: you asked for what the partnership does not allow. `ImpossibleHistory`: a
record contradicts the law. `UnknownPerson`, `NotShown`: you asked about somebody who
was never there, or about what a view does not show. `MalformedDocument`: the outside
sent something that is no document of ours. `NotMeasurable`: answers or figures from
which no measure follows.
`StoreError`: a store could not keep or give what it was asked to.
None of them ever carries a person's words.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, Protocol

__all__ = [
    "BookmarkMoved",
    "CollabtherapyError",
    "Conflict",
    "CorruptRecord",
    "ErasurePending",
    "Exists",
    "IdComparedWithText",
    "ImpossibleHistory",
    "InvalidInput",
    "KeyReused",
    "KeyUnavailable",
    "MalformedDocument",
    "NotForThem",
    "NotKept",
    "NotMeasurable",
    "NotShown",
    "NotStorable",
    "Reason",
    "Refused",
    "Stale",
    "StoreError",
    "StoreMismatch",
    "StoreUnavailable",
    "UnknownPerson",
    "problem",
    "status",
]


class Named(Protocol):
    """A member of an enumeration."""

    @property
    def name(self) -> str:
        """Its name."""
        ...


class Reason(Protocol):
    """One reason of a refusal; `collabtherapy.Refusal` is one."""

    @property
    def rule(self) -> Named:
        """What it rests on."""
        ...

    @property
    def code(self) -> str:
        """What to branch on."""
        ...

    @property
    def message(self) -> str:
        """What to show."""
        ...

    @property
    def fix(self) -> Sequence[object]:
        """What would clear it."""
        ...


class CollabtherapyError(Exception):
    """Whatever this library raises by itself."""


class InvalidInput(CollabtherapyError, ValueError):
    """A value that cannot exist was asked for: an empty id, a moment without a zone.

    It is the mistake of whoever gave the value, so that an edge can answer it as such;
    any other `ValueError` is a mistake in a program.
    """


class NotForThem(InvalidInput):
    """A partnership is not this person's to see; says what would change that."""


class Stale(InvalidInput):
    """A cursor was read at another version, for another person or another question.

    Ask again without a cursor.
    """


class Refused(CollabtherapyError):
    """An act is not allowed now. Nothing was recorded.

    Args:
        refusals: every reason, in the order of the law.
        act: the kind of act.
        index: which of the acts recorded together it was, from 0.
    """

    def __init__(self, refusals: Sequence[Reason], act: str, index: int = 0) -> None:
        """State what was refused, why, and what would clear each reason."""
        self.refusals: tuple[Reason, ...] = tuple(refusals)
        self.act = act
        self.index = index
        lines = (
            f"{r.code}: {r.message}; first: {', '.join(map(repr, r.fix))}"
            for r in self.refusals
        )
        super().__init__("\n  ".join((f"{act} is refused", *lines)))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.refusals, self.act, self.index)


MEND: Final = (
    "; check=False reads a history without asking the law, and accept={{{version}}} "
    "imports it with this act"
)
"""What leaves the present law aside, of a history that another law allowed."""


class ImpossibleHistory(CollabtherapyError):
    """A history contradicts the law at one of its acts.

    Args:
        index: which act, from 0.
        act: its kind.
        codes: why it could not have been recorded.
    """

    def __init__(self, index: int, act: str, codes: Sequence[str]) -> None:
        """State which act cannot have happened, and why."""
        self.index = index
        self.act = act
        self.codes: tuple[str, ...] = tuple(codes)
        why = ", ".join(self.codes)
        by_law = not why.startswith(("history.", "step."))
        mend = MEND.format(version=index + 1) if by_law else ""
        super().__init__(f"act {index} ({act}) cannot have been recorded: {why}{mend}")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.index, self.act, self.codes)


class UnknownPerson(CollabtherapyError, KeyError):
    """A question is about somebody who is not, and never was, in the partnership.

    Args:
        person: who was asked about.
        partnership: where.
        people: those who are or were there, as far as they are shown.
    """

    def __init__(self, person: str, partnership: str, people: Sequence[str]) -> None:
        """Name the person asked about, and those who could be."""
        self.person = person
        self.partnership = partnership
        self.people: tuple[str, ...] = tuple(people)
        super().__init__(
            f"{person} is not, and never was, in {partnership}; ask about one of: "
            f"{', '.join(self.people)}"
        )

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError would quote it

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.person, self.partnership, self.people)


class NotShown(CollabtherapyError, LookupError):
    """A view is asked about what is not its viewer's to see, whatever is recorded.

    Args:
        about: the client whose own affairs, or the session, is not shown.
        viewer: whose view it is.
    """

    def __init__(self, about: str, viewer: str) -> None:
        """Build the error from what is not shown and the person who asked."""
        self.about = about
        self.viewer = viewer
        super().__init__(
            f"nothing of {about} is shown to {viewer}, whether or not anything is "
            f"recorded; ask the view of somebody to whom it is shown"
        )

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.about, self.viewer)


class MalformedDocument(CollabtherapyError):
    """What was to be read is no document of ours.

    Args:
        path: where, as ``$.acts[3].scope``; keys that are not ours are left out.
        code: what is wrong there, to branch on: ``expected_text``.
        message: what would be right there.
    """

    def __init__(self, path: str, code: str, message: str) -> None:
        """State where a document goes wrong, and what would be right there."""
        self.path = path
        self.code = code
        self.message = message
        super().__init__(f"{path}: {message} ({code})")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.path, self.code, self.message)


class NotMeasurable(CollabtherapyError, ValueError):
    """No measure follows from these answers or figures.

    Args:
        place: where, as ``answers[3]`` or ``reliability``.
        code: what is wrong there, to branch on: ``off_scale``.
        message: what would be right there; never the value.
    """

    def __init__(self, place: str, code: str, message: str) -> None:
        """State where a measure goes wrong, and what would be right there."""
        self.place = place
        self.code = code
        self.message = message
        super().__init__(f"{place}: {message} ({code})")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.place, self.code, self.message)


class IdComparedWithText(RuntimeWarning):
    """An id was compared with text, which it never equals.

    Compare ids with ids or text with text: ``duty.owed_by == PersonId("bo")`` or
    ``str(duty.owed_by) == "bo"``. To find every such place, have it raised::

        warnings.simplefilter("error", IdComparedWithText)

    A look-up by hash, as in a set of text, compares nothing and cannot warn: that is
    found by mypy and pyright.
    """


class StoreError(CollabtherapyError):
    """A store could not do what it was asked to. Nothing was half done."""


class Conflict(StoreError):
    """Somebody else has recorded an act meanwhile: load again, and ask again.

    Args:
        partnership: which.
        expected: the version that was expected.
        actual: the version that it has.
    """

    def __init__(self, partnership: str, expected: int, actual: int) -> None:
        """State which version was expected, and which there is."""
        self.partnership = partnership
        self.expected = expected
        self.actual = actual
        said = f"is at version {actual}, not {expected}"
        if actual == expected:
            said = f"has another act at version {actual}"
        super().__init__(f"{partnership} {said}: load it again")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.partnership, self.expected, self.actual)


class BookmarkMoved(StoreError):
    """Another process follows under the same name, and has moved the bookmark.

    What was taken in here was taken in there as well. Have one process at a time follow
    under a name, or drop what came twice by its place.

    Args:
        follower: the name of the follower.
    """

    def __init__(self, follower: str) -> None:
        """State of which follower."""
        self.follower = follower
        super().__init__(
            f"another process has moved the bookmark of {follower} meanwhile: what was "
            f"taken in comes to be taken in twice"
        )

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.follower,)


class Exists(Conflict):
    """A partnership of that name is kept already, with another history.

    Args:
        partnership: which.
        actual: the version that it has.
    """

    def __init__(self, partnership: str, actual: int) -> None:
        """Name the partnership that is there."""
        super().__init__(partnership, 0, actual)
        mend = "load it, or choose another name"
        self.args = (f"{partnership} is kept already: {mend}",)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.partnership, self.actual)


class KeyReused(Conflict):
    """The key of a request came before, from the same hands, with another request.

    Args:
        partnership: which.
        expected: the version after which the acts of this request were to stand.
        actual: the version that the first request with this key led to.
    """

    def __init__(self, partnership: str, expected: int, actual: int) -> None:
        """State what the key has been used for."""
        super().__init__(partnership, expected, actual)
        led = f"which led to version {actual} of {partnership}"
        mend = "use a new key for a new request"
        self.args = (f"this key came with another request, {led}: {mend}",)


class NotKept(StoreError, LookupError):
    """There is no partnership of that name in the store.

    What it says is the same for every name, and for text that can be no name.

    Args:
        partnership: which; empty, if the text that was given can name none.
    """

    def __init__(self, partnership: str) -> None:
        """Keep the name, and say what is said of every other."""
        self.partnership = partnership
        super().__init__("no partnership of that name is kept here")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.partnership,)


class NotStorable(StoreError):
    """An act cannot be kept as it was given. Nothing was written.

    Args:
        kind: the name of the class of the act, or of the matter in it.
        code: why, to branch on: ``unknown_kind`` or ``only_by_erase``.
        message: what it means, and what to do.
    """

    def __init__(self, kind: str, code: str, message: str) -> None:
        """Name the kind, why it cannot be kept, and what to do."""
        self.kind = kind
        self.code = code
        self.message = message
        super().__init__(f"{kind}: {message} ({code})")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.kind, self.code, self.message)


class _Coded(StoreError):
    def __init__(self, code: str, message: str) -> None:
        """State what is wrong, and what would mend it."""
        self.code = code
        self.message = message
        super().__init__(f"{message} ({code})")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.code, self.message)


class StoreUnavailable(_Coded):
    """The database could not be used: see the code, and try again.

    Args:
        code: what is wrong, to branch on: ``connection_lost``, ``disk_full``, …
        message: what it means, and what would mend it.
    """


class StoreMismatch(_Coded):
    """What was opened is no store that this version can use as it is.

    Args:
        code: what is wrong, to branch on: ``foreign``, ``older``, ``newer``, …
        message: what to run, or what to open instead.
    """


class KeyUnavailable(StoreError):
    """A key is locked under a master that the keyring does not have. Nothing was done.

    Args:
        epoch: the epoch of that master.
    """

    def __init__(self, epoch: int) -> None:
        """Name the epoch, and say what would mend it."""
        self.epoch = epoch
        super().__init__(
            f"the keyring has no master of epoch {epoch}: give it that master"
        )

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.epoch,)


class ErasurePending(StoreError):
    """An erasure is recorded, and its texts are given to nobody; bytes are left.

    Args:
        number: which erasure.
        reached: how far it has come; see `storage.Reached`.
    """

    def __init__(self, number: int, reached: str) -> None:
        """Name the erasure, and say what would finish it."""
        self.number = number
        self.reached = reached
        super().__init__(
            f"erasure {number} is {reached}: run finish_erasures of the store"
        )

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.number, self.reached)


class CorruptRecord(StoreError):
    """A row is not as it was recorded: it was changed, moved, or taken away.

    Args:
        partnership: which; empty where the row names none, or is a key and no act.
        version: which of its acts, from 1; 0 where that is not known. Of a row that
            was put in before the first act, the version that the row names (0 or less).
        code: what is wrong, to branch on: ``altered``, ``words_do_not_open``, …
        key: the number of the key, where a key is not as it was recorded.
    """

    def __init__(
        self, partnership: str, version: int, code: str, key: int | None = None
    ) -> None:
        """Name the row, and what is wrong with it."""
        self.partnership = partnership
        self.version = version
        self.code = code
        self.key = key
        row = "a row" if key is None else f"key {key}"
        if partnership:
            what = "read" if code.startswith("read_") else "act"
            row = f"{what} {version} of {partnership}"
        super().__init__(f"{row} is not as recorded ({code})")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.partnership, self.version, self.code, self.key)


_SAME = "nothing of that name is here for you"
_OURS = "the service could not do this; nothing was half done"

ANSWERS: Mapping[type[BaseException], tuple[int, str]] = MappingProxyType(
    {
        # What is most derived stands before what it is derived from.
        MalformedDocument: (400, "the document cannot be read"),
        NotForThem: (404, _SAME),
        NotKept: (404, _SAME),
        NotShown: (404, _SAME),
        UnknownPerson: (404, _SAME),
        Stale: (409, "the list has changed since: ask for its first page"),
        NotMeasurable: (422, "no measure follows from this"),
        InvalidInput: (400, "a value cannot exist"),
        Exists: (409, "the name is taken"),
        KeyReused: (422, "the key came with another request"),
        Conflict: (412, "somebody else recorded something meanwhile"),
        BookmarkMoved: (409, "another process follows under this name"),
        NotStorable: (400, "this cannot be kept"),
        Refused: (422, "the partnership does not allow this now"),
        ImpossibleHistory: (422, "the history contradicts the law"),
        StoreUnavailable: (503, "the database cannot be used: try again"),
        ErasurePending: (503, "an erasure is being finished: try again"),
        KeyUnavailable: (503, _OURS),
        CollabtherapyError: (500, _OURS),
    }
)
"""The status in HTTP and the title of each kind of error; anything else is 500.

Sources: RFC 9110 (400, 404, 409, 412, 422, 500, 503), RFC 9457 (title).
"""

_TELLS = (
    MalformedDocument, NotMeasurable, InvalidInput, Exists, KeyReused, Conflict,
    Refused, ImpossibleHistory,
)  # fmt: skip
"""Whose message may leave a service: it names the mistake of whoever asked.

What is unknown and what is not theirs are answered in the same bytes, and what is wrong
with the service is for its log.
"""

PROBLEM: Final = "urn:collabtherapy:problem:"
"""What the type of every problem begins with."""


def status(error: BaseException) -> int:
    """Return the status code of HTTP by which an error is answered.

    >>> status(NotKept("p-1")), status(Conflict("p-1", 2, 3)), status(KeyError("x"))
    (404, 412, 500)
    """
    return _answer(error)[1]


def problem(error: BaseException) -> dict[str, object]:
    """Return the problem details (RFC 9457) of an error, without anybody's words.

    Reasons of a refusal are told by code and message; `codec.to_json` adds what was
    compared and what would clear them.

    >>> problem(NotKept("p-1"))["title"]
    'nothing of that name is here for you'
    >>> problem(NotKept("p-1")) == problem(NotShown("ana", "bo"))
    True
    >>> problem(MalformedDocument("$.by", "expected_text", "here stands text"))["path"]
    '$.by'
    """
    kind, code, title = _answer(error)
    named = "not-found" if code == _NOT_FOUND else _kebab(kind.__name__)
    told: dict[str, object] = {"type": PROBLEM + named, "title": title, "status": code}
    if isinstance(error, _TELLS) and code != _NOT_FOUND:
        told["detail"] = str(error)
    if isinstance(error, Refused):
        rule = error.refusals[0].rule.name.lower() if error.refusals else "refused"
        told["type"] = f"{PROBLEM}refused:{rule}"
        told["detail"] = f"{error.act} is refused"
        told |= {"act": error.act, "index": error.index}
        told["refusals"] = [
            {"code": reason.code, "message": reason.message}
            for reason in error.refusals
        ]
    elif isinstance(error, MalformedDocument):
        told |= {"path": error.path, "code": error.code}
    elif isinstance(error, ImpossibleHistory):
        told |= {"index": error.index, "codes": list(error.codes)}
    elif isinstance(error, Conflict):
        told["version"] = error.actual
    return told


_NOT_FOUND: Final = 404


def _answer(error: BaseException) -> tuple[type[BaseException], int, str]:
    for kind, (code, title) in ANSWERS.items():
        if isinstance(error, kind):
            return kind, code, title
    return CollabtherapyError, *ANSWERS[CollabtherapyError]


def _kebab(name: str) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")
