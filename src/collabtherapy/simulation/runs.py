"""A run: its shards, through any executor, with what is finished kept on disk.

A run has a length and gives its shards as they are done, so that a progress bar wraps
around it. With a folder, each shard becomes a Parquet file that appears under its name
only when it is whole: what is there is done, whoever is asked to stop loses nothing
that was finished, and the same call goes on from where it was.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from itertools import islice
from pathlib import Path

import attrs
import numpy as np
from attrs import field

from collabtherapy.simulation import tables
from collabtherapy.simulation.columns import Array
from collabtherapy.simulation.manifest import AnotherRun, claim
from collabtherapy.simulation.shards import Shard, work

AT_ONCE = 32
"""Shards handed to an executor at a time: enough for any, and few to lose."""


@attrs.frozen
class Done:
    """A shard that is done.

    Args:
        index: which of the run.
        columns: its columns, or None where they are in a file.
    """

    index: int
    columns: dict[str, Array] | None


@attrs.frozen(kw_only=True)
class Run:
    """Shards to be worked on; iterate over it to have that done.

    Args:
        shards: the shards, in the order of the result.
        executor: where; here, if there is none.
        threads: how many to work on here at a time, without an executor.
        folder: where to keep them; in memory, if there is none.
    """

    shards: tuple[Shard, ...]
    executor: Executor | None = None
    threads: int = 1
    folder: Path | None = None

    def __len__(self) -> int:
        return len(self.shards)

    def __iter__(self) -> Iterator[Done]:
        """Work on what is not done yet; give each shard once, as it is done.

        Raises:
            AnotherRun: If the folder holds shards of another run; names what differs.
        """
        folder = None if self.folder is None else claim(self.folder, self.shards)
        open_: list[int] = []
        for index in range(len(self)):
            if folder is not None and _file(folder, self.shards[index], index).exists():
                yield Done(index, None)
            else:
                open_.append(index)
        if self.executor is not None:
            yield from self._spread(self.executor, open_, folder)
        elif min(self.threads, len(open_)) > 1:
            with ThreadPoolExecutor(self.threads) as pool:
                yield from self._spread(pool, open_, folder)
        else:
            for index in open_:
                yield Done(index, _one(self.shards[index], index, folder))

    def _spread(
        self, executor: Executor, todo: Sequence[int], folder: Path | None
    ) -> Iterator[Done]:
        left = iter(todo)
        pending: dict[Future[dict[str, Array] | None], int] = {}

        def hand_out(n: int) -> None:
            for index in islice(left, n):
                future = executor.submit(_one, self.shards[index], index, folder)
                pending[future] = index

        hand_out(AT_ONCE)
        try:
            while pending:
                done, _ = wait(pending, return_when=FIRST_COMPLETED)
                for future in done:
                    index = pending.pop(future)
                    yield Done(index, future.result())
                    hand_out(1)
        finally:
            for future in pending:
                future.cancel()

    def columns(self, *, progress: bool = False) -> dict[str, Array]:
        """Work on everything, and give all columns in order."""
        laid = Laid(most=sum(shard.most_rows for shard in self.shards))
        ahead: dict[int, Done] = {}
        following = 0
        for done in bar(self) if progress else self:
            ahead[done.index] = done
            while following in ahead:
                laid.add(self._of(ahead.pop(following)))
                following += 1
        return laid.whole()

    def _of(self, done: Done) -> dict[str, Array]:
        if done.columns is not None:
            return done.columns
        assert self.folder is not None  # noqa: S101 - or it would have its columns
        return read(_file(self.folder, self.shards[done.index], done.index))


def bar(run: Run) -> "Iterator[Done]":
    """Give a run with a progress bar, if somebody is there to see it."""
    whole: Iterator[Done] = tables.needed("tqdm", "simulation").tqdm(
        run, unit="shard", disable=None
    )
    return whole


@attrs.define
class Laid:
    """Shards laid one behind the other, each of them let go of once it is.

    Room is asked for at once: what is not written to takes none, and pieces joined at
    the end would take twice as much.

    Args:
        most: how many rows there may be.
    """

    most: int
    columns: dict[str, Array] = field(init=False, factory=dict[str, Array])
    n: int = field(init=False, default=0)

    def add(self, part: Mapping[str, Array]) -> None:
        """Lay a shard behind those that are there."""
        if not self.columns:
            self.columns = {
                name: np.empty(self.most, column.dtype) for name, column in part.items()
            }
        until = self.n + len(part["person"])
        for name, column in part.items():
            self.columns[name][self.n : until] = column
        self.n = until

    def whole(self) -> dict[str, Array]:
        """Give what was laid, and the room that is left back."""
        for column in self.columns.values():
            column.resize(self.n, refcheck=False)
        return self.columns


def read(file: Path) -> dict[str, Array]:
    """Return the columns of a shard that was written.

    Raises:
        AnotherRun: If the file is no whole Parquet file; names it.
    """
    parquet = tables.needed("pyarrow.parquet", "tables")
    try:
        table = parquet.ParquetFile(file).read()
    except (ValueError, OSError) as error:  # pyarrow.ArrowInvalid is a ValueError
        raise AnotherRun(
            f"{file.parent.name}/{file.name} cannot be read as a shard; remove this "
            "file, and the same call simulates it again"
        ) from error
    return {name: table[name].to_numpy() for name in table.column_names}


def _one(shard: Shard, index: int, folder: Path | None) -> dict[str, Array] | None:
    """Work on a shard; keep it in a file, where there is a folder, if it is whole."""
    columns = work(shard)
    if folder is None:
        return columns
    file = _file(folder, shard, index)
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}.part")
    tables.needed("pyarrow.parquet", "tables").write_table(tables.arrow(columns), part)
    part.replace(file)
    return None


def _file(folder: Path, shard: Shard, index: int) -> Path:
    return folder / f"replication={shard.replication}" / f"shard-{index:06}.parquet"
