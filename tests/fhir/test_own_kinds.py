"""D-R15: FHIR says of what is declared here that it has no profile for it."""

import json

from collabtherapy import SlotValue, Words, acts, fhir, matters
from collabtherapy.fhir.rows import DECLARED
from collabtherapy.testing.own_kinds import HOMEWORK, RITUAL, with_homework
from collabtherapy.testing.ways import decided


def test_a_declared_kind_is_a_loss_with_its_own_reason() -> None:
    """Nothing of it goes out, and the list of losses says so, and why."""
    p = with_homework()
    said = [SlotValue("done", flag=True), SlotValue("said", words=Words("my secret"))]
    p = p.record(
        acts.Custom(by="ana", at=p.at, kind=HOMEWORK.kind, client="ana", data=said)
    )
    weekly = [SlotValue("weekly", flag=True)]
    p = decided(p, "r", matters.Custom(kind=RITUAL.kind, data=weekly), p.at)
    bundle, losses = fhir.to_bundle(p, viewer="bo")
    because = {loss.what: loss.because for loss in losses}
    assert because["Custom"] == because["Propose Custom"] == DECLARED
    assert "secret" not in json.dumps(bundle)
