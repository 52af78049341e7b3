"""Tables like AnnoMI's: made up, in its own format."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from hypothesis import strategies as st

Cells: TypeAlias = dict[str, str]

FULL = (
    "mi_quality", "transcript_id", "video_title", "video_url", "topic",
    "utterance_id", "interlocutor", "timestamp", "utterance_text", "annotator_id",
    "therapist_input_exists", "therapist_input_subtype", "reflection_exists",
    "reflection_subtype", "question_exists", "question_subtype",
    "main_therapist_behaviour", "client_talk_type",
)  # fmt: skip
INPUTS = ("information", "advice", "options", "negotiation")
REFLECTIONS = ("simple", "complex")
QUESTIONS = ("open", "closed")
TALK = ("change", "sustain", "neutral")
BEHAVIOURS = ("question", "reflection", "therapist_input", "other")
NONE = "n/a"
SILENT = {name: NONE for name in FULL if name.endswith(("_exists", "_behaviour"))}
"""What no coder is asked about a client."""


def read_table(path: Path) -> list[Cells]:
    """Give the rows of a table as the standard library reads them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_table(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    """Write a table as some spreadsheets do: with a mark of byte order, and CRLF."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


PRIVATE = "nobody-else-knows"
"""What may be kept, and is never shown."""

texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20
).map(lambda text: text if text.strip() else "")
seconds = st.integers(0, 359_999)


def full_row(**cells: str) -> Cells:
    """Give a row of AnnoMI-full about a therapist's utterance that has no kind."""
    exists = dict.fromkeys((name for name in FULL if name.endswith("_exists")), "False")
    usual = {
        "mi_quality": "high",
        "transcript_id": "0",
        "utterance_id": "0",
        "interlocutor": "therapist",
        "timestamp": "00:00:00",
        "annotator_id": "0",
        "main_therapist_behaviour": "other",
    }
    return {**dict.fromkeys(FULL, NONE), **exists, **usual, **cells}


@st.composite
def answers(draw: st.DrawFn, *, by_client: bool) -> Cells:
    """Draw what one coder answers about an utterance."""
    if by_client:
        return {**SILENT, "client_talk_type": draw(st.sampled_from(TALK))}
    cells = {"main_therapist_behaviour": draw(st.sampled_from(BEHAVIOURS))}
    for name, subtypes in (
        ("therapist_input", INPUTS),
        ("reflection", REFLECTIONS),
        ("question", QUESTIONS),
    ):
        there = draw(st.booleans())
        cells[f"{name}_exists"] = str(there)
        subtype = draw(st.sampled_from((*subtypes, NONE))) if there else NONE
        cells[f"{name}_subtype"] = subtype
    return cells


@st.composite
def full_tables(draw: st.DrawFn) -> list[Cells]:
    """Draw rows of AnnoMI-full: any order, any clock, coders who need not agree."""
    numbers = st.integers(0, 200)
    table: list[Cells] = []
    for transcript in draw(st.lists(numbers, min_size=1, max_size=3, unique=True)):
        about = {
            "transcript_id": str(transcript),
            "mi_quality": draw(st.sampled_from(("high", "low"))),
            "topic": draw(texts),
            "video_title": draw(texts),
            "video_url": draw(texts),
        }
        for number in draw(st.lists(numbers, min_size=1, max_size=5, unique=True)):
            by_client = draw(st.booleans())
            minutes, second = divmod(draw(seconds), 60)
            hour, minute = divmod(minutes, 60)
            said = {
                "utterance_id": str(number),
                "interlocutor": "client" if by_client else "therapist",
                "timestamp": f"{hour:02}:{minute:02}:{second:02}",
                "utterance_text": draw(texts),
            }
            coders = draw(st.lists(numbers, min_size=1, max_size=3, unique=True))
            for coder in coders:
                given = draw(answers(by_client=by_client))
                coded = {"annotator_id": str(coder), **given}
                table.append(full_row(**about, **said, **coded))
    return draw(st.permutations(table))


def talk() -> list[Cells]:
    """Make up a talk that two coded and disagree on; a third heard only its start."""
    reflects = {"reflection_exists": "True", "main_therapist_behaviour": "reflection"}
    simple = {**reflects, "reflection_subtype": "simple"}
    complex_ = {**reflects, "reflection_subtype": "complex"}
    client = {**SILENT, "interlocutor": "client"}
    utterances: list[tuple[Cells, list[Cells]]] = [
        (
            {"timestamp": "00:00:09", "utterance_text": f"How are you, {PRIVATE}?"},
            [{"question_exists": "True", "question_subtype": "open"}, {}, {}],
        ),
        (
            {**client, "timestamp": "00:00:07", "utterance_text": f"Well,\n{PRIVATE}"},
            [{"client_talk_type": "change"}, {"client_talk_type": "neutral"}],
        ),
        (
            {"timestamp": "00:00:07", "utterance_text": f'"{PRIVATE}", you say'},
            [simple, complex_],
        ),
        (
            {**client, "timestamp": "00:00:05", "utterance_text": ""},
            [{"client_talk_type": "sustain"}, {"client_talk_type": "sustain"}],
        ),
    ]
    return [
        full_row(**said, **coded, utterance_id=str(number), annotator_id=str(coder))
        for number, (said, codings) in enumerate(utterances)
        for coder, coded in enumerate(codings)
    ]


CONTRIBUTION = {
    "session": "3",
    "index": "0",
    "voice": "client",
    "start_s": "5",
    "words": "2",
    "asks": "0",
    "reflection": "",
    "question": "",
    "input": "",
    "main_behaviour": "",
    "client_talk": "change",
}
ABOUT = {
    "session": "3",
    "mi_quality": "high",
    "topic": PRIVATE,
    "series": "s-1",
    "annotators": "10",
}
ANNOTATED = {
    "session": "3",
    "index": "0",
    "annotator": "4",
    "voice": "client",
    "words": "2",
    "reflection": "",
    "question": "",
    "input": "",
    "main_behaviour": "",
    "client_talk": "sustain",
}
