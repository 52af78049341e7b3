"""Ids in an application's own statements, on PostgreSQL."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import make_url

from collabtherapy import GoalId, PersonId
from collabtherapy.storage import register_ids

psycopg: Any = pytest.importorskip("psycopg", reason="the extra postgresql")


@pytest.fixture
def connection(postgresql: str) -> Iterator[Any]:
    """Give a connection of psycopg to an empty database."""
    address = make_url(postgresql).set(drivername="postgresql")
    with psycopg.connect(address.render_as_string(hide_password=False)) as opened:
        yield opened


@pytest.mark.parametrize("placeholder", ["%s", "%t", "%b"])
def test_an_id_is_written_as_its_text(connection: Any, placeholder: str):
    """In whatever format it is sent, and beside a column of text."""
    register_ids(connection)
    connection.execute("create table named (person text)")
    insert = f"insert into named values ({placeholder})"
    connection.execute(insert, (PersonId("ana"),))
    connection.execute(insert, (GoalId("g/é"),))

    where = f"select person from named where person = {placeholder}"
    assert connection.execute(where, (PersonId("ana"),)).fetchall() == [("ana",)]
    assert connection.execute(where, (GoalId("g/é"),)).fetchall() == [("g/é",)]


def test_an_id_takes_the_type_of_what_it_is_held_against(connection: Any):
    """As text does: a column of another type that the text spells."""
    register_ids(connection)
    spelled = "6f1d8c1e-9f0a-4a43-9a30-1d6a5b1f6f11"
    found = connection.execute("select %s::uuid = %s", (spelled, PersonId(spelled)))

    assert found.fetchall() == [(True,)]


def test_only_the_connection_that_was_given_takes_ids(connection: Any):
    """No other connection of the program is changed."""
    register_ids(connection.cursor())

    with pytest.raises(psycopg.ProgrammingError, match="cannot adapt type 'PersonId'"):
        connection.execute("select %s", (PersonId("ana"),))
