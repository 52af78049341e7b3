"""What a contribution is: a vocabulary that anyone may extend.

Kinds form a tree by their names: ``reflection.complex`` is a ``reflection``. A
contribution has a set of them, which may be empty: in coded counselling a tenth of
therapists' turns carry two or three kinds, and a third none.
"""

from collections.abc import Iterable
from typing import ClassVar

import attrs
from attrs import field

from collabtherapy._printing import printed
from collabtherapy._scalars import text
from collabtherapy.partnership.values.checks import code


@attrs.frozen(cache_hash=True, order=True)
class Kind:
    """One kind of contribution.

    Args:
        name: a short name; a part after a dot makes it a kind of the part before.

    >>> Kind.COMPLEX_REFLECTION.is_a(Kind.REFLECTION)
    True
    >>> Kind("metaphor")
    Kind('metaphor')
    """

    name: str = field(converter=text, validator=code)

    EXPERIENCE: ClassVar["Kind"]
    PERSPECTIVE: ClassVar["Kind"]
    SOLUTION: ClassVar["Kind"]
    PROFESSIONAL: ClassVar["Kind"]
    QUESTION: ClassVar["Kind"]
    OPEN_QUESTION: ClassVar["Kind"]
    CLOSED_QUESTION: ClassVar["Kind"]
    REFLECTION: ClassVar["Kind"]
    SIMPLE_REFLECTION: ClassVar["Kind"]
    COMPLEX_REFLECTION: ClassVar["Kind"]
    INPUT: ClassVar["Kind"]
    INFORMATION: ClassVar["Kind"]
    ADVICE: ClassVar["Kind"]
    OPTIONS: ClassVar["Kind"]
    NEGOTIATION: ClassVar["Kind"]
    TALK: ClassVar["Kind"]
    CHANGE_TALK: ClassVar["Kind"]
    SUSTAIN_TALK: ClassVar["Kind"]
    NEUTRAL_TALK: ClassVar["Kind"]
    OTHER: ClassVar["Kind"]

    def is_a(self, other: "Kind") -> bool:
        """Whether this is that kind, or a kind of it."""
        return self == other or self.name.startswith(f"{other.name}.")

    def __repr__(self) -> str:
        return f"Kind({self.name!r})"

    _repr_pretty_ = printed

    def __str__(self) -> str:
        return self.name


def kinds(those: Iterable[Kind]) -> frozenset[Kind]:
    """Give the kinds as a set.

    Raises:
        TypeError: text is given in place of kinds.
    """
    if isinstance(those, str | Kind):
        raise TypeError("kinds are several: {Kind.REFLECTION}")
    return frozenset(those)


USUAL_KINDS = {
    "EXPERIENCE": Kind("experience"),
    "PERSPECTIVE": Kind("perspective"),
    "SOLUTION": Kind("solution"),
    "PROFESSIONAL": Kind("professional"),
    "QUESTION": Kind("question"),
    "OPEN_QUESTION": Kind("question.open"),
    "CLOSED_QUESTION": Kind("question.closed"),
    "REFLECTION": Kind("reflection"),
    "SIMPLE_REFLECTION": Kind("reflection.simple"),
    "COMPLEX_REFLECTION": Kind("reflection.complex"),
    "INPUT": Kind("input"),
    "INFORMATION": Kind("input.information"),
    "ADVICE": Kind("input.advice"),
    "OPTIONS": Kind("input.options"),
    "NEGOTIATION": Kind("input.negotiation"),
    "TALK": Kind("talk"),
    "CHANGE_TALK": Kind("talk.change"),
    "SUSTAIN_TALK": Kind("talk.sustain"),
    "NEUTRAL_TALK": Kind("talk.neutral"),
    "OTHER": Kind("other"),
}
for _name, _kind in USUAL_KINDS.items():
    setattr(Kind, _name, _kind)
