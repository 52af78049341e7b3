"""Snapshots: what a history added up to, so that it need not be folded again.

A snapshot is the state as Python pickles it, without an act or a word in it. The acts
are read anyway, so that each stands as its version; any other words stand as a number,
and are sealed beside it for whoever wrote them. It is believed only by a version of
this library that has the very same shapes, and thrown away by any other, never
converted. It is bound to the keys of everybody who has written something, so that
nobody without them can have made it, and what is unpickled can name nothing but values
of this library.
"""

import io
import pickle
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from hashlib import sha256
from typing import Final, cast

import attrs

from collabtherapy import __version__
from collabtherapy.codec import FORMAT, STANDARD
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.words import REMOVED, Words
from collabtherapy.privacy.authors import written
from collabtherapy.storage.chain import framed
from collabtherapy.storage.keys import Part, joined, parted
from collabtherapy.storage.port import Backend, Reading, Snapshot, Writing
from collabtherapy.storage.vault import Vault

ROOM: Final = "collabtherapy.partnership"
ELSEWHERE: Final = frozenset(
    {
        ("builtins", "frozenset"),
        ("copyreg", "__newobj__"),
        ("datetime", "datetime"),
        ("datetime", "timezone"),
        ("datetime", "timedelta"),
    }
)
"""What a state may hold beside values of ours."""


@cache
def shape() -> str:
    """Give a digest of the shape of everything that a state may hold.

    Fields, their order and types, members of vocabularies, the version of the library
    and of Python: if any of them changes, snapshots of before are of another shape.
    """
    found = {
        value
        for name, module in tuple(sys.modules.items())
        if name.startswith(ROOM)
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__.startswith(ROOM)
    }
    lines = sorted(f"{of.__module__}.{of.__qualname__}{_parts(of)}" for of in found)
    python = sys.version_info
    start = f"{__version__}/{FORMAT}/{python.major}.{python.minor}"
    return sha256(framed(start, *lines)).hexdigest()


def _parts(kind: type) -> str:
    if attrs.has(kind):
        return str([(field.name, str(field.type)) for field in attrs.fields(kind)])
    members: object = getattr(kind, "__members__", getattr(kind, "_fields", ""))
    return str(list(cast("Iterable[object]", members)))


class _Pickler(pickle.Pickler):
    """Writes a state, with a version for each act and a number for each other text."""

    def __init__(self, file: io.BytesIO, acts: Sequence[Act]) -> None:
        """Write to a file what these acts add up to."""
        super().__init__(file, protocol=5)
        self.versions = {id(act): version for version, act in enumerate(acts, 1)}
        texts = [text for act in acts for text in written(act)]
        self.authors = {id(text): str(author) for text, author in texts}
        self.texts: dict[str, list[str]] = {who: [] for who in self.authors.values()}

    def persistent_id(self, obj: object) -> int | tuple[str, int] | None:
        """Give what stands for an act or a text: its version; whose, and which."""
        if isinstance(obj, Act):
            return self.versions[id(obj)]
        if type(obj) is not Words:
            return None
        if obj.is_removed:
            return ("", 0)
        author = self.authors[id(obj)]
        theirs = self.texts[author]
        theirs.append(obj.text)
        return (author, len(theirs) - 1)


class _Unpickler(pickle.Unpickler):
    """Reads a state, and can name nothing but what may be in one."""

    def __init__(
        self,
        file: io.BytesIO,
        acts: Sequence[Act],
        texts: Mapping[str, Sequence[Words]],
    ) -> None:
        """Read from a file; ``texts`` are the words of each person."""
        super().__init__(file)
        self.acts = acts
        self.texts = texts

    def persistent_load(self, pid: int | tuple[str, int]) -> Act | Words:
        """Give the act or the text that this stands for."""
        if isinstance(pid, int):
            return self.acts[pid - 1]
        person, place = pid
        return self.texts[person][place] if person else REMOVED

    def find_class(self, module_name: str, global_name: str) -> object:
        """Give what is named, if it may be in a state."""
        ours = module_name.startswith(f"{ROOM}.") and "." not in global_name
        if ours or (module_name, global_name) in ELSEWHERE:
            found: object = super().find_class(module_name, global_name)
            # What one of our modules has imported is not ours.
            if not ours or getattr(found, "__module__", None) == module_name:
                return found
        raise pickle.UnpicklingError("a state holds nothing of that kind")


def taken(
    writing: Writing, vault: Vault, acts: Sequence[Act], state: State
) -> Snapshot | None:
    """Give a snapshot of a state; None where nobody's words would vouch for it."""
    file = io.BytesIO()
    pickler = _Pickler(file, acts)
    pickler.dump(state)
    body, version = file.getvalue(), len(acts)
    keys = vault.keys_for(writing, pickler.texts)
    parts: list[Part] = []
    for person, texts in pickler.texts.items():
        using = keys[person]
        bound = _bound(vault, str(state.id), version, body, person)
        sealed = using.key.seal(STANDARD.encode(texts).encode(), bound)
        parts.append(Part(using.id, sealed))
    if not parts:
        return None
    return Snapshot(str(state.id), version, shape(), body, joined(parts))


def restored(
    reading: Reading, vault: Vault, stream: str, acts: Sequence[Act]
) -> tuple[State, int] | None:
    """Give the state of a snapshot and its version; None where it does not hold."""
    snapshot = reading.snapshot(stream, shape())
    if snapshot is None or snapshot.version > len(acts):
        return None
    parts = list(parted(snapshot.sealed))
    keys = vault.held(reading, {part.key for part in parts})
    texts: dict[str, Sequence[Words]] = {}
    for part in parts:
        held = keys.get(part.key)
        if held is None or held.key is None:
            return None
        bound = _bound(vault, stream, snapshot.version, snapshot.body, held.person)
        text = held.key.open(part.sealed, bound)
        if text is None:
            return None
        found = cast("list[str]", STANDARD.parse(text))
        texts[held.person] = tuple(map(Words, found))
    if not texts:
        return None
    state: State = _Unpickler(io.BytesIO(snapshot.body), acts, texts).load()
    return state, snapshot.version


def _bound(vault: Vault, stream: str, version: int, body: bytes, person: str) -> bytes:
    return framed(
        "snapshot", vault.tenant, stream, str(version), shape(), sha256(body).digest(),
        person,
    )  # fmt: skip


def snapshots_taken(backend: Backend, vault: Vault, every: int) -> int:
    """Take a snapshot of every history that has grown enough; give how many."""
    marks, there = backend.read(lambda r: (r.heads(), r.snapshots()))
    n_taken = 0
    for stream, mark in marks.items():
        version, kind = there.get(stream, (0, shape()))
        if mark.version - (version if kind == shape() else 0) >= every:
            n_taken += backend.write(partial(_take, vault, stream))
    return n_taken


def _take(vault: Vault, stream: str, writing: Writing) -> bool:
    acts = vault.acts(writing, writing.rows(stream))
    snapshot = taken(writing, vault, acts, Partnership.replay(acts).state)
    if snapshot is not None:
        writing.keep_snapshot(snapshot)
    return snapshot is not None
