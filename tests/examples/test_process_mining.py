"""The example of a cohort as an event log, run as a newcomer would."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "process_mining.py"


def test_a_cohort_becomes_two_logs_and_a_picture(tmp_path: Path):
    """Both logs have as many events as are said to be written; the picture is one."""
    pytest.importorskip("numpy", reason="the extra simulation")
    pytest.importorskip("matplotlib", reason="a picture needs the extra plots")
    done = subprocess.run(
        [sys.executable, str(EXAMPLE), str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    ocel = json.loads((tmp_path / "cohort.json").read_text(encoding="utf-8"))
    log = ET.parse(tmp_path / "cohort.xes").getroot()  # noqa: S314  # written above
    n_events = sum(1 for tag in log.iter() if tag.tag.endswith("event"))
    assert f"written: {len(ocel['events'])} events" in done.stdout
    assert n_events == len(ocel["events"])
    assert "contracting → working" in done.stdout
    assert (tmp_path / "stages.png").read_bytes().startswith(b"\x89PNG")
