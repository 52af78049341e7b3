"""Tables are as they are declared, as rows, in Arrow and in Parquet."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from read_back import CANARY, apart, marked

from collabtherapy import Partnership, Stage
from collabtherapy.exports import TABLES, ColumnKind, tables, write_parquet
from collabtherapy.exports.trace import PRIVATE
from collabtherapy.testing import histories
from collabtherapy.testing.ways import couple, led_to, two

TYPES = {
    ColumnKind.TEXT: str,
    ColumnKind.WHOLE: int,
    ColumnKind.NUMBER: float | int,
    ColumnKind.YES_NO: bool,
    ColumnKind.MOMENT: datetime,
}
SEVERAL = st.lists(histories(at_most=6), max_size=3).map(apart)


@given(SEVERAL)
def test_every_cell_is_as_its_column_says(those: list[Partnership]):
    """Rows have the declared columns; cells are of their type, or none if they may."""
    for name, rows in tables(those).items():
        columns = TABLES[name].columns
        for row in rows:
            assert list(row) == [column.name for column in columns]
            for column in columns:
                cell = row[column.name]
                if cell is None:
                    assert column.optional, (name, column.name)
                else:
                    assert isinstance(cell, TYPES[column.kind]), (name, column.name)
                if isinstance(cell, datetime):
                    assert cell.tzinfo is UTC


@given(histories())
def test_no_id_and_no_words_go_out(p: Partnership):
    """By default nothing of what anybody or anything is called here is in a table."""
    cells = [
        cell
        for rows in tables([marked(p)]).values()
        for row in rows
        for cell in row.values()
    ]
    assert not any(isinstance(cell, str) and CANARY in cell for cell in cells)


@given(SEVERAL)
def test_every_act_is_a_row_or_is_said_to_be_left_out(those: list[Partnership]):
    """The table of acts has one row an act, but for what is its author's alone."""
    found = tables(those)
    left_out = sum(lost.n for lost in found.report.lost if lost.because == PRIVATE)
    assert len(found["acts"]) + left_out == sum(p.version for p in those)
    assert len(found["partnerships"]) == len(those)


def test_parquet_reads_back_equal(tmp_path: Path):
    """Files hold the rows, the declared types, and what each column means."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra tables")
    those = apart([led_to(two(), Stage.CLOSED), led_to(couple(), Stage.WORKING)])
    found = tables(those)
    report = write_parquet(those, tmp_path)
    assert report.n_partnerships == 2
    assert {file.stem for file in tmp_path.iterdir()} == set(TABLES)
    for name, table in found.to_arrow().items():
        read = parquet.read_table(tmp_path / f"{name}.parquet")
        assert read.schema.equals(table.schema, check_metadata=True)
        assert read.to_pylist() == table.to_pylist()
        assert len(read) == len(found[name])
