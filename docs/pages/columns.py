"""The page of the tables that go out, drawn from their declarations."""

from collabtherapy.exports import TABLES, Column, Table

GENERATED = (
    "<!-- generated from the tables by docs/generate.py; edits here are lost -->"
)


def page() -> str:
    """Give the page."""
    sections = "\n\n".join(map(_section, TABLES.values()))
    return f"""{GENERATED}

# Tables

What `collabtherapy.exports.tables` and `write_parquet` give: a table for each kind of
thing, each column declared once. Moments are in UTC, and names are those outside.

{sections}
"""


def _section(table: Table) -> str:
    rows = "\n".join(map(_row, table.columns))
    return f"""## {table.name}

{table.meaning[:1].upper()}{table.meaning[1:].rstrip(".")}.

| column | cells | unit | empty | meaning |
| --- | --- | --- | --- | --- |
{rows}"""


def _row(column: Column) -> str:
    empty = "may be" if column.optional else "never"
    unit = column.unit or "–"
    return f"| `{column.name}` | {column.kind} | {unit} | {empty} | {column.meaning} |"
