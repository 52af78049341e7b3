"""What a consent covers: a vocabulary that anyone may extend."""

from typing import ClassVar

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy._printing import printed
from collabtherapy._scalars import text
from collabtherapy.partnership.values.checks import code, nameable
from collabtherapy.partnership.values.ids import HasId, PersonId


@attrs.frozen(cache_hash=True)
class Scope:
    """What a consent covers; confined, where it must be, to one recipient or study.

    Args:
        name: a short name; the usual ones are `Scope.TREATMENT` and its like.
        of: the recipient, person or study that it is confined to.
        purpose: what a disclosure is for.

    Raises:
        ValueError: the name is empty or not a short name.

    >>> Scope.TREATMENT, Scope.research("study-7")
    (Scope('treatment'), Scope('research', of='study-7'))
    """

    name: str = field(converter=text, validator=code)
    of: str | None = field(default=None, converter=optional(text), validator=nameable)
    purpose: str | None = field(
        default=None, kw_only=True, converter=optional(text), validator=nameable
    )

    ASSESSMENT: ClassVar["Scope"]
    TREATMENT: ClassVar["Scope"]
    CONTACT: ClassVar["Scope"]
    MEASUREMENT: ClassVar["Scope"]
    RECORDING: ClassVar["Scope"]
    OBSERVATION: ClassVar["Scope"]
    SUPERVISION: ClassVar["Scope"]
    TELEHEALTH: ClassVar["Scope"]
    AI_PROCESSING: ClassVar["Scope"]
    REUSE_TEACHING: ClassVar["Scope"]

    @classmethod
    def disclosure(cls, recipient: PersonId | HasId | str, *, purpose: str) -> "Scope":
        """Give the scope of telling ``recipient`` something for ``purpose``."""
        return cls("disclosure", str(PersonId(recipient)), purpose=purpose)

    @classmethod
    def involve(cls, person: PersonId | HasId | str) -> "Scope":
        """Give the scope of inviting ``person`` in."""
        return cls("involve", str(PersonId(person)))

    @classmethod
    def research(cls, study: str) -> "Scope":
        """Give the scope of the use of records by ``study``."""
        return cls("research", study)

    def __repr__(self) -> str:
        of = f", of={self.of!r}" if self.of else ""
        purpose = f", purpose={self.purpose!r}" if self.purpose else ""
        return f"Scope({self.name!r}{of}{purpose})"

    _repr_pretty_ = printed

    def __str__(self) -> str:
        return ":".join(part for part in (self.name, self.of, self.purpose) if part)


USUAL_SCOPES = tuple(
    Scope(name)
    for name in (
        "assessment", "treatment", "contact", "measurement", "recording",
        "observation", "supervision", "telehealth", "ai_processing", "reuse_teaching",
    )
)  # fmt: skip
for _scope in USUAL_SCOPES:
    setattr(Scope, _scope.name.upper(), _scope)
