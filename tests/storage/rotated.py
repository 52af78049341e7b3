"""Writers beside a rotation, each in a process of its own with a keyring in a file."""

import json
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path

from collabtherapy import Words, acts
from collabtherapy.errors import CollabtherapyError
from collabtherapy.storage import ReloadingKeyring, StaticKeyring, open_store


def read(file: str) -> Mapping[int, bytes]:
    """Return the masters in a file."""
    plain = json.loads(Path(file).read_text())
    return {int(epoch): bytes.fromhex(master) for epoch, master in plain.items()}


def put(file: str, masters: Mapping[int, bytes]) -> None:
    """Put masters into a file, all at once."""
    beside = Path(f"{file}.new")
    plain = {epoch: master.hex() for epoch, master in masters.items()}
    beside.write_text(json.dumps(plain))
    beside.replace(file)


def write(
    address: str, file: str, name: str, there: Connection, *, stale: bool
) -> None:
    """Record notes until told to stop; send what was acknowledged, or what was said.

    Args:
        address: the database.
        file: the file of the masters.
        name: of which partnership, which is this writer's alone.
        there: where to say it.
        stale: whether it keeps the masters that it found at the start.
    """
    ring = StaticKeyring(read(file)) if stale else ReloadingKeyring(lambda: read(file))
    with open_store(address, keyring=ring) as store:
        p = store.load(name)
        there.send("ready")
        n, is_last = 0, False
        while not is_last:
            is_last = there.poll()  # one more is tried once everything is rotated
            n += 1
            note = acts.WriteNote(by="ana", at=p.at, words=Words(f"{name}, {n}"))
            try:
                p = store.record(p, note)
            except CollabtherapyError as error:
                there.send(type(error).__name__)
            else:
                there.send(p.version)
        there.send("done")
