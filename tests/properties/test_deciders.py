"""Who decides for a client, by the row of the law and the finding."""

import attrs
import pytest
from properties.stories_of_authority import DAY, YEAR, child, codes, say

from collabtherapy import (
    Basis,
    Client,
    Decider,
    Form,
    Organisation,
    Partnership,
    PersonId,
    Scope,
    Stage,
    Therapist,
    Way,
    Words,
    acts,
    law,
    matters,
)
from collabtherapy.partnership.law.deciders import (
    ACCESS,
    ROWS,
    UNKNOWN,
    HolderSees,
    deciding_holders,
    decision_about,
    found_lacking,
    row_of,
    sees_of,
)
from collabtherapy.testing.remedies import carried_out
from collabtherapy.testing.ways import (
    START,
    appointing,
    falling_under,
    found,
    led_to,
    two,
)

SELF, HOLDERS = Decider.SELF, Decider.HOLDERS
TABLE = {
    "adult": (SELF, SELF, HOLDERS, "each"),
    "ew.16_17": (SELF, SELF, HOLDERS, "each"),
    "ew.under_16": (HOLDERS, SELF, HOLDERS, "each"),
    "de": (HOLDERS, SELF, HOLDERS, "together"),
    "us.ca.12": (HOLDERS, SELF, HOLDERS, "each"),
    "elsewhere": (HOLDERS, HOLDERS, HOLDERS, "together"),
}


@pytest.mark.parametrize("row", TABLE)
def test_the_row_and_the_finding_say_who_decides(row: str):
    """Nothing found, found able, found unable; a row of a newer version is strict."""
    unfound, able, unable, act = TABLE[row]
    p = two()
    stated = acts.StateDecider(by="bo", at=p.at, client="ana", row=row, because="age")
    p = Partnership.replay([*p.history, stated])
    assert p.decider("ana", "treatment", at=p.at) is unfound
    assert found(p, "treatment", able=True).decider("ana", "treatment", at=p.at) is able
    p = found(p, "treatment", able=False)
    assert p.decider("ana", "treatment", at=p.at) is unfound  # nobody else may
    p = p.record(appointing(p, "deputy", basis=Basis.DEPUTY))
    assert p.decider("ana", "treatment", at=p.at) is unable
    assert p.decider("ana", "contact", at=p.at) is unfound  # each decision by itself
    assert row_of(p.state, PersonId("ana"), "treatment", p.at).holders_act == act


def test_every_row_names_its_source_and_who_is_to_review_it():
    """None is called advice, and none reviewed."""
    assert {row.id for row in law.DECIDERS} == {*TABLE, "access"} - {"elsewhere"}
    assert len({row.id for row in law.DECIDERS}) == len(law.DECIDERS)
    for row in law.DECIDERS:
        assert row.reviewed == "to be reviewed by a lawyer of that country"
        assert row.basis
        assert "advice" not in f"{row.because} {row.basis} {row.when}"
    assert UNKNOWN not in law.DECIDERS


def test_without_a_row_a_client_is_an_adult():
    """Which is presumed, as is that they can decide."""
    p = two()
    assert p.decider("ana", "anything", at=p.at) is SELF
    assert not found_lacking(p.state, PersonId("ana"), "anything")
    assert "access" not in ROWS


def test_whom_a_person_named_may_speak_as_well():
    """While the person decides; a finding of lack ends what rests on their wish."""
    p = led_to(two(), Stage.WORKING)
    p = p.record(appointing(p, "aunt", by="ana", basis=Basis.OWN_WISH))
    assert p.decider("ana", "contact", at=p.at) is Decider.SELF_AND_HOLDERS
    p = found(p, "contact", able=False)
    assert p.decider("ana", "contact", at=p.at) is SELF
    assert deciding_holders(p.state, PersonId("ana"), "contact", p.at) == ()
    confined = appointing(
        p, "aunt", by="ana", basis=Basis.OWN_WISH, decisions="recording"
    )
    p = led_to(two(), Stage.WORKING).record(confined)
    assert p.decider("ana", "contact", at=p.at) is SELF
    assert p.decider("ana", "recording", at=p.at) is Decider.SELF_AND_HOLDERS


def test_who_consented_themselves_decides_about_the_records():
    """45 CFR 164.502(g)(3): the parent does not represent them in that treatment."""
    p = child()
    assert p.decider("ana", "records", at=p.at) is HOLDERS
    p = found(p, "treatment", able=True)
    assert p.decider("ana", "records", at=p.at) is SELF  # treated on ana's own word
    assert row_of(p.state, PersonId("ana"), "records", p.at) is ACCESS


@pytest.mark.parametrize("over", ["withdrawn", "other terms", "run out"])
def test_what_was_said_on_ones_own_consent_stays_ones_own(over: str):
    """The records are not opened to a parent by what becomes of the consent."""
    p = led_to(two(), Stage.WORKING)
    terms = p.consent("ana", Scope.TREATMENT).terms
    p = p.record(
        acts.GiveConsent(
            by="ana", at=p.at, scope=Scope.TREATMENT, terms=terms, expires_at=p.at + DAY
        )
    )
    p = found(falling_under(p, "ew.under_16"), "treatment", able=True)
    parental = Basis.PARENTAL_RESPONSIBILITY
    p = p.record(appointing(p, "mum", basis=parental, until=p.at + YEAR))
    at = p.at + 2 * DAY
    over_by = {
        "withdrawn": [acts.WithdrawConsent(by="ana", at=at, scope=Scope.TREATMENT)],
        "other terms": [
            acts.Explain(
                by="bo", at=at, to="ana", scope=Scope.TREATMENT, terms="u", limits=True
            )
        ],
        "run out": [],
    }
    p = p.record(*over_by[over])
    assert p.decider("ana", "records", at=at) is SELF
    seen = sees_of(p.state, PersonId("mum"), PersonId("ana"), at)
    assert seen is HolderSees.OUTLINE
    redact = acts.Redact(by="mum", at=at, subject="ana", because="erasure_request")
    assert codes(p, redact) == ["right.not_for_another"]
    lacking = found(p, "treatment", able=False)
    assert lacking.decider("ana", "records", at=at) is HOLDERS


def test_each_kind_of_matter_is_about_a_decision():
    """A consent is about its scope; a matter about safety, whom to involve, or all."""
    p = led_to(two(), Stage.WORKING)
    ana = PersonId("ana")
    put = {
        "x1": matters.SafetyPlan(client=ana, words=Words("call")),
        "x2": matters.Goal(words=Words("sleep")),
    }
    for name, matter in put.items():
        p = p.record(acts.Propose(by="bo", at=p.at, id=name, matter=matter))
    decisions = [
        decision_about(p.state, kind(by="ana", at=p.at, proposal=name))
        for kind in (acts.Accept, acts.Decline)
        for name in (*put, "nothing")
    ]
    assert decisions == ["safety", "treatment", None] * 2
    assert decision_about(p.state, acts.Leave(by="ana", at=p.at)) is None
    give = acts.GiveConsent(by="ana", at=p.at, scope=Scope.RECORDING, terms="t")
    assert decision_about(p.state, give) == "recording"


def test_under_a_row_of_a_newer_version_no_word_permits():
    """The person's is assent, a holder's counts for nothing."""
    p = led_to(two(), Stage.WORKING)
    newer = acts.StateDecider(
        by="bo", at=p.at, client="ana", row="elsewhere", because="age"
    )
    p = Partnership.replay([*p.history, newer]).record(
        appointing(p, "mum"),
        acts.Explain(by="bo", at=p.at, to="ana", scope=Scope.TELEHEALTH, terms="t"),
    )
    give = say(p, acts.GiveConsent, "mum", scope=Scope.TELEHEALTH)
    assert codes(p, give) == ["representation.person_decides"]
    p = p.record(say(p, acts.GiveConsent, "ana", scope=Scope.TELEHEALTH))
    start = acts.StartSession(
        by="bo", at=p.at, id="s9", present=("ana", "bo"),
        ways=frozenset((Way.TELEHEALTH,)),
    )  # fmt: skip
    (refusal,) = p.why_not(start)
    assert refusal.code == "consent.telehealth.not_in_force"
    after, again = carried_out(p, start, refusal)
    assert after.why_not(again) == ()


def test_who_decides_is_stated_by_who_keeps_the_record():
    """In the opening and later; a row that is not there is refused."""
    given = {
        "id": "p-1",
        "clients": [Client("ana")],
        "therapists": [Therapist("bo")],
        "organisations": [Organisation("clinic")],
        "at": START,
    }
    p = Partnership.open(
        **given, by="clinic", clients_told=Words("by letter"), deciders={"ana": "de"}
    )
    assert p.decider("ana", "treatment", at=p.at).value == "holders"
    assert Partnership.replay(p.history, check=True) == p
    for by, rows, code in (
        ("ana", {"ana": "de"}, "decider.not_theirs"),
        ("clinic", {"ana": "elsewhere"}, "decider.unknown_row"),
        ("clinic", {"ana": "access"}, "decider.unknown_row"),
    ):
        with pytest.raises(Exception, match=code.replace(".", r"\.")):
            Partnership.open(
                **given, by=by, clients_told=Words("by letter"), deciders=rows
            )
    for rows, message in (
        ({"eva": "de"}, "deciders names clients"),
        ({"bo": "de"}, "deciders names clients"),
    ):
        with pytest.raises(ValueError, match=message):
            Partnership.open(
                **given, by="clinic", clients_told=Words("by letter"), deciders=rows
            )
    twice = (*p.opening.deciders, *p.opening.deciders)
    with pytest.raises(ValueError, match="deciders names each client once"):
        attrs.evolve(p.opening, deciders=twice)
    state = acts.StateDecider(by="ana", at=p.at, client="ana", row="adult", because="x")
    assert codes(p, state) == ["right.not_theirs"]


def test_a_family_is_asked_for_with_a_child_and_a_parent():
    """Every form may say who decides for whom from the opening on."""
    p = Partnership.open(
        id="p-1",
        clients=[Client("ana"), Client("cem")],
        therapists=[Therapist("bo")],
        organisations=[Organisation("clinic")],
        by="clinic",
        clients_told=Words("by letter"),
        at=START,
        form=Form.FAMILY,
        deciders={"ana": "ew.under_16"},
    )
    deciders = [p.decider(who, "treatment", at=p.at).value for who in ("ana", "cem")]
    assert deciders == ["holders", "self"]
