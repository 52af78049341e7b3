"""A document that was seen for an act goes where the act goes, and decides nothing."""

from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from collabtherapy import Evidence, Partnership, Role, Words, acts, codec, exports, fhir
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.words import REMOVED
from collabtherapy.privacy import Plan, redact, view
from collabtherapy.storage import open_store
from collabtherapy.testing import acts_of, attempts, histories
from collabtherapy.testing.ways import START, two

CANARY = "Family Court 12/345"
RESTING_ON_IT = acts.AppointRepresentative | acts.ConfirmRepresentation
"""What the law asks a document to have been seen for."""

SEEN = Evidence("court-order", reference=Words(CANARY), seen_by="bo")


@given(acts_of(evidence=SEEN))
def test_any_act_may_rest_on_evidence_and_shows_none_of_its_words(act: Act):
    """It is written and read back with the act, and its reference is in no repr."""
    assert codec.loads_act(codec.dumps(act)) == act
    assert CANARY in codec.dumps(act)
    assert "court-order" in repr(act)
    assert CANARY not in repr(act)


@given(histories(at_most=10), st.data())
def test_evidence_decides_nothing_by_itself(p: Partnership, data: st.DataObject):
    """What is refused is refused with it as well, unless the law asks for it."""
    act = data.draw(attempts(p))
    assume(not isinstance(act, RESTING_ON_IT))
    seen = attrs.evolve(act, evidence=SEEN)

    assert p.why_not(seen) == p.why_not(attrs.evolve(act, evidence=None))


RESTRICTED = attrs.evolve(SEEN, reference=REMOVED)
"""The same, where the words of who did the act are restricted."""


@given(histories(at_most=10))
def test_whoever_sees_an_act_sees_its_evidence(p: Partnership):
    """A view holds the same acts with or without evidence, and each has its own."""
    assume(not any(isinstance(act, acts.Restrict) for act in p.history))
    told = Partnership.replay(attrs.evolve(act, evidence=SEEN) for act in p.history)
    for viewer in p.state.members.ids(Role.CLIENT, Role.THERAPIST):
        shown = view(told, viewer).history

        assert {act.evidence for act in shown} <= {SEEN, RESTRICTED}
        bare = [attrs.evolve(act, evidence=None) for act in shown]
        plain = [attrs.evolve(act, evidence=None) for act in view(p, viewer).history]
        assert bare == plain


def asked_for() -> Partnership:
    """Return a partnership for which a form on paper was seen."""
    p = two()
    opening = attrs.evolve(p.opening, evidence=SEEN)
    return Partnership.replay([opening])


def test_a_redaction_takes_the_reference_and_leaves_what_was_seen():
    """The words are those of whoever did the act; the kind and who saw it are facts."""
    p = asked_for()
    plan = Plan(subject="ana", by="ana", at=p.at, because="erasure_request")
    after, report = redact(p, plan)

    assert [one.field for one in report.removed] == ["evidence.reference"]
    assert after.opening.evidence == attrs.evolve(SEEN, reference=REMOVED)
    assert CANARY not in codec.dumps(after)


def test_a_store_seals_the_reference_and_forgets_it(tmp_path: Any):
    """It is in no file as text, and gone once its author is forgotten."""
    address = f"sqlite:///{tmp_path / 'kept.db'}"
    with open_store(address, master_key=bytes(32)) as store:
        p = asked_for()
        store.import_history(p.id, p.history)
        assert store.load(p.id).opening.evidence == SEEN
        files = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert CANARY.encode() not in files
        store.erase(Plan(subject="ana", by="ana", at=p.at, because="erasure_request"))
        forgotten = store.load(p.id).opening.evidence
        assert forgotten == attrs.evolve(SEEN, reference=REMOVED)


def test_an_export_tells_what_was_seen_by_whom_and_not_where_it_is():
    """The kind is a value, who saw it a link, and the reference is listed as lost."""
    trace = exports.trace(asked_for())
    (event,) = trace.events

    assert event.values["evidence"] == "court-order"
    assert [link.to for link in event.links if link.qualifier == "seen_by"] == [
        "therapist/p1-2"
    ]
    lost = {one.what for one in trace.lost}
    assert "Open.evidence.reference" in lost
    assert CANARY not in repr(trace)


def test_a_bundle_names_evidence_as_lost():
    """FHIR is told nothing of the document, and the list of losses says so."""
    bundle, losses = fhir.to_bundle(asked_for(), viewer="bo")

    assert "Open.evidence" in {loss.what for loss in losses}
    assert "court-order" not in repr(bundle)


def test_a_partnership_may_be_opened_on_evidence():
    """A referral on paper is the usual one."""
    p = Partnership.open(
        id="p-1", clients=two().clients, therapists=two().therapists, by="ana",
        at=START, evidence=SEEN,
    )  # fmt: skip
    assert p.opening.evidence == SEEN


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"kind": "a court order"}, ValueError),
        ({"kind": ""}, ValueError),
        ({"kind": 5}, TypeError),
        ({"reference": CANARY}, TypeError),
        ({"seen_by": ""}, ValueError),
        ({"seen_by": None}, TypeError),
    ],
)
def test_evidence_that_cannot_be_is_refused_in_words_of_its_field(
    fields: dict[str, Any], error: type[Exception]
):
    """The message names the field, and never what it held."""
    given_ = {"kind": "paper-form", "reference": Words("x"), "seen_by": "bo"} | fields
    with pytest.raises(error) as caught:
        Evidence(**given_)
    assert CANARY not in str(caught.value)
    assert "court" not in str(caught.value)


def test_an_act_takes_no_text_for_evidence():
    """A sentence is no document that was seen."""
    with pytest.raises(TypeError, match="evidence takes Evidence or None, not str"):
        acts.Leave(by="ana", at=START, evidence=CANARY)  # type: ignore[arg-type]
