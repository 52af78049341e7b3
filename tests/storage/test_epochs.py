"""Epochs: rotation while others write, an old master given up, a store protected."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from storage.keeping import MASTER, erase, keep
from storage.rotated import put, write
from storage.rows_by_hand import by_hand

from collabtherapy import Words, acts
from collabtherapy.errors import KeyUnavailable, StoreMismatch
from collabtherapy.storage import Reached, StaticKeyring, open_store, protect
from collabtherapy.testing.kept_stories import story

P = story("p-1")
NOTE = acts.WriteNote(by="ana", at=P.at, words=Words("one more"))
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
N_WRITERS, N_ROTATIONS, N_BETWEEN = (3, 20, 20) if THOROUGH else (3, 4, 5)
PATIENCE = 60.0

RINGS = [StaticKeyring({n: bytes([n]) * 32 for n in range(1, upto)}) for upto in (2, 3)]
FIRST, BOTH = RINGS
SECOND = StaticKeyring({2: b"\2" * 32})


def test_after_a_rotation_the_new_master_alone_opens_everything(address: str):
    """And without it nothing is read; keys are locked again, what they seal is not."""
    with open_store(address, keyring=FIRST) as store:
        keep(store, P)
    texts = "SELECT sealed FROM collabtherapy_words ORDER BY 1"
    sealed = by_hand(address, texts)
    with open_store(address, keyring=BOTH) as store:
        assert store.rotate_master_key() == len(("secret", "ana", "bo"))
        assert store.rotate_master_key() == 0
    assert by_hand(address, texts) == sealed
    with open_store(address, keyring=SECOND) as store:
        assert store.load(P.id) == P
        assert store.record(P, NOTE) == store.load(P.id)
        assert store.verify(words=True).ok
        assert store.health().epoch == 2
    with pytest.raises(KeyUnavailable):
        open_store(address, keyring=FIRST)


def test_a_store_that_is_open_with_the_old_master_writes_nothing_and_says_why(
    address: str,
):
    """S-I6: neither an act, nor a key, nor an erasure; nothing is damaged by trying."""
    with open_store(address, keyring=FIRST) as stale:
        keep(stale, P)
        with open_store(address, keyring=BOTH) as store:
            store.rotate_master_key()
            before = store.head(), keys(address)
            for door in (
                lambda: stale.record(P, NOTE),
                lambda: keep(stale, story("q-1", client="dee")),
                lambda: stale.rotate_key("ana"),
                lambda: stale.rotate_key("dee", reseal=False),
                stale.rotate_master_key,
                lambda: erase(stale, P),
            ):
                with pytest.raises(KeyUnavailable, match="epoch 2"):
                    door()
            assert (store.head(), keys(address)) == before
            assert store.verify(words=True).ok


def keys(address: str) -> Sequence[object]:
    """Return every row of a key."""
    return by_hand(address, "SELECT * FROM collabtherapy_key ORDER BY id")


def test_to_an_epoch_that_is_none_to_go_on_to_nothing_is_rotated(address: str):
    """An earlier one, and one that is retired: with every master at hand."""
    with open_store(address, keyring=BOTH) as store:
        keep(store, P)

        class Back(StaticKeyring):
            def current(self) -> int:
                return 1

        before = keys(address)
        with (
            open_store(address, keyring=Back(BOTH.masters)) as back,
            pytest.raises(StoreMismatch) as caught,
        ):
            back.rotate_master_key()
        assert caught.value.code == "earlier_epoch"
        assert keys(address) == before


def test_an_epoch_is_retired_once_nothing_is_locked_in_it(address: str):
    """Not while it is in use, nor one that never was; again is the same."""
    with open_store(address, keyring=FIRST) as store:
        keep(store, P)
        done = erase(store, P)
    with open_store(address, keyring=BOTH) as store:
        for epoch, code in ((1, "epoch_in_use"), (2, "no_such_epoch")):
            with pytest.raises(StoreMismatch) as caught:
                store.retire_epoch(epoch)
            assert caught.value.code == code
        store.rotate_master_key()
        with pytest.raises(StoreMismatch, match="keys are locked under it"):
            store.retire_epoch(2)
        certificate = store.retire_epoch(1)
        assert (certificate.epoch, certificate.still_open) == (1, (2,))
        assert certificate.erasures == (done.number,)
        assert [one.reached for one in store.erasures()] == [Reached.COMPLETE]
        again = store.retire_epoch(1)
        assert (again.epoch, again.erasures) == (1, ())
        assert store.health().open_epochs == (2,)
        assert store.verify(words=True).ok
        for wrong in (0, -1):
            with pytest.raises(ValueError, match="epoch"):
                store.retire_epoch(wrong)
    with open_store(address, keyring=SECOND) as store:
        assert store.verify(words=True).ok


def test_an_erasure_is_not_complete_while_an_earlier_epoch_is_open(address: str):
    """A copy of then may lie under either master."""
    third = StaticKeyring({**BOTH.masters, 3: b"\3" * 32})
    with open_store(address, keyring=FIRST) as store:
        keep(store, P)
    with open_store(address, keyring=BOTH) as store:
        store.rotate_master_key()
        erase(store, P)
    with open_store(address, keyring=third) as store:
        store.rotate_master_key()
        assert store.retire_epoch(2).erasures == ()
        assert store.retire_epoch(1).erasures == (1,)


def test_a_store_that_lies_bare_is_protected_and_opens_so_from_then_on(
    address: str, tmp_path: Path
):
    """With its keys elsewhere as well; what was bare is not bare any more."""
    elsewhere = f"sqlite:///{tmp_path / 'keys.db'}"
    for name, there in (("", None), ("t", elsewhere)):
        with open_store(address, tenant=name, keys=there, unprotected=True) as store:
            keep(store, P)
            assert not store.health().is_protected
            assert "unprotected" in repr(store)
        with pytest.raises(StoreMismatch) as caught:
            open_store(address, tenant=name, keys=there, master_key=MASTER)
        assert caught.value.code == "unprotected"
        bare = {bytes(key) for (key,) in by_hand(there or address, WRAPPED)}
        n = protect(address, StaticKeyring({1: MASTER}), tenant=name, keys=there)
        assert n == len(("secret", "ana", "bo"))
        assert not bare & {bytes(key) for (key,) in by_hand(there or address, WRAPPED)}
        with pytest.raises(StoreMismatch) as caught:
            open_store(address, tenant=name, keys=there, unprotected=True)
        assert caught.value.code == "protected"
        with open_store(address, tenant=name, keys=there, master_key=MASTER) as store:
            assert store.load(P.id) == P
            assert store.verify(words=True).ok
            assert store.health().is_protected
            assert "unprotected" not in repr(store)
        with pytest.raises(StoreMismatch):
            protect(address, StaticKeyring({1: MASTER}), tenant=name, keys=there)


WRAPPED = "SELECT wrapped FROM collabtherapy_key"


def test_a_database_is_opened_with_one_thing_and_never_with_none(file: str):
    """A keyring, a master key, or the word that it is to lie bare."""
    for chosen in (
        {},
        {"master_key": MASTER, "unprotected": True},
        {"master_key": MASTER, "keyring": FIRST},
        {"keyring": FIRST, "unprotected": True},
    ):
        with pytest.raises(ValueError, match="choose one"):
            open_store(file, **chosen)
    assert not Path(file.removeprefix("sqlite:///")).exists()


def received(here: Connection) -> Iterator[object]:
    """Yield what a process has sent, and no more."""
    with suppress(EOFError):
        while here.poll(PATIENCE):
            said = here.recv()
            if said == "done":
                return
            yield said
    raise AssertionError("the writer ended before its time")


@pytest.mark.skipif(
    "forkserver" not in get_all_start_methods(), reason="writers are forked"
)
def test_rotations_under_load_leave_everything_readable(address: str, tmp_path: Path):
    """S-I5: what was acknowledged opens under the last master alone.

    Of three writers one keeps the masters of the start: it is told, and damages
    nothing.
    """
    file, masters = str(tmp_path / "masters.json"), {1: bytes([1]) * 32}
    put(file, masters)
    names = [f"p-{n}" for n in range(N_WRITERS)]
    with open_store(address, keyring=StaticKeyring(masters)) as store:
        for name in names:
            keep(store, story(name))
    context = get_context("forkserver")
    context.set_forkserver_preload([write.__module__])
    pipes = [context.Pipe() for _ in names]
    writers = [
        context.Process(
            target=write,
            args=(address, file, name, there),
            kwargs={"stale": name == names[-1]},
        )
        for name, (_, there) in zip(names, pipes, strict=True)
    ]
    for writer in writers:
        writer.start()
    said: list[list[object]] = [[here.recv()] for here, _ in pipes]
    for epoch in range(2, N_ROTATIONS + 2):
        masters[epoch] = bytes([epoch]) * 32
        put(file, masters)
        with open_store(address, keyring=StaticKeyring(masters)) as store:
            store.rotate_master_key()
            store.retire_epoch(epoch - 1)
        for (here, _), sent in zip(pipes[:-1], said[:-1], strict=True):
            sent += [here.recv() for _ in range(N_BETWEEN)]
    for here, _ in pipes:
        here.send("stop")
    for (here, _), sent in zip(pipes, said, strict=True):
        sent.extend(received(here))
    for writer in writers:
        writer.join(PATIENCE)
    last = StaticKeyring({N_ROTATIONS + 1: masters[N_ROTATIONS + 1]})
    with open_store(address, keyring=last) as store:
        assert store.verify(words=True).ok
        for name, sent in zip(names, said, strict=True):
            versions = [one for one in sent if isinstance(one, int)]
            notes = store.load(name).history[P.version :]
            assert [note.words.text for note in notes] == [
                f"{name}, {n + 1}" for n in range(len(versions))
            ]
            refused = sent[1 + len(versions) :]  # and from then on it is for good
            assert {*refused} == ({"KeyUnavailable"} if name == names[-1] else set())
