"""Consent receipts: what a client holds in hand for each consent given or taken back.

A receipt is a copy of what the record says of one decision about one scope: whose, for
what, under which terms, when, until when, and by whom. It is made of what the viewer
may see and of nothing else, and holds nobody's words: ids, codes and moments.

Sources: ISO/IEC TS 27560:2023, the fields of a consent record and which of them are
mandatory; W3C Data Privacy Vocabulary, its terms for them and its consent states.
"""

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias, cast

import attrs
from attrs import field

from collabtherapy.exports.receipt_fields import FIELDS, ReceiptDetails
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.regions.consent import (
    DeclineConsent,
    GiveConsent,
    WithdrawConsent,
)
from collabtherapy.partnership.values.entries import Entry
from collabtherapy.partnership.values.ids import HasId, PersonId, TermsId
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.scopes import Scope
from collabtherapy.privacy.views import View, view

Json: TypeAlias = dict[str, Any]
Deciding: TypeAlias = GiveConsent | DeclineConsent | WithdrawConsent

OWN = "urn:collabtherapy:"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, f"{OWN}consent-receipt")
SCHEMA = "https://w3id.org/dpv/schema/dpv-27560#"

CONTEXT: Final[Mapping[str, str]] = {
    "dpv": "https://w3id.org/dpv#",
    "dct": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

GIVEN, RENEWED = "ConsentGiven", "RenewedConsentGiven"
REFUSED, INVALIDATED = "ConsentRefused", "ConsentInvalidated"
WITHDRAWN, REVOKED = "ConsentWithdrawn", "ConsentRevoked"

VALID: Final = frozenset((GIVEN, RENEWED))
"""The states that justify the processing that was consented to."""


NOTHING_MORE = ReceiptDetails()


@attrs.frozen(kw_only=True)
class Receipt:
    """Proof of one decision about one scope.

    Args:
        text: the receipt as JSON-LD, in one spelling: keys in order, no white space.
        status: the consent state of the vocabulary that the decision led to.
        missing: the mandatory fields of a consent record that are not known.
    """

    text: str = field(repr=False)
    status: str
    missing: tuple[str, ...]

    @property
    def document(self) -> Json:
        """The receipt as plain dictionaries, made anew each time."""
        return cast("Json", json.loads(self.text))

    @property
    def is_valid(self) -> bool:
        """True if the decision lets the processing take place, while it stands."""
        return self.status in VALID

    @property
    def digest(self) -> str:
        """The SHA-256 of the text, to compare two copies by, or to sign."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def consent_receipts(
    p: Partnership,
    *,
    viewer: PersonId | HasId | str,
    details: ReceiptDetails = NOTHING_MORE,
) -> tuple[Receipt, ...]:
    """Return a receipt for each consent given, refused or taken back.

    A decision that was entered in error, or lost its effect by what was entered late,
    keeps its receipt, which then says that it was invalidated. What was consented to
    elsewhere and carried over has none: its proof is where it was said.

    Args:
        p: the partnership.
        viewer: for whom: of what this person may not see there is no receipt.
        details: what the practice says of the processing. What is not given is named
            in `Receipt.missing`.

    Raises:
        NotForThem: If the partnership is not this person's to see.

    >>> from datetime import UTC, datetime
    >>> from collabtherapy import Client, Partnership, Therapist, acts
    >>> p = Partnership.open(
    ...     id="p-1",
    ...     clients=[Client("ana")],
    ...     therapists=[Therapist("bo")],
    ...     by="ana",
    ...     at=datetime(2026, 1, 5, tzinfo=UTC),
    ... )
    >>> p = p.record(
    ...     acts.Explain(by="bo", at=p.at, to="ana", scope=Scope.CONTACT, terms="t-1"),
    ...     acts.GiveConsent(by="ana", at=p.at, scope=Scope.CONTACT, terms="t-1"),
    ... )
    >>> [receipt.status for receipt in consent_receipts(p, viewer="ana")]
    ['ConsentGiven']
    """
    seen = view(p, viewer)
    return tuple(_receipt(seen, one, details) for one in _decisions(seen))


@attrs.frozen(kw_only=True)
class _Decision:
    """One decision, as its viewer sees it.

    Args:
        act: the act.
        n: which it is of those that are alike to the moment, from 0.
        status: the consent state that it led to.
        terms: the terms that were explained last, as the viewer knows them.
    """

    act: Deciding
    n: int
    status: str
    terms: TermsId | None


def _decisions(seen: View) -> Iterator[_Decision]:
    """Yield each decision, with what came of it for all that the viewer sees."""
    standing: dict[tuple[PersonId, Scope], GiveConsent] = {}
    alike: dict[str, int] = {}
    for entry in seen.entries:
        act = entry.act
        if not isinstance(act, Deciding):
            continue
        key = act.for_whom, act.scope
        before = standing.get(key)
        name = _name(seen, act)
        n = alike[name] = alike.get(name, -1) + 1
        yield _Decision(
            act=act,
            n=n,
            status=_status(entry, act, before),
            terms=_terms(seen, act, before),
        )
        if not entry.in_effect:
            continue
        if isinstance(act, GiveConsent):
            standing[key] = act
        else:
            standing.pop(key, None)


def _status(entry: Entry, act: Deciding, before: GiveConsent | None) -> str:
    """Return the consent state that a decision led to.

    Of those who take a consent back, the vocabulary tells the person themselves from
    anybody else.
    """
    if not entry.in_effect:
        return INVALIDATED
    if isinstance(act, GiveConsent):
        again = before is not None and before.terms == act.terms
        return RENEWED if again else GIVEN
    if isinstance(act, DeclineConsent) and before is None:
        return REFUSED
    return WITHDRAWN if act.by == act.for_whom else REVOKED


def _terms(seen: View, act: Deciding, before: GiveConsent | None) -> TermsId | None:
    if isinstance(act, GiveConsent):
        return act.terms
    if before is not None:
        return before.terms
    return seen.state.consent.of(act.for_whom, act.scope).terms


def _name(seen: View, act: Deciding) -> str:
    """Return what tells a decision from others: nothing of it is hidden from anybody.

    No number of an entry is in it, which would tell how many others there are.
    """
    parts = (
        str(seen.state.id), str(act.for_whom), str(act.scope), str(act.by),
        type(act).__name__, act.recorded_at.isoformat(),
    )  # fmt: skip
    return json.dumps(parts)


def _receipt(seen: View, one: _Decision, details: ReceiptDetails) -> Receipt:
    act = one.act
    record = json.dumps([str(seen.state.id), str(act.for_whom), str(act.scope)])
    name = uuid.uuid5(NAMESPACE, f"{_name(seen, act)}{one.n}")
    document: Json = {
        "@context": dict(CONTEXT),
        "@id": f"urn:uuid:{name}",
        "@type": "dpv:ConsentReceipt",
        "dct:identifier": str(name),
        "dct:conformsTo": _iri(f"{SCHEMA}receipt"),
        "dct:created": _moment(act.recorded_at.isoformat()),
        "dpv:hasRecordOfActivity": {
            "@id": f"urn:uuid:{uuid.uuid5(NAMESPACE, record)}",
            "@type": "dpv:ConsentRecord",
            "dct:identifier": str(uuid.uuid5(NAMESPACE, record)),
            "dct:conformsTo": _iri(f"{SCHEMA}record"),
            "dpv:hasDataSubject": _party(act.for_whom, "DataSubject"),
            "dpv:hasDataController": list(_controllers(seen, details)),
            "dpv:hasNotice": _notice(one.terms, details),
            "dpv:hasJurisdiction": details.jurisdiction,
            "dpv:hasProcess": _process(act.scope, details),
            "dpv:hasConsentControl": _control(details),
            "dct:hasPart": _event(one),
        },
    }
    whole = _without_nothing(document)
    return Receipt(
        text=json.dumps(whole, sort_keys=True, separators=(",", ":")),
        status=one.status,
        missing=tuple(_missing(act.scope, one, details)),
    )


def _event(one: _Decision) -> Json:
    act = one.act
    role = "DataSubject" if act.by == act.for_whom else "Representative"
    until = act.expires_at if isinstance(act, GiveConsent) else None
    return {
        "dct:date": _moment(act.at.isoformat()),
        "dct:valid": {"@type": "dpv:EndlessDuration"}
        if until is None
        else {
            "@type": "dpv:UntilTimeDuration",
            "rdf:value": _moment(until.isoformat()),
        },
        "dpv:isImplementedByEntity": _party(act.by, role),
        "dpv:hasLegalBasis": _iri("dpv:ExplicitlyExpressedConsent"),
        "dpv:hasConsentStatus": _iri(f"dpv:{one.status}"),
    }


def _process(scope: Scope, details: ReceiptDetails) -> Json:
    purpose: Json = {
        "@id": f"{OWN}scope:{scope.name}",
        "@type": "dpv:Purpose",
        "dct:identifier": str(scope),
    }
    those = [*([scope.of] if scope.of else []), *details.recipients.get(scope.name, ())]
    kept: list[Json] = []
    if details.storage:
        kept.append(
            {"@type": "dpv:StorageLocation", "dpv:hasLocation": [*details.storage]}
        )
    if details.retention:
        kept.append(
            {"@type": "dpv:StorageDuration", "dpv:hasDuration": details.retention}
        )
    return {
        "@type": "dpv:Process",
        "dpv:hasPurpose": purpose,
        "dpv:hasPersonalData": [
            {"@type": "dpv:PersonalData", "dct:identifier": one}
            for one in details.personal_data.get(scope.name, ())
        ],
        "dpv:hasStorageCondition": kept,
        "dpv:hasRecipient": [
            {"@type": "dpv:Recipient", "dct:identifier": one} for one in those
        ],
    }


def _controllers(seen: View, details: ReceiptDetails) -> Iterator[Json]:
    """Yield who is responsible: the organisations of the partnership, else therapists.

    The practice that issues the receipt is named once, with the first of them.
    """
    members = seen.state.members
    those = members.ids(Role.ORGANISATION) or members.ids(Role.THERAPIST)
    practice: Json = {
        "dpv:hasName": details.name,
        "dpv:hasAddress": details.address,
        "dpv:hasContact": details.contact,
    }
    for n, one in enumerate(those):
        yield _party(one, "DataController") | ({} if n else practice)


def _notice(terms: TermsId | None, details: ReceiptDetails) -> Json | None:
    if terms is None:
        return None
    return {
        "@type": "dpv:ConsentNotice",
        "dct:identifier": str(terms),
        "dct:language": details.language,
    }


def _control(details: ReceiptDetails) -> Json:
    where = details.withdrawal
    return {"@type": "dpv:WithdrawConsent", "dpv:isExercisedAt": where}


def _missing(scope: Scope, one: _Decision, details: ReceiptDetails) -> Iterator[str]:
    """Yield the mandatory fields that neither the history nor the practice gives."""
    known: Mapping[str, object] = {
        "language": details.language and one.terms,
        "privacy_notice": one.terms,
        "pii_type": details.personal_data.get(scope.name),
        "storage_locations": details.storage,
        "retention_period": details.retention,
        "jurisdiction": details.jurisdiction,
        "recipient_third_parties": scope.of or scope.name in details.recipients,
        "party_name": details.name,
        "party_address": details.address,
        "party_contact": details.contact,
    }
    for one_field in FIELDS:
        if not known.get(one_field.name, True):
            yield one_field.name


def _party(who: PersonId, kind: str) -> Json:
    return {"@type": f"dpv:{kind}", "dct:identifier": str(who)}


def _iri(name: str) -> Json:
    return {"@id": name}


def _moment(said: str) -> Json:
    return {"@type": "xsd:dateTime", "@value": said}


def _without_nothing(value: Any) -> Any:
    """Return a document without what is not known: JSON-LD has no use for null."""
    if isinstance(value, dict):
        inside = cast("Json", value)
        found = {name: _without_nothing(one) for name, one in inside.items()}
        return {n: one for n, one in found.items() if one not in (None, [], {})}
    if isinstance(value, list):
        return [_without_nothing(one) for one in cast("list[object]", value)]
    return value
