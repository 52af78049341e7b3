"""What a notebook shows when a value stands at the end of a cell."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from collabtherapy import Client, Partnership, Stage, Therapist, Words, acts, law
from collabtherapy.testing.ways import led_to, two


def cells(p: Partnership) -> dict[str, str]:
    """Read the table back, which has to be well formed for that."""
    table = ET.fromstring(p._repr_html_())  # noqa: S314  # our own table
    return {row[0].text or "": row[1].text or "" for row in table.iter("tr")}


def test_a_partnership_is_shown_as_a_table_without_words():
    """Where it stands, who is in it, what is in force, undecided and owed."""
    p = led_to(two(), Stage.WORKING)
    p = p.record(acts.WriteNote(by="ana", at=p.at, words=Words("the canary")))
    shown = cells(p)
    assert (shown["stage"], shown["clients"], shown["undecided"]) == (
        "working", "ana", "–",
    )  # fmt: skip
    assert "treatment (ana)" in shown["consents in force"]
    assert "canary" not in p._repr_html_()


def test_an_id_is_shown_as_it_is_and_never_as_markup():
    """What looks like markup in an id is text."""
    now = datetime(2026, 1, 5, tzinfo=UTC)
    ana, bo = Client("<b>ana</b>"), Therapist("bo&co")
    p = Partnership.open(id="p<1>", clients=[ana], therapists=[bo], by=ana, at=now)
    assert cells(p)["clients"] == "<b>ana</b>"
    assert cells(p)["therapists"] == "bo&co"


def test_the_lifecycle_is_shown_as_a_diagram():
    """A notebook that knows Mermaid draws it; others show the text."""
    shown = law.diagram()._repr_mimebundle_()
    assert shown["text/markdown"].startswith("```mermaid\n")
    assert shown["text/plain"] == str(law.diagram())


def test_a_cohort_and_a_trial_are_shown_as_their_tables():
    """The tables that are printed are those that are shown."""
    pytest.importorskip("numpy", reason="simulated: the extra simulation")
    from collabtherapy.simulation import Scenario, compare  # noqa: PLC0415

    usual = Scenario()
    trial = compare({"one": usual, "two": usual.collaborative()}, clients=200, seed=7)
    assert trial._repr_markdown_() == trial.table()
    assert trial["one"]._repr_markdown_() == trial["one"].table()
