"""Keyrings: the masters under which all other keys are locked, by their epochs.

A master lies outside the database, in a file or in a key management service. Each new
master begins an epoch. Once all keys are locked under the new one, an earlier master
can be destroyed, and with it whatever an old backup holds under it.

Source: AWS Encryption SDK, Concepts: wrapping keys, and an encryption context that is
authenticated with what is wrapped.
"""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

import attrs

from collabtherapy._frozen import frozen
from collabtherapy.errors import KeyUnavailable
from collabtherapy.storage.asking import counted
from collabtherapy.storage.keys import Key, framed

N_MASTER: Final = 32
"""How many bytes a master has."""

UNPROTECTED: Final = 0
"""The epoch of keys that lie bare in their rows."""


class Keyring(Protocol):
    """What locks and unlocks keys under the master of an epoch.

    Epochs are whole numbers from 1. A keyring over a service raises what it likes where
    the service cannot be reached; nothing is written then.
    """

    def __hash__(self) -> int:
        """Return what tells one keyring from another."""
        ...

    def current(self) -> int:
        """Return the epoch whose master new keys are locked under."""
        ...

    def wrap(self, epoch: int, key: bytes, context: bytes) -> bytes:
        """Return a key locked under the master of an epoch, bound to its context.

        Raises:
            KeyUnavailable: If there is no master of that epoch.
        """
        ...

    def unwrap(self, epoch: int, wrapped: bytes, context: bytes) -> bytes | None:
        """Return the key, or None where it was not locked so.

        Raises:
            KeyUnavailable: If there is no master of that epoch.
        """
        ...


def check_keyring(given: object) -> None:
    """Check that something can be asked to lock and unlock keys.

    Raises:
        TypeError: If it cannot; what it was given in place of one is not repeated.
    """
    asked = (getattr(given, name, None) for name in ("current", "wrap", "unwrap"))
    if not all(map(callable, asked)) or isinstance(given, type):
        raise TypeError(
            f"keyring is a keyring with current, wrap and unwrap, not "
            f"{type(given).__name__}: see StaticKeyring"
        )
    if type(given).__hash__ is None:
        raise TypeError(
            f"{type(given).__name__} has no hash, by which one keyring is told from "
            "another: leave out __eq__ (eq=False)"
        )


def _masters(given: Mapping[int, bytes]) -> Mapping[int, bytes]:
    """Return masters by epochs.

    Raises:
        TypeError: If an epoch is no whole number, or a master no bytes.
        ValueError: If there is none, an epoch is below 1, or a master has another
            length.
    """
    masters: dict[int, bytes] = {}
    for epoch, master in dict(given).items():
        masters[counted("an epoch", epoch, at_least=1)] = check_master(master)
    if not masters:
        raise ValueError("a keyring has at least one master")
    return frozen(masters)


def check_master(master: object) -> bytes:
    """Return a master that has the length of one.

    Raises:
        TypeError: If it is no bytes.
        ValueError: If it has another length.
    """
    if not isinstance(master, bytes):
        raise TypeError("a master key is bytes: see new_master_key")
    if len(master) != N_MASTER:
        raise ValueError(f"a master key has {N_MASTER} bytes: see new_master_key")
    return master


class _Locking:
    """Locks keys with AES-256-GCM under the masters that a keyring has."""

    def _master(self, epoch: int) -> bytes:
        raise NotImplementedError

    def wrap(self, epoch: int, key: bytes, context: bytes) -> bytes:
        """Return a key locked under the master of an epoch, bound to its context.

        Raises:
            KeyUnavailable: If there is no master of that epoch.
        """
        return _key(self._master(epoch)).seal(key, _bound(epoch, context))

    def unwrap(self, epoch: int, wrapped: bytes, context: bytes) -> bytes | None:
        """Return the key, or None where it was not locked so.

        Raises:
            KeyUnavailable: If there is no master of that epoch.
        """
        return _key(self._master(epoch)).open(wrapped, _bound(epoch, context))


def _one_of(masters: Mapping[int, bytes], epoch: int) -> bytes:
    """Return the master of an epoch, or raise that there is none."""
    found = masters.get(epoch)
    if found is None:
        raise KeyUnavailable(epoch)
    return found


@attrs.frozen(eq=False)
class StaticKeyring(_Locking):
    """The masters of some epochs, as they were given; the last epoch is the current.

    >>> from collabtherapy.storage import StaticKeyring
    >>> keyring = StaticKeyring({1: bytes(32), 2: b"2" * 32})
    >>> keyring.current(), keyring
    (2, StaticKeyring())

    Args:
        masters: 32 bytes for each epoch; see `new_master_key`.

    Raises:
        TypeError: If an epoch is no whole number, or a master no bytes.
        ValueError: If there is none, an epoch is below 1, or a master has another
            length.
    """

    masters: Mapping[int, bytes] = attrs.field(converter=_masters, repr=False)

    def current(self) -> int:
        """Return the last epoch."""
        return max(self.masters)

    def _master(self, epoch: int) -> bytes:
        return _one_of(self.masters, epoch)


@attrs.define(eq=False)
class ReloadingKeyring(_Locking):
    """The masters that a function reads; it is asked once more before one is missed.

    So a program that runs on finds a master that was added to its file since.

    Args:
        read: returns all masters by their epochs, as `StaticKeyring` takes them.
    """

    read: Callable[[], Mapping[int, bytes]] = attrs.field(repr=False)
    _known: StaticKeyring = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._known = StaticKeyring(self.read())

    def current(self) -> int:
        """Return the last epoch, as the function says it now."""
        self._known = StaticKeyring(self.read())
        return self._known.current()

    def _master(self, epoch: int) -> bytes:
        if epoch not in self._known.masters:
            self._known = StaticKeyring(self.read())
        return _one_of(self._known.masters, epoch)


@attrs.frozen(eq=False)
class NoKeyring:
    """Leaves keys bare: for stores that were opened as unprotected, and in memory."""

    def current(self) -> int:
        """Return the epoch of bare keys."""
        return UNPROTECTED

    def wrap(self, epoch: int, key: bytes, context: bytes) -> bytes:  # noqa: ARG002
        """Return the key as it is.

        Raises:
            KeyUnavailable: If it is to be locked.
        """
        if epoch != UNPROTECTED:
            raise KeyUnavailable(epoch)
        return key

    def unwrap(self, epoch: int, wrapped: bytes, context: bytes) -> bytes | None:
        """Return the key as it lies there.

        Raises:
            KeyUnavailable: If it is locked.
        """
        return self.wrap(epoch, wrapped, context)


@attrs.frozen(eq=False)
class ProtectingKeyring:
    """A keyring that also takes keys that lie bare, to lock them.

    Args:
        keyring: what they are to be locked with.
    """

    keyring: Keyring = attrs.field(repr=False)

    def current(self) -> int:
        """Return the epoch whose master new keys are locked under."""
        return self.keyring.current()

    def wrap(self, epoch: int, key: bytes, context: bytes) -> bytes:
        """Return a key locked under the master of an epoch.

        Raises:
            KeyUnavailable: If there is no master of that epoch.
        """
        return self.keyring.wrap(epoch, key, context)

    def unwrap(self, epoch: int, wrapped: bytes, context: bytes) -> bytes | None:
        """Return the key, or None where it was not locked so.

        Raises:
            KeyUnavailable: If there is no master of that epoch.
        """
        if epoch == UNPROTECTED:
            return wrapped
        return self.keyring.unwrap(epoch, wrapped, context)


def _bound(epoch: int, context: bytes) -> bytes:
    return framed("master", str(epoch), context)


def _key(master: bytes) -> Key:
    # An extra: a store in memory does without.
    from collabtherapy.storage.aes import AesKey  # noqa: PLC0415

    return AesKey.of(master)
