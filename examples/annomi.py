"""AnnoMI: counselling dialogues coded by experts, read from the tables they come in.

Two kinds of table are read. *Contributions* has one row an utterance: word counts in
place of words, and the labels on which most coders agreed. Tables of the same name,
with `sessions` or `ten_annotators` in place of `contributions`, may lie beside it and
are then read too. *AnnoMI-full* is the data set as its authors publish it: one row
for each utterance and coder, words included.

Every cell of a row ends up in a `Dialogue`, or the row is left out and reported; read
strictly, the table is refused in place of that. Only two things are not kept: whether a
blank cell was empty or held spaces, and how a table interleaves rows about different
sessions, utterances or coders.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TypeAlias

import attrs
from attrs import field
from strict_csv import Row, Unreadable, header, take_rows

from collabtherapy import Kind, PersonId, Words

CONTRIBUTIONS = (
    "session", "index", "voice", "start_s", "words", "asks", "reflection",
    "question", "input", "main_behaviour", "client_talk",
)  # fmt: skip
SESSIONS = ("session", "mi_quality", "topic", "series", "annotators")
TEN_ANNOTATORS = (
    "session", "index", "annotator", "voice", "words", "reflection", "question",
    "input", "main_behaviour", "client_talk",
)  # fmt: skip
FULL = (
    "mi_quality", "transcript_id", "video_title", "video_url", "topic",
    "utterance_id", "interlocutor", "timestamp", "utterance_text", "annotator_id",
    "therapist_input_exists", "therapist_input_subtype", "reflection_exists",
    "reflection_subtype", "question_exists", "question_subtype",
    "main_therapist_behaviour", "client_talk_type",
)  # fmt: skip

VOICES = {"client": True, "therapist": False}
ASKS = {"0": frozenset[Kind](), "1": frozenset({Kind("question_mark")})}
REFLECTIONS = {"simple": Kind.SIMPLE_REFLECTION, "complex": Kind.COMPLEX_REFLECTION}
QUESTIONS = {"open": Kind.OPEN_QUESTION, "closed": Kind.CLOSED_QUESTION}
INPUTS = {
    "information": Kind.INFORMATION,
    "advice": Kind.ADVICE,
    "options": Kind.OPTIONS,
    "negotiation": Kind.NEGOTIATION,
}
TALK = {
    "change": Kind.CHANGE_TALK,
    "sustain": Kind.SUSTAIN_TALK,
    "neutral": Kind.NEUTRAL_TALK,
}
BEHAVIOURS = {
    "question": Kind.QUESTION,
    "reflection": Kind.REFLECTION,
    "therapist_input": Kind.INPUT,
    "other": Kind.OTHER,
}

MAJORITY = PersonId("majority")
"""The coder who says what most coders said."""

PUNCTUATION = PersonId("punctuation")
"""The coder who only looks for a question mark."""

DATA_SET = PersonId("data-set")
"""The coder who says what the data set says of a session as a whole."""


@attrs.frozen(kw_only=True)
class Utterance:
    """What one voice said: in its words, or with as many words as were counted."""

    index: int
    by_client: bool
    start_seconds: int
    words: Words | None = None
    n_words: int | None = None


@attrs.frozen(kw_only=True)
class Label:
    """What one coder took an utterance for; no kinds where they found none."""

    coder: PersonId
    index: int
    kinds: frozenset[Kind]
    main: Kind | None = None


@attrs.frozen(kw_only=True)
class Fact:
    """Something said of a dialogue as a whole: as kinds, in words, or both."""

    kinds: frozenset[Kind]
    words: Words | None = None


@attrs.frozen(kw_only=True)
class Dialogue:
    """One session; filled row by row while a table is read, in the table's order."""

    session: str
    utterances: dict[int, Utterance] = field(factory=dict[int, Utterance])
    labels: dict[tuple[PersonId, int], Label] = field(
        factory=dict[tuple[PersonId, int], Label]
    )
    facts: list[Fact] = field(factory=list[Fact])

    def add(self, label: Label, row: Row, column: str) -> None:
        """Add a label, one for each coder and utterance, or refuse the row."""
        key = (label.coder, label.index)
        if key in self.labels:
            row.wrong(column, "each coder belongs here once for an utterance")
        self.labels[key] = label


Add: TypeAlias = Callable[[dict[str, Dialogue], Row], None]
"""Adds a row to the dialogues."""


@attrs.frozen
class Tables:
    """What was read: the dialogues, and a sentence for each row that was left out."""

    dialogues: tuple[Dialogue, ...]
    left_out: tuple[str, ...]


def read(path: Path, *, strict: bool = False) -> Tables:
    """Read a table of contributions and those beside it, or AnnoMI-full.

    Args:
        path: the table.
        strict: whether a row that cannot be read refuses the table; it is left out,
            unless given.

    Raises:
        Unreadable: If it is no such table, or none of its rows can be read; or, if
            strict, one of them cannot.
    """
    dialogues: dict[str, Dialogue] = {}
    left_out: list[str] = []
    for table, columns, add in _parts(path):
        take = partial(add, dialogues)
        left_out += take_rows(table, columns, take, strict=strict)
        if not dialogues:
            raise Unreadable(left_out[0])
    return Tables(tuple(dialogues.values()), tuple(left_out))


def _parts(path: Path) -> Iterator[tuple[Path, tuple[str, ...], Add]]:
    """Yield each table that is read: where it lies, its columns, what adds a row."""
    if "transcript_id" in header(path):
        yield path, FULL, _add_full
        return
    yield path, CONTRIBUTIONS, _add_contribution
    for name, columns, add in (
        ("sessions", SESSIONS, _add_session),
        ("ten_annotators", TEN_ANNOTATORS, _add_annotation),
    ):
        beside = path.with_name(path.name.replace("contributions", name))
        if beside != path and beside.exists():
            yield beside, columns, add


# Each of these reads the whole row before it adds anything of it.


def _add_contribution(dialogues: dict[str, Dialogue], row: Row) -> None:
    session = str(row.number("session"))
    utterance = Utterance(
        index=row.number("index"),
        by_client=row.choice("voice", VOICES),
        start_seconds=row.number("start_s"),
        n_words=row.number("words"),
    )
    asks = row.choice("asks", ASKS)
    mark = Label(coder=PUNCTUATION, index=utterance.index, kinds=asks)
    dialogue = dialogues.get(session, Dialogue(session=session))
    dialogue.add(_label(row, MAJORITY), row, "index")
    dialogue.add(mark, row, "index")
    dialogue.utterances[utterance.index] = utterance
    dialogues[session] = dialogue


def _add_session(dialogues: dict[str, Dialogue], row: Row) -> None:
    dialogue = _dialogue(dialogues, row)
    if dialogue.facts:
        row.wrong("session", "each session belongs here once")
    row.number("annotators")
    kinds = (
        row.kind("quality", "mi_quality"),
        row.kind("series", "series"),
        row.kind("annotators", "annotators"),
    )
    dialogue.facts.extend((Fact(kinds=frozenset(kinds)), _fact(row, "topic")))


def _add_annotation(dialogues: dict[str, Dialogue], row: Row) -> None:
    dialogue = _dialogue(dialogues, row)
    said = dialogue.utterances.get(row.number("index"))
    if said is None:
        row.wrong("index", "an utterance of the session belongs here")
    if row.choice("voice", VOICES) != said.by_client:
        row.wrong("voice", "the same belongs here as among the contributions")
    if row.number("words") != said.n_words:
        row.wrong("words", "the same belongs here as among the contributions")
    dialogue.add(_label(row, _annotator(row, "annotator")), row, "annotator")


def _add_full(dialogues: dict[str, Dialogue], row: Row) -> None:
    session = str(row.number("transcript_id"))
    dialogue = dialogues.get(session, Dialogue(session=session))
    facts = {
        "mi_quality": Fact(kinds=frozenset({row.kind("quality", "mi_quality")})),
        "topic": _fact(row, "topic"),
        "video_title": _fact(row, "video_title"),
        "video_url": _fact(row, "video_url"),
    }
    for (column, fact), first in zip(facts.items(), dialogue.facts, strict=False):
        if fact != first:
            row.wrong(column, "all rows of a transcript have the same here")
    utterance = _utterance(row)
    said = dialogue.utterances.get(utterance.index, utterance)
    if utterance != said:
        row.wrong(_difference(utterance, said), "all coders have the same here")
    dialogue.add(_full_label(row, utterance), row, "annotator_id")
    if not dialogue.facts:
        dialogue.facts.extend(facts.values())
    dialogue.utterances[utterance.index] = utterance
    dialogues[session] = dialogue


def _utterance(row: Row) -> Utterance:
    words = row.words("utterance_text")
    return Utterance(
        index=row.number("utterance_id"),
        by_client=row.choice("interlocutor", VOICES),
        start_seconds=row.clock("timestamp"),
        words=words,
        n_words=0 if words is None else None,
    )


def _difference(one: Utterance, other: Utterance) -> str:
    if one.by_client != other.by_client:
        return "interlocutor"
    return "timestamp" if one.words == other.words else "utterance_text"


def _fact(row: Row, column: str) -> Fact:
    return Fact(kinds=frozenset({Kind(column)}), words=row.words(column))


def _full_label(row: Row, utterance: Utterance) -> Label:
    kinds = [row.choice("client_talk_type", {"n/a": None, **TALK})]
    for name, kind, subtypes in (
        ("therapist_input", Kind.INPUT, INPUTS),
        ("reflection", Kind.REFLECTION, REFLECTIONS),
        ("question", Kind.QUESTION, QUESTIONS),
    ):
        there = {"True": True, "False": False, "n/a": None}
        exists = row.choice(f"{name}_exists", there)
        subtype = row.choice(f"{name}_subtype", {"n/a": None, **subtypes})
        if exists:
            kinds.append(subtype or kind)
        elif subtype is not None:
            row.wrong(f"{name}_subtype", f"n/a belongs here without {name}_exists")
        elif (exists is None) != utterance.by_client:
            row.wrong(f"{name}_exists", "n/a belongs here for the client, and only so")
    return Label(
        coder=_annotator(row, "annotator_id"),
        index=utterance.index,
        kinds=frozenset(kind for kind in kinds if kind is not None),
        main=row.choice("main_therapist_behaviour", {"n/a": None, **BEHAVIOURS}),
    )


def _label(row: Row, coder: PersonId) -> Label:
    kinds = (
        row.choice("reflection", {"": None, **REFLECTIONS}),
        row.choice("question", {"": None, **QUESTIONS}),
        row.choice("input", {"": None, **INPUTS}),
        row.choice("client_talk", {"": None, **TALK}),
    )
    return Label(
        coder=coder,
        index=row.number("index"),
        kinds=frozenset(kind for kind in kinds if kind is not None),
        main=row.choice("main_behaviour", {"": None, **BEHAVIOURS}),
    )


def _annotator(row: Row, column: str) -> PersonId:
    return PersonId(f"annotator-{row.number(column)}")


def _dialogue(dialogues: Mapping[str, Dialogue], row: Row) -> Dialogue:
    dialogue = dialogues.get(str(row.number("session")))
    if dialogue is None:
        row.wrong("session", "a session that has contributions belongs here")
    return dialogue
