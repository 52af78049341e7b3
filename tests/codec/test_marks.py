"""Document format 3: what was decided of late entries and mistakes is read, not asked.

Invariants 61, 62 and 65: whatever the law has become, what was set aside or taken out
has no effect in the partnership that is read, and everything else has.
"""

import json
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from codec.test_round_trip import BACKENDS
from hypothesis import given
from late_stories import (
    HOUR,
    broken_off,
    day,
    late_stories,
    set_aside,
    spread,
    taken_out,
)

from collabtherapy import (
    Partnership,
    Scope,
    SessionId,
    Stage,
    Words,
    acts,
    codec,
    matters,
)
from collabtherapy.errors import ImpossibleHistory, MalformedDocument
from collabtherapy.partnership.law.lateness import Lateness
from collabtherapy.partnership.record import insertion, taking_in
from collabtherapy.partnership.values.entries import PLAIN

WRITTEN = Path(__file__).parent / "written"
"""Documents of the present format, to be moved to `older` when there is another."""

Plain = dict[str, Any]


def plain_of(p: Partnership) -> Plain:
    plain: Plain = json.loads(codec.dumps(p))
    return plain


def same(one: Partnership, other: Partnership) -> bool:
    """Return whether two are alike in all that they record and add up to."""
    return (
        (one, one.state, one.entries, one.timeline, one.conflicts)
        == (other, other.state, other.entries, other.timeline, other.conflicts)
    )  # fmt: skip


@given(late_stories())
def test_entries_are_read_as_they_were_written(p: Partnership) -> None:
    """Invariant 2: state, entries and conflicts come back equal, asked or not."""
    text = codec.dumps(p)

    for check in (True, False):
        for backend in BACKENDS:
            again = codec.loads_partnership(text, check=check, backend=backend)
            assert same(again, p)
            assert codec.dumps(again, backend=backend) == text


@given(late_stories())
def test_what_is_read_goes_on_as_what_was_written(p: Partnership) -> None:
    """Invariant 1: what is recorded after a history was read is recorded the same."""
    again = codec.loads_partnership(codec.dumps(p))
    late = acts.Leave(by="ana", at=p.at + HOUR, happened_at=p.opening.at + HOUR)

    assert again.why_not(late) == p.why_not(late)
    if p.allows(late):
        assert same(again.record(late), p.record(late))


def test_acts_on_time_are_written_as_they_were() -> None:
    """Marks stand beside the acts, where there are any; no act says them."""
    assert plain_of(spread()).keys() == {"acts", "format"}
    for p in (set_aside(), broken_off(), taken_out()):
        plain = plain_of(p)
        assert plain["acts"][:15] == plain_of(spread())["acts"]
        assert [mark["version"] for mark in plain["marks"]] == [p.version]
        assert codec.from_plain(plain["acts"][-1]) == p.history[-1]


def test_marks_say_what_was_decided() -> None:
    """What was set aside, taken out and broken off, and who saw it."""
    assert plain_of(set_aside())["marks"] == [
        {
            "owed_to": ["ana"],
            "sets_aside": [12],
            "shown_to": [{"people": ["ana", "bo"], "version": 12}],
            "version": 16,
        }
    ]
    assert plain_of(taken_out())["marks"] == [
        {
            "about": [15],
            "shown_to": [
                {"people": ["ana", "bo"], "version": 15},
                {"people": ["ana", "bo"], "version": 16},
            ],
            "version": 16,
            "voids": 15,
        }
    ]
    (broken,) = plain_of(broken_off())["marks"]
    assert (broken["breaks_off"], broken["conflicts"]) == ("s2", [
        {"because_of": 17, "codes": ["consent.treatment.not_in_force"], "version": 16}
    ])  # fmt: skip


def test_the_number_that_a_mistake_names_has_a_key_of_its_own() -> None:
    """The key `act` names the class, so that the number is called `entry`."""
    act = taken_out().history[-1]

    assert codec.to_plain(act) == {
        "act": "EnteredInError",
        "at": "2026-01-13T09:00:00Z",
        "because": "wrong-record",
        "by": "bo",
        "entry": 15,
    }
    matter = matters.Correction(act=3, because="slip")
    put = acts.Propose(by="bo", at=day(0), id="c", matter=matter)
    assert codec.to_plain(put)["matter"] == {
        "because": "slip", "entry": 3, "matter": "Correction"
    }  # fmt: skip
    with pytest.raises(MalformedDocument) as caught:
        codec.from_plain(codec.to_plain(act) | {"entry": 0})
    assert (caught.value.path, caught.value.code) == ("$.entry", "invalid_value")
    missing = {k: v for k, v in codec.to_plain(act).items() if k != "entry"}
    with pytest.raises(MalformedDocument) as caught:
        codec.from_plain(missing)
    assert (caught.value.path, caught.value.code) == ("$.entry", "missing_field")


# What a mark cannot say: of which story, in what place of the mark, and what is wrong.
BAD: dict[str, tuple[Any, Plain, str, str]] = {
    "sets aside a later entry": (
        set_aside, {"sets_aside": [17]}, "[0].sets_aside", "invalid_value"
    ),
    "sets itself aside": (
        set_aside, {"sets_aside": [16]}, "[0].sets_aside", "invalid_value"
    ),
    "sets the opening aside": (
        set_aside, {"sets_aside": [1]}, "[0].sets_aside", "invalid_value"
    ),
    "sets aside a number that is none": (
        set_aside, {"sets_aside": ["12"]}, "[0].sets_aside[0]",
        "expected_a_whole_number",
    ),
    "voids nothing": (taken_out, {"voids": None}, "[0].voids", "invalid_value"),
    "voids another": (taken_out, {"voids": 14}, "[0].voids", "invalid_value"),
    "voids the opening": (
        taken_out, {"voids": 1, "about": [1]}, "[0].voids", "invalid_value"
    ),
    "voids itself": (
        taken_out, {"voids": 16, "about": [16]}, "[0].voids", "invalid_value"
    ),
    "voids what is not there": (
        taken_out, {"voids": 99, "about": [99]}, "[0].voids", "invalid_value"
    ),
    "voids without being a void": (
        set_aside, {"voids": 3}, "[0].voids", "invalid_value"
    ),
    "names more than the act": (
        taken_out, {"about": [15, 14]}, "[0].about", "invalid_value"
    ),
    "names what comes later": (
        set_aside, {"about": [17]}, "[0].about", "invalid_value"
    ),
    "conflicts with the opening": (
        broken_off, {"conflicts": [{"version": 1, "because_of": 17, "codes": []}]},
        "[0].conflicts", "invalid_value",
    ),
    "corrects without saying so": (
        broken_off, {"corrects": 3}, "[0].corrects", "invalid_value"
    ),
    "mends the opening": (broken_off, {"mends": [1]}, "[0].mends", "invalid_value"),
    "mends itself": (broken_off, {"mends": [17]}, "[0].mends", "invalid_value"),
    "conflicts because of another": (
        broken_off, {"conflicts": [{"version": 16, "because_of": 3, "codes": []}]},
        "[0].conflicts", "invalid_value",
    ),
    "conflicts by a sentence": (
        broken_off,
        {"conflicts": [{"version": 16, "because_of": 17, "codes": ["a b"]}]},
        "[0].conflicts[0].codes", "invalid_value",
    ),
    "was seen in the future": (
        taken_out, {"shown_to": [{"version": 17, "people": []}]},
        "[0].shown_to", "invalid_value",
    ),
    "says what nobody knows": (taken_out, {"revives": 3}, "[0]", "unknown_field"),
    "is of the opening": (taken_out, {"version": 1}, "[0].version", "invalid_value"),
    "is of no entry": (taken_out, {"version": 17}, "[0].version", "invalid_value"),
    "is of nothing": (taken_out, {"version": ...}, "[0].version", "missing_field"),
    "is of a name": (
        taken_out, {"version": "16"}, "[0].version", "expected_a_whole_number"
    ),
    "is of another entry": (taken_out, {"version": 14}, "[0].about", "invalid_value"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("check", [True, False])
def test_a_mark_that_cannot_be_is_refused(name: str, *, check: bool) -> None:
    """It names its place; nothing is believed of it."""
    tell, changes, step, code = BAD[name]
    plain = plain_of(tell())
    changed = {**plain["marks"][0], **changes}
    plain["marks"][0] = {k: v for k, v in changed.items() if v is not ...}
    with pytest.raises(MalformedDocument) as caught:
        codec.loads(json.dumps(plain), check=check)

    assert (caught.value.path, caught.value.code) == (f"$.marks{step}", code)


@pytest.mark.parametrize(
    ("marks", "path", "code"),
    [
        ({}, "$.marks", "expected_a_list"),
        ([7], "$.marks[0]", "expected_an_object"),
        ([], "$.marks", "missing_mark"),
        (..., "$.marks", "missing_mark"),
    ],
)
def test_marks_that_are_none_are_refused(marks: object, path: str, code: str) -> None:
    """A void of which nobody says what it took out is no void."""
    plain = {**plain_of(taken_out()), "marks": marks}
    if marks is ...:
        del plain["marks"]
    with pytest.raises(MalformedDocument) as caught:
        codec.loads(json.dumps(plain))

    assert (caught.value.path, caught.value.code) == (path, code)


def test_a_mark_is_read_by_itself_as_strictly() -> None:
    """For tables of your own, in which it stands beside its act."""
    mark = set_aside().entries[-1].mark
    assert codec.mark_from_plain(codec.mark_to_plain(mark)) == mark
    with pytest.raises(MalformedDocument) as caught:
        codec.mark_from_plain({"voids": 0})
    assert (caught.value.path, caught.value.code) == ("$.voids", "invalid_value")


def test_an_entry_has_one_mark() -> None:
    """Two would say two things of it."""
    plain = plain_of(taken_out())
    plain["marks"] *= 2
    with pytest.raises(MalformedDocument, match="repeated_item") as caught:
        codec.loads(json.dumps(plain))

    assert caught.value.path == "$.marks[1].version"


def test_what_has_no_effect_is_not_taken_out_again() -> None:
    """Neither what was taken out, nor what was set aside."""
    p = taken_out()
    note = acts.WriteNote(by="bo", at=day(9), words=Words("another"))
    out = acts.EnteredInError(by="bo", at=day(9), act=p.version + 1, because="slip")
    plain = plain_of(p.record(note, out))
    plain["marks"][1] |= {"about": [15], "voids": 15}
    with pytest.raises(MalformedDocument) as caught:
        codec.loads(json.dumps(plain))

    assert caught.value.path == "$.marks[1].voids"


def test_what_was_set_aside_comes_back_with_its_cause_taken_out() -> None:
    """And may then be set aside once more, by another mark."""
    p = set_aside()
    out = acts.EnteredInError(by="ana", at=day(8), act=p.version, because="slip")
    again = acts.WithdrawConsent(
        by="ana", at=day(9), happened_at=day(4.5), scope=Scope.TREATMENT
    )
    p = p.record(out, again)

    assert [mark["version"] for mark in plain_of(p)["marks"]] == [16, 17, 18]
    assert same(codec.loads_partnership(codec.dumps(p)), p)


def test_a_mark_that_the_law_would_not_make_is_impossible() -> None:
    """Asked, the law decides anew what has effect; unasked, the mark is believed."""
    plain = plain_of(set_aside())
    del plain["marks"][0]["sets_aside"]
    with pytest.raises(ImpossibleHistory) as caught:
        codec.loads(json.dumps(plain))

    assert caught.value.codes == ("history.decided_otherwise",)
    assert caught.value.index == set_aside().version - 1
    found = codec.loads_partnership(json.dumps(plain), check=False)
    assert not any(entry.set_aside_by for entry in found.entries)


@given(late_stories())
def test_a_later_law_changes_no_state(p: Partnership) -> None:
    """Invariant 65: what was decided is read, whatever would be decided now."""
    text, answers = codec.dumps(p), cycle((False, True))
    with pytest.MonkeyPatch.context() as later:
        # It would refuse everything that it is asked about after a late entry.
        later.setattr(insertion, "permits", lambda *_: next(answers))
        later.setattr(insertion, "lateness_of", lambda _: Lateness.GRANT)
        later.setattr(taking_in, "SET_ASIDE", frozenset({Lateness.GRANT}))
        assert same(codec.loads_partnership(text, check=False), p)
        assert same(Partnership.replay(p.entries), p)


@pytest.mark.parametrize("written", [1, 2])
def test_older_documents_have_no_marks(written: int) -> None:
    """In them every act is on time, and a mark is a field that they do not have."""
    plain = plain_of(spread()) | {"format": written}
    p = codec.loads_partnership(json.dumps(plain))
    assert not any(entry.is_late or entry.mark != PLAIN for entry in p.entries)

    with pytest.raises(MalformedDocument) as caught:
        codec.loads(json.dumps({**plain, "marks": []}))
    assert (caught.value.path, caught.value.code) == ("$", "unknown_field")


def test_an_older_act_is_on_time_and_has_no_mark() -> None:
    """Beside newer acts as well: it was decided by a law that knew of no marks."""
    p = set_aside()
    plain = plain_of(p)
    for act in plain["acts"]:
        act["format"] = 2
    with pytest.raises(MalformedDocument) as caught:
        codec.loads(json.dumps(plain))
    assert (caught.value.path, caught.value.code) == (
        "$.marks[0].version", "invalid_value"
    )  # fmt: skip

    del plain["marks"]
    again = codec.loads_partnership(json.dumps(plain))
    assert [entry.is_late for entry in again.entries] == [False] * p.version
    assert plain_of(again)["format"] == 2
    assert [act.kept.version for act in again.history if act.kept] == [2] * p.version


NEWER = codec.FORMAT + 1


def newer(*marks: Plain, act: Plain) -> str:
    """Return the story with a newer version's act and marks after it."""
    plain = plain_of(spread())
    at = "2027-01-05T09:00:00Z"
    last = {"at": at, "by": "bo", **act}
    history = [*plain["acts"], last]
    return json.dumps({"acts": history, "format": NEWER, "marks": list(marks)})


def test_what_a_newer_version_took_out_is_out_here() -> None:
    """Invariant 61: the mark says it, whoever knows the act."""
    mark = {"version": 16, "voids": 15}
    text = newer(mark, act={"act": "Strike", "happened_at": "2026-02-05T09:00:00Z"})
    p = codec.loads_partnership(text)

    assert isinstance(p.history[-1], codec.UnknownAct)
    assert [entry.voided_by for entry in p.entries[-2:]] == [16, None]
    assert p.notes == spread().notes[:-1]
    assert plain_of(p) == json.loads(text)


@pytest.mark.parametrize(
    ("mark", "path", "code"),
    [
        ({"version": 16, "about": [15]}, "$.marks[0].about", "invalid_value"),
        ({"version": 16, "revives": 3}, "$.marks[0]", "unknown_field"),
    ],
)
def test_what_a_newer_version_says_of_entries_is_not_passed_over(
    mark: Plain, path: str, code: str
) -> None:
    """What it did to them is unknown here, and they may not be valid any more."""
    with pytest.raises(MalformedDocument) as caught:
        codec.loads(newer(mark, act={"act": "Strike"}))

    assert (caught.value.path, caught.value.code) == (path, code)


def test_what_a_newer_version_adds_beside_the_acts_is_refused() -> None:
    """So earlier versions refuse marks: what was taken out never passes for valid."""
    plain = plain_of(spread()) | {"format": NEWER, "orders": []}
    with pytest.raises(MalformedDocument) as caught:
        codec.loads(json.dumps(plain))

    assert (caught.value.path, caught.value.code) == ("$", "unknown_field")


def test_a_history_of_format_3_stands_where_it_was_recorded() -> None:
    """It stays and loads for ever: how a kind of act stands in time is of its form."""
    text = (WRITTEN / "format_3.json").read_text(encoding="utf-8").strip()
    p = codec.loads_partnership(text, check=False)
    late = {e.version: e.effective_at for e in p.entries if e.is_late}

    assert late == {
        16: day(4.5), 18: day(7.5), 19: day(7.5) + HOUR, 20: day(5.5), 24: day(4.5)
    }  # fmt: skip
    assert {e.version: e.voided_by for e in p.entries if e.voided_by} == {
        16: 17, 21: 22
    }  # fmt: skip
    assert {e.version: e.set_aside_by for e in p.entries if e.set_aside_by} == {12: 24}
    assert (p.stage, p.at, p.state.sessions.open) == (
        Stage.CONTRACTING, day(12) + HOUR, SessionId("s3")
    )  # fmt: skip
    assert codec.dumps(p) == text
