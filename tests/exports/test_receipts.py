"""Consent receipts: proof of each decision, in the terms of ISO/IEC TS 27560."""

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings

from collabtherapy import Basis, ConsentStatus, Partnership, Scope, Stage, acts
from collabtherapy.errors import NotForThem
from collabtherapy.exports import Receipt, ReceiptDetails, consent_receipts
from collabtherapy.exports.receipt_fields import FIELDS
from collabtherapy.exports.receipts import CONTEXT, OWN, SCHEMA, VALID
from collabtherapy.privacy import view
from collabtherapy.testing import consent_timelines, histories
from collabtherapy.testing.carried import carried
from collabtherapy.testing.ways import (
    appointing,
    couple,
    falling_under,
    led_to,
    two,
)

Json = dict[str, Any]
FEW = settings(max_examples=max(10, settings().max_examples // 3))
YEAR = timedelta(days=365)
DECIDING = acts.GiveConsent | acts.DeclineConsent | acts.WithdrawConsent
STATES = (
    Path(__file__).parents[3]
    / "shared"
    / "data"
    / "fhir"
    / "dpv"
    / "consent_status.csv"
)
needs_states = pytest.mark.skipif(
    not STATES.is_file(), reason="the vocabulary's states are not beside this copy"
)

_TERMS = """
    ConsentReceipt ConsentRecord hasRecordOfActivity hasDataSubject DataSubject
    hasDataController DataController Representative hasNotice ConsentNotice
    hasJurisdiction hasProcess Process hasPurpose Purpose hasPersonalData PersonalData
    hasStorageCondition StorageLocation StorageDuration hasLocation hasDuration
    hasRecipient Recipient hasConsentControl WithdrawConsent isExercisedAt
    isImplementedByEntity hasLegalBasis ExplicitlyExpressedConsent hasConsentStatus
    EndlessDuration UntilTimeDuration hasName hasAddress hasContact
"""
TERMS = frozenset(_TERMS.split())
"""The terms of the vocabulary that its guide to ISO/IEC TS 27560 uses."""

WHOLE = ReceiptDetails(
    name="Harbour practice",
    address="1 Quay Street",
    contact="records@harbour.example",
    language="en",
    jurisdiction="IE",
    storage=("IE",),
    retention="P10Y",
    personal_data={"contact": ("name", "telephone")},
    recipients={"contact": ()},
    withdrawal="https://harbour.example/consent",
)


def explained(p: Partnership, terms: str = "t-1") -> Partnership:
    """Return a partnership in which contact was explained to ana."""
    therapist, client = p.therapists[0].id, p.clients[0].id
    return p.record(
        acts.Explain(by=therapist, at=p.at, to=client, scope=Scope.CONTACT, terms=terms)
    )


def yes(p: Partnership, terms: str = "t-1", **more: Any) -> Partnership:
    """Return a partnership in which ana consented to contact."""
    said = {"by": "ana", "at": p.at, "scope": Scope.CONTACT, "terms": terms, **more}
    return p.record(acts.GiveConsent(**said))


def of_contact(p: Partnership, viewer: str = "ana", **more: Any) -> list[Receipt]:
    """Return the receipts about contact, in order."""
    return [
        one
        for one in consent_receipts(p, viewer=viewer, **more)
        if record(one)["dpv:hasProcess"]["dpv:hasPurpose"]["dct:identifier"]
        == "contact"
    ]


def record(receipt: Receipt) -> Json:
    """Return the record that a receipt is a copy of."""
    return receipt.document["dpv:hasRecordOfActivity"]


def leaves(value: object, at: str = "") -> Iterator[tuple[str, object]]:
    """Yield every value of a document with the key it stands under."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one, at)
    else:
        yield at, value


@FEW
@given(histories())
def test_each_decision_that_is_seen_has_one_receipt(p: Partnership):
    """In the order of the record, with an id of its own, the same in every run."""
    for someone in (*p.clients, *p.therapists):
        try:
            seen = view(p, someone)
        except NotForThem:
            continue
        receipts = consent_receipts(p, viewer=someone)
        done = [e.act for e in seen.entries if isinstance(e.act, DECIDING)]
        assert [one.document["dct:created"]["@value"] for one in receipts] == [
            act.recorded_at.isoformat() for act in done
        ]
        assert len({one.document["@id"] for one in receipts}) == len(receipts)
        assert consent_receipts(p, viewer=someone) == receipts
        for receipt, act in zip(receipts, done, strict=True):
            event = record(receipt)["dct:hasPart"]
            assert event["dct:date"]["@value"] == act.at.isoformat()
            by = event["dpv:isImplementedByEntity"]["dct:identifier"]
            assert by == str(act.by)
            whose = record(receipt)["dpv:hasDataSubject"]["dct:identifier"]
            assert whose == str(act.for_whom)


@given(consent_timelines())
def test_the_last_receipt_is_as_the_law_has_it(p: Partnership):
    """Valid if and only if a yes was given and not taken back since."""
    last: dict[tuple[str, str], Receipt] = {}
    for receipt in consent_receipts(p, viewer=p.clients[0].id):
        inside = record(receipt)
        purpose = inside["dpv:hasProcess"]["dpv:hasPurpose"]["dct:identifier"]
        last[inside["dpv:hasDataSubject"]["dct:identifier"], purpose] = receipt
    for (client, scope), said in p.state.consent.by_scope.items():
        receipt = last.get((str(client), str(scope)))
        if receipt is None:
            assert said.status in {ConsentStatus.NOT_ASKED, ConsentStatus.EXPLAINED}
        elif receipt.is_valid:
            assert said.status in {ConsentStatus.GIVEN, ConsentStatus.SUPERSEDED}
        else:
            no = {ConsentStatus.DECLINED, ConsentStatus.WITHDRAWN}
            assert said.status in no | {ConsentStatus.EXPLAINED}


def _known(p: Partnership) -> set[object]:
    """Return whatever a receipt may hold: ids, moments, and its own constants."""
    people = {str(one.id) for one in p.state.members.ever}
    people |= {str(x) for act in p.history for x in (act.by, act.hand)}
    people |= {str(a.for_whom) for a in p.history if isinstance(a, DECIDING)}
    scopes = {a.scope for a in p.history if isinstance(a, DECIDING)}
    terms = {str(a.terms) for a in p.history if isinstance(a, acts.Explain)}
    terms |= {str(a.terms) for a in p.history if isinstance(a, acts.GiveConsent)}
    moments = {a.recorded_at.isoformat() for a in p.history}
    moments |= {a.at.isoformat() for a in p.history}
    moments |= {
        a.expires_at.isoformat()
        for a in p.history
        if isinstance(a, acts.GiveConsent) and a.expires_at
    }
    names = {str(s) for s in scopes} | {s.of for s in scopes} - {None}
    urls = {f"{OWN}scope:{s.name}" for s in scopes} | set(CONTEXT.values())
    own = {f"{SCHEMA}record", f"{SCHEMA}receipt", "xsd:dateTime"}
    return people | terms | moments | names | urls | own


@FEW
@given(histories())
def test_nothing_but_ids_codes_and_moments_is_in_a_receipt(p: Partnership):
    """Nobody's words: each value is one of those, whatever was said in the history."""
    known = _known(p)
    for receipt in consent_receipts(p, viewer=p.therapists[0].id):
        for key, value in leaves(receipt.document):
            name = str(value)
            is_uuid = re.fullmatch(r"(urn:uuid:)?[0-9a-f-]{36}", name)
            is_term = name.removeprefix("dpv:") in TERMS | _states()
            assert value in known or is_uuid or is_term, key


def _states() -> set[str]:
    return {*VALID, "ConsentRefused", "ConsentWithdrawn", "ConsentRevoked",
            "ConsentInvalidated"}  # fmt: skip


@needs_states
def test_the_states_are_those_of_the_vocabulary():
    """Each is a term of it; those that permit are those it calls valid."""
    with STATES.open(encoding="utf-8") as file:
        broader = {row["term"]: row["hasbroader"] for row in csv.DictReader(file)}
    assert _states() <= set(broader)
    valid = "https://w3id.org/dpv#ConsentStatusValidForProcessing"
    assert {name for name, above in broader.items() if above == valid} == VALID


@FEW
@given(histories())
def test_every_term_is_one_of_the_guides(p: Partnership):
    """No term of the vocabulary is made up here."""
    for receipt in consent_receipts(p, viewer=p.therapists[0].id, details=WHOLE):
        used = set(re.findall(r'"dpv:(\w+)"', json.dumps(receipt.document)))
        assert used <= TERMS | _states()


def test_given_renewed_and_taken_back():
    """The life of one consent, in the words of the vocabulary."""
    p = explained(led_to(two(), Stage.WORKING))
    p = yes(p)
    p = yes(p, expires_at=p.at + YEAR)
    p = p.record(acts.WithdrawConsent(by="ana", at=p.at, scope=Scope.CONTACT))
    p = yes(explained(p, "t-2"), "t-2")
    p = yes(explained(p, "t-3"), "t-3")
    p = p.record(acts.DeclineConsent(by="ana", at=p.at, scope=Scope.CONTACT))
    p = p.record(acts.DeclineConsent(by="ana", at=p.at, scope=Scope.CONTACT))
    receipts = of_contact(p)
    assert [one.status for one in receipts] == [
        "ConsentGiven", "RenewedConsentGiven", "ConsentWithdrawn", "ConsentGiven",
        "ConsentGiven", "ConsentWithdrawn", "ConsentRefused",
    ]  # fmt: skip
    assert len({record(one)["@id"] for one in receipts}) == 1
    events = [record(one)["dct:hasPart"] for one in receipts]
    assert events[0]["dct:valid"] == {"@type": "dpv:EndlessDuration"}
    assert events[1]["dct:valid"]["@type"] == "dpv:UntilTimeDuration"
    notices = [record(one)["dpv:hasNotice"]["dct:identifier"] for one in receipts]
    assert notices == ["t-1", "t-1", "t-1", "t-2", "t-3", "t-3", "t-3"]


def test_earlier_receipts_stay_as_they_are():
    """What a client holds is not changed by what is said later."""
    p = yes(explained(led_to(two(), Stage.WORKING)))
    before = consent_receipts(p, viewer="ana")
    later = p.record(acts.WithdrawConsent(by="ana", at=p.at, scope=Scope.CONTACT))
    assert consent_receipts(later, viewer="ana")[: len(before)] == before


def test_what_was_entered_in_error_is_invalidated():
    """It keeps its id, so that its holder learns that it does not count."""
    p = yes(explained(led_to(two(), Stage.WORKING)))
    (before,) = of_contact(p)
    void = acts.EnteredInError(by="ana", at=p.at, act=p.version, because="slip")
    (after,) = of_contact(p.record(void))
    assert after.status == "ConsentInvalidated"
    assert not after.is_valid
    assert after.document["@id"] == before.document["@id"]
    assert after.digest != before.digest


def test_a_holder_gives_and_revokes():
    """The vocabulary keeps withdrawing for the person; others revoke."""
    p = falling_under(led_to(two(), Stage.WORKING), "de")
    basis = Basis.PARENTAL_RESPONSIBILITY
    p = explained(p.record(appointing(p, "eve", basis=basis, until=p.at + YEAR)))
    p = yes(p, by="eve", on_behalf_of="ana", expires_at=p.at + YEAR / 2)
    back = acts.WithdrawConsent(
        by="eve", on_behalf_of="ana", at=p.at, scope=Scope.CONTACT
    )
    receipts = of_contact(p.record(back), "bo")
    assert [one.status for one in receipts] == ["ConsentGiven", "ConsentRevoked"]
    for one in receipts:
        who = record(one)["dct:hasPart"]["dpv:isImplementedByEntity"]
        assert who == {"@type": "dpv:Representative", "dct:identifier": "eve"}
        assert record(one)["dpv:hasDataSubject"]["dct:identifier"] == "ana"


def test_of_another_client_there_is_no_receipt():
    """In a couple each holds proof of their own, and none of the other's."""
    p = led_to(couple(), Stage.WORKING)
    one, other = (client.id for client in p.clients)
    before = consent_receipts(p, viewer=one)
    told = acts.Explain(
        by=p.therapists[0].id, at=p.at, to=other, scope=Scope.RECORDING, terms="t-9"
    )
    given = acts.GiveConsent(by=other, at=p.at, scope=Scope.RECORDING, terms="t-9")
    after = p.record(told, given)
    assert consent_receipts(after, viewer=one) == before
    assert len(consent_receipts(after, viewer=other)) > 0
    with pytest.raises(NotForThem):
        consent_receipts(p, viewer="mallory")


def test_what_was_carried_over_has_its_proof_elsewhere():
    """Nobody gave it here, and no receipt says that somebody did."""
    p = carried()
    assert p.state.consent.by_scope
    given = [one for one in p.history if isinstance(one, DECIDING)]
    assert len(consent_receipts(p, viewer=p.therapists[0].id)) == len(given)


def test_all_mandatory_fields_are_there_when_the_practice_gives_its_part():
    """ISO/IEC TS 27560: with what the practice knows, nothing mandatory is missing."""
    p = yes(explained(led_to(two(), Stage.WORKING)))
    (receipt,) = of_contact(p, details=WHOLE)
    assert receipt.missing == ()
    text = json.dumps(receipt.document)
    for one in FIELDS:
        is_said = f'"{one.term}"' in text
        assert is_said or one.name == "recipient_third_parties", one.name
    (bare,) = of_contact(p)
    assert set(bare.missing) == {one.name for one in FIELDS if not one.of_history}


NAMED = {
    "name": {"party_name"},
    "address": {"party_address"},
    "contact": {"party_contact"},
    "language": {"language"},
    "jurisdiction": {"jurisdiction"},
    "storage": {"storage_locations"},
    "retention": {"retention_period"},
    "personal_data": {"pii_type"},
    "recipients": {"recipient_third_parties"},
    "withdrawal": set[str](),
}


@pytest.mark.parametrize("name", [one.name for one in attrs.fields(ReceiptDetails)])
def test_what_the_practice_does_not_say_is_named_as_missing(name: str):
    """One detail less is one mandatory field less, and nothing is made up for it."""
    p = yes(explained(led_to(two(), Stage.WORKING)))
    default = getattr(ReceiptDetails(), name)
    (fewer,) = of_contact(p, details=attrs.evolve(WHOLE, **{name: default}))
    assert set(fewer.missing) == NAMED[name]
    (whole,) = of_contact(p, details=WHOLE)
    assert fewer.document != whole.document or name == "recipients"


def test_a_confined_scope_names_its_recipient():
    """To disclose something is to disclose it to somebody."""
    scope = Scope.disclosure("dr-lee", purpose="referral")
    p = led_to(two(), Stage.WORKING)
    told = acts.Explain(by="bo", at=p.at, to="ana", scope=scope, terms="t-7")
    p = p.record(told, acts.GiveConsent(by="ana", at=p.at, scope=scope, terms="t-7"))
    receipt = consent_receipts(p, viewer="ana")[-1]
    recipients = record(receipt)["dpv:hasProcess"]["dpv:hasRecipient"]
    assert recipients == [{"@type": "dpv:Recipient", "dct:identifier": "dr-lee"}]
    assert "recipient_third_parties" not in receipt.missing


def test_details_that_are_no_details_are_refused():
    """Text where several are meant would be read letter by letter."""
    with pytest.raises(TypeError, match="wrap it"):
        ReceiptDetails(storage="IE")
    with pytest.raises(TypeError, match="wrap it"):
        ReceiptDetails(personal_data={"contact": "name"})


def test_a_digest_is_of_the_document_and_of_nothing_else():
    """Whoever has the document can spell it again; another one has another digest."""
    p = yes(explained(led_to(two(), Stage.WORKING)))
    (receipt,) = of_contact(p)
    spelled = json.dumps(receipt.document, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(spelled.encode()).hexdigest() == receipt.digest
    receipt.document.clear()  # a copy: the receipt stays as it is
    assert receipt.document["@type"] == "dpv:ConsentReceipt"
    (other,) = of_contact(p, details=WHOLE)
    assert other.digest != receipt.digest
