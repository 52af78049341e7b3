"""No word that was opened is in any frame of an error that leaves a store."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import FrameType, FunctionType, GeneratorType, TracebackType
from typing import Any

import attrs
import pytest
from storage.believed import believed
from storage.keeping import opened, plan_of
from storage.rows_by_hand import by_hand, rechain

from collabtherapy import Partnership, Words, acts
from collabtherapy.errors import CollabtherapyError, CorruptRecord
from collabtherapy.storage import (
    AsyncStore,
    StaticKeyring,
    Store,
    migrate,
    open_store,
    protect,
    unsealing,
    vault,
)
from collabtherapy.testing.kept_stories import story

P = story("p-1")
N = P.version
NOTE = Words("went slowly, too")
CORPUS = ("sleep through the night", "I froze again", "went slowly", "Annie")
ACT = "collabtherapy_act"


def frames(error: BaseException) -> Iterator[FrameType]:
    """Give the frames of an error and of those behind it, but for the test's own."""
    seen: set[int] = set()
    found: list[BaseException | None] = [error]
    while found:
        one = found.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        found += [one.__cause__, one.__context__]
        trace: TracebackType | None = one.__traceback__
        while trace is not None:
            if not trace.tb_frame.f_code.co_name.startswith("test_"):
                yield trace.tb_frame
            trace = trace.tb_next


def in_a_generator(value: Any) -> list[Any]:
    """Give what a generator that has not ended has at hand."""
    return [] if value.gi_frame is None else [dict(value.gi_frame.f_locals)]


def in_an_object(value: Any) -> list[Any]:
    """Give the fields of a value of this library."""
    if isinstance(value, type) or not type(value).__module__.startswith("collab"):
        return []
    names = {n for of in type(value).__mro__ for n in getattr(of, "__slots__", ())}
    return [getattr(value, n, None) for n in {*names, *getattr(value, "__dict__", ())}]


WITHIN: dict[Any, Callable[[Any], list[Any]]] = {
    dict: lambda value: [*value, *value.values()],
    (list, tuple, set, frozenset): list,
    FunctionType: lambda value: [c.cell_contents for c in value.__closure__ or ()],
    GeneratorType: in_a_generator,
    partial: lambda value: [value.func, value.args, value.keywords],
    BaseException: lambda value: [value.args, vars(value)],
    object: in_an_object,
}
"""How what a value holds is found, by the first kind that fits."""


def within(value: object) -> list[Any]:
    """Give what a value of a frame holds."""
    return next(look(value) for kind, look in WITHIN.items() if isinstance(value, kind))


def texts(value: Any) -> Iterator[str]:
    """Give every text that can be reached from a value of a frame."""
    seen: dict[int, object] = {}
    found = [value]
    while found:
        one = found.pop()
        if id(one) in seen:
            continue
        seen[id(one)] = one
        if isinstance(one, bytes):
            yield one.decode(errors="replace")
        elif isinstance(one, str):
            yield one
        elif isinstance(one, Words):
            yield "" if one.is_removed else one.text
        else:
            found += within(one)


def shown(error: BaseException, corpus: Iterable[str] = CORPUS) -> list[str]:
    """Return every text of the corpus that the frames of an error hold."""
    # From 3.13 on, `f_locals` is a view and no dictionary.
    held = [text for frame in frames(error) for text in texts(dict(frame.f_locals))]
    return [text for text in corpus if any(text in one for one in held)]


def beside(opened: object) -> None:
    """Raise while something that was opened is at hand."""
    raise CorruptRecord("p-1", 1, str(opened is None))


def test_this_would_find_words_in_a_frame():
    """Whoever raises beside what they opened is found out."""
    for one in (P, P.history, [NOTE, *P.history], partial(max, P), iter_of(P)):
        with pytest.raises(CorruptRecord) as caught:
            beside(one)
        assert set(shown(caught.value)) == set(CORPUS)


def iter_of(p: Partnership) -> Iterator[Partnership]:
    """Give what holds a partnership while it is under way."""
    yield p


PLAN = plan_of(P)
DOORS: dict[str, Callable[[Store], object]] = {
    "load": lambda store: store.load(P.id),
    "load, awaited": lambda store: asyncio.run(AsyncStore(store).load(P.id)),
    "load_as_of": lambda store: store.load_as_of(P.id, P.at),
    "history": lambda store: store.history(P.id),
    "follow": lambda store: store.follow(),
    "import_history": lambda s: s.import_history(P.id, P.history),
    "record": lambda s: s.record(P, acts.WriteNote(by="bo", at=P.at, words=NOTE)),
    "import_history, awaited": lambda store: asyncio.run(
        AsyncStore(store).import_history(P.id, P.history)
    ),
    "record, awaited": lambda store: asyncio.run(
        AsyncStore(store).record(P, acts.WriteNote(by="bo", at=P.at, words=NOTE))
    ),
    "erase": lambda s: s.erase(PLAN),
}


READING = {*DOORS} - {"record", "record, awaited"}


@pytest.mark.parametrize("what", ["body = '{'", "words = substr(words, 1, 35)"])
@pytest.mark.parametrize("name", sorted(READING))
def test_a_row_that_cannot_be_read_shows_no_word_of_the_others(
    file: str, name: str, what: str
):
    """The last of them: all before it have been opened by then."""
    with opened(file) as store:
        store.import_history(P.id, P.history)
        by_hand(file, f"UPDATE {ACT} SET {what} WHERE version = {N}")
        rechain(file, "p-1")
        with pytest.raises(CorruptRecord) as caught:
            DOORS[name](store)
        assert shown(caught.value) == []


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("kind", [ZeroDivisionError, KeyboardInterrupt, SystemExit])
def test_whatever_goes_wrong_shows_no_word(
    file: str, name: str, kind: type[BaseException], monkeypatch: pytest.MonkeyPatch
):
    """Even what nobody foresaw, or who interrupts it; and it says where that was."""

    def fail(*_: object) -> None:
        raise kind

    with opened(file) as store:
        store.import_history(P.id, P.history)
        if name not in READING:
            monkeypatch.setattr(vault.Vault, "using", fail)
        else:
            honest = unsealing._act
            monkeypatch.setattr(
                unsealing,
                "_act",
                lambda v, row, *r: fail() if row.version == N else honest(v, row, *r),
            )
        with pytest.raises(kind) as caught:
            DOORS[name](store)
        assert shown(caught.value) == []
        assert any("in fail" in note for note in caught.value.__notes__)


def test_what_is_refused_shows_no_word(file: str):
    """By the law, by the calendar, by what has been recorded, by the history itself."""
    with opened(file) as store:
        store.import_history(P.id, P.history)
        early = P.history[0].at - timedelta(days=1)
        doors: list[Callable[[], object]] = [
            lambda: store.load_as_of(P.id, early),
            lambda: store.erase(plan_of(P, by="bo")),
            lambda: store.import_history(P.id, story("p-1", client="cem").history),
            lambda: store.import_history("q-2", [*story("q-2").history, unheard]),
            lambda: store.open(attrs.evolve(P.opening, by="eve", partnership="q-2")),
        ]
        unheard = acts.Accept(by="ana", at=P.at, proposal="unheard-of")
        believed(store, "q-1", [*story("q-1").history, unheard], 0)
        doors.append(lambda: store.load("q-1"))
        for door in doors:
            with pytest.raises((CollabtherapyError, ValueError)) as caught:
                door()
            assert shown(caught.value) == []


MASTER = b"a master key that is never shown"


def test_no_error_shows_a_master_key_or_a_password(file: str, tmp_path: Path):
    """Of whoever opens a store, migrates it, or locks its keys anew."""
    nowhere = f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}"
    with opened(file, master_key=bytes(32)) as store:
        store.import_history(P.id, P.history)
        doors: list[Callable[[], object]] = [
            lambda: open_store(nowhere, master_key=MASTER),
            lambda: open_store("mysql://a:CANARY@b", master_key=MASTER),
            lambda: open_store(file, master_key=MASTER),
            lambda: open_store(file, master_key=MASTER + b"!"),
            lambda: migrate("mysql://a:CANARY@b"),
            lambda: protect(file, StaticKeyring({1: MASTER})),
        ]
        for door in doors:
            with pytest.raises((CollabtherapyError, ValueError)) as caught:
                door()
            assert shown(caught.value, ("master key that", "CANARY")) == []
