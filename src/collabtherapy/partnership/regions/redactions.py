"""Redactions: that somebody's words were taken out for good, and why.

The act says that it happened; `privacy.redact` takes the words out and records it.
"""

import attrs
from attrs import field

from collabtherapy._scalars import text
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import code
from collabtherapy.partnership.values.ids import PersonId


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Redact(Act):
    """Record that what a person wrote was taken out for good.

    Recorded by `privacy.redact`. By itself it takes nothing out.

    Args:
        subject: whose words.
        because: why, as a short name: ``erasure_request``, ``retention_over``, …
    """

    subject: PersonId = field(converter=PersonId)
    because: str = field(converter=text, validator=code)


@attrs.frozen(kw_only=True)
class Redactions:
    """Every redaction, the first first."""

    entries: tuple[Redact, ...] = ()


REDACTIONS = Region("redactions", Redactions())


@REDACTIONS.folds(Redact)
def _redact(redactions: Redactions, act: Redact) -> Redactions:
    return Redactions(entries=(*redactions.entries, act))
