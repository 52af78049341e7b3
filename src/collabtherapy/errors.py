"""What can go wrong, in a branch for each audience.

`Refused`: you asked for what the partnership does not allow. `ImpossibleHistory`: a
record contradicts the law. `MalformedDocument`: the outside sent something that is no
document of ours. `NotMeasurable`: answers or figures from which no measure follows.
None of them ever carries a person's words.
"""

from collections.abc import Sequence
from typing import Protocol

__all__ = [
    "CollabtherapyError",
    "ImpossibleHistory",
    "MalformedDocument",
    "NotMeasurable",
    "Reason",
    "Refused",
]


class Reason(Protocol):
    """One reason of a refusal; `collabtherapy.Refusal` is one."""

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


class Refused(CollabtherapyError):
    """An act is not allowed now. Nothing was recorded.

    Args:
        refusals: every reason, in the order of the law.
        act: the kind of act.
        index: which of the acts recorded together it was, from 0.
    """

    def __init__(self, refusals: Sequence[Reason], act: str, index: int = 0) -> None:
        """Say what was refused, why, and what would clear each reason."""
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


class ImpossibleHistory(CollabtherapyError):
    """A history contradicts the law at one of its acts.

    Args:
        index: which act, from 0.
        act: its kind.
        codes: why it could not have been recorded.
    """

    def __init__(self, index: int, act: str, codes: Sequence[str]) -> None:
        """Say which act cannot have happened, and why."""
        self.index = index
        self.act = act
        self.codes: tuple[str, ...] = tuple(codes)
        why = ", ".join(self.codes)
        super().__init__(f"act {index} ({act}) cannot have been recorded: {why}")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.index, self.act, self.codes)


class MalformedDocument(CollabtherapyError):
    """What was to be read is no document of ours.

    Args:
        path: where, as ``$.acts[3].scope``; keys that are not ours are left out.
        code: what is wrong there, to branch on: ``expected_text``.
        message: what would be right there.
    """

    def __init__(self, path: str, code: str, message: str) -> None:
        """Say where a document goes wrong, and what would be right there."""
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
        """Say where a measure goes wrong, and what would be right there."""
        self.place = place
        self.code = code
        self.message = message
        super().__init__(f"{place}: {message} ({code})")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.place, self.code, self.message)
