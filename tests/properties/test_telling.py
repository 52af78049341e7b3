"""Invariants 23 and 30, S15, S21, S27, S29, S48: what is recorded, told and kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    Domain,
    DutyKind,
    NoScore,
    Partnership,
    Scope,
    Stage,
    Words,
    acts,
)
from collabtherapy.testing.histories import histories
from collabtherapy.testing.ways import consented, in_session, led_to, prefixes, two

SAID = Words("said")


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Give the codes of what stands in the way."""
    return [refusal.code for refusal in p.why_not(act)]


def disclose(p: Partnership, **changes: object) -> acts.Disclose:
    """Have the therapist tell a doctor something."""
    return acts.Disclose(
        **{
            "by": "bo", "at": p.at, "client": "ana", "recipient": "gp",
            "purpose": "care", "items": {"attendance"}, **changes,
        }
    )  # fmt: skip


def measure(p: Partnership, **changes: object) -> acts.RecordMeasure:
    """Record a score."""
    fields = {"client": "ana", "instrument": "phq-9", "low": 0, "high": 27}
    return acts.RecordMeasure(**{"by": "bo", "at": p.at, **fields, **changes})


@given(histories(at_most=25))
def test_whatever_was_told_outside_rests_on_something(p: Partnership):
    """Invariant 30: a consent in force, or a ground among the limits told."""
    for before, act, _ in prefixes(p):
        if isinstance(act, acts.Disclose):
            scope = Scope.disclosure(act.recipient, purpose=act.purpose)
            told = before.state.consent.told.find(act.client) or frozenset()
            by_consent = before.state.consent.in_force(act.client, scope, act.at)
            assert by_consent or act.ground in told
            assert act.items


def test_a_disclosure_is_for_one_recipient_and_one_purpose():
    """Invariants 26 and 30: consent to one is consent to no other."""
    p = led_to(two(), Stage.WORKING)
    assert codes(p, disclose(p)) == ["consent.disclosure.not_in_force"]
    p = consented(p, Scope.disclosure("gp", purpose="care"), p.at)
    assert codes(p, disclose(p)) == []
    for changes in ({"recipient": "court"}, {"purpose": "research"}):
        assert codes(p, disclose(p, **changes)) == ["consent.disclosure.not_in_force"]
    p = p.record(disclose(p))
    assert p.disclosures("ana") == (disclose(p),)
    assert not [d for d in p.duties(at=p.at) if d.kind is DutyKind.TELL_DISCLOSURE]


def test_a_disclosure_names_what_was_told():
    """Nothing at all cannot have been told."""
    with pytest.raises(ValueError, match="names what was told"):
        disclose(two(), items=())


@pytest.mark.parametrize(
    ("changes", "owed"),
    [({}, 1), ({"client_told": True}, 0), ({"words": SAID}, 0)],
)
def test_on_a_ground_the_client_hears_of_it(changes: dict[str, object], owed: int):
    """Invariant 30: told beforehand, and afterwards, or it is written down why not."""
    p = led_to(two(), Stage.WORKING)
    on_ground = disclose(p, ground="risk_to_self", **changes)
    assert codes(p, on_ground) == ["disclosure.ground_not_told"]
    p = p.record(
        acts.Explain(
            by="bo", at=p.at, to="ana", scope=Scope.TREATMENT, terms="t",
            limits=True, grounds="risk_to_self",
        ),
        on_ground,
    )  # fmt: skip
    kinds = [duty.kind for duty in p.duties(at=p.at, owed_to="ana")]
    assert kinds.count(DutyKind.TELL_DISCLOSURE) == owed


def test_after_it_has_closed_consent_in_force_still_counts():
    """What CLOSED accepts: telling what was consented to, and nothing asked anew."""
    p = led_to(two(), Stage.WORKING)
    p = consented(p, Scope.disclosure("gp", purpose="care"), p.at)
    p = p.record(acts.Leave(by="ana", at=p.at))
    assert codes(p, disclose(p)) == []
    (refusal,) = p.why_not(disclose(p, recipient="court"))
    assert [remedy.to for remedy in refusal.fix] == [()]
    on_ground = p.why_not(disclose(p, ground="court_order"))
    assert [refusal.code for refusal in on_ground] == ["disclosure.ground_not_told"]


def test_a_measure_rests_on_consent_and_declining_is_no_number():
    """Invariants 23 and 44: the scope in force; declined is None, and is kept."""
    p = led_to(two(), Stage.WORKING)
    assert codes(p, measure(p, score=9)) == ["consent.measurement.not_in_force"]
    p = consented(p, Scope.MEASUREMENT, p.at)
    p = p.record(
        measure(p, score=9),
        measure(p, no_score=NoScore.DECLINED),
        measure(p, by="ana", score=0.5),
    )
    assert [m.score for m in p.measures("ana", "phq-9")] == [9.0, None, 0.5]
    assert p.measures("ana", "gad-7") == ()


def test_nobody_is_followed_up_who_took_contact_back():
    """S29: no measure, no session and no reaching out after that."""
    p = consented(led_to(two(), Stage.FOLLOW_UP), Scope.MEASUREMENT, led_at())
    after = p.record(measure(p, score=3))
    after = after.record(acts.WithdrawConsent(by="ana", at=p.at, scope=Scope.CONTACT))
    for act in (
        measure(p, score=3),
        acts.ReachOut(by="bo", at=p.at, to="ana"),
        acts.StartSession(by="bo", at=p.at, id="s", present=("ana", "bo")),
    ):
        assert codes(after, act) == ["consent.contact.not_in_force"]


def led_at():
    """Give the moment at which partnerships are led anywhere."""
    return led_to(two(), Stage.FOLLOW_UP).at


@pytest.mark.parametrize(
    "fields",
    [
        {"low": 5, "high": 5},
        {"score": 28},
        {"score": float("nan")},
        {"high": float("inf")},
        {"score": -1},
    ],
)
def test_a_score_lies_within_its_range(fields: dict[str, object]):
    """A number never travels without its scale, nor off it."""
    p = two()
    with pytest.raises(ValueError, match=r"score|range"):
        measure(p, **fields)
    with pytest.raises(TypeError):
        measure(p, score="9")


@given(st.none() | st.sampled_from(Domain))
def test_what_another_said_is_an_insight_once_it_is_endorsed(domain: Domain | None):
    """Invariant 49, S27: nothing of a therapist's is in a toolkit by itself."""
    p = in_session(led_to(two(), Stage.WORKING))
    assert p.insights("ana") == ()
    take = acts.EndorseInsight(by="ana", at=p.at, contribution="c2", domain=domain)
    assert codes(p, acts.EndorseInsight(by="bo", at=p.at, contribution="c2")) == [
        "right.not_theirs"
    ]
    p = p.record(take, acts.Leave(by="ana", at=p.at))
    assert p.insights("ana") == (take,)
    for other in Domain:
        assert (take in p.insights("ana", other)) is (other is domain)


def test_what_is_hoped_for_is_the_clients_to_say():
    """S21: linked to a goal or to none; never written by a therapist."""
    p = led_to(two(), Stage.WORKING)
    hope = acts.StateAspiration(by="ana", at=p.at, words=SAID)
    linked = acts.StateAspiration(by="ana", at=p.at, words=SAID, goal="g1")
    p = p.record(hope, linked)
    assert p.preferences("ana").aspirations == (hope, linked)
    by_bo = acts.StateAspiration(by="bo", at=p.at, words=SAID)
    assert codes(p, by_bo) == ["right.not_theirs"]


def test_depth_is_the_authors_to_say_and_never_asked_for():
    """S15: the first that went so deep, if anything did; no depth is no depth."""
    p = in_session(led_to(two(), Stage.WORKING))
    say = {"by": "ana", "at": p.at, "session": "s1"}
    p = p.record(
        acts.Contribute(id="d2", depth=2, **say),
        acts.Contribute(id="d4", depth=4, **say),
    )
    first = p.first_shared(3, by="ana")
    assert first is not None
    assert str(first.act.id) == "d4"
    assert p.first_shared(5, by="ana") is None
    assert p.first_shared(1, by="bo") is None


def test_what_matters_is_asked_first_and_at_every_review():
    """S48: owed after the first session and after reviews, until said or declined."""
    p = led_to(two(), Stage.WORKING)
    owed = []
    for n, review in enumerate((False, False, True)):
        name = f"s{n}"
        p = p.record(
            acts.StartSession(
                by="bo", at=p.at, id=name, present=("ana", "bo"), review=review
            ),
            acts.EndSession(by="bo", at=p.at, session=name),
        )
        kinds = [duty.kind for duty in p.duties(at=p.at)]
        owed.append(kinds.count(DutyKind.ASK_WHAT_MATTERS))
        p = p.record(acts.StateWhatMatters(by="ana", at=p.at))
    assert owed == [1, 0, 0]  # at the review it had been said at the same moment
    assert not [d for d in p.duties(at=p.at) if d.kind is DutyKind.ASK_WHAT_MATTERS]
