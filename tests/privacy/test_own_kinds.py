"""D-R15, D-I7: who sees what was done under a declared kind, and what goes for good."""

from collabtherapy import (
    Extension,
    Holds,
    Partnership,
    PersonId,
    Slot,
    SlotValue,
    Stage,
    Words,
    acts,
    codec,
    matters,
)
from collabtherapy.partnership.values.audience import Audience
from collabtherapy.privacy import Plan, redact, view
from collabtherapy.testing.own_kinds import RITUAL, declaring
from collabtherapy.testing.ways import couple, decided, led_to

SAID = (Slot("said", Holds.WORDS),)
KINDS = {
    audience: Extension(f"org.example/{audience}", slots=SAID, audience=audience)
    for audience in (
        Audience.EVERYONE,
        Audience.CONCERNED,
        Audience.PRESENT,
        Audience.AUTHOR,
    )
}
SEEN_BY = {
    Audience.EVERYONE: {"ana", "bo", "cem"},
    Audience.CONCERNED: {"ana", "bo"},
    Audience.PRESENT: {"ana", "bo"},
    Audience.AUTHOR: {"ana"},
}
"""Who of a couple and their therapist sees what ana says in a session without cem."""


AT_SESSION = {Audience.PRESENT}


def said(audience: Audience, p: Partnership) -> acts.Custom:
    """Return what ana says of herself under a kind for that audience."""
    data = [SlotValue("said", words=Words(f"secret {audience}"))]
    # What names a session is hidden with it.
    kind, session = KINDS[audience].kind, "s1" if audience in AT_SESSION else None
    return acts.Custom(
        by="ana", at=p.at, kind=kind, client="ana", session=session, data=data
    )


def told() -> Partnership:
    """Return a couple's partnership in which ana said something under each kind."""
    p = declaring(led_to(couple(), Stage.WORKING), *KINDS.values(), RITUAL)
    p = p.record(
        acts.StartSession(by="bo", at=p.at, id="s1", present=("ana", "bo")),
    )
    ritual = matters.Custom(
        kind=RITUAL.kind, client="ana", data=[SlotValue("weekly", flag=True)]
    )
    p = p.record(*(said(audience, p) for audience in KINDS))
    return decided(p, "ritual", ritual, p.at)


def test_each_sees_what_is_for_them() -> None:
    """The audience of the declaration decides, in the history and in the region."""
    p = told()
    for person in ("ana", "bo", "cem"):
        seen = view(p, person)
        for audience, people in SEEN_BY.items():
            shown = [one for one in seen.history if isinstance(one, acts.Custom)]
            is_shown = KINDS[audience].kind in {one.kind for one in shown}
            assert is_shown == (person in people), (audience, person)
            of_ana = (KINDS[audience].kind, PersonId("ana"))
            assert (of_ana in seen.own_kinds.latest) == is_shown
        assert len(seen.own_kinds.agreed) == (person != "cem")
        assert len(seen.own_kinds.declared) == len(KINDS) + 1


def test_what_nobody_declared_is_for_its_author_alone() -> None:
    """What is unknown shows nothing: believed from elsewhere, without a declaration."""
    p = led_to(couple(), Stage.WORKING)
    strange = acts.Custom(by="ana", at=p.at, kind="org.example/x", client="ana")
    p = Partnership.replay((*p.history, strange))
    assert strange in view(p, "ana").history
    assert strange not in view(p, "bo").history


def test_words_in_slots_are_taken_out() -> None:
    """D-13: the one walk over words finds those in a value within a value."""
    p = told()
    after, report = redact(
        p, Plan(subject="ana", by="ana", at=p.at, because="erasure_request")
    )
    assert "secret" in codec.dumps(p)
    assert "secret" not in codec.dumps(after)
    fields = [one.field for one in report.removed if one.act == "Custom"]
    assert fields == ["data.words"] * len(KINDS)
    assert after.state.stage is p.state.stage
