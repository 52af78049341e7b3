"""Tables: that they are what their columns declare, and come back from Parquet."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from read_back import CANARY, apart, marked

from collabtherapy import Partnership, Scope, Stage, acts
from collabtherapy.exports import (
    TABLES,
    Cell,
    Column,
    ColumnKind,
    as_recorded,
    tables,
    write_parquet,
)
from collabtherapy.exports import parquet as written
from collabtherapy.testing import histories, partnerships
from collabtherapy.testing.ways import BO, consented, couple, led_to, two

SEVERAL = st.lists(histories(at_most=6), max_size=4).map(apart)
HOLDS = {
    ColumnKind.TEXT: str,
    ColumnKind.WHOLE: int,
    ColumnKind.NUMBER: int | float,
    ColumnKind.YES_NO: bool,
    ColumnKind.MOMENT: datetime,
}


def holds(column: Column, cell: Cell) -> bool:
    """Whether a cell is what its column declares."""
    if cell is None:
        return column.optional
    if isinstance(cell, bool):
        return column.kind is ColumnKind.YES_NO
    if isinstance(cell, datetime) and cell.utcoffset() != timedelta(0):
        return False
    return isinstance(cell, HOLDS[column.kind])


@given(partnerships())
def test_every_cell_is_as_its_column_declares(p: Partnership):
    """Each row has the declared columns, in order; each cell is of its kind."""
    for name, rows in tables([p]).items():
        columns = TABLES[name].columns
        for row in rows:
            assert list(row) == [column.name for column in columns]
            for column in columns:
                assert holds(column, row[column.name]), (name, column.name)


@given(SEVERAL)
def test_every_partnership_has_its_rows_and_every_act_one(those: list[Partnership]):
    """A row for each partnership, and for each act that goes out, in order."""
    found = tables(iter(those))
    assert [row["partnership"] for row in found["partnerships"]] == [
        f"p{n}" for n in range(1, len(those) + 1)
    ]
    assert len(found["acts"]) == found.report.n_events
    cases = {row["partnership"] for row in found["partnerships"]}
    assert all(row["partnership"] in cases for rows in found.values() for row in rows)


@given(partnerships())
def test_no_words_and_no_ids_stand_in_a_table(p: Partnership):
    """By default no cell holds what a person wrote, or an id."""
    assert CANARY not in repr(tables([marked(p)]).rows)


def test_ids_go_out_where_they_are_asked_for():
    """The caller's names stand in the tables."""
    people = tables([couple()], names=as_recorded)["people"]
    assert any(str(row["person"]).endswith("bo") for row in people)


def test_declarations_are_whole():
    """Each table and column says what it means, and names a column once."""
    for table in TABLES.values():
        names = [column.name for column in table.columns]
        assert len(set(names)) == len(names)
        assert names[0] == "partnership"
        assert table.meaning
        assert all(column.meaning for column in table.columns)


def test_a_score_leads_to_the_session_it_belongs_to():
    """The cell of a session is the name under which the session has its row."""
    p = led_to(two(), Stage.WORKING)
    p = consented(p, Scope.MEASUREMENT, p.at)
    score = acts.RecordMeasure(
        by="ana", client="ana", at=p.at, instrument="PHQ-9", score=7, low=0, high=27
    )
    p = p.record(
        acts.StartSession(by=BO, at=p.at, id="s1", present=["ana", BO]),
        attrs.evolve(score, session="s1"),
        score,
    )
    found = tables([p])
    assert [row["session"] for row in found["measures"]] == ["p1/session/1", None]
    assert [row["session"] for row in found["sessions"]] == ["p1/session/1"]


DTYPES = {
    ColumnKind.TEXT: ("String", "str"),
    ColumnKind.WHOLE: ("Int64", "int64"),
    ColumnKind.NUMBER: ("Float64", "float64"),
    ColumnKind.YES_NO: ("Boolean", "bool"),
    ColumnKind.MOMENT: ("Datetime('us', 'UTC')", "datetime64[us, UTC]"),
}
"""The type of a column in polars, and in pandas where no cell is empty."""


def framed(library: str) -> Any:
    """Import a library of data frames, and what Arrow tables are made with."""
    pytest.importorskip("pyarrow", reason="Arrow: the extra tables")
    return pytest.importorskip(library, reason="data frames: --group cov")


@given(SEVERAL)
def test_polars_reads_rows_as_they_are(those: list[Partnership]):
    """Every declared column is there, of its type, whatever rows there are."""
    pl = framed("polars")
    for name, rows in tables(those).items():
        kinds = {column.name: column.kind for column in TABLES[name].columns}

        for frame in (pl.DataFrame(rows), rows.to_polars()):
            found = {column: repr(dtype) for column, dtype in frame.schema.items()}
            plain = {k: v.replace("time_unit=", "") for k, v in found.items()}
            read = {k: v.replace("time_zone=", "") for k, v in plain.items()}
            assert read == {column: DTYPES[kind][0] for column, kind in kinds.items()}
            assert frame.to_dicts() == rows


@given(SEVERAL)
def test_pandas_has_every_column_of_its_type(those: list[Partnership]):
    """An empty table has its columns, and they may be joined to those of a full one."""
    pd = framed("pandas")
    for name, rows in tables(those).items():
        columns = TABLES[name].columns

        frame = rows.to_pandas()

        assert list(frame.columns) == [column.name for column in columns]
        assert len(frame) == len(rows)
        assert not rows or list(pd.DataFrame(rows).columns) == list(frame.columns)
        for column in columns:
            if not frame[column.name].isna().any():
                dtype = str(frame[column.name].dtype).replace("object", "str")
                assert dtype == DTYPES[column.kind][1]


def test_a_column_that_is_first_filled_late_is_of_its_type():
    """A list of dictionaries would be guessed by its first hundred rows."""
    pl = framed("polars")
    those = apart([*[two()] * 120, led_to(two(), Stage.CLOSED)])

    frame = pl.DataFrame(tables(those)["partnerships"])

    assert frame["closure"].drop_nulls().to_list() == ["client_ended"]


def test_rows_are_read_like_a_list():
    """They have a length, places and slices, and equal a list of the same rows."""
    rows = tables([couple()])["people"]
    plain = list(rows)
    assert len(rows) == len(plain) == 3
    assert (rows[0], rows[1:], rows) == (plain[0], plain[1:], plain)
    assert rows == tables([couple()])["people"]
    assert rows != tuple(plain)
    assert repr(rows) == repr(plain)


def test_progress_changes_nothing():
    """With a bar, for whoever can see one, the same goes out."""
    pytest.importorskip("tqdm", reason="a progress bar: the extra progress")
    shown, plain = (tables(iter([couple()]), progress=bar) for bar in (True, False))
    assert (shown.rows, shown.report) == (plain.rows, plain.report)


def test_tables_are_shown_by_their_size():
    """What a set of tables shows of itself is how much there is, and no row."""
    found = tables([couple()])
    assert len(found) == len(TABLES)
    assert repr(found).startswith("<Tables of 1 partnerships: ")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(those=SEVERAL, at_once=st.integers(1, 50))
def test_parquet_comes_back_equal(
    those: list[Partnership], at_once: int, tmp_path: Path
):
    """What is read from the files is what was written, declarations and all."""
    pq = pytest.importorskip("pyarrow.parquet", reason="Parquet: the extra tables")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(written, "AT_ONCE", at_once)
        report = write_parquet(iter(those), tmp_path / "out")
    found = tables(those)
    assert report == found.report
    for name, table in found.to_arrow().items():
        back = pq.read_table(tmp_path / "out" / f"{name}.parquet")
        assert back.schema.equals(table.schema, check_metadata=True)
        assert back.to_pylist() == found[name] == table.to_pylist()
