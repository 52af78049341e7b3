"""Invariant 8: what older versions wrote is lifted to our form, format by format."""

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from collabtherapy import (
    Basis,
    Evidence,
    NoScore,
    Partnership,
    PersonId,
    Scope,
    ToolKind,
    Words,
    acts,
    codec,
    matters,
)
from collabtherapy.codec import formats, tagged
from collabtherapy.codec.formats import Upcasts, check_upcasts, upcast
from collabtherapy.codec.wrong import Wrong
from collabtherapy.errors import ImpossibleHistory, MalformedDocument
from collabtherapy.privacy import view
from collabtherapy.testing.ways import two

OLDER = Path(__file__).parent / "older"
"""Documents as earlier versions wrote them; they stay, and load for ever."""

Plain = dict[str, Any]


def _renamed(plain: Plain) -> Plain:
    return {**plain, "act": "Leave"}


def _with_by(plain: Plain) -> Plain:
    return {("by" if key == "who" else key): item for key, item in plain.items()}


EACH_OLD: dict[str, list[Plain]] = {
    "AppointRepresentative": [
        {"basis": basis} for basis in ("Own-Wish", "attorney", "court", 7)
    ],
    "RecordMeasure": [
        {"by": by, "client": "ana", "score": score}
        for by in ("ana", "bo")
        for score in (None, 4)
    ],
}
"""Objects of the kinds that changed, as an older format had them."""

UPCASTS: Upcasts = {1: {"Go": _renamed}, 2: {"Leave": _with_by}, 3: {}}
AT = "2026-01-05T09:00:00Z"


def test_an_old_object_takes_every_step_on_its_way() -> None:
    """Each step sees what the one before it made, under the name it has by then."""
    old = {"act": "Go", "who": "ana"}

    assert upcast(old, "act", 1, current=4, upcasts=UPCASTS) == {
        "act": "Leave",
        "by": "ana",
    }
    assert upcast(old, "act", 3, current=4, upcasts=UPCASTS) == old
    assert old == {"act": "Go", "who": "ana"}


def test_a_gap_is_refused() -> None:
    """A format of which nothing is said is not taken for unchanged."""
    with pytest.raises(Wrong) as caught:
        upcast({"act": "Go"}, "act", 1, current=5, upcasts=UPCASTS)
    assert caught.value.code == "unknown_format"


def test_old_acts_and_matters_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once our format is a later one, an older document reads as it always did."""

    def lifted(fields: Plain, tag: str, written: int) -> Plain:
        return upcast(fields, tag, written, current=4, upcasts=UPCASTS)

    monkeypatch.setattr(tagged, "FORMAT", 4)
    monkeypatch.setattr(tagged, "upcast", lifted)
    leave = tagged.read_act({"act": "Go", "at": AT, "who": "ana"}, 1)
    begin = {
        "act": "Propose",
        "at": AT,
        "by": "bo",
        "id": "b",
        "matter": {"matter": "Begin"},
    }

    assert (type(leave).__name__, str(leave.by)) == ("Leave", "ana")
    assert type(tagged.read_act(begin, 3)).__name__ == "Propose"


def test_every_older_format_has_its_row() -> None:
    """Whoever raises the format says what changed after each one before it."""
    assert set(formats.UPCASTS) == set(range(1, formats.FORMAT))


def test_steps_that_leave_a_gap_or_lead_away_are_refused() -> None:
    """Whoever opens a store learns of it then, and not at the first old act."""
    check_upcasts()
    check_upcasts(4, UPCASTS)
    with pytest.raises(ValueError, match=r"no step leads on .* \[4\]"):
        check_upcasts(5, UPCASTS)
    with pytest.raises(ValueError, match=r"\[2, 3\] lead away from 2"):
        check_upcasts(2, UPCASTS)


def test_a_history_of_format_1_is_the_same_partnership() -> None:
    """What came with a later format has its default; nothing is decided anew."""
    text = (OLDER / "format_1.json").read_text(encoding="utf-8")
    p = codec.loads_partnership(text)

    assert [act.evidence for act in p.history] == [None] * p.version
    assert [(m.score, m.no_score) for m in p.measures("ana")] == [
        (11, None),
        (None, NoScore.DECLINED),
        (None, NoScore.NOT_KNOWN),
    ]
    again = codec.loads_partnership(codec.dumps(p))
    assert (again, again.state) == (p, p.state)


def test_in_a_history_of_format_2_every_act_is_on_time() -> None:
    """What happened earlier counted from when it was written down, and still does."""
    text = (OLDER / "format_2.json").read_text(encoding="utf-8").strip()
    p = codec.loads_partnership(text)
    late = [act for act in p.history if act.late]

    assert len(late) == 6
    assert not any(entry.is_late for entry in p.entries)
    assert p.consent_status("ana", Scope.TELEHEALTH, at=late[0].at) == "given"
    assert p.consent_status("ana", Scope.TELEHEALTH, at=late[1].at) == "withdrawn"
    assert [act.evidence for act in p.history if act.evidence] == [
        Evidence("court-order", reference=Words("file 7"), seen_by="bo")
    ]
    assert codec.dumps(p) == text


@pytest.mark.parametrize(
    ("name", "code", "index"),
    [
        ("format_1", "measure.reason_not_known", 18),
        ("notes_that_name_nobody", "note.no_readers", 1),
        ("duties_named_by_text", "duty.has_its_act", 2),
    ],
)
def test_only_a_replay_that_asks_names_an_older_act_that_the_law_refuses(
    name: str, code: str, index: int
) -> None:
    """An older document loads; the present law is asked where somebody asks it."""
    text = (OLDER / f"{name}.json").read_text(encoding="utf-8")
    p = codec.loads_partnership(text)

    with pytest.raises(ImpossibleHistory) as caught:
        Partnership.replay(p.history, check=True)
    assert (caught.value.codes, caught.value.index) == ((code,), index)
    assert "check=False" in str(caught.value)


@pytest.mark.parametrize("name", sorted(path.stem for path in OLDER.glob("*.json")))
def test_older_acts_keep_their_format_and_the_law_is_asked_of_the_others(
    name: str,
) -> None:
    """Written back, they say so themselves; what was recorded since is held."""
    text = (OLDER / f"{name}.json").read_text(encoding="utf-8")
    p, of_then = codec.loads_partnership(text), json.loads(text)["format"]
    assert json.loads(codec.dumps(p))["format"] == of_then < codec.FORMAT
    assert codec.loads(codec.dumps(p)) == p
    for act in p.history:
        plain, written = codec.to_plain(act), codec.format_of(act)
        assert (codec.from_plain(plain, written=written), written) == (act, of_then)

    own = acts.AddToToolkit(
        by="ana", at=p.at, kind=ToolKind.EARLY_SIGN, words=Words("x")
    )
    later = codec.loads_partnership(codec.dumps(p.record(own)))
    plain = json.loads(codec.dumps(later))
    assert (plain["format"], plain["acts"][0]["format"]) == (codec.FORMAT, of_then)
    assert "format" not in plain["acts"][-1]
    assert later == p.record(own)

    plain["acts"][-1]["by"] = "zoe"
    with pytest.raises(ImpossibleHistory) as caught:
        codec.loads(json.dumps(plain))
    assert caught.value.index == p.version
    assert codec.loads(json.dumps(plain), check=False)


def test_a_step_leaves_what_was_lifted_before() -> None:
    """An older act is written in the present form, and its format lifts it again."""
    for steps in formats.UPCASTS.values():
        for name, step in steps.items():
            for old in EACH_OLD[name]:
                assert step(step(old)) == step(old)


def test_notes_that_name_nobody_are_read_and_shown_to_no_other_client() -> None:
    """Among several clients it is not known for whom they were: nothing is permitted.

    They are in the views of their author and of the therapists, and written back as
    they were. The present law would not record them, and says so where it is asked.
    """
    text = (OLDER / "notes_that_name_nobody.json").read_text(encoding="utf-8").strip()
    p = codec.loads_partnership(text)
    by_ana, by_bo, for_bo = p.notes

    assert codec.dumps(p) == text
    assert view(p, "ana").notes == (by_ana, for_bo)
    assert view(p, "cem").notes == ()
    assert view(p, "bo").notes == (by_ana, by_bo, for_bo)


@pytest.mark.parametrize(
    ("told", "basis", "told_as"),
    [
        ("own_wish", Basis.OWN_WISH, None),
        ("Own-Wish", Basis.OWN_WISH, None),
        ("ownWish", Basis.OWN_WISH, None),
        ("parental_responsibility", Basis.PARENTAL_RESPONSIBILITY, None),
        ("Parental-Responsibility", Basis.PARENTAL_RESPONSIBILITY, None),
        ("attorney", Basis.ATTORNEY, None),
        ("court", Basis.GUARDIAN, "court"),
    ],
)
def test_a_basis_of_format_1_becomes_one_of_ours(
    told: str, basis: Basis, told_as: str | None
) -> None:
    """However it was spelled; of any other, how it was told is kept beside it."""
    plain = {
        "act": "AppointRepresentative",
        "at": AT,
        "basis": told,
        "by": "bo",
        "client": "ana",
        "representative": "mum",
    }
    act = codec.from_plain(plain, written=1)

    assert (act.basis, act.told_as) == (basis, told_as)
    assert codec.from_plain(codec.to_plain(act), written=1) == act
    assert codec.loads(codec.dumps(act)) == act
    p = Partnership.replay([two().opening, act])
    assert p.represented_by("mum", at=p.at) == ()  # nobody has seen a document
    assert codec.loads(codec.dumps(p)) == p


class Earlier:
    """Pickles as an act, or what holds one, did before its class had a field."""

    def __init__(self, now: Any, without: str) -> None:
        self.now, self.without = now, without

    def __reduce__(self) -> Any:
        state = self.now.__getstate__()
        less = {name: held for name, held in state.items() if name != self.without}
        make, given = self.now.__reduce_ex__(0)[:2]  # with no look at what is made
        return make, given, less


@pytest.mark.parametrize(
    "value",
    [
        Earlier(two().opening, "evidence"),
        (1, [Earlier(two().opening, "deciders")]),
        Earlier(matters.Begin(), "kept"),
    ],
)
def test_a_pickle_of_another_version_is_refused(value: object) -> None:
    """It fails where it is read, and not where the field it lacks is asked for."""
    pickled = pickle.dumps(value)

    with pytest.raises(TypeError, match=r"another version.*codec\.dumps"):
        pickle.loads(pickled)  # noqa: S301  # our own


@pytest.mark.parametrize("basis", [7, None, "two words", ...])
def test_a_basis_of_format_1_that_is_none_is_named(basis: object) -> None:
    """Whoever reads it learns which field is wrong, and not what it held."""
    plain = {
        "act": "AppointRepresentative",
        "at": AT,
        "by": "bo",
        "client": "ana",
        "representative": "mum",
    }
    with pytest.raises(MalformedDocument, match="basis") as malformed:
        codec.from_plain(
            plain if basis is ... else {**plain, "basis": basis}, written=1
        )
    assert "two words" not in str(malformed.value)


DONE = {
    "contact_while_waiting/ana": "2026-01-06T09:00:00Z",
    "explain/ana": "2026-01-06T13:00:00Z",
    "orient/cem": "2026-01-06T13:00:00Z",
    "answer_feedback/s2/ana/feedback/3": "2026-01-07T07:00:00Z",
    "answer_feedback/s%2F1/cem/comfort/2": "2026-01-07T01:00:00Z",
    "invite/s%2F1/cem/reflection": "2026-01-07T03:00:00Z",
    "ask_what_matters/s%2F1/ana": "2026-01-07T03:00:00Z",
    "acknowledge_rupture/ana/bo/2": "2026-01-07T18:00:00Z",
    "practice/own2/cem/2": "2026-01-08T06:00:00Z",
    "tell_disclosure/ana/2": "2026-01-08T11:00:00Z",
    "offer_ending_talk/ana/2": "2026-01-08T17:00:00Z",
    "safety_outreach/ana": "2026-01-08T20:00:00Z",
    "referral_information/cem": "2026-01-08T22:00:00Z",
    "invite/s2/ana/reflection": "2026-01-07T11:00:00Z",
}
"""What the document discharges, by the names of then, and when that was opened."""


def test_duties_in_the_older_form_of_their_names_are_the_duties_of_then() -> None:
    """Each was discharged by the act that named it, and is written back as it was."""
    text = (OLDER / "duties_named_by_text.json").read_text(encoding="utf-8").strip()
    p = codec.loads_partnership(text)
    named = [act for act in p.history if isinstance(act, acts.DischargeDuty)]

    assert json.loads(codec.dumps(p))["acts"] == json.loads(text)["acts"]
    assert [str(act.duty) for act in named] == list(DONE)
    for act in named:
        duty = p.duty(act.duty)
        assert (duty.discharged_at, str(duty.id)[-20:]) == (act.at, DONE[str(act.duty)])
        assert duty.id.what == act.duty.what
        hidden = act not in view(p, "cem").history
        assert hidden is (duty.owed_to == PersonId("ana"))


@pytest.mark.parametrize(
    "name",
    [
        "orient/eva", "answer_feedback/s2/ana/feedback/4", "offer_ending_talk/ana/3",
        "answer_feedback/s2/cem/comfort/1", "practice/own1/cem/2",
        "acknowledge_rupture/ana/bo/4",
    ],
)  # fmt: skip
def test_an_older_name_of_nothing_stays_unknown(name: str) -> None:
    """What was never owed is not taken for something that was."""
    text = (OLDER / "duties_named_by_text.json").read_text(encoding="utf-8")
    p = codec.loads_partnership(text)

    with pytest.raises(KeyError):
        p.duty(name)
    act = acts.DischargeDuty(by="bo", at=p.at, duty=name)
    assert [refusal.code for refusal in p.why_not(act)] == ["duty.unknown"]
