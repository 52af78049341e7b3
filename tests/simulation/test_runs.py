"""Runs: through any executor, kept on disk, stopped and taken up again."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

import pytest
from small_service import SMALL, strike, unlike

from collabtherapy.simulation import AnotherRun, Cohort, compare, simulate
from collabtherapy.simulation import shards as rooms
from collabtherapy.simulation.manifest import MANIFEST
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
    assert names == {MANIFEST, *(f"shard-{i:06}.parquet" for i in range(4))}


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
    assert (tmp_path / "trial" / "arm=usual" / MANIFEST).exists()


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


class Striking(Executor):
    """An executor of another's workers, one of which dies in the middle of a shard."""

    def __init__(self, workers: Executor, marker: Path) -> None:
        """Remember in a file who has died already."""
        self.workers, self.marker, self.handed_out = workers, marker, 0

    def submit(self, fn, /, *args, **kwargs) -> Future:
        """Hand out what is asked for; the second takes its worker down, once."""
        self.handed_out += 1
        if self.handed_out == 2:
            return self.workers.submit(strike, self.marker, fn, *args, **kwargs)
        return self.workers.submit(fn, *args, **kwargs)


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Executor]:
    """Start a real scheduler and two worker processes."""
    distributed = pytest.importorskip(
        "distributed", reason="spread by Dask: the extra distributed"
    )
    cluster = distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        local_directory=str(tmp_path_factory.mktemp("dask")),
    )
    with cluster, distributed.Client(cluster) as client:
        yield client.get_executor()


def test_dask_gives_the_same_bits(tmp_path: Path, whole: Cohort, workers: Executor):
    """A real scheduler and two worker processes: the same shards, each once."""
    spread = simulate(SMALL, **PEOPLE, executor=workers)
    kept = simulate(SMALL, **PEOPLE, executor=workers, folder=tmp_path / "run")
    assert unlike(dict(whole), dict(spread)) == []
    assert unlike(dict(whole), dict(kept)) == []
    assert len(list((tmp_path / "run").rglob("*.parquet"))) == 4


def test_dask_goes_on_when_a_worker_dies(
    tmp_path: Path, whole: Cohort, workers: Executor
):
    """The scheduler hands what was lost to another: every shard once, and whole."""
    pytest.importorskip("pyarrow", reason="kept by pyarrow: the extra tables")
    marker = tmp_path / "died"
    executor = Striking(workers, marker)
    kept = simulate(SMALL, **PEOPLE, executor=executor, folder=tmp_path / "run")
    assert marker.exists()
    assert unlike(dict(whole), dict(kept)) == []
    names = sorted(path.name for path in (tmp_path / "run").rglob("shard-*"))
    assert names == [f"shard-{i:06}.parquet" for i in range(4)]


def test_threads_of_one_s_own_give_the_same(whole: Cohort):
    """Without an executor, compiled code uses every core: the same result."""
    cut = shards(
        SMALL, clients=240, seed=5, replications=1, people_a_shard=60,
        engine=Engine.ARRAYS,
    )  # fmt: skip
    assert unlike(dict(whole), Run(shards=cut, threads=2).columns()) == []


def test_the_engine_that_is_there_is_chosen(monkeypatch: pytest.MonkeyPatch):
    """NumPy alone will do; asking for Numba without it says which extra brings it."""
    monkeypatch.setattr(rooms, "is_compiled", lambda: False)
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
    assert choose("auto", 10**3) is Engine.ARRAYS
    assert choose("auto", 10**3, runs=40) is Engine.COMPILED
    assert choose("compiled", 1) is Engine.COMPILED
