"""The example of questionnaires that others sent, run as a newcomer would."""

from pathlib import Path

from programs import EXAMPLES, run


def test_three_questionnaires_are_read(tmp_path: Path):
    """Two come to a score; of the third somebody has to choose the total."""
    done = run(str(EXAMPLES / "others_questionnaires.py"), cwd=tmp_path)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "$.entry[0].resource: phq-9 of Patient/7, 11",
        "  to record: 11, 9 of 9 items",
        "$.entry[1].resource: gad-7 of Patient/7, 7",
        "  to record: 7, 7 of 7 items",
        "$.entry[2].resource: phq-8 of Patient/7, 10 or 12",
        "$.entry[2].resource: instrument_differs",
        "$.entry[2].resource.item[8].answer[0]: total_differs",
    ]
