"""R6, as far as its ballot is known: R5 with what its rows say, and no more."""

from collections.abc import Iterator
from functools import cache

import pytest
from elements_of_r6 import strange
from hypothesis import given
from validators import FEW, Resource, bundles, extended, having, of, parts_of

from collabtherapy import Partnership, Stage, Words, acts, fhir, matters
from collabtherapy.fhir.outward.releases import MOVED, Moved, in_release
from collabtherapy.fhir.shapes import Release
from collabtherapy.testing import histories
from collabtherapy.testing.ways import led_to, two


@FEW
@given(histories())
def test_every_element_is_one_of_r6(p: Partnership):
    """No name and no shape of R5 is left where R6 has another."""
    for _, bundle, _ in bundles(p, "R6"):
        for entry in bundle["entry"]:
            assert list(strange(entry["resource"])) == []


@FEW
@given(histories())
def test_r6_is_r5_but_for_what_its_rows_say(p: Partnership):
    """Ids, losses and every element without a row are those of R5."""
    fifth = {who: (bundle, losses) for who, bundle, losses in bundles(p, "R5")}
    for who, bundle, losses in bundles(p, "R6"):
        before, lost = fifth[who]
        assert losses == lost
        assert [e["fullUrl"] for e in bundle["entry"]] == [
            e["fullUrl"] for e in before["entry"]
        ]
        for old, new in zip(before["entry"], bundle["entry"], strict=True):
            rows = [row for row in MOVED if row.of == new["resource"]["resourceType"]]
            touched = {row.was.split(".")[0] for row in rows} | {
                row.now for row in rows
            }
            left = [
                {k: v for k, v in r.items() if k not in touched | {"extension"}}
                for r in (old["resource"], new["resource"])
            ]
            assert left[0] == left[1]


@FEW
@given(histories())
def test_acceptance_says_what_the_extension_said(p: Partnership):
    """Each whose assent counts is a participant, with agree, disagree or pending."""
    fifth = {who: bundle for who, bundle, _ in bundles(p, "R5")}
    for who, bundle, _ in bundles(p, "R6"):
        for old, new in zip(of(fifth[who], "Goal"), of(bundle, "Goal"), strict=True):
            said = [parts_of(one) for one in extended(old, "goal-acceptance")]
            assert [
                (one["participant"], one["status"]) for one in new.get("acceptance", ())
            ] == [(one["individual"], one["status"]) for one in said]
            assert extended(new, "goal-acceptance") == []


@cache
def _written() -> tuple[Resource, ...]:
    """Return resources of R5 in which each element with a row occurs."""
    led = [having(kind)[0] for kind in (acts.Disclose, acts.GiveConsent, acts.Leave)]
    goal = matters.Goal(words=Words("walk the dog"))
    p = led_to(two(), Stage.WORKING)
    put = acts.Propose(by="ana", at=p.at, id="g-9", matter=goal)
    declined = acts.Decline(by="bo", at=p.at, proposal="g-9", words=Words("not yet"))
    return tuple(
        entry["resource"]
        for one in (*led, p.record(put, declined))
        for _, bundle, _ in bundles(one, "R5")
        for entry in bundle["entry"]
    )


def _having(row: Moved) -> Iterator[Resource]:
    for resource in _written():
        if resource["resourceType"] == row.of and in_release(
            resource, Release.R6
        ) != _without(row, resource):
            yield resource


def _without(row: Moved, resource: Resource) -> object:
    """Return a resource in R6, if there were one row less."""
    with pytest.MonkeyPatch.context() as patch:
        fewer = tuple(one for one in MOVED if one.of == row.of and one is not row)
        patch.setattr("collabtherapy.fhir.outward.releases.BY_TYPE", {row.of: fewer})
        return in_release(resource, Release.R6)


@pytest.mark.parametrize("row", MOVED, ids=lambda row: f"{row.of} {row.now}")
def test_each_row_is_needed(row: Moved):
    """Without it, a resource that is written would not be one of R6."""
    found = next(_having(row))
    assert list(strange(dict(in_release(found, Release.R6)))) == []
    if row.was.startswith("http"):  # R6 may hold an extension as well, and has no need
        assert row.now not in _without(row, found)
    elif row.now != row.was:
        assert list(strange(dict(_without(row, found)))) != []


def test_a_goal_without_achievement_has_no_date_of_one():
    """R6 has a date for the achievement, and none for where a goal stands."""
    goals = [one for one in _written() if one["resourceType"] == "Goal"]
    put = [one for one in goals if "achievementStatus" not in one]
    shared = [one for one in goals if "achievementStatus" in one]
    assert put
    assert shared
    for one in put:
        assert "achievementStatusDate" not in in_release(one, Release.R6)
    for one in shared:
        sixth = in_release(one, Release.R6)
        assert sixth["achievementStatusDate"] == one["statusDate"]


def test_why_a_goal_was_refused_is_why_it_stands_as_it_does():
    """In R6 the reason is an element, in the words of whoever said it."""
    reasons = [
        in_release(one, Release.R6)["lifecycleStatusReason"]
        for one in _written()
        if one["resourceType"] == "Goal" and extended(one, "goal-reasonRejected")
    ]
    assert [{"text": "not yet"}] in reasons


@pytest.mark.parametrize("version", ["R7", "r6", "", None])
def test_a_release_that_there_is_not_is_refused(version: str):
    """The releases are named; nothing is guessed."""
    with pytest.raises(ValueError, match="Release"):
        fhir.to_bundle(two(), version=version, viewer="ana")
