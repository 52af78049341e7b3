"""The mandatory fields of a consent record, and what the practice knows of them.

Sources: ISO/IEC TS 27560:2023, the fields and which of them are mandatory; W3C Data
Privacy Vocabulary, its guide to ISO/IEC TS 27560, the term for each.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import attrs
from attrs import field

from collabtherapy._frozen import FrozenMap, frozen
from collabtherapy._scalars import text


@attrs.frozen(kw_only=True)
class ReceiptField:
    """A field of a consent record.

    Args:
        name: its name in ISO/IEC TS 27560.
        term: the term of the vocabulary that carries it.
        of_history: True if every history has it; else the practice gives it.
    """

    name: str
    term: str
    of_history: bool = True


FIELDS: Final[tuple[ReceiptField, ...]] = (
    ReceiptField(name="schema_version", term="dct:conformsTo"),
    ReceiptField(name="receipt_id", term="dct:identifier"),
    ReceiptField(name="record_id", term="dct:identifier"),
    ReceiptField(name="pii_principal_id", term="dpv:hasDataSubject"),
    ReceiptField(name="privacy_notice", term="dpv:hasNotice"),
    ReceiptField(name="language", term="dct:language", of_history=False),
    ReceiptField(name="purpose", term="dpv:hasPurpose"),
    ReceiptField(name="pii_type", term="dpv:hasPersonalData", of_history=False),
    ReceiptField(name="pii_controllers", term="dpv:hasDataController"),
    ReceiptField(
        name="storage_locations", term="dpv:hasStorageCondition", of_history=False
    ),
    ReceiptField(
        name="retention_period", term="dpv:hasStorageCondition", of_history=False
    ),
    ReceiptField(name="jurisdiction", term="dpv:hasJurisdiction", of_history=False),
    ReceiptField(
        name="recipient_third_parties", term="dpv:hasRecipient", of_history=False
    ),
    ReceiptField(name="withdrawal_method", term="dpv:hasConsentControl"),
    ReceiptField(name="party_id", term="dct:identifier"),
    ReceiptField(name="party_name", term="dpv:hasName", of_history=False),
    ReceiptField(name="party_address", term="dpv:hasAddress", of_history=False),
    ReceiptField(name="party_contact", term="dpv:hasContact", of_history=False),
    ReceiptField(name="party_type", term="@type"),
    ReceiptField(name="event_time", term="dct:date"),
    ReceiptField(name="validity_duration", term="dct:valid"),
    ReceiptField(name="entity_id", term="dpv:isImplementedByEntity"),
    ReceiptField(name="event_type", term="dpv:hasLegalBasis"),
    ReceiptField(name="event_state", term="dpv:hasConsentStatus"),
)
"""The mandatory fields, each with its term."""

_NONE: FrozenMap[str, tuple[str, ...]] = FrozenMap()


def _named(given: Iterable[str]) -> tuple[str, ...]:
    if isinstance(given, str):
        raise TypeError(f"expected a tuple of texts, got text; wrap it: ({given!r},)")
    return tuple(map(text, given))


def _by_scope(given: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    return frozen({text(name): _named(those) for name, those in given.items()})


@attrs.frozen(kw_only=True)
class ReceiptDetails:
    """What a receipt has to say of the processing that no history knows.

    Args:
        name: the name of the controller, a practice or an organisation.
        address: its postal address.
        contact: how it is reached: an address of mail, a page, a telephone.
        language: the language in which the terms were explained, as in BCP 47.
        jurisdiction: the law that applies, a code such as ``IE``.
        storage: where records are kept.
        retention: for how long, as an ISO 8601 duration such as ``P10Y``.
        personal_data: by the name of a scope, the kinds of data it covers.
        recipients: by the name of a scope, who besides the therapists receives them;
            an empty tuple says that nobody does.
        withdrawal: where or how a consent is taken back.

    >>> ReceiptDetails(name="Harbour practice", retention="P10Y").retention
    'P10Y'
    """

    name: str | None = None
    address: str | None = None
    contact: str | None = None
    language: str | None = None
    jurisdiction: str | None = None
    storage: tuple[str, ...] = field(default=(), converter=_named)
    retention: str | None = None
    personal_data: Mapping[str, tuple[str, ...]] = field(
        default=_NONE, converter=_by_scope
    )
    recipients: Mapping[str, tuple[str, ...]] = field(
        default=_NONE, converter=_by_scope
    )
    withdrawal: str | None = None
