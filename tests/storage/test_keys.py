"""Keys: who can read what, and what is told of a key that was changed."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from codec.leaks import leaks
from storage.keeping import MASTER, erase, keep, opened, plan_of
from storage.rows_by_hand import by_hand

from collabtherapy import (
    Basis,
    Client,
    Form,
    Organisation,
    Partnership,
    Therapist,
    Words,
    acts,
)
from collabtherapy.errors import CorruptRecord, Refused, StoreMismatch
from collabtherapy.privacy import redact
from collabtherapy.storage import Durability, Fault, Store, new_master_key
from collabtherapy.storage.aes import AesCipher, AesKey
from collabtherapy.testing.kept_stories import story

P, Q = story("p-1"), story("q-1", client="cem")
WORDS = [b"sleep through the night", b"I froze again", b"went slowly", b"Annie"]


def files(folder: Path) -> bytes:
    """Give everything that is on the disk."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


@pytest.mark.parametrize("durability", Durability)
def test_no_word_rests_on_the_disk(file: str, tmp_path: Path, durability: Durability):
    """Neither in the file nor beside it."""
    with opened(file, durability=durability) as store:
        keep(store, P)
        store.find()
        assert b"WriteNote" in files(tmp_path)
        assert not [text for text in WORDS if text in files(tmp_path)]


def test_without_the_master_key_nothing_opens(address: str):
    """A store says at once that its keys are locked; with the right key it opens."""
    with opened(address) as store:
        keep(store, P)
    with pytest.raises(StoreMismatch) as caught:
        opened(address, master_key=new_master_key())
    assert caught.value.code == "wrong_master_key"
    with pytest.raises(StoreMismatch) as caught:
        opened(address, unprotected=True)
    assert caught.value.code == "protected"
    with opened(address) as store:
        assert store.load(P.id) == P


def key_of(address: str, person: str) -> tuple[int, bytes]:
    """Give the number of the key of somebody, and the key as it is kept."""
    asked = "SELECT id, wrapped FROM collabtherapy_key WHERE person = :person"
    ((number, wrapped),) = by_hand(address, asked, person=person)
    return number, bytes(wrapped)


@pytest.mark.parametrize("person", ["ana", "cem"], ids=["first", "last"])
def test_a_locked_key_that_was_changed_is_told_where_it_is_used(
    address: str, person: str
):
    """By its number; the store still opens, and the words of others with it."""
    spoilt, sound = (P, Q) if person == "ana" else (Q, P)
    with opened(address) as store:
        for one in (P, Q):
            keep(store, one)
    number, wrapped = key_of(address, person)
    changed = wrapped[:20] + bytes([wrapped[20] ^ 1]) + wrapped[21:]
    set_key = "UPDATE collabtherapy_key SET wrapped = :wrapped WHERE person = :person"
    by_hand(address, set_key, wrapped=changed, person=person)
    note = acts.WriteNote(by=person, at=P.at, words=Words("x"))
    with opened(address) as store:
        assert store.load(sound.id) == sound
        doors: list[Callable[[], object]] = [
            lambda: store.load(spoilt.id),
            lambda: store.record(spoilt, note),
            lambda: store.rotate_key(person),
            lambda: erase(store, P, person),
            store.rotate_master_key,
            store.follow,
        ]
        for door in doors:
            with pytest.raises(CorruptRecord) as caught:
                door()
            assert (caught.value.code, caught.value.key) == ("key_not_ours", number)
        found = store.verify().faults
        assert Fault("", 0, "key_not_ours", number) in found
        assert {fault.code for fault in found} == {"key_not_ours"}


def test_a_key_of_another_person_is_not_taken(address: str):
    """A key is locked for its person alone, and tagged."""
    with opened(address) as store:
        keep(store, P)
        for columns in ("wrapped", "wrapped, tag"):
            set_it = ", ".join(
                f"{one} = (SELECT {one} FROM collabtherapy_key WHERE person = 'bo')"
                for one in columns.split(", ")
            )
            by_hand(
                address, f"UPDATE collabtherapy_key SET {set_it} WHERE person = 'ana'"
            )
            with pytest.raises(CorruptRecord, match="key_not_ours"):
                store.rotate_master_key()
    with opened(address) as store, pytest.raises(CorruptRecord):
        store.load(P.id)


def test_keys_may_lie_elsewhere(address: str, tmp_path: Path):
    """Without the other database there is no word to be had of this one."""
    keys = f"sqlite:///{tmp_path / 'keys.db'}"
    with opened(address, keys=keys) as store:
        keep(store, P)
        assert store.load(P.id) == P
        people = "SELECT person FROM collabtherapy_key ORDER BY person"
        assert by_hand(keys, people) == [("",), ("ana",), ("bo",)]
        assert len(erase(store, P).keys) == 1
    with pytest.raises(CorruptRecord, match="key_missing"):
        opened(address)
    with opened(address, keys=keys) as store:
        assert store.load(P.id) == redact(P, plan_of(P))[0]
        assert store.verify(words=True).ok


def test_a_new_key_seals_what_was_written_before_and_the_old_is_destroyed(
    address: str,
):
    """Also in a process that had unlocked the old one; or it is kept, if so asked."""
    with opened(address) as one, opened(address) as other:
        keep(one, P)
        assert other.load(P.id) == P
        number, leaked = key_of(address, "ana")
        sealed = f"SELECT count(*) FROM collabtherapy_words WHERE key = {number}"
        ((n_theirs,),) = by_hand(address, sealed)
        assert one.rotate_key("ana", reseal=False) == 0
        n_texts = one.rotate_key("ana")
        theirs = "SELECT wrapped FROM collabtherapy_key WHERE person = 'ana'"
        rows = [wrapped for (wrapped,) in by_hand(address, theirs)]
        assert [wrapped is None for wrapped in sorted(rows, key=bool)] == [
            True, True, False,
        ]  # fmt: skip
        assert leaked not in rows
        assert n_texts == n_theirs
        assert by_hand(address, sealed) == [(0,)]
        for store in (one, other):
            assert store.load(P.id) == P
            assert store.verify(words=True).ok


def test_who_speaks_for_a_client_may_erase(store: Store):
    """Not where they do not: then nothing is done anywhere."""
    q = Partnership.open(
        id="q-1",
        clients=[Client("ana", called=Words("Annie")), Client("cem")],
        therapists=[Therapist("bo")],
        organisations=[Organisation("clinic")],
        form=Form.COUPLE,
        by="cem",
        at=P.at,
    ).record(
        acts.AppointRepresentative(
            by="ana",
            at=P.at,
            client="ana",
            representative="aunt",
            basis=Basis.OWN_WISH,
        )
    )
    keep(store, q)
    with opened() as one:
        keep(one, q)
        assert set(erase(one, q, by="aunt").reports) == {q.id}
    with pytest.raises(Refused):
        erase(store, q, by="cem")
    keep(store, P)
    with pytest.raises(Refused):  # in the other partnership they are a stranger
        erase(store, q, by="aunt")
    assert (store.load(P.id), store.load(q.id)) == (P, q)


def test_keys_are_not_shown(file: str):
    """Neither a store nor a key shows what it opens with."""
    master = b"CANARY" * 5 + b"!!"
    with opened(file, master_key=master) as store:
        assert "CANARY" not in repr(store)
    assert "CANARY" not in repr(AesKey.of(master))
    with pytest.raises(ValueError, match="32 bytes") as caught:
        opened(file, master_key=b"CANARY")
    assert not leaks(caught.value)


@pytest.mark.parametrize("n", [0, 1, 31, 33, 64])
def test_what_has_another_length_makes_no_key(n: int):
    """A key has 32 bytes."""
    assert AesCipher().key(bytes(n)) is None
    assert AesCipher().key(bytes(32)) is not None


@pytest.mark.parametrize(
    "value", [b"", b"0", bytes(32), bytes(60), "abc", 7, 0.5, 2**63 - 1]
)
def test_what_is_no_key_is_refused(file: str, value: object):
    """Whatever SQLite lets stand there."""
    with opened(file) as store:
        keep(store, P)
    with closing(sqlite3.connect(file.removeprefix("sqlite:///"))) as connection:
        connection.execute(
            "UPDATE collabtherapy_key SET wrapped = ? WHERE role = 'person'", (value,)
        )
        connection.commit()
    with opened(file) as store:
        with pytest.raises(CorruptRecord, match="key_not_ours"):
            store.load(P.id)
        with pytest.raises(CorruptRecord, match="key_not_ours"):
            store.record(P, acts.WriteNote(by="ana", at=P.at, words=Words("x")))


def test_a_master_is_drawn_that_opens_a_store(file: str):
    """Each time another one."""
    master = new_master_key()
    assert master != new_master_key()
    assert master != MASTER
    opened(file, master_key=master).close()
    opened(file, master_key=master).close()
