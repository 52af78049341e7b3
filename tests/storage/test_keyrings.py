"""Keyrings: masters by epochs, what is no master, and what is read again."""

from collections.abc import Callable
from typing import Any

import pytest
from codec.leaks import leaks
from storage.keeping import MASTER, keep

from collabtherapy import Words, acts
from collabtherapy.errors import KeyUnavailable
from collabtherapy.storage import (
    Keyring,
    ReloadingKeyring,
    StaticKeyring,
    open_store,
)
from collabtherapy.storage.keyrings import NoKeyring, ProtectingKeyring
from collabtherapy.testing.kept_stories import story

P = story("p-1")
KEY, CONTEXT = b"k" * 32, b"where it stands"
CANARY = b"CANARY" * 5 + b"!!"


def both(masters: Any) -> list[Callable[[], object]]:
    """Return what makes each kind of keyring of some masters."""
    return [lambda: StaticKeyring(masters), lambda: ReloadingKeyring(lambda: masters)]


@pytest.mark.parametrize(
    ("masters", "error"),
    [
        ({}, ValueError),
        ({0: MASTER}, ValueError),
        ({-1: MASTER}, ValueError),
        ({2**31: MASTER}, ValueError),
        ({1: MASTER[:-1]}, ValueError),
        ({1: MASTER + b"!"}, ValueError),
        ({1: b""}, ValueError),
        ({1: MASTER, 2: b"short"}, ValueError),
        ({1: "a" * 32}, TypeError),
        ({1: None}, TypeError),
        ({True: MASTER}, TypeError),
        ({"1": MASTER}, TypeError),
        ({1.0: MASTER}, TypeError),
    ],
)
def test_what_are_no_masters_is_refused(masters: Any, error: type[Exception]):
    """Whole epochs from 1, and 32 bytes each: in what is given as in what is read."""
    for make in both(masters):
        with pytest.raises(error):
            make()


def test_no_keyring_shows_a_master():
    """Neither as text, nor in the error about one that is too long."""
    for make in both({1: CANARY}):
        assert "CANARY" not in repr(make())
    for make in both({1: CANARY + b"CANARY"}):
        with pytest.raises(ValueError, match="32 bytes") as caught:
            make()
        assert not leaks(caught.value)


def test_a_key_opens_under_its_epoch_and_in_its_place_alone():
    """Another epoch, another place, another master, or a changed byte: it does not."""
    ring = StaticKeyring({1: MASTER, 2: MASTER})
    wrapped = ring.wrap(1, KEY, CONTEXT)
    assert ring.unwrap(1, wrapped, CONTEXT) == KEY
    assert ring.unwrap(2, wrapped, CONTEXT) is None
    assert ring.unwrap(1, wrapped, CONTEXT + b"!") is None
    assert StaticKeyring({1: b"2" * 32}).unwrap(1, wrapped, CONTEXT) is None
    for place in range(len(wrapped)):
        changed = bytearray(wrapped)
        changed[place] ^= 1
        assert ring.unwrap(1, bytes(changed), CONTEXT) is None
    assert [ring.unwrap(1, wrapped[:n], CONTEXT) for n in range(len(wrapped))] == [
        None
    ] * len(wrapped)


@pytest.mark.parametrize("ring", [StaticKeyring({2: MASTER}), NoKeyring()], ids=repr)
def test_an_epoch_without_a_master_is_named(ring: Keyring):
    """To lock and to unlock; nothing older is taken in its place."""
    for call in (ring.wrap, ring.unwrap):
        with pytest.raises(KeyUnavailable, match="epoch 3") as caught:
            call(3, KEY, CONTEXT)
        assert caught.value.epoch == 3


def test_a_keyring_that_is_read_again_finds_a_master_that_was_added():
    """It reads once more before it misses one, and every time it says the current."""
    masters = {1: MASTER}
    ring = ReloadingKeyring(lambda: masters)
    asked = StaticKeyring({2: b"2" * 32}).wrap(2, KEY, CONTEXT)
    with pytest.raises(KeyUnavailable):
        ring.unwrap(2, asked, CONTEXT)
    masters[2] = b"2" * 32
    assert ring.unwrap(2, asked, CONTEXT) == KEY
    assert ring.current() == 2
    del masters[2]
    assert ring.current() == 1


def test_only_what_protects_takes_a_bare_key():
    """And it locks under the keyring that it was given."""
    ring = ProtectingKeyring(StaticKeyring({1: MASTER}))
    assert (ring.current(), ring.unwrap(0, KEY, CONTEXT)) == (1, KEY)
    assert ring.unwrap(1, ring.wrap(1, KEY, CONTEXT), CONTEXT) == KEY
    with pytest.raises(KeyUnavailable):
        StaticKeyring({1: MASTER}).unwrap(0, KEY, CONTEXT)


def test_without_the_master_of_now_nothing_is_written_and_nothing_opened(address: str):
    """It says which epoch is missing, whatever else the keyring has."""
    both_masters = {1: MASTER, 2: b"2" * 32}
    with open_store(address, keyring=StaticKeyring(both_masters)) as store:
        keep(store, P)
        head = store.head()
    for ring in (StaticKeyring({1: MASTER}), StaticKeyring({3: b"3" * 32})):
        with pytest.raises(KeyUnavailable) as caught:
            open_store(address, keyring=ring)
        assert caught.value.epoch == 2
    with open_store(address, keyring=StaticKeyring(both_masters)) as store:
        assert store.head() == head


class Unreachable(StaticKeyring):
    """A keyring over a service, which cannot be reached after a while."""

    down = False

    def _master(self, epoch: int) -> bytes:
        if self.down:
            raise ConnectionError("no answer")
        return super()._master(epoch)


def test_a_service_that_cannot_be_reached_writes_nothing(address: str):
    """Whatever it raises comes out, and the history is as it was."""
    ring = Unreachable({1: MASTER})
    with open_store(address, keyring=ring) as store:
        keep(store, P)
        type(ring).down = True
        try:
            theirs = acts.WriteNote(by="bo", at=P.at, words=Words("x"))
            with pytest.raises(ConnectionError):
                store.rotate_key("dee")
            with pytest.raises(ConnectionError):
                open_store(address, keyring=Unreachable({1: MASTER}))
        finally:
            type(ring).down = False
        assert store.record(P, theirs) == store.load(P.id)
