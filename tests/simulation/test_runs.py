"""Runs: through any executor, kept on disk, stopped and taken up again."""

import os
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

import pytest
from small_service import SMALL, unlike

from collabtherapy.simulation import AnotherRun, Cohort, compare, simulate
from collabtherapy.simulation import shards as rooms
from collabtherapy.simulation.runs import Run, bar
from collabtherapy.simulation.shards import Engine, choose, shards

PEOPLE = {"clients": 240, "seed": 5, "people_a_shard": 60}


def run(folder: Path | None = None) -> Run:
    """Give a run of four shards."""
    cut = shards(
        SMALL, clients=240, seed=5, replications=1, people_a_shard=60,
        engine=Engine.ARRAYS,
    )  # fmt: skip
    return Run(shards=cut, folder=folder)


@pytest.fixture(scope="module")
def whole() -> Cohort:
    """Give the result that every way of running has to come to."""
    return simulate(SMALL, **PEOPLE)


def test_a_run_has_a_length_and_gives_each_shard_once():
    """A progress bar needs no more than that."""
    assert len(run()) == 4
    assert [done.index for done in run()] == [0, 1, 2, 3]
    assert len(list(bar(run()))) == 4


def test_what_is_kept_is_what_was_simulated(tmp_path: Path, whole: Cohort):
    """Parquet in, Parquet out: the same bits, and nothing half written."""
    pytest.importorskip("pyarrow", reason="kept by pyarrow: the extra tables")
    kept = simulate(SMALL, **PEOPLE, folder=tmp_path / "run", progress=True)
    assert unlike(dict(whole), dict(kept)) == []
    names = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert names == {"run.sha256", *(f"shard-{i:06}.parquet" for i in range(4))}


def test_a_run_that_was_stopped_goes_on_where_it_was(
    tmp_path: Path, whole: Cohort, monkeypatch: pytest.MonkeyPatch
):
    """Stopping loses nothing that was finished, and no shard is worked on twice."""
    pytest.importorskip("pyarrow", reason="kept by pyarrow: the extra tables")
    started = iter(run(tmp_path))
    next(started)
    next(started)
    started.close()
    worked: list[int] = []
    one = rooms.Shard.run

    def counted(shard: rooms.Shard) -> object:
        worked.append(shard.first)
        return one(shard)

    monkeypatch.setattr(rooms.Shard, "run", counted)
    again = simulate(SMALL, **PEOPLE, folder=tmp_path)
    assert worked == [2, 3]
    assert unlike(dict(whole), dict(again)) == []


def test_a_folder_is_for_one_run(tmp_path: Path):
    """Shards of another seed, or another scenario, are never mixed in."""
    pytest.importorskip("pyarrow", reason="kept by pyarrow: the extra tables")
    simulate(SMALL, **PEOPLE, folder=tmp_path)
    with pytest.raises(AnotherRun):
        simulate(SMALL, **PEOPLE | {"seed": 6}, folder=tmp_path)
    with pytest.raises(AnotherRun):
        simulate(SMALL.collaborative(), **PEOPLE, folder=tmp_path)
    compare({"usual": SMALL}, **PEOPLE, folder=tmp_path / "trial")
    assert (tmp_path / "trial" / "arm=usual" / "run.sha256").exists()


class Deadly(ProcessPoolExecutor):
    """An executor one of whose workers dies in the middle."""

    def __init__(self) -> None:
        """Have one worker."""
        # Not forked: a library's threads do not come along, and their locks do.
        super().__init__(1, mp_context=get_context("spawn"))
        self.handed_out = 0

    def submit(self, fn, /, *args, **kwargs) -> Future:
        """Hand out what is asked for, and death in place of the third."""
        self.handed_out += 1
        if self.handed_out == 3:
            return super().submit(os._exit, 1)
        return super().submit(fn, *args, **kwargs)


def test_a_worker_that_dies_leaves_no_shard_twice_or_in_half(
    tmp_path: Path, whole: Cohort
):
    """What was finished stays; the same call finishes the rest, each shard once."""
    pytest.importorskip("pyarrow", reason="kept by pyarrow: the extra tables")
    with Deadly() as executor, pytest.raises(BrokenProcessPool):
        simulate(SMALL, **PEOPLE, folder=tmp_path, executor=executor)
    assert len(list(tmp_path.rglob("shard-*.parquet"))) < 4
    again = simulate(SMALL, **PEOPLE, folder=tmp_path)
    assert unlike(dict(whole), dict(again)) == []
    assert len(list(tmp_path.rglob("shard-*.parquet"))) == 4


def test_dask_gives_the_same_bits(tmp_path: Path, whole: Cohort):
    """A real scheduler and two worker processes: the same shards, each once."""
    distributed = pytest.importorskip(
        "distributed", reason="spread by Dask: the extra distributed"
    )
    cluster = distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        local_directory=str(tmp_path / "dask"),
    )
    with cluster, distributed.Client(cluster) as client:
        executor = client.get_executor()
        spread = simulate(SMALL, **PEOPLE, executor=executor)
        kept = simulate(SMALL, **PEOPLE, executor=executor, folder=tmp_path / "run")
    assert unlike(dict(whole), dict(spread)) == []
    assert unlike(dict(whole), dict(kept)) == []
    assert len(list((tmp_path / "run").rglob("*.parquet"))) == 4


def test_the_engine_that_is_there_is_chosen(monkeypatch: pytest.MonkeyPatch):
    """NumPy alone will do; asking for Numba without it says which extra brings it."""
    assert choose("arrays", 10**6) is Engine.ARRAYS
    assert choose("auto", 10) is Engine.ARRAYS
    with pytest.raises(ValueError, match="abacus"):
        choose("abacus", 1)
    monkeypatch.setattr(rooms, "find_spec", lambda _: None)
    assert choose("auto", 10**6) is Engine.ARRAYS
    with pytest.raises(ImportError, match=r"collabtherapy\[fast\]"):
        choose("compiled", 1)
    monkeypatch.setattr(rooms, "find_spec", lambda _: "there")
    assert choose("auto", 10**6) is Engine.COMPILED
    assert choose("compiled", 1) is Engine.COMPILED
