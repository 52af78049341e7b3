"""AnnoMI's tables: made up in its own format, and rebuilt from partnerships alone.

What is rebuilt is read off a `Partnership` and nothing else, so that a table equal to
its rebuilt one has lost nothing and gained nothing.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from hypothesis import strategies as st

from collabtherapy import Kind, Partnership, PersonId, acts
from collabtherapy.partnership.regions.codings import Coding

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

# Made up ---------------------------------------------------------------------------

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

# Rebuilt ---------------------------------------------------------------------------


def contributions(partnerships: Iterable[Partnership]) -> Iterator[Cells]:
    """Rebuild the table of contributions."""
    for p in partnerships:
        for act in _contributed(p):
            (label,) = _codings(p, act, "majority")
            (mark,) = _codings(p, act, "punctuation")
            asks = {frozenset({Kind("question_mark")}): "1", frozenset[Kind](): "0"}
            assert mark.main is None
            yield {
                "session": str(act.session),
                "index": str(act.order),
                "voice": p.state.members.role(act.by).value,
                "start_s": str(_start_seconds(p, act)),
                "words": str(act.n_words),
                "asks": asks[mark.kinds],
                **_labels(label, none=""),
            }


def sessions(partnerships: Iterable[Partnership]) -> Iterator[Cells]:
    """Rebuild the table of sessions."""
    for p in partnerships:
        (session,) = p.sessions
        facts, topic = p.codings(session=session.id)
        assert {facts.by, topic.by} == {PersonId("data-set")}
        assert topic.kinds == {Kind("topic")}
        named = dict(kind.name.split(".", 1) for kind in facts.kinds)
        yield {
            "session": str(session.id),
            "mi_quality": named.pop("quality"),
            "topic": _text(topic),
            "series": named.pop("series"),
            "annotators": named.pop("annotators"),
        }
        assert not named


def annotators(partnerships: Iterable[Partnership]) -> Iterator[Cells]:
    """Rebuild the table of what each of ten annotators said."""
    for p in partnerships:
        said = {act.id: act for act in _contributed(p)}
        for coded in p.history:
            if not isinstance(coded, acts.Code) or coded.contribution is None:
                continue
            coder, _, number = coded.by.partition("-")
            if coder != "annotator":
                continue
            act = said[coded.contribution]
            coding = _same(p, coded)
            yield {
                "session": str(act.session),
                "index": str(act.order),
                "annotator": number,
                "voice": p.state.members.role(act.by).value,
                "words": str(act.n_words),
                **_labels(coding, none=""),
            }


def full(partnerships: Iterable[Partnership]) -> Iterator[Cells]:
    """Rebuild AnnoMI-full."""
    for p in partnerships:
        (session,) = p.sessions
        quality, topic, title, url = p.codings(session=session.id)
        about = {
            "transcript_id": str(session.id),
            "mi_quality": _only(quality.kinds).partition(".")[2],
            "topic": _text(topic),
            "video_title": _text(title),
            "video_url": _text(url),
        }
        assert [_only(f.kinds) for f in (topic, title, url)] == [
            "topic", "video_title", "video_url",
        ]  # fmt: skip
        for act in _contributed(p):
            minutes, second = divmod(_start_seconds(p, act), 60)
            hour, minute = divmod(minutes, 60)
            assert act.n_words == (0 if act.words is None else None)
            said = {
                "utterance_id": str(act.order),
                "interlocutor": p.state.members.role(act.by).value,
                "timestamp": f"{hour:02}:{minute:02}:{second:02}",
                "utterance_text": "" if act.words is None else act.words.text,
            }
            for coding in p.codings(contribution=act.id):
                labels = _labels(coding, none=NONE)
                coded = {"annotator_id": coding.by.removeprefix("annotator-")}
                coded["main_therapist_behaviour"] = labels["main_behaviour"]
                coded["client_talk_type"] = labels["client_talk"]
                for name in ("therapist_input", "reflection", "question"):
                    subtype = labels[name.removeprefix("therapist_")]
                    there = "False" if subtype == NONE else "True"
                    silent = p.state.members.role(act.by).value == "client"
                    coded[f"{name}_exists"] = NONE if silent else there
                    coded[f"{name}_subtype"] = subtype.replace("some", NONE)
                yield {**dict.fromkeys(FULL, ""), **about, **said, **coded}


def _contributed(p: Partnership) -> list[acts.Contribute]:
    """Give the contributions, which are all that the state and the history hold."""
    those = [act for act in p.history if isinstance(act, acts.Contribute)]
    assert {c.act.id: c.order for c in p.contributions()} == {
        act.id: act.order for act in those
    }
    return those


def _codings(p: Partnership, act: acts.Contribute, coder: str) -> list[Coding]:
    codings = p.codings(contribution=act.id)
    return [coding for coding in codings if coding.by == PersonId(coder)]


def _same(p: Partnership, act: acts.Code) -> Coding:
    """Give the coding in the state that came of an act of coding."""
    (coding,) = (c for c in p.codings(contribution=act.contribution) if c.by == act.by)
    assert (coding.kinds, coding.main) == (act.kinds, act.main)
    return coding


def _start_seconds(p: Partnership, act: acts.Contribute) -> int:
    assert act.happened_at is not None
    return int((act.happened_at - p.history[0].at).total_seconds())


def _labels(coding: Coding, *, none: str) -> Cells:
    """Give the cells that a coding stands for, each kind in the one it belongs to."""
    main = {"input": "therapist_input"}
    named = {kind.name.partition(".")[0]: kind.name for kind in coding.kinds}
    assert len(named) == len(coding.kinds)
    assert named.keys() <= {"reflection", "question", "input", "talk"}
    cells = {
        family: (named[family].partition(".")[2] or "some") if family in named else none
        for family in ("reflection", "question", "input")
    }
    talk = named["talk"].partition(".")[2] if "talk" in named else none
    behaviour = none if coding.main is None else coding.main.name
    return {
        **cells,
        "main_behaviour": main.get(behaviour, behaviour),
        "client_talk": talk,
    }


def _only(kinds: Iterable[Kind]) -> str:
    (kind,) = kinds
    return kind.name


def _text(coding: Coding) -> str:
    return "" if coding.words is None else coding.words.text
