"""What `nox -s validate` reports: errors, broken Bundles found, and tools not run."""

from pathlib import Path
from typing import Any

import pytest
from outside.broken import KINDS, broken
from outside.tools import OWN_RULES, Tool, medplum
from outside.validate import Finding, ask, bundles

from collabtherapy import Stage
from collabtherapy.testing.ways import in_session, led_to, two

Resource = dict[str, Any]


def _whole() -> Resource:
    return bundles([in_session(led_to(two(), Stage.WORKING))], "R4")[0]


def test_each_way_to_break_changes_one_resource_and_no_other():
    """A Bundle that is broken is not the one that it is made from, which stays."""
    whole = _whole()
    before = repr(whole)
    for _, one in broken(whole):
        changed = [
            a is not b for a, b in zip(one["entry"], whole["entry"], strict=True)
        ]
        assert sum(changed) == 1
        assert one["entry"] != whole["entry"]
    assert repr(whole) == before


def test_most_ways_occur_in_one_bundle():
    """Those that do not need a resource that a first session does not have."""
    ways = {name for name, _ in broken(_whole())}
    assert ways <= set(KINDS)
    assert set(KINDS) - ways <= {
        "text_for_a_truth", "text_for_a_number", "two_of_a_choice", "absent_and_there",
        "start_without_end",
    }  # fmt: skip


@pytest.mark.skipif(bool(OWN_RULES.missing()), reason=OWN_RULES.missing() or "there")
def test_the_rules_find_what_is_broken():
    """Every way but the script in a narrative, which they do not read."""
    pieces = list(broken(_whole()))
    finding = ask(OWN_RULES, "R4", [_whole()], pieces)
    assert finding.errors == ()
    missed = {name for name in finding.of if name not in finding.caught}
    assert missed == {"script"}


def test_a_missing_tool_is_reported_as_not_run(tmp_path: Path):
    """It is no pass: neither a count of errors nor one of Bundles is printed."""
    tool = medplum(tmp_path)
    assert tool.missing()
    finding = ask(tool, "R4", [_whole()], [])
    lines = list(finding.lines())
    assert lines == [f"medplum, R4: NOT RUN, {tool.missing()}"]
    assert finding.bundles == 0


def test_what_is_not_found_is_named_with_its_count():
    """The report says of each tool which ways it misses."""
    tool = Tool(
        name="blind",
        releases=("R4",),
        missing=str,
        errors=lambda those, _: [[] for _ in those],
    )
    whole = _whole()
    finding = ask(tool, "R4", [whole], [("unknown_element", whole)])
    assert list(finding.lines()) == [
        "blind, R4: 0 errors in 1 Bundles",
        "blind, R4: 0 of 1 broken Bundles found",
        "    unknown_element: 0 of 1",
    ]


def test_an_error_is_printed_with_the_tool_that_says_it():
    """A Bundle as it was written may have none."""
    finding = Finding(tool="one", release="R5", bundles=1, errors=("Goal.foo: no",))
    assert next(finding.lines()) == "one, R5: 1 errors in 1 Bundles"
    assert list(finding.lines())[-1] == "    Goal.foo: no"
