"""What a folder of shards is of: no two runs that differ are taken for one."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_service import SMALL, unlike

from collabtherapy.simulation import (
    EVIDENCE,
    AnotherRun,
    Scenario,
    Service,
    compare,
    manifest,
    simulate,
)
from collabtherapy.simulation.manifest import MANIFEST, digest, plain
from collabtherapy.simulation.runs import Done
from collabtherapy.simulation.shards import Engine, Shard, shards

RUN = {"clients": 120, "seed": 5, "replications": 1, "people_a_shard": 60}


NESTED = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "a", "0: 1"]),
    lambda inner: (
        st.lists(inner, max_size=2).map(tuple) | st.builds(Done, inner, inner)
    ),
    max_leaves=5,
)


def cut(scenario: Scenario = SMALL, **changes: Any) -> tuple[Shard, ...]:
    """Cut a run of two shards, with something changed."""
    return shards(scenario, **{"engine": Engine.ARRAYS} | RUN | changes)


def others(value: object) -> tuple[object, ...]:
    """Return what a plain value may be changed to: the first that is accepted is."""
    if value is None:
        return (EVIDENCE.rows[0],)
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return value + 1, value - 1
    if isinstance(value, float):
        return float(np.nextafter(value, np.inf)), float(np.nextafter(value, -np.inf))
    return f"{value}x", "d", "r", "OR"


def changed(
    value: object, path: str, build: Callable[[Any], Scenario]
) -> Iterator[tuple[str, Scenario]]:
    """Yield a scenario for each plain value in one, with that value changed.

    Walks whatever fields there are, so that a field added later is changed as well.
    """
    if attrs.has(type(value)):
        for at in attrs.fields(type(value)):
            part = getattr(value, at.name)

            def evolve(new: object, name: str = at.name) -> Scenario:
                return build(attrs.evolve(value, **{name: new}))

            yield from changed(part, f"{path}.{at.name}", evolve)
        return
    if isinstance(value, tuple):
        for n, item in enumerate(value):

            def swap(new: object, n: int = n) -> Scenario:
                return build((*value[:n], new, *value[n + 1 :]))

            yield from changed(item, f"{path}[{n}]", swap)
        return
    for other in others(value):
        try:
            scenario = build(other)
        except ValueError:
            continue
        if scenario != SMALL:
            yield path, scenario
            return
    pytest.fail(f"nothing else than {value!r} is accepted at {path}: teach `others`")


def test_every_value_of_a_scenario_makes_another_run():
    """Whichever number, switch, name or week differs, the digest does too."""
    every = dict(changed(SMALL, "scenario", lambda scenario: scenario))
    assert len(every) > len(list(SMALL.numbers()))
    assert "scenario.service.closed_weeks[0]" in every
    digests = {digest(cut(scenario)) for scenario in every.values()} | {digest(cut())}
    assert len(digests) == len(every) + 1


def test_the_order_of_rows_and_a_name_make_another_run():
    """What the model may one day go by is not left out because it does not today."""
    rows = SMALL.assumptions.rows
    turned = attrs.evolve(SMALL.assumptions, rows=(rows[1], rows[0], *rows[2:]))
    assert digest(cut(attrs.evolve(SMALL, assumptions=turned))) != digest(cut())


@pytest.mark.parametrize("weeks", [(), (50,), (50, 51)])
def test_fewer_and_more_closed_weeks_make_another_run(weeks: tuple[int, ...]):
    """A tuple that is shorter or longer is another, as is one with another week."""
    other = attrs.evolve(SMALL, service=attrs.evolve(SMALL.service, closed_weeks=weeks))
    assert digest(cut(other)) != digest(cut())


@pytest.mark.parametrize(
    "changes",
    [{"clients": 119}, {"seed": 6}, {"replications": 2}, {"people_a_shard": 120}],
    ids=lambda changes: next(iter(changes)),
)
def test_size_seed_and_cut_make_another_run(changes: dict[str, int]):
    """Whatever decides which rows a file holds is in the digest."""
    assert digest(cut(**changes)) != digest(cut())


def test_another_version_of_the_library_makes_another_run(
    monkeypatch: pytest.MonkeyPatch,
):
    """A release may change a formula: its rows are not mixed with those of another."""
    before = digest(cut())
    monkeypatch.setattr(manifest, "__version__", "0.0.0")
    assert digest(cut()) != before


def test_the_engine_and_the_type_of_a_number_make_no_other_run():
    """All engines give the same bits, so that another may finish what one began."""
    assert digest(cut(engine=Engine.COMPILED)) == digest(cut())
    alike = SMALL.without("feedback.outcome"), attrs.evolve(
        SMALL,
        assumptions=SMALL.assumptions.change("feedback.outcome", causal_share=0),
    )  # fmt: skip
    assert alike[0] == alike[1]
    assert digest(cut(alike[0])) == digest(cut(alike[1]))


def test_what_is_no_plain_value_is_refused():
    """Whatever would be told by its address, or in part, is not told at all."""
    with pytest.raises(TypeError, match=r"scenario\.rows\[1\] is a set"):
        list(plain("scenario.rows", (1, {2})))


@given(NESTED, NESTED)
def test_values_that_differ_have_lines_that_differ(one: object, other: object):
    """Nothing is told by fewer lines than it takes: empty tuples and types count."""
    alike = list(plain("x", one)) == list(plain("x", other))
    assert alike == (one == other and repr(one) == repr(other))


def closing(*weeks: int) -> Scenario:
    """Return the small scenario with other closed weeks."""
    return attrs.evolve(SMALL, service=attrs.evolve(SMALL.service, closed_weeks=weeks))


def test_a_folder_of_another_scenario_is_refused_by_what_differs(tmp_path: Path):
    """A resume with other closed weeks gets no old row, and hears why."""
    pytest.importorskip("pyarrow", reason="kept by pyarrow: the extra tables")
    before = simulate(SMALL, **RUN, folder=tmp_path)
    with pytest.raises(AnotherRun, match=r"scenario\.service\.closed_weeks\[0\]"):
        simulate(closing(3), **RUN, folder=tmp_path)
    with pytest.raises(AnotherRun, match=r"run\.seed, scenario.*closed_weeks\[0\]"):
        simulate(closing(), **RUN | {"seed": 6}, folder=tmp_path)
    with pytest.raises(AnotherRun, match=r", … \(\d+ in all\).*another folder"):
        simulate(SMALL.collaborative(), **RUN, folder=tmp_path)
    again = simulate(SMALL, **RUN, folder=tmp_path)
    assert unlike(dict(before), dict(again)) == []


def test_shards_that_do_not_say_of_what_they_are_are_refused(tmp_path: Path):
    """Shards without a manifest may be of any run: nothing is resumed on a guess."""
    pytest.importorskip("pyarrow", reason="kept by pyarrow: the extra tables")
    simulate(SMALL, **RUN, folder=tmp_path)
    (tmp_path / MANIFEST).unlink()
    with pytest.raises(AnotherRun, match=rf"no {MANIFEST}"):
        simulate(SMALL, **RUN, folder=tmp_path)


@pytest.mark.parametrize(
    "ask",
    [
        lambda folder: simulate(SMALL, **RUN, folder=folder),
        lambda folder: compare({"usual": SMALL}, **RUN, folder=folder),
    ],
    ids=["simulate", "compare"],
)
def test_an_empty_path_is_no_folder(
    ask: Callable[[Any], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A variable that was never set writes nothing into the working directory."""
    pytest.importorskip("pyarrow", reason="kept by pyarrow: the extra tables")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="folder is an empty path; name a folder"):
        ask("")
    assert list(tmp_path.iterdir()) == []
    ask(Path("."))  # noqa: PTH201 - which is said, and meant
    assert list(tmp_path.iterdir()) != []


@pytest.mark.parametrize("inside", [".", "run", "a/run"])
def test_a_file_is_no_folder(tmp_path: Path, inside: str):
    """Nothing can be kept in a file: its name is told, and it is left as it was."""
    pytest.importorskip("pyarrow", reason="kept by pyarrow: the extra tables")
    file = tmp_path / "notes.txt"
    file.write_text("ours", encoding="utf-8")
    with pytest.raises(ValueError, match=r"notes\.txt is a file, not a folder"):
        simulate(SMALL, **RUN, folder=file / inside)
    assert file.read_text(encoding="utf-8") == "ours"


def test_a_manifest_that_is_no_text_is_refused_by_name(tmp_path: Path):
    """Shards beside it may be of any run: nothing is resumed on a guess."""
    pytest.importorskip("pyarrow", reason="kept by pyarrow: the extra tables")
    simulate(SMALL, **RUN, folder=tmp_path)
    (tmp_path / MANIFEST).write_bytes(b"\xff\xfe")
    with pytest.raises(AnotherRun, match=rf"/{MANIFEST} cannot be read.*empty this"):
        simulate(SMALL, **RUN, folder=tmp_path)


@pytest.mark.parametrize("left", [0, 3, 400, -1])
def test_a_shard_that_is_cut_off_is_refused_by_name(tmp_path: Path, left: int):
    """Without the file the same call goes on, and comes to the same rows."""
    pytest.importorskip("pyarrow", reason="kept by pyarrow: the extra tables")
    whole = simulate(SMALL, **RUN, folder=tmp_path)
    shard = tmp_path / "replication=0" / "shard-000001.parquet"
    shard.write_bytes(shard.read_bytes()[:left])
    with pytest.raises(
        AnotherRun, match=r"replication=0/shard-000001\.parquet .*remove this file"
    ):
        simulate(SMALL, **RUN, folder=tmp_path)
    shard.unlink()
    again = simulate(SMALL, **RUN, folder=tmp_path)
    assert unlike(dict(whole), dict(again)) == []


def test_a_folder_of_other_runs_may_hold_one_more(tmp_path: Path):
    """Arms of a trial lie in folders of their own, and are no shards of this run."""
    pytest.importorskip("pyarrow", reason="kept by pyarrow: the extra tables")
    compare({"usual": SMALL}, **RUN, folder=tmp_path)
    simulate(SMALL, **RUN, folder=tmp_path)
    assert (tmp_path / MANIFEST).exists()


def test_the_engines_go_on_with_each_other_s_shards(tmp_path: Path):
    """What arrays began, compiled code finishes in the same folder: the same rows."""
    pytest.importorskip("pyarrow", reason="kept by pyarrow: the extra tables")
    pytest.importorskip("numba", reason="compiled by numba: the extra fast")
    whole = simulate(SMALL, **RUN, engine="arrays", folder=tmp_path)
    (tmp_path / "replication=0" / "shard-000001.parquet").unlink()
    again = simulate(SMALL, **RUN, engine="compiled", folder=tmp_path)
    assert unlike(dict(whole), dict(again)) == []


def test_a_manifest_can_be_read(tmp_path: Path):
    """It has a line for each value, in plain text, and nothing half written beside."""
    pytest.importorskip("pyarrow", reason="kept by pyarrow: the extra tables")
    simulate(SMALL, **RUN, folder=tmp_path)
    told = (tmp_path / MANIFEST).read_text(encoding="utf-8").splitlines()
    assert "run.seed: 5" in told
    assert f"scenario.service.low.name: {Service().low.name!r}" in told
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "replication=0", MANIFEST
    ]  # fmt: skip
