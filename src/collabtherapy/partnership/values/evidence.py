"""Documents that were seen for an act: a court order, a certificate, a paper form.

The document itself stays where it is. The record says of what kind it is, where it can
be found again, and who looked at it.
"""

import attrs
from attrs import field

from collabtherapy._scalars import text
from collabtherapy.partnership.values.checks import a, code
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.words import Words


@attrs.frozen
class Evidence:
    """A document that was seen for an act.

    Args:
        kind: a short code: ``court-order``, ``birth-certificate``, ``paper-form``, …
        reference: where the document can be found again, such as a file number. It may
            tell who somebody is, so it is `Words`: sealed, redacted and never shown.
        seen_by: who saw it. They need not be a member: a receptionist may have.

    Raises:
        TypeError: If a field holds another kind of value than it takes.
        ValueError: If the kind is no short code, or an id is empty or holds a space.

    >>> Evidence("court-order", reference=Words("12/345"), seen_by="bo").reference
    Words(<6 characters>)
    """

    kind: str = field(converter=text, validator=code)
    reference: Words | None = field(
        default=None, kw_only=True, validator=a(Words, optional=True)
    )
    seen_by: PersonId = field(kw_only=True, converter=PersonId)
