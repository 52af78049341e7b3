"""Who decides for a client, by status and finding; and how a word then counts."""

from datetime import timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import (
    Basis,
    Change,
    ConsentStatus,
    Decider,
    DutyKind,
    Partnership,
    PersonId,
    Policy,
    Scope,
    Stage,
    TimerKind,
    Way,
    Words,
    acts,
    codec,
    law,
    matters,
)
from collabtherapy.partnership.law.deciders import (
    ACCESS,
    ROWS,
    UNKNOWN,
    HolderSees,
    decision_about,
    found_lacking,
    row_of,
    sees_of,
)
from collabtherapy.testing.remedies import carried_out, cleared
from collabtherapy.testing.ways import (
    CLINIC,
    appointing,
    falling_under,
    found,
    in_session,
    led_to,
    two,
)

DAY = timedelta(days=1)
YEAR = timedelta(days=365)
CONTACT = Scope.CONTACT


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way."""
    return [refusal.code for refusal in p.refusals(act)]


def child(row: str = "ew.under_16", *holders: str) -> Partnership:
    """Return a partnership at work with a child, and contact explained to them."""
    p = falling_under(led_to(two(), Stage.WORKING), row)
    for holder in holders:
        basis = Basis.PARENTAL_RESPONSIBILITY
        p = p.record(appointing(p, holder, basis=basis, until=p.at + YEAR))
    return p.record(acts.Explain(by="bo", at=p.at, to="ana", scope=CONTACT, terms="t"))


def say(
    p: Partnership,
    kind: type[acts.GiveConsent | acts.DeclineConsent | acts.WithdrawConsent],
    by: str,
    **fields: object,
) -> acts.Act:
    """Return a word about contact: the child's own, or a holder's for them."""
    given: dict[str, object] = {"scope": CONTACT, **fields}
    if kind is acts.GiveConsent:
        given = {"terms": "t", "expires_at": p.at + YEAR, **given}
    if by != "ana":
        given["on_behalf_of"] = "ana"
    return kind(by=by, at=p.at, **given)


def in_force(p: Partnership) -> bool:
    """Return whether contact is consented to."""
    return p.consent("ana", CONTACT).in_force(p.at)


def open_duties(p: Partnership, kind: DutyKind) -> int:
    """Return how many duties of a kind are owed."""
    return sum(duty.kind is kind for duty in p.duties(at=p.at))


# --- the table

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
    assert p.decider("ana", "treatment", at=p.at) is unable
    assert p.decider("ana", "contact", at=p.at) is unfound  # each decision by itself
    assert row_of(p.state, PersonId("ana"), "treatment").holders_act == act


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
    assert p.decider("ana", "contact", at=p.at) is HOLDERS
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
    assert row_of(p.state, PersonId("ana"), "records") is ACCESS


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
    redact = acts.Redact(by="mum", at=at, subject="ana", because="asked")
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


# --- the person's own word where holders decide


def test_a_childs_yes_is_assent_and_a_parents_permits():
    """Permission and assent are two things (APA 3.10), and both are shown."""
    p = child("ew.under_16", "mum")
    p = p.record(say(p, acts.GiveConsent, "ana"))
    said = p.consent("ana", CONTACT)
    assert (said.own_word, said.given, in_force(p)) == (True, (), False)
    p = p.record(say(p, acts.GiveConsent, "mum"))
    said = p.consent("ana", CONTACT)
    assert (said.own_word, said.given_by(p.at)) == (True, {PersonId("mum")})
    assert in_force(p)


@pytest.mark.parametrize("stops", [True, False])
@pytest.mark.parametrize("first", ["mum", "ana"])
def test_a_childs_no_closes_the_gate_unless_the_policy_lets_it_be(
    first: str, *, stops: bool
):
    """Whoever spoke first; and their own withdrawal is never refused (63)."""
    p = child("ew.under_16", "mum")
    policy = attrs.evolve(p.policy, dissent_of_minor_stops=stops)
    p = Partnership.replay([attrs.evolve(p.opening, policy=policy), *p.history[1:]])
    yes, no = say(p, acts.GiveConsent, "mum"), say(p, acts.WithdrawConsent, "ana")
    if first == "mum":
        p = p.record(yes, no)
    else:
        p = p.record(no)
        assert codes(p, yes) == ["representation.own_word"] * stops
        p = p if stops else p.record(yes)
    assert p.consent("ana", CONTACT).own_word is False
    assert in_force(p) is not stops
    p = p.record(say(p, acts.GiveConsent, "ana"))  # and changes their mind
    assert codes(p, yes) == []
    assert in_force(p.record(yes))


def test_where_holders_decide_a_parents_no_is_theirs_alone():
    """What one gave for another stays, and their yes may be given again."""
    p = child("ew.under_16", "mum")
    p = p.record(say(p, acts.GiveConsent, "mum"), say(p, acts.WithdrawConsent, "mum"))
    assert p.consent_status("ana", CONTACT, at=p.at) is ConsentStatus.WITHDRAWN
    assert codes(p, say(p, acts.GiveConsent, "mum")) == []


def test_a_holder_does_not_wash_a_no_away():
    """A no of one's own stands, whatever others say no to after it."""
    p = child("ew.under_16", "mum")
    p = p.record(say(p, acts.DeclineConsent, "ana"), say(p, acts.DeclineConsent, "mum"))
    assert codes(p, say(p, acts.GiveConsent, "mum")) == ["representation.own_word"]
    p = p.record(acts.Explain(by="bo", at=p.at, to="ana", scope=CONTACT, terms="u"))
    other = say(p, acts.GiveConsent, "mum", terms="u")
    assert codes(p, other) == ["representation.own_word"]


def test_dissent_that_is_let_be_breaks_nothing_off():
    """Neither the session that goes on nor the work."""
    p = in_session(led_to(two(), Stage.WORKING))
    p = found(p, "treatment", able=False)
    policy = Policy(dissent_of_minor_stops=False)
    p = Partnership.replay([attrs.evolve(p.opening, policy=policy), *p.history[1:]])
    back = acts.WithdrawConsent(by="ana", at=p.at, scope=Scope.TREATMENT)
    after = p.record(back)
    assert (after.stage, after.state.sessions.open) == (
        Stage.WORKING, p.state.sessions.open,
    )  # fmt: skip
    assert after.consent("ana", Scope.TREATMENT).in_force(p.at)
    policy = Policy()
    stopped = Partnership.replay(
        [attrs.evolve(p.opening, policy=policy), *p.history[1:], back]
    )
    assert (stopped.stage, stopped.state.sessions.open) == (Stage.ENDING, None)


def test_a_finding_changes_who_speaks_next_and_no_consent():
    """Invariant 61: in force stays in force, and what is not does not become so."""
    p = child("ew.under_16", "mum")
    assented = p.record(say(p, acts.GiveConsent, "ana"))
    able = found(assented, "contact", able=True)
    assert not in_force(able)
    assert in_force(able.record(say(able, acts.GiveConsent, "ana")))
    given_ = p.record(say(p, acts.GiveConsent, "mum"))
    for able_ in (True, False):
        assert found(given_, "contact", able=able_).state.consent == (
            given_.state.consent
        )


def test_a_holder_takes_back_what_the_person_gave_only_after_somebody_looked():
    """A presumption is not enough: invariant 60."""
    p = found(child("ew.under_16", "mum"), "contact", able=True)
    p = falling_under(p.record(say(p, acts.GiveConsent, "ana")), "ew.under_16")
    back = say(p, acts.WithdrawConsent, "mum")
    assert "representation.own_consent" in codes(p, back)
    unable = found(p, "contact", able=False)
    assert codes(unable, back) == []
    assert unable.record(back).consent_status("ana", CONTACT, at=p.at) is (
        ConsentStatus.WITHDRAWN
    )
    wished = led_to(two(), Stage.WORKING)
    wished = wished.record(appointing(wished, "mum", by="ana", basis=Basis.OWN_WISH))
    treated = say(wished, acts.WithdrawConsent, "mum", scope=Scope.TREATMENT)
    assert codes(wished, treated) == ["representation.own_consent"]


# --- several holders


def test_each_alone_one_yes_is_enough_and_a_no_is_dissent():
    """The other's no revokes nothing, is kept, and is talked over by a therapist."""
    p = child("ew.under_16", "mum", "dad")
    p = p.record(say(p, acts.GiveConsent, "mum"))
    assert in_force(p)
    p = p.record(say(p, acts.WithdrawConsent, "dad"))
    assert in_force(p)
    assert p.consent("ana", CONTACT).dissent == {PersonId("dad")}
    assert open_duties(p, DutyKind.TALK_OVER_DISSENT) == 1
    p = p.record(say(p, acts.GiveConsent, "dad"))
    assert p.consent("ana", CONTACT).dissent == frozenset()
    p = p.record(say(p, acts.WithdrawConsent, "mum"))
    assert in_force(p)  # dad's yes stands
    p = p.record(say(p, acts.WithdrawConsent, "dad"))
    assert p.consent_status("ana", CONTACT, at=p.at) is ConsentStatus.WITHDRAWN


def test_dissent_of_one_parent_ends_no_work():
    """It is no withdrawal that the main line would follow, nor ends a session."""
    p = child("ew.under_16", "mum", "dad")
    p = found(p, "treatment", able=False)
    give = say(p, acts.GiveConsent, "mum", scope=Scope.TREATMENT)
    p = p.record(
        acts.WithdrawConsent(by="mum", on_behalf_of="ana", at=p.at, scope=Scope.CONTACT)
    )
    p = Partnership.replay(
        [*p.history, acts.DeclineConsent(by="ana", at=p.at, scope=Scope.TREATMENT)]
    )
    p = p.record(say(p, acts.GiveConsent, "ana", scope=Scope.TREATMENT), give)
    p = p.record(acts.StartSession(by="bo", at=p.at, id="s9", present=("ana", "bo")))
    p = p.record(say(p, acts.WithdrawConsent, "dad", scope=Scope.TREATMENT))
    assert (p.stage, str(p.state.sessions.open)) == (Stage.WORKING, "s9")
    p = p.record(say(p, acts.WithdrawConsent, "mum", scope=Scope.TREATMENT))
    assert (p.stage, p.state.sessions.open) == (Stage.ENDING, None)


def test_once_closed_dissent_is_owed_no_talk():
    """Invariant 69: what would be owed in the work alone could never lapse."""
    p = child("ew.under_16", "mum", "dad")
    p = p.record(
        say(p, acts.GiveConsent, "mum"),
        acts.StartEnding(by="ana", at=p.at),
        acts.Finish(by="ana", at=p.at),
    )
    assert p.stage is Stage.CLOSED
    p = p.record(say(p, acts.WithdrawConsent, "dad"))
    assert open_duties(p, DutyKind.TALK_OVER_DISSENT) == 0


@pytest.mark.parametrize("whose", ["mum", "dad"])
def test_a_session_is_broken_off_by_the_end_of_what_it_stands_on(whose: str):
    """A consent that ends with its holder's authority is as one taken back."""
    p = led_to(two(), Stage.WORKING)
    p = found(falling_under(p, "ew.under_16"), "telehealth", able=False)
    for holder in ("mum", "dad"):
        basis = Basis.PARENTAL_RESPONSIBILITY
        p = p.record(appointing(p, holder, basis=basis, until=p.at + YEAR))
    p = p.record(
        acts.Explain(by="bo", at=p.at, to="ana", scope=Scope.TELEHEALTH, terms="t"),
        say(p, acts.GiveConsent, "mum", scope=Scope.TELEHEALTH),
        acts.StartSession(
            by="bo", at=p.at, id="s9", present=("ana", "bo"),
            ways=frozenset((Way.TELEHEALTH,)),
        ),
    )  # fmt: skip
    p = p.record(
        acts.EndRepresentation(by="bo", at=p.at, client="ana", representative=whose)
    )
    assert (p.state.sessions.open is None) is (whose == "mum")


def test_only_one_holder_has_nobody_to_dissent_from():
    """The no of a single holder is a no."""
    p = child("ew.under_16", "mum")
    p = p.record(say(p, acts.DeclineConsent, "mum"))
    assert open_duties(p, DutyKind.TALK_OVER_DISSENT) == 0
    assert p.consent_status("ana", CONTACT, at=p.at) is ConsentStatus.DECLINED


WORDS = st.tuples(
    st.sampled_from(("mum", "dad", "ana")),
    st.sampled_from((acts.GiveConsent, acts.DeclineConsent, acts.WithdrawConsent)),
)


@given(st.lists(WORDS, max_size=8))
def test_together_in_force_is_what_every_holder_gave(said: list[tuple[str, type]]):
    """Invariant 62: since the last no; and a child's no stops it."""
    p, gave, stopped = child("de", "mum", "dad"), set[str](), False
    for by, kind in said:
        act = say(p, kind, by)
        if p.why_not(act):
            continue
        p = p.record(act)
        if kind is not acts.GiveConsent:
            gave, stopped = set(), stopped or by == "ana"
        elif by == "ana":
            stopped = False
        else:
            gave.add(by)
        assert in_force(p) is (gave == {"mum", "dad"} and not stopped)
        status = p.consent_status("ana", CONTACT, at=p.at)
        assert (status is ConsentStatus.GIVEN) is in_force(p)


def test_together_a_holder_who_comes_is_asked_and_one_who_goes_is_not():
    """Invariant 62 speaks of the holders of the moment, by act and by date."""
    p = child("de", "mum")
    p = p.record(say(p, acts.GiveConsent, "mum"))
    assert in_force(p)
    half = timedelta(days=180)
    dad = appointing(p, "dad", basis=Basis.PARENTAL_RESPONSIBILITY, until=p.at + half)
    both = p.record(dad)
    assert both.consent_status("ana", CONTACT, at=p.at) is ConsentStatus.EXPLAINED
    assert both.consent("ana", CONTACT).in_force(p.at + half)  # his authority is over
    assert in_force(
        both.record(say(p, acts.GiveConsent, "dad", expires_at=p.at + half))
    )
    ended = both.record(
        acts.EndRepresentation(by="bo", at=p.at, client="ana", representative="dad")
    )
    assert in_force(ended)
    none = ended.record(acts.EndRepresentation(by="bo", at=p.at, client="ana"))
    assert none.consent_status("ana", CONTACT, at=p.at) is ConsentStatus.EXPIRED


@pytest.mark.parametrize("ends", [7, None])
def test_together_a_holders_yes_leaves_the_persons_own_in_force(ends: int | None):
    """Invariant 60; once it has run out, it takes the holders, each of them."""
    p = child("adult")
    own_ends = None if ends is None else p.at + timedelta(days=ends)
    q = p.record(say(p, acts.GiveConsent, "ana", expires_at=own_ends))
    q = falling_under(q, "de")
    for holder in ("mum", "dad"):
        basis = Basis.PARENTAL_RESPONSIBILITY
        q = q.record(appointing(q, holder, basis=basis, until=q.at + YEAR))
    one = q.record(say(q, acts.GiveConsent, "mum"))
    both = one.record(say(q, acts.GiveConsent, "dad"))
    late = q.at + timedelta(days=30)
    assert in_force(one)
    assert in_force(both)
    said, whole = one.consent("ana", CONTACT), both.consent("ana", CONTACT)
    assert said.in_force(late) is (ends is None)
    assert whole.in_force(late)
    assert said.expires_at == own_ends
    assert whole.expires_at == (None if ends is None else q.at + YEAR)
    lacking = found(one, "contact", able=False)
    assert in_force(lacking)  # a finding changes no consent
    assert not in_force(lacking.record(say(q, acts.GiveConsent, "mum")))


@pytest.mark.parametrize("row", ["ew.under_16", "de"])
def test_a_holders_no_counts_by_the_row_of_the_moment(row: str):
    """What both gave one by one is ended by one, once they decide together."""
    other = {"ew.under_16": "de", "de": "ew.under_16"}[row]
    p = child(row, "mum", "dad")
    p = p.record(say(p, acts.GiveConsent, "mum"), say(p, acts.GiveConsent, "dad"))
    assert in_force(p)
    p = falling_under(p, other)
    p = p.record(say(p, acts.WithdrawConsent, "dad"))
    assert in_force(p) is (other == "ew.under_16")


def test_no_holders_no_brings_into_force_what_takes_another():
    """What one gave of two is not enough, whoever says no once each decides alone."""
    p = child("de", "mum", "dad")
    p = falling_under(p.record(say(p, acts.GiveConsent, "mum")), "ew.under_16")
    for kind in (acts.WithdrawConsent, acts.DeclineConsent):
        assert not in_force(p.record(say(p, kind, "dad")))


def test_together_what_one_gave_for_less_time_ends_it_for_both():
    """It takes both as long as both hold authority."""
    p = child("de", "mum", "dad")
    week = timedelta(days=7)
    p = p.record(
        say(p, acts.GiveConsent, "mum"),
        say(p, acts.GiveConsent, "dad", expires_at=p.at + week),
    )
    consent = p.consent("ana", CONTACT)
    assert consent.expires_at == p.at + week
    assert consent.in_force(p.at + week - timedelta(seconds=1))
    assert consent.status_at(p.at + week) is ConsentStatus.EXPIRED
    assert consent.status_at(p.at + YEAR) is ConsentStatus.EXPIRED


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


@pytest.mark.parametrize("row", ["ew.under_16", "de"])
def test_a_gate_asks_those_whose_word_counts(row: str):
    """The fix of a missing consent is theirs: one parent, both, or a finding first."""
    for q in (child(row, "mum", "dad"), child(row)):
        start = acts.StartSession(
            by="bo", at=q.at, id="s9", present=("ana", "bo"),
            ways=frozenset((Way.TELEHEALTH,)),
        )  # fmt: skip
        (refusal,) = q.why_not(start)
        assert refusal.code == "consent.telehealth.not_in_force"
        after, again = carried_out(q, start, refusal)
        assert after.why_not(again) == ()
        gave = after.consent("ana", Scope.TELEHEALTH).given_by(after.at)
        many = {"ew.under_16": 1, "de": 2}[row] if q.holders("ana", at=q.at) else 1
        assert len(gave) == many


# --- words of older documents


def older(act: acts.Act) -> acts.Act:
    """Return an act as a document of the first format has it."""
    return codec.from_plain(codec.to_plain(act), written=1)


def folded(p: Partnership, *said: acts.Act) -> Partnership:
    """Return a partnership after acts of an older document, unasked."""
    return Partnership.replay([*p.history, *map(older, said)])


def found_unable(p: Partnership) -> acts.Act:
    """Return a finding that the person cannot decide about contact."""
    return found(p, "contact", able=False).history[-1]


@given(said=st.lists(WORDS, min_size=1, max_size=6), unable=st.booleans())
def test_in_an_older_document_the_last_word_counts(
    said: list[tuple[str, type]], *, unable: bool
):
    """Whoever said it, whatever was found, and also once it was written again."""
    p = child("adult", "mum", "dad")
    p = folded(p, *([found_unable(p)] if unable else []))
    p = folded(p, *(say(p, kind, by) for by, kind in said))
    by, kind = said[-1]
    consent = p.consent("ana", CONTACT)
    assert (
        consent.status
        is {
            acts.GiveConsent: ConsentStatus.GIVEN,
            acts.DeclineConsent: ConsentStatus.DECLINED,
            acts.WithdrawConsent: ConsentStatus.WITHDRAWN,
        }[kind]
    )
    gave = {PersonId(by)} if kind is acts.GiveConsent else set()
    assert consent.given_by(p.at) == gave
    again = codec.loads_partnership(codec.dumps(p), check=False)
    assert again.state.consent == p.state.consent


def test_what_followed_in_an_older_document_follows():
    """By whose word was the last: it ends with their authority, and when they said."""
    p = child("adult", "mum")
    ana, mum = (say(p, acts.GiveConsent, by) for by in ("ana", "mum"))
    end = acts.EndRepresentation(by="bo", at=p.at, client="ana")

    def status(*said: acts.Act) -> ConsentStatus:
        return folded(p, *said).consent_status("ana", CONTACT, at=p.at + 2 * DAY)

    assert status(found_unable(p), ana) is ConsentStatus.GIVEN
    assert status(mum, found_unable(p), ana, end) is ConsentStatus.GIVEN
    assert status(ana, mum, end) is ConsentStatus.EXPIRED
    brief = say(p, acts.GiveConsent, "mum", expires_at=p.at + DAY)
    assert status(ana, brief) is ConsentStatus.EXPIRED


def test_no_yes_counts_by_an_older_rule_once_it_is_said_now():
    """The mark is the codec's: what would count otherwise without it is refused."""
    p = child("ew.under_16", "mum")
    assert codes(p, say(p, acts.GiveConsent, "ana")) == []
    assert codes(p, older(say(p, acts.DeclineConsent, "ana"))) == []
    give = older(say(p, acts.GiveConsent, "ana"))
    assert codes(p, give) == ["consent.contact.older_rule"]
    after, again = cleared(p, give)
    assert not in_force(after.record(again))
    alike = older(say(p, acts.GiveConsent, "mum"))
    assert codes(p, alike) == []


# --- what follows from a finding


def test_a_service_may_find_and_a_therapist_owes_the_involving():
    """Whoever found it, if a therapist; else the lead."""
    p = falling_under(led_to(two(), Stage.WORKING), "us.ca.12")
    opening = attrs.evolve(p.opening, organisations=(CLINIC,))
    p = Partnership.replay([opening, *p.history[1:]])
    p = p.record(
        acts.FindCompetence(
            by="clinic", at=p.at, client="ana", decision="contact", competent=True
        )
    )
    (duty,) = (d for d in p.duties(at=p.at) if d.kind is DutyKind.INVOLVE_HOLDERS)
    assert (duty.owed_by, duty.owed_to) == (PersonId("bo"), PersonId("ana"))


def test_in_california_a_finding_opens_the_duty_to_involve_a_parent():
    """It is done, or found inappropriate: either way somebody says so."""
    p = falling_under(led_to(two(), Stage.WORKING), "us.ca.12")
    able = found(p, "treatment", able=True)
    (duty,) = (d for d in able.duties(at=p.at) if d.kind is DutyKind.INVOLVE_HOLDERS)
    words = Words("it would put her at risk")
    done = acts.DischargeDuty(by="bo", at=p.at, duty=duty.id, words=words)
    assert open_duties(able.record(done), DutyKind.INVOLVE_HOLDERS) == 0
    unable = found(p, "treatment", able=False)
    assert open_duties(unable, DutyKind.INVOLVE_HOLDERS) == 0
    elsewhere = found(child(), "treatment", able=True)
    assert open_duties(elsewhere, DutyKind.INVOLVE_HOLDERS) == 0


def test_a_finding_is_reviewed_when_it_says():
    """A timer of the last finding about each decision."""
    p = led_to(two(), Stage.WORKING)
    for days in (30, 60):
        p = p.record(
            acts.FindCompetence(
                by="bo", at=p.at, client="ana", decision="treatment", competent=True,
                review_at=p.at + timedelta(days=days),
            ),
            acts.FindCompetence(
                by="bo", at=p.at, client="ana", decision="contact", competent=True
            ),
        )  # fmt: skip
    (timer,) = (t for t in p.timers(at=p.at) if t.kind is TimerKind.COMPETENCE_REVIEW)
    assert (timer.about, timer.due_at) == (
        "ana/treatment", p.at + timedelta(days=60),
    )  # fmt: skip


def test_a_decision_that_nothing_asks_about_is_refused():
    """A slip of the pen would protect no one; a scope of one's own has its name."""
    p = led_to(two(), Stage.WORKING)
    fields = {"by": "bo", "at": p.at, "client": "ana", "competent": False}
    slip = acts.FindCompetence(decision="hypnosis", **fields)
    (refusal,) = p.refusals(slip)
    assert (refusal.code, refusal.fix) == (
        "decision.unknown", (Change("decision", law.DECISIONS),),
    )  # fmt: skip
    for name in law.DECISIONS:
        assert p.allows(attrs.evolve(slip, decision=name))
    assert Partnership.replay([*p.history, slip]).competence("ana") == (slip,)

    named = appointing(p, "parent", decisions={"treatment", "hypnosis", "a-slip"})
    facts = [dict(one.facts)["decision"] for one in p.refusals(named)]
    assert facts == ["a-slip", "hypnosis"]
    assert p.allows(appointing(p, "parent"))

    scope = Scope("hypnosis")
    p = p.record(acts.Explain(by="bo", at=p.at, to="ana", scope=scope, terms="t"))
    assert p.allows(slip)
    assert p.allows(appointing(p, "parent", decisions={"treatment", "hypnosis"}))
