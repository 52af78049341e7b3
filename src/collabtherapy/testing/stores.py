"""The promises of a store, to be run against anybody's.

Each promise is a function whose docstring says it; it is given an empty store and
raises where the promise is broken. Memory, SQLite and PostgreSQL keep all of them.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Final

import attrs

from collabtherapy import Partnership, Stage, Words, acts
from collabtherapy.errors import (
    BookmarkMoved,
    Conflict,
    NotKept,
    Refused,
    StoreError,
)
from collabtherapy.privacy import Plan, redact
from collabtherapy.storage import (
    Bookmark,
    Found,
    FoundAs,
    Reached,
    Recorded,
    Store,
)
from collabtherapy.testing.kept_stories import (
    CHANGED_FROM,
    START,
    set_aside,
    story,
)
from collabtherapy.testing.making import made
from collabtherapy.testing.promised import hold, raised
from collabtherapy.testing.store_doors import PROMISES_OF_DOORS

N_WRITERS: Final = 4


METHODS: Final = (
    "open", "record", "import_history", "now", "load", "load_as_of", "history",
    "follow", "find", "plan_erasure", "erase", "erasures", "rotate_key", "verify",
    "inbox", "follower", "__enter__", "__exit__",
)  # fmt: skip
"""What a store can do, as far as the promises ask for it."""


def check_store(make: Callable[[], Store]) -> None:
    """Hold a store to every promise.

    Args:
        make: gives an empty store, another one at each call; it is closed here.

    Raises:
        AssertionError: a promise is broken; says which.
        TypeError: what was given makes nothing, or no store.

    >>> from collabtherapy.storage import open_store
    >>> check_store(open_store)
    """
    for promise in PROMISES:
        with made(make, "store", *METHODS) as store:
            try:
                promise(store)
            except StoreError as error:
                said = f"broken: {promise.__doc__}"
                raise AssertionError(said) from error


def it_gives_back_what_it_took(store: Store) -> None:
    """What was imported, or recorded bit by bit, is what is loaded."""
    p, q = story("p-1"), story("q-1")
    done = store.import_history(p.id, p.history)
    hold(done.version == p.version, "an import says which version it led to")
    hold(store.load(p.id) == p, "a partnership comes back as it was imported")
    grown = store.open(q.opening)
    for act in q.history[1:]:
        grown = store.record(grown, act)
    hold(grown == q, "what is recorded is what the partnership records")
    hold(store.load("q-1") == q, "and so does one that came act by act")
    hold(store.load(p.id) == p, "one partnership does not change another")


def it_keeps_what_was_decided(store: Store) -> None:
    """Late entries, what they set aside, and what was taken out: read, not asked."""
    p = set_aside("p-1")
    n = story("p-1").version
    store.import_history(p.id, p.entries[:n])
    whole = store.load(p.id)
    for act in p.history[n:]:
        whole = store.record(whole, act)
    again = set_aside("q-1")
    store.import_history(again.id, again.entries)
    for one in (p, again):
        loaded, known = store.load(one.id), store.history(one.id)
        hold(loaded == one and loaded.state == one.state, "entries come back as such")
        hold(loaded.entries == one.entries, "with what was decided of each")
        for k in range(1, one.version + 1):
            then = Partnership.replay(found.entry for found in known[:k])
            hold(then == Partnership.replay(one.entries[:k]), "at every version")
        late = {found.version: found.timeline_changed_from for found in known}
        changed = {version: at for version, at in late.items() if at is not None}
        hold(changed == CHANGED_FROM, "and from when on something is another")
    hold(store.verify().ok, "what was decided is in the chain")
    before = p.entries[n - 1].recorded_at
    hold(store.load_as_of(p.id, before).version == n, "what came late was not known")
    early = Partnership.replay(p.entries[: p.version - 1])
    hold(store.record(early, p.history[-1]) == p, "recognised when it is sent again")


def it_knows_what_was_when(store: Store) -> None:
    """A partnership as of a moment, and what is known of each act."""
    p = story("p-1")
    store.import_history(p.id, p.history, cause="import-7")
    for at in {act.at for act in p.history}:
        then = p.known_by(at)
        hold(store.load_as_of(p.id, at) == then, "as of a moment is as it was known")
    raised(lambda: store.load_as_of(p.id, START - timedelta(days=1)), ValueError)
    known = store.history(p.id, after=2)
    hold(tuple(one.act for one in known) == p.history[2:], "a history has its acts")
    hold([one.version for one in known][:2] == [3, 4], "each with its place")
    hold({one.cause for one in known} == {"import-7"}, "and with its cause")
    raised(lambda: store.load("nobody"), NotKept)
    raised(lambda: store.history("nobody"), NotKept)
    raised(lambda: store.load_as_of("nobody", START), NotKept)


def it_can_be_followed(store: Store) -> None:
    """Whoever follows the log sees each act once, and each history in order."""
    p, q = story("p-1"), story("q-1")
    one, other = store.open(p.opening), store.open(q.opening)
    for hers, his in zip(p.history[1:], q.history[1:], strict=True):
        one, other = store.record(one, hers), store.record(other, his)
    seen, last = _followed(store, None, at_most=7)
    for whole in (p, q):
        theirs = tuple(one.act for one in seen if one.partnership == whole.id)
        hold(theirs == whole.history, "each act is followed once, in its order")
    hold(store.follow(after=last) == (), "and then there is nothing new")
    store.import_history("r-1", story("r-1").history)
    news, _ = _followed(store, Bookmark.read(str(last)), at_most=100)
    hold({str(one.partnership) for one in news} == {"r-1"}, "a bookmark is a place")


def it_finds(store: Store) -> None:
    """Partnerships are found by stage, by person and by what is due."""
    p, q = story("p-1"), story("q-1", client="cem")
    store.import_history(p.id, p.history)
    begun = store.open(q.opening)
    for _ in range(2):
        hold(_names(store.find()) == ["p-1", "q-1"], "all are listed, by name")
        hold(_names(store.find(stage=Stage.REQUESTED)) == ["q-1"], "found by stage")
        hold(_names(store.find(person="cem")) == ["q-1"], "found by person")
        hold(_names(store.find(person="bo")) == ["p-1", "q-1"], "whoever that is")
        due = store.find(due_at=p.at + timedelta(days=1), stage=p.stage)
        hold(_names(due) == ["p-1"], "found by what is due")
        hold(not store.find(person="nobody"), "nothing is found of a stranger")
        hold(store.rebuild() == len((p, q)), "what is searched can be made anew")
    store.record(begun, *q.history[1:])
    hold(not store.find(stage=Stage.REQUESTED), "what moved on is found there")


def it_erases(store: Store) -> None:
    """Erasing a person is what a redaction would have been, wherever they wrote."""
    p, q = story("p-1"), story("q-1", client="cem")
    for whole in (p, q):
        store.import_history(whole.id, whole.history)
    ana = p.clients[0].id
    plan = Plan(subject=ana, by=ana, at=p.at, because="erasure_request")
    redacted, report = redact(p, plan)
    planned = store.plan_erasure(plan)
    hold(planned.reports == {p.id: report}, "what would go is told before it goes")
    hold(store.load(p.id) == p, "and nothing has gone")
    done = store.erase(plan)
    hold(done.reports == {p.id: report}, "a report says what went")
    hold(done.reached != Reached.INTENDED, "and it went")
    hold([one.number for one in store.erasures()] == [done.number], "it is recorded")
    hold(store.load(p.id) == redacted, "what is left is the redacted history")
    hold(store.load(p.id).state == redacted.state, "and folds as that does")
    hold(store.load(q.id) == q, "others keep what they wrote")
    hold(store.verify(words=True).ok, "the chain still holds")
    other = attrs.evolve(plan, subject="cem", by="bo", at=q.at)
    raised(partial(store.erase, other), Refused)
    hold(store.load(q.id) == q, "a therapist takes out nobody's words but their own")
    again = store.erase(plan)
    hold(not again.keys and not again.reports, "there is nothing left to erase")
    hold(len(store.erasures()) == 1, "and nothing is recorded")
    note = acts.WriteNote(by="ana", at=p.at, words=Words("a new beginning"))
    after = store.record(redacted, note)
    hold(store.load(p.id) == after, "what they write later is kept")


def it_changes_keys(store: Store) -> None:
    """A new key of a person seals what they wrote before, and what they write then."""
    p = story("p-1")
    store.import_history(p.id, p.history[:-2])
    n_texts = store.rotate_key("ana")
    hold(n_texts > 0, "what was written before is sealed with it")
    store.record(store.load(p.id), *p.history[-2:])
    hold(store.rotate_key("ana", reseal=False) == 0, "or is left as it is")
    note = acts.WriteNote(by="ana", at=p.at, words=Words("with the third key"))
    after = store.record(p, note)
    hold(store.load(p.id) == after, "everything opens")
    hold(store.verify(words=True).ok, "and is what was recorded")
    plan = Plan(subject="ana", by="ana", at=p.at, because="erasure_request")
    done = store.erase(plan)
    hold(
        len(done.keys) == len(("second", "third")), "erasing destroys all that is left"
    )


def it_vouches_for_itself(store: Store) -> None:
    """A store says whether it is as it was, now and held against a head of before."""
    p = story("p-1")
    store.import_history(p.id, p.history[:-2])
    before = type(store.head()).loads(store.head().dumps())
    store.record(store.load(p.id), *p.history[-2:])
    found = store.verify(against=before)
    hold(found.ok and found.n_acts == p.version, "a history that grew is the same")
    hold(store.head().digest != before.digest, "and has another head")


def it_lets_several_write(store: Store) -> None:
    """Of several who would write the same version one does, and the others are told."""
    p = story("p-1")
    store.import_history(p.id, p.history)
    ready = Barrier(N_WRITERS)

    def write(n: int) -> bool:
        note = acts.WriteNote(by="bo", at=p.at, words=Words(f"the note of writer {n}"))
        ready.wait()
        try:
            store.record(p, note)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(N_WRITERS) as pool:
        won = list(pool.map(write, range(N_WRITERS)))
    hold(won.count(True) == 1, "one writer of several has a version")
    hold(store.load(p.id).version == p.version + 1, "and there is one act more")
    hold(store.verify().ok, "in one chain")


def it_gives_pages(store: Store) -> None:
    """What is found comes page by page, by name, each partnership once."""
    names = [f"p/{n}" for n in range(5)]
    for name in names:
        p = story(name)
        store.import_history(p.id, p.history)
    for role, found in ((FoundAs.CLIENT, names), (FoundAs.THERAPIST, [])):
        pages = [store.find(person="ana", role=role, limit=2)]
        while pages[-1].next is not None:
            after = pages[-1].next
            pages.append(store.find(person="ana", role=role, limit=2, after=after))
            hold(len(pages) <= len(names), "pages come to an end")
        together = [name for page in pages for name in _names(page)]
        hold(together == found, "pages together are what is found, as that role")


def it_keeps_inboxes(store: Store) -> None:
    """What somebody owes is known over all partnerships, as their states say."""
    p, q = story("p-1"), story("q-1", client="cem")
    for whole in (p, q):
        store.import_history(whole.id, whole.history)
    ask = acts.AskFeedback(by="bo", at=p.at, session="s1", to="ana")
    hold(_owed(store, p.at) == _owing(p, q), "an inbox has what is owed, each once")
    p = store.record(p, ask)
    hold(_owed(store, p.at) == _owing(p, q), "and no longer what was done")
    hold(not store.inbox("ana", p.at), "and nothing that another owes")


def it_keeps_bookmarks(store: Store) -> None:
    """A follower goes on where it stood, and takes in again what it broke off."""
    p = story("p-1")
    store.import_history(p.id, p.history)
    seen: list[int] = []
    for breaks_off in (True, False, False, False):
        block = store.follower("letters").batch(5)
        batch = block.__enter__()
        if breaks_off:
            block.__exit__(KeyError, KeyError(), None)
        else:
            seen += [one.version for one in batch]
            block.__exit__(None, None, None)
    hold(seen == list(range(1, p.version + 1)), "each act is taken in, in its order")
    with store.follower("webhooks").outbox() as outgoing:
        ids = {one.id for one in outgoing}
    hold(len(ids) == p.version, "who follows under another name is given all as well")
    one, other = (store.follower("both").batch(5) for _ in range(2))
    for block in (one, other):
        block.__enter__()
    one.__exit__(None, None, None)
    raised(lambda: other.__exit__(None, None, None), BookmarkMoved)


PROMISES: Final[tuple[Callable[[Store], None], ...]] = (
    it_gives_back_what_it_took,
    *PROMISES_OF_DOORS,
    it_knows_what_was_when,
    it_can_be_followed,
    it_keeps_what_was_decided,
    it_finds,
    it_erases,
    it_changes_keys,
    it_vouches_for_itself,
    it_lets_several_write,
    it_gives_pages,
    it_keeps_inboxes,
    it_keeps_bookmarks,
)
"""Every promise, in the order in which they are checked."""


def _followed(
    store: Store, after: Bookmark | None, *, at_most: int
) -> tuple[list[Recorded], Bookmark | None]:
    seen: list[Recorded] = []
    while page := store.follow(after=after, at_most=at_most):
        seen += page
        hold(page[-1].bookmark != after, "whoever follows gets on, and to an end")
        after = page[-1].bookmark
    return seen, after


def _owed(store: Store, at: datetime) -> list[tuple[str, str]]:
    """Return what a store says that bo owes, page by page."""
    page = store.inbox("bo", at, limit=2)
    found = list(page)
    while page.next is not None:
        page = store.inbox("bo", at, limit=2, after=page.next)
        found += page
    return sorted((str(one.partnership), str(one.duty)) for one in found)


def _owing(*those: Partnership) -> list[tuple[str, str]]:
    """Return what bo owes in some partnerships, as their states say."""
    owed = [(p, duty) for p in those for duty in p.duties(at=p.at, owed_by="bo")]
    return sorted((str(p.id), str(duty.id)) for p, duty in owed)


def _names(found: Iterable[Found]) -> list[str]:
    return [str(one.id) for one in found]
