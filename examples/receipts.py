"""What a client holds in hand: a receipt for each consent given or taken back.

    python examples/receipts.py           # prints
    python examples/receipts.py FOLDER    # and writes each receipt there, as JSON-LD

Ana and Bo are made up, and so is their practice. A receipt is made of what Ana may see
of the record; it holds ids, codes and moments, and nobody's words.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from collabtherapy import Client, Partnership, Scope, Therapist, acts
from collabtherapy.exports import ReceiptDetails, consent_receipts

PRACTICE = ReceiptDetails(
    name="Harbour practice",
    address="1 Quay Street",
    contact="records@harbour.example",
    language="en",
    jurisdiction="IE",
    storage=("IE",),
    retention="P10Y",
    personal_data={"contact": ("name", "telephone"), "recording": ("voice",)},
    recipients={"contact": (), "recording": ()},
    withdrawal="https://harbour.example/consent",
)


def day(n: float) -> datetime:
    """Return a moment: the library reads no clock, so every act carries its own."""
    return datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(days=n)


def said() -> Partnership:
    """Return a partnership in which Ana said yes twice, and took one of them back."""
    p = Partnership.open(
        id="p-1",
        clients=(Client("ana"),),
        therapists=(Therapist("bo"),),
        by="ana",
        at=day(0),
    )
    until = day(365)
    return p.record(
        acts.Explain(by="bo", at=day(1), to="ana", scope=Scope.CONTACT, terms="t-3"),
        acts.GiveConsent(by="ana", at=day(1), scope=Scope.CONTACT, terms="t-3"),
        acts.Explain(by="bo", at=day(1), to="ana", scope=Scope.RECORDING, terms="t-3"),
        acts.GiveConsent(
            by="ana", at=day(2), scope=Scope.RECORDING, terms="t-3", expires_at=until
        ),
        acts.WithdrawConsent(by="ana", at=day(9), scope=Scope.RECORDING),
    )


def main() -> None:
    """Print what Ana holds, and write it where that is asked for."""
    receipts = consent_receipts(said(), viewer="ana", details=PRACTICE)
    for n, receipt in enumerate(receipts, 1):
        record = receipt.document["dpv:hasRecordOfActivity"]
        purpose = record["dpv:hasProcess"]["dpv:hasPurpose"]["dct:identifier"]
        when = record["dct:hasPart"]["dct:date"]["@value"]
        print(f"{n}. {when[:10]}  {purpose}: {receipt.status}")
        print(f"   missing: {', '.join(receipt.missing) or 'nothing'}")
        if sys.argv[1:]:
            path = Path(sys.argv[1]) / f"receipt-{n}.jsonld"
            path.write_text(json.dumps(receipt.document, indent=1) + "\n", "utf-8")
    (bare, *_) = consent_receipts(said(), viewer="ana")
    print(f"\nWithout what the practice says, {len(bare.missing)} fields are missing:")
    print(f"{', '.join(bare.missing)}")


if __name__ == "__main__":
    main()
