"""The promises of a store, to be run against anybody's.

Each promise is a function whose docstring says it; it is given an empty store and
raises where the promise is broken. Memory, SQLite and PostgreSQL keep all of them.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Final, TypeVar

import attrs

from collabtherapy import Change, Partnership, Stage, Words, acts
from collabtherapy.errors import (
    BookmarkMoved,
    Conflict,
    NotKept,
    NotStorable,
    Refused,
    StoreError,
)
from collabtherapy.privacy import Plan, redact
from collabtherapy.storage import (
    Bookmark,
    Found,
    FoundAs,
    Recorded,
    Store,
)
from collabtherapy.testing.kept_stories import (
    CHANGED_FROM,
    START,
    opened,
    set_aside,
    story,
)
from collabtherapy.testing.making import made

E = TypeVar("E", bound=Exception)

N_WRITERS: Final = 4


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Unheard(acts.Act):
    """An act of which no version of the codec has heard."""


METHODS: Final = (
    "append", "now", "record", "load", "load_as_of", "history", "follow", "find",
    "forget", "verify", "inbox", "follower", "__enter__", "__exit__",
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
    """What was appended, at once or bit by bit, is what is loaded."""
    p, q = story("p-1"), story("q-1")
    store.append(p.id, p.history, expected_version=0)
    _hold(store.load(p.id) == p, "a partnership comes back as it was appended")
    for version, act in enumerate(q.history):
        done = store.append(q.id, [act], expected_version=version)
        _hold(done.version == version + 1, "an append says which version it led to")
    _hold(store.load("q-1") == q, "and so does one that came act by act")
    _hold(store.load(p.id) == p, "one partnership does not change another")


def it_takes_all_or_nothing(store: Store) -> None:
    """An append at the wrong place is a conflict, and changes nothing."""
    p = story("p-1")
    first = p.history[:4]
    store.append(p.id, first, expected_version=0)
    other = story("p-1", client="dee").history
    for expected, those in ((0, other), (3, p.history[6:8]), (5, p.history[6:8])):
        append = partial(store.append, p.id, those, expected_version=expected)
        error = _raised(append, Conflict)
        _hold(error.actual == len(first), "a conflict says which version there is")
    for wrong in ((), p.history[:1]):
        append = partial(store.append, p.id, wrong, expected_version=len(first))
        _raised(append, ValueError)
    _hold(store.load(p.id).history == first, "what is refused leaves nothing")


def it_takes_nothing_that_would_not_be_so(store: Store) -> None:
    """An act that could not be read back, or untruly says that words are gone."""
    p = story("p-1")
    store.append(p.id, p.history, expected_version=0)
    unknown = Unheard(by="ana", at=p.at)
    redact = acts.Redact(by="ana", at=p.at, subject="ana", because="erasure_request")
    for act in (unknown, redact):
        append = partial(store.append, p.id, [act], expected_version=p.version)
        error = _raised(append, NotStorable)
        _hold(error.kind == type(act).__name__, "what cannot be kept is named")
    _hold(store.load(p.id) == p, "what is refused leaves nothing")


def it_recognises_what_it_has(store: Store) -> None:
    """The same append, sent again after an answer that was lost, is done once."""
    p = story("p-1")
    first, rest = p.history[:4], p.history[4:]
    store.append(p.id, first, expected_version=0)
    store.append(p.id, rest, expected_version=len(first))
    again = store.append(p.id, first, expected_version=0)
    _hold(
        again.repeated and again.version == len(first),
        "an append sent twice is recognised",
    )
    _hold(store.load(p.id) == p, "and recorded once")


def it_has_a_clock(store: Store) -> None:
    """Nothing is dated after the clock of the store, but by what clocks may differ."""
    p, now = story("p-1"), store.now()
    _hold(now.utcoffset() == timedelta(0), "the clock says a moment of UTC")
    store.append(p.id, p.history, expected_version=0)
    slip = acts.WriteNote(by="bo", at=now + timedelta(hours=1), words=Words("a slip"))
    for ahead in (
        partial(store.append, p.id, [slip], expected_version=p.version),
        partial(store.record, p, slip),
        partial(store.append, "q-1", [opened("q-1", slip.at)], expected_version=0),
    ):
        (refusal,) = _raised(ahead, Refused).refusals
        _hold(refusal.code == "time.ahead", "what is dated after the clock is refused")
        fixes = [fix.field for fix in refusal.fix if isinstance(fix, Change)]
        _hold(fixes == ["at"], "and may be dated by the clock")
    note = acts.WriteNote(by="bo", at=store.now(), words=Words("in time"))
    p = store.record(p, note)
    _hold(store.load(p.id) == p, "what is dated by the clock of the store is kept")


def it_keeps_what_was_decided(store: Store) -> None:
    """Late entries, what they set aside, and what was taken out: read, not asked."""
    p = set_aside("p-1")
    n = story("p-1").version
    store.append(p.id, p.entries[:n], expected_version=0)
    whole = store.load(p.id)
    for act in p.history[n:]:
        whole = store.record(whole, act)
    again = set_aside("q-1")
    store.append(again.id, again.entries, expected_version=0)
    for one in (p, again):
        loaded, known = store.load(one.id), store.history(one.id)
        _hold(loaded == one and loaded.state == one.state, "entries come back as such")
        _hold(loaded.entries == one.entries, "with what was decided of each")
        for k in range(1, one.version + 1):
            then = Partnership.replay(found.entry for found in known[:k])
            _hold(then == Partnership.replay(one.entries[:k]), "at every version")
        late = {found.version: found.timeline_changed_from for found in known}
        changed = {version: at for version, at in late.items() if at is not None}
        _hold(changed == CHANGED_FROM, "and from when on something is another")
    _hold(store.verify().ok, "what was decided is in the chain")
    before = p.entries[n - 1].recorded_at
    _hold(store.load_as_of(p.id, before).version == n, "what came late was not known")
    retried = store.append(p.id, p.history[n:], expected_version=n)
    _hold(retried.repeated, "and is recognised when it is sent again")


def it_knows_what_was_when(store: Store) -> None:
    """A partnership as of a moment, and what is known of each act."""
    p = story("p-1")
    store.append(p.id, p.history, expected_version=0, cause="import-7")
    for at in {act.at for act in p.history}:
        then = p.known_by(at)
        _hold(store.load_as_of(p.id, at) == then, "as of a moment is as it was known")
    _raised(lambda: store.load_as_of(p.id, START - timedelta(days=1)), ValueError)
    known = store.history(p.id, after=2)
    _hold(tuple(one.act for one in known) == p.history[2:], "a history has its acts")
    _hold([one.version for one in known][:2] == [3, 4], "each with its place")
    _hold({one.cause for one in known} == {"import-7"}, "and with its cause")
    _raised(lambda: store.load("nobody"), NotKept)
    _raised(lambda: store.history("nobody"), NotKept)
    _raised(lambda: store.load_as_of("nobody", START), NotKept)


def it_can_be_followed(store: Store) -> None:
    """Whoever follows the log sees each act once, and each history in order."""
    p, q = story("p-1"), story("q-1")
    for version, (one, other) in enumerate(zip(p.history, q.history, strict=True)):
        store.append(p.id, [one], expected_version=version)
        store.append(q.id, [other], expected_version=version)
    seen, last = _followed(store, None, at_most=7)
    for whole in (p, q):
        theirs = tuple(one.act for one in seen if one.partnership == whole.id)
        _hold(theirs == whole.history, "each act is followed once, in its order")
    _hold(store.follow(after=last) == (), "and then there is nothing new")
    store.append("r-1", story("r-1").history, expected_version=0)
    news, _ = _followed(store, Bookmark.read(str(last)), at_most=100)
    _hold({str(one.partnership) for one in news} == {"r-1"}, "a bookmark is a place")


def it_finds(store: Store) -> None:
    """Partnerships are found by stage, by person and by what is due."""
    p, q = story("p-1"), story("q-1", client="cem")
    store.append(p.id, p.history, expected_version=0)
    store.append(q.id, q.history[:1], expected_version=0)
    for _ in range(2):
        _hold(_names(store.find()) == ["p-1", "q-1"], "all are listed, by name")
        _hold(_names(store.find(stage=Stage.REQUESTED)) == ["q-1"], "found by stage")
        _hold(_names(store.find(person="cem")) == ["q-1"], "found by person")
        _hold(_names(store.find(person="bo")) == ["p-1", "q-1"], "whoever that is")
        due = store.find(due_at=p.at + timedelta(days=1), stage=p.stage)
        _hold(_names(due) == ["p-1"], "found by what is due")
        _hold(not store.find(person="nobody"), "nothing is found of a stranger")
        _hold(store.rebuild() == len((p, q)), "what is searched can be made anew")
    store.append(q.id, q.history[1:], expected_version=1)
    _hold(not store.find(stage=Stage.REQUESTED), "what moved on is found there")


def it_forgets(store: Store) -> None:
    """Forgetting a person is what a redaction would have been, wherever they wrote."""
    p, q = story("p-1"), story("q-1", client="cem")
    for whole in (p, q):
        store.append(whole.id, whole.history, expected_version=0)
    ana = p.clients[0].id
    plan = Plan(subject=ana, by=ana, at=p.at, because="erasure_request")
    redacted, report = redact(p, plan)
    done = store.forget("ana", by="ana", at=p.at, because="erasure_request")
    _hold(done.reports == {p.id: report}, "a report says what went")
    _hold(store.load(p.id) == redacted, "what is left is the redacted history")
    _hold(store.load(p.id).state == redacted.state, "and folds as that does")
    _hold(store.load(q.id) == q, "others keep what they wrote")
    _hold(store.verify().ok, "the chain still holds")
    other = partial(store.forget, "cem", by="bo", at=q.at, because="erasure_request")
    _raised(other, Refused)
    _hold(store.load(q.id) == q, "a therapist takes out nobody's words but their own")
    again = store.forget("ana", by="ana", at=p.at, because="erasure_request")
    _hold(not again.n_keys and not again.reports, "there is nothing left to forget")
    note = acts.WriteNote(by="ana", at=p.at, words=Words("a new beginning"))
    after = store.record(redacted, note)
    _hold(store.load(p.id) == after, "what they write later is kept")


def it_changes_keys(store: Store) -> None:
    """A new key, for a person or for all keys, leaves everything readable."""
    p = story("p-1")
    store.append(p.id, p.history[:-2], expected_version=0)
    store.rotate_key("ana")
    store.append(p.id, p.history[-2:], expected_version=p.version - 2)
    n_keys = len(("bo", "ana", "ana"))
    locked = store.rotate_master_key(bytes(range(32)))
    _hold(locked == n_keys, "every key is locked anew")
    _hold(store.load(p.id) == p, "what was sealed before opens")
    done = store.forget("ana", by="ana", at=p.at, because="erasure_request")
    _hold(done.n_keys == n_keys - 1, "forgetting destroys old keys and new ones")


def it_vouches_for_itself(store: Store) -> None:
    """A store says whether it is as it was, now and held against a head of before."""
    p = story("p-1")
    store.append(p.id, p.history[:-2], expected_version=0)
    before = type(store.head()).loads(store.head().dumps())
    store.append(p.id, p.history[-2:], expected_version=p.version - 2)
    found = store.verify(against=before)
    _hold(found.ok and found.n_acts == p.version, "a history that grew is the same")
    _hold(store.head().digest != before.digest, "and has another head")


def it_lets_several_write(store: Store) -> None:
    """Of several who would write the same version one does, and the others are told."""
    p = story("p-1")
    store.append(p.id, p.history, expected_version=0)
    ready = Barrier(N_WRITERS)

    def write(n: int) -> bool:
        note = acts.WriteNote(by="bo", at=p.at, words=Words(f"the note of writer {n}"))
        ready.wait()
        try:
            store.append(p.id, [note], expected_version=p.version)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(N_WRITERS) as pool:
        won = list(pool.map(write, range(N_WRITERS)))
    _hold(won.count(True) == 1, "one writer of several has a version")
    _hold(store.load(p.id).version == p.version + 1, "and there is one act more")
    _hold(store.verify().ok, "in one chain")


def it_gives_pages(store: Store) -> None:
    """What is found comes page by page, by name, each partnership once."""
    names = [f"p/{n}" for n in range(5)]
    for name in names:
        p = story(name)
        store.append(p.id, p.history, expected_version=0)
    for role, found in ((FoundAs.CLIENT, names), (FoundAs.THERAPIST, [])):
        pages = [store.find(person="ana", role=role, limit=2)]
        while pages[-1].next is not None:
            after = pages[-1].next
            pages.append(store.find(person="ana", role=role, limit=2, after=after))
            _hold(len(pages) <= len(names), "pages come to an end")
        together = [name for page in pages for name in _names(page)]
        _hold(together == found, "pages together are what is found, as that role")


def it_keeps_inboxes(store: Store) -> None:
    """What somebody owes is known over all partnerships, as their states say."""
    p, q = story("p-1"), story("q-1", client="cem")
    for whole in (p, q):
        store.append(whole.id, whole.history, expected_version=0)
    ask = acts.AskFeedback(by="bo", at=p.at, session="s1", to="ana")
    _hold(_owed(store, p.at) == _owing(p, q), "an inbox has what is owed, each once")
    p = store.record(p, ask)
    _hold(_owed(store, p.at) == _owing(p, q), "and no longer what was done")
    _hold(not store.inbox("ana", p.at), "and nothing that another owes")


def it_keeps_bookmarks(store: Store) -> None:
    """A follower goes on where it stood, and takes in again what it broke off."""
    p = story("p-1")
    store.append(p.id, p.history, expected_version=0)
    seen: list[int] = []
    for breaks_off in (True, False, False, False):
        block = store.follower("letters").batch(5)
        batch = block.__enter__()
        if breaks_off:
            block.__exit__(KeyError, KeyError(), None)
        else:
            seen += [one.version for one in batch]
            block.__exit__(None, None, None)
    _hold(seen == list(range(1, p.version + 1)), "each act is taken in, in its order")
    with store.follower("webhooks").outbox() as outgoing:
        ids = {one.id for one in outgoing}
    _hold(len(ids) == p.version, "who follows under another name is given all as well")
    one, other = (store.follower("both").batch(5) for _ in range(2))
    for block in (one, other):
        block.__enter__()
    one.__exit__(None, None, None)
    _raised(lambda: other.__exit__(None, None, None), BookmarkMoved)


PROMISES: Final[tuple[Callable[[Store], None], ...]] = (
    it_gives_back_what_it_took,
    it_takes_all_or_nothing,
    it_takes_nothing_that_would_not_be_so,
    it_recognises_what_it_has,
    it_has_a_clock,
    it_knows_what_was_when,
    it_can_be_followed,
    it_keeps_what_was_decided,
    it_finds,
    it_forgets,
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
        _hold(page[-1].bookmark != after, "whoever follows gets on, and to an end")
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


def _hold(kept: bool, promise: str) -> None:  # noqa: FBT001  # kept or not: one question
    if not kept:
        raise AssertionError(f"broken: {promise}")


def _raised(call: Callable[[], object], kind: type[E]) -> E:
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"broken: that is refused with {kind.__name__}")
