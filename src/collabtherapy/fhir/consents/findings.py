"""Whether somebody was found able to decide: for one kind of decision, for a time.

Somebody is presumed able unless it was found that they are not (Mental Capacity Act
2005, section 1); whose consent needs a finding (Gillick, under 16) is so only while one
holds. What runs out never restores: only a later finding does.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy.partnership.values.moments import instant

__all__ = ["Finding", "able"]


@attrs.frozen(kw_only=True)
class Finding:
    """What an assessor found of one person and one kind of decision.

    Args:
        person: who was assessed, as ``Patient/1``.
        kind: which kind of consent it is about.
        able: whether they can decide.
        found_at: when; it says nothing before.
        assessor: who found it.
        expires_at: when it runs out, if ever.
    """

    person: str
    kind: str
    able: bool
    found_at: datetime = field(converter=instant)
    assessor: str
    expires_at: datetime | None = field(default=None, converter=optional(instant))

    def holds(self, at: datetime) -> bool:
        """Whether somebody is able by this finding at a moment."""
        return self.able and (self.expires_at is None or at < self.expires_at)

    def moments(self) -> Iterator[datetime]:
        """Give the instants at which it begins and ends to count."""
        yield self.found_at
        if self.expires_at is not None:
            yield self.expires_at


def able(
    person: str,
    kind: str | None,
    findings: Iterable[Finding],
    *,
    at: datetime,
    presumed: bool,
) -> bool:
    """Whether a person can decide at a moment: by the last finding, else as presumed.

    Where two findings are of the same moment, all of them have to hold.
    """
    about = [
        finding
        for finding in findings
        if finding.person == person and finding.found_at <= at
        and (kind is None or finding.kind == kind)
    ]  # fmt: skip
    if not about:
        return presumed
    last = max(finding.found_at for finding in about)
    return all(finding.holds(at) for finding in about if finding.found_at == last)
