"""What the doors of a store promise through which acts come in.

There are three: a partnership is opened, acts are recorded, a history is imported. The
law is asked at each.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final

import attrs

from collabtherapy import Change, Partnership, Words, acts
from collabtherapy.errors import (
    Conflict,
    Exists,
    ImpossibleHistory,
    KeyReused,
    NotKept,
    NotStorable,
    Refused,
)
from collabtherapy.storage import Store
from collabtherapy.testing.kept_stories import opened, story
from collabtherapy.testing.promised import hold, raised

NO_NAMES: Final = ("", "two words", "x" * 201, "a\x00b", "\ud800")
"""Text that can name no partnership."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Unheard(acts.Act):
    """An act of which no version of the codec has heard."""


def it_opens(store: Store) -> None:
    """A partnership is opened as the law allows, once, and under one name."""
    p, other = story("p-1"), story("p-1", client="dee")
    stranger = attrs.evolve(p.opening, by="eve")
    error = raised(lambda: store.open(stranger), Refused)
    hold(error.refusals[0].code == "person.unknown", "the law is asked of an opening")
    begun = attrs.evolve(p.opening, by="bo", predecessor="p-0", begun=True)
    error = raised(lambda: store.open(begun), Refused)
    codes = [refusal.code for refusal in error.refusals]
    hold(codes == ["opening.not_handed_on"], "nothing unknown is taken for begun")
    hold(not store.find(), "what is refused leaves nothing")
    first = store.open(p.opening, cause="intake")
    hold(first == store.load(p.id) == Partnership.replay([p.opening]), "it is kept")
    hold(store.open(p.opening) == first, "the same opening, sent again, is recognised")
    taken = raised(lambda: store.open(other.opening), Exists)
    hold((taken.expected, taken.actual) == (0, 1), "another one of that name is told")
    hold(store.load(p.id) == first, "and changes nothing")


def it_imports(store: Store) -> None:
    """A history comes in whole, and what the law would refuse is named by version."""
    p = story("p-1")
    alone = acts.Accept(by="bo", at=p.at, proposal="begin")  # accepted long ago
    told = (*p.history, alone, *p.history[-1:])
    here = partial(store.import_history, p.id)
    for wrong in (told, (*told[:1], *told[2:])):
        error = raised(partial(here, wrong), ImpossibleHistory)
        hold(bool(error.codes), "what contradicts the law is named, and why")
    error = raised(partial(here, told), ImpossibleHistory)
    hold(error.index == p.version, "the first of what contradicts it")
    for other in (2, len(told)):
        raised(partial(here, told, accept={other}), ImpossibleHistory)
    for never in (0, len(told) + 1):
        raised(partial(here, told, accept={never}), ValueError)
    for part in ((), told[1:], [*told, p.opening], story("q-1").history):
        raised(partial(here, part), (ImpossibleHistory, ValueError))
    hold(not store.find(), "what is refused leaves nothing")
    done = here(told, accept={p.version + 1}, cause="import-7")
    hold((done.version, done.repeated) == (len(told), False), "all of it is kept")
    hold(store.load(p.id).history == told, "as it was told")
    hold(here(told, accept={p.version + 1}).repeated, "and recognised when sent again")
    raised(partial(here, story("p-1", client="dee").history), Exists)
    hold(store.load(p.id).history == told, "another of that name changes nothing")


def it_takes_all_or_nothing(store: Store) -> None:
    """Recording on a partnership of before is a conflict, and changes nothing."""
    p = story("p-1")
    store.import_history(p.id, p.history[:4])
    first = store.load(p.id)
    early = Partnership.replay(p.history[:3])
    ahead = p.record(acts.WriteNote(by="bo", at=p.at, words=Words("not here yet")))
    for stale in (early, ahead):
        note = acts.WriteNote(by="ana", at=stale.at, words=Words("for later"))
        error = raised(partial(store.record, stale, note), Conflict)
        hold(error.actual == first.version, "a conflict says which version there is")
        hold(error.expected == stale.version, "and which was expected")
    raised(partial(store.record, first), ValueError)
    fine = acts.WriteNote(by="ana", at=first.at, words=Words("for later"))
    raised(partial(store.record, first, fine, p.opening), (Refused, TypeError))
    hold(store.load(p.id) == first, "what is refused leaves nothing")


def it_takes_nothing_that_would_not_be_so(store: Store) -> None:
    """An act that could not be read back, or untruly says that words are gone."""
    p = story("p-1")
    unknown = Unheard(by="ana", at=p.at)
    redact = acts.Redact(by="ana", at=p.at, subject="ana", because="erasure_request")
    for act in (unknown, redact):
        told = (*p.history, act)
        whole = partial(store.import_history, p.id, told, accept={len(told)})
        error = raised(whole, NotStorable)
        hold(error.kind == type(act).__name__, "what cannot be kept is named")
    hold(not store.find(), "what is refused leaves nothing")
    store.import_history(p.id, p.history)
    raised(partial(store.record, p, redact), NotStorable)
    raised(partial(store.record, p, redact, key="k"), NotStorable)
    raised(partial(store.record, p, unknown), (NotStorable, TypeError))
    hold(store.load(p.id) == p, "neither does what is recorded")


def it_recognises_what_it_has(store: Store) -> None:
    """The same acts, sent again after an answer that was lost, are recorded once."""
    p = story("p-1")
    first = Partnership.replay(p.history[:4])
    store.import_history(p.id, first.history)
    after = store.record(first, *p.history[4:8])
    store.record(after, *p.history[8:])
    hold(
        store.record(first, *p.history[4:8]) == after, "acts sent twice are recognised"
    )
    again = store.import_history(p.id, first.history)
    hold(again.repeated and again.version == first.version, "a history as well")
    hold(store.load(p.id) == p, "and recorded once")


def it_knows_a_request_by_its_key(store: Store) -> None:
    """A request with a key is done once, whatever was recorded meanwhile."""
    p = story("p-1")
    store.import_history(p.id, p.history)
    note, other, later = (
        acts.WriteNote(by="bo", at=p.at, words=Words(text))
        for text in ("the first of them", "another note", "and a later one")
    )
    first = store.record(p, note, key="k-1", cause="app")
    hold(first == p.record(note), "the first time it is recorded")
    now = store.record(first, later)
    for held in (p, first, now):
        again = store.record(held, note, key="k-1", cause="app")
        hold(again == first, "sent again, it has its first answer")
    hold(store.load(p.id) == now, "and is done once")
    hers = acts.WriteNote(by="ana", at=p.at, words=Words("hers"))
    for reused in (
        partial(store.record, now, other, key="k-1", cause="app"),  # but for its words
        partial(store.record, now, note, other, key="k-1", cause="app"),
        partial(store.record, now, attrs.evolve(note, id="n-1"), key="k-1"),
        partial(store.record, now, note, key="k-1", cause="another"),
    ):
        error = raised(reused, KeyReused)
        hold(error.actual == first.version, "another request is told what it was")
    hold(store.load(p.id) == now, "and changes nothing")
    theirs = store.record(now, hers, key="k-1")
    hold(theirs.version == now.version + 1, "the keys of others are theirs")
    raised(partial(store.record, p, other, key="k-2"), Conflict)
    hold(
        store.record(theirs, other, key="k-2").version == theirs.version + 1,
        "a key of a request that was not done is free",
    )
    for wrong in ("", "two words", "x" * 201):
        raised(partial(store.record, theirs, note, key=wrong), ValueError)


def it_has_a_clock(store: Store) -> None:
    """Nothing is dated after the clock of the store, but by what clocks may differ."""
    p, now = story("p-1"), store.now()
    hold(now.utcoffset() == timedelta(0), "the clock says a moment of UTC")
    store.import_history(p.id, p.history)
    slip = acts.WriteNote(by="bo", at=now + timedelta(hours=1), words=Words("a slip"))
    ahead = opened("q-1", slip.at)
    for late in (
        partial(store.record, p, slip),
        partial(store.import_history, "q-1", [*story("q-1").history, slip]),
        partial(store.open, ahead),
    ):
        (refusal,) = raised(late, Refused).refusals
        hold(refusal.code == "time.ahead", "what is dated after the clock is refused")
        fixes = [fix.field for fix in refusal.fix if isinstance(fix, Change)]
        hold(fixes == ["at"], "and may be dated by the clock")
    note = acts.WriteNote(by="bo", at=store.now(), words=Words("in time"))
    p = store.record(p, note)
    hold(store.load(p.id) == p, "what is dated by the clock of the store is kept")


def it_tells_no_name_from_another(store: Store) -> None:
    """What can name no partnership is answered as what names none that is kept."""
    p = story("p-1")
    store.import_history(p.id, p.history)
    said: set[str] = set()
    for name in ("p-2", *NO_NAMES):
        for read in (
            partial(store.load, name),
            partial(store.history, name),
            partial(store.load_as_of, name, p.at),
        ):
            said.add(str(raised(read, NotKept)))
    hold(len(said) == 1, "there is one answer")


PROMISES_OF_DOORS: Final[tuple[Callable[[Store], None], ...]] = (
    it_opens,
    it_imports,
    it_takes_all_or_nothing,
    it_takes_nothing_that_would_not_be_so,
    it_recognises_what_it_has,
    it_knows_a_request_by_its_key,
    it_has_a_clock,
    it_tells_no_name_from_another,
)
"""The promises about doors, in the order in which they are checked."""
