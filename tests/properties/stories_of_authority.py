"""A child, a parent, and what they say: what tests of authority share."""

from datetime import timedelta

from hypothesis import strategies as st

from collabtherapy import (
    Basis,
    DutyKind,
    Partnership,
    Post,
    Scope,
    Stage,
    Therapist,
    Words,
    acts,
)
from collabtherapy.testing.ways import (
    ANA,
    BO,
    CLINIC,
    START,
    appointing,
    falling_under,
    led_to,
    two,
)

DAY = timedelta(days=1)
YEAR = timedelta(days=365)
CONTACT = Scope.CONTACT
PARENTAL = Basis.PARENTAL_RESPONSIBILITY
WORDS = st.tuples(
    st.sampled_from(("mum", "dad", "ana")),
    st.sampled_from((acts.GiveConsent, acts.DeclineConsent, acts.WithdrawConsent)),
)
TIA = Therapist("tia", post=Post.TRAINEE, supervisor="sue")


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Return the codes of what stands in the way."""
    return [refusal.code for refusal in p.refusals(act)]


def working(row: str = "ew.under_16") -> Partnership:
    """Return a partnership at work, with a client of this row."""
    return falling_under(led_to(two(), Stage.WORKING), row)


def parental(p: Partnership, holder: str, **fields: object) -> Partnership:
    """Return a partnership in which a parent's authority was seen."""
    fields = {"basis": PARENTAL, "until": p.at + YEAR, **fields}
    return p.record(appointing(p, holder, **fields))


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


def in_a_service() -> Partnership:
    """Return a partnership that a service asked for, with a trainee, supervised."""
    return Partnership.open(
        id="p-1", clients=(ANA,), therapists=(BO, TIA), organisations=(CLINIC,),
        by="clinic", clients_told=Words("by letter"), at=START,
    )  # fmt: skip


def appoint(
    p: Partnership,
    who: str,
    by: str = "bo",
    basis: Basis = Basis.ATTORNEY,
    client: str = "ana",
) -> acts.AppointRepresentative:
    """Return the appointment of somebody as a client's representative."""
    return appointing(p, who, by=by, basis=basis, client=client)


def believed(p: Partnership, *done: acts.Act) -> Partnership:
    """Return a partnership with acts that an earlier law let pass."""
    return Partnership.replay([*p.history, *done])
