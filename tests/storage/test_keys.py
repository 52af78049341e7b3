"""Keys: who can read what, and what is left when one is destroyed."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from codec.leaks import leaks
from sqlalchemy.exc import InvalidRequestError
from storage.rows_by_hand import by_hand

from collabtherapy import (
    Basis,
    Client,
    Form,
    Organisation,
    Partnership,
    PersonId,
    Therapist,
    Words,
    acts,
)
from collabtherapy.errors import CorruptRecord, Refused, StoreMismatch
from collabtherapy.privacy import Plan, redact
from collabtherapy.storage import (
    Durability,
    Fault,
    Store,
    new_master_key,
    open_store,
    sql,
)
from collabtherapy.storage.aes import AesCipher
from collabtherapy.storage.forgetting import CIPHERTEXT
from collabtherapy.storage.plain import PlainCipher
from collabtherapy.storage.sql import DEAD_ROWS, WRITTEN_AHEAD
from collabtherapy.testing.kept_stories import story

P, Q = story("p-1"), story("q-1", client="cem")
MASTER = bytes(range(32))
WORDS = [b"sleep through the night", b"I froze again", b"went slowly", b"Annie"]


def plan(person: str) -> Plan:
    return Plan(
        subject=PersonId(person),
        by=PersonId(person),
        at=P.at,
        because="erasure_request",
    )


def forget(store: Store, person: str = "ana"):
    return store.forget(person, by=person, at=P.at, because="erasure_request")


def files(folder: Path) -> bytes:
    """Give everything that is on the disk."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


@pytest.mark.parametrize("durability", Durability)
def test_no_word_rests_on_the_disk(file: str, tmp_path: Path, durability: Durability):
    """Neither in the file nor beside it."""
    with open_store(file, durability=durability) as store:
        store.append(P.id, P.history, expected_version=0)
        store.find()
        assert b"WriteNote" in files(tmp_path)
        assert not [text for text in WORDS if text in files(tmp_path)]


@pytest.mark.parametrize("elsewhere", [False, True], ids=["beside", "elsewhere"])
def test_a_destroyed_key_is_nowhere_on_the_disk(
    file: str, tmp_path: Path, *, elsewhere: bool
):
    """While the store is open: its page is overwritten, what was written ahead gone."""
    keys = f"sqlite:///{tmp_path / 'keys.db'}" if elsewhere else None
    with open_store(file, keys=keys, master_key=MASTER) as store:
        store.append(P.id, P.history, expected_version=0)
        key = key_of(keys or file, "ana")
        assert key in files(tmp_path)
        done = forget(store)
        assert key not in files(tmp_path)
        assert done.remains == (CIPHERTEXT,)


def test_a_destroyed_key_that_a_reader_holds_up_is_told(file: str, tmp_path: Path):
    """Nothing can be cut off while somebody reads it: forget them again after that."""
    reader = sqlite3.connect(file.removeprefix("sqlite:///"), isolation_level=None)
    with open_store(file, wait_seconds=0.1) as store, closing(reader):
        store.append(P.id, P.history, expected_version=0)
        key = key_of(file, "ana")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM collabtherapy_act").fetchall()
        done = forget(store)
        assert (done.n_keys, done.remains) == (1, (CIPHERTEXT, WRITTEN_AHEAD))
        assert key in files(tmp_path)
        reader.execute("COMMIT")
        again = forget(store)
        assert (again.n_keys, again.remains) == (0, (CIPHERTEXT,))
        assert key not in files(tmp_path)
        assert store.load(P.id) == redact(P, plan("ana"))[0]


def test_a_file_that_cannot_be_written_ahead_to_is_told(
    file: str, monkeypatch: pytest.MonkeyPatch
):
    """By then they are forgotten: that is said, and no error in its place."""
    with open_store(file) as store:
        store.append(P.id, P.history, expected_version=0)

        def fail(_: object) -> None:
            raise InvalidRequestError

        monkeypatch.setattr(sql, "cut_off", fail)
        assert forget(store).remains == (CIPHERTEXT, WRITTEN_AHEAD)
        assert store.load(P.id) == redact(P, plan("ana"))[0]


def test_what_a_server_may_keep_of_a_destroyed_key_is_told(postgresql: str):
    """Its files are not ours to write to."""
    with open_store(postgresql) as store:
        store.append(P.id, P.history, expected_version=0)
        assert forget(store).remains == (CIPHERTEXT, DEAD_ROWS)


def key_of(address: str, person: str) -> bytes:
    """Give the key of somebody, as it is kept."""
    asked = "SELECT kept FROM collabtherapy_key WHERE person = :person"
    ((kept,),) = by_hand(address, asked, person=person)
    return bytes(kept)


def test_without_the_master_key_nothing_opens(address: str):
    """A store says at once that its keys are locked; with the right key it opens."""
    master, other = new_master_key(), new_master_key()
    with open_store(address, master_key=master) as store:
        store.append(P.id, P.history, expected_version=0)
    for wrong in (None, other):
        with pytest.raises(StoreMismatch) as caught:
            open_store(address, master_key=wrong)
        assert caught.value.code == "wrong_master_key"
    with open_store(address, master_key=master) as store:
        assert store.load(P.id) == P
        assert store.rotate_master_key(other) == 2
        assert store.load(P.id) == P
    with open_store(address, master_key=other) as store:
        assert store.load(P.id) == P
        by_hand(
            address,
            "UPDATE collabtherapy_key SET kept = (SELECT kept FROM collabtherapy_key "
            "WHERE person = 'bo') WHERE person = 'ana'",
        )
        with pytest.raises(CorruptRecord):  # a key is locked for its person alone
            store.load(P.id)
        with pytest.raises(CorruptRecord):
            store.rotate_master_key(master)


@pytest.mark.parametrize("person", ["ana", "cem"], ids=["first", "last"])
def test_a_locked_key_that_was_changed_is_told_where_it_is_used(
    address: str, person: str
):
    """By its number; the store still opens, and the words of others with it."""
    spoilt, sound = (P, Q) if person == "ana" else (Q, P)
    with open_store(address, master_key=MASTER) as store:
        for one in (P, Q):
            store.append(one.id, one.history, expected_version=0)
    kept = key_of(address, person)
    changed = kept[:20] + bytes([kept[20] ^ 1]) + kept[21:]
    set_key = "UPDATE collabtherapy_key SET kept = :kept WHERE person = :person"
    by_hand(address, set_key, kept=changed, person=person)
    numbered = "SELECT id FROM collabtherapy_key WHERE person = :person"
    ((number,),) = by_hand(address, numbered, person=person)
    note = acts.WriteNote(by=person, at=P.at, words=Words("x"))
    with open_store(address, master_key=MASTER) as store:
        assert store.load(sound.id) == sound
        for door in (
            lambda: store.load(spoilt.id),
            lambda: store.record(spoilt, note),
            lambda: store.rotate_master_key(new_master_key()),
            store.follow,
        ):
            with pytest.raises(CorruptRecord) as caught:
                door()
            assert (caught.value.code, caught.value.key) == ("key_not_ours", number)
        assert [one.stage is None for one in store.find()] == [
            one is spoilt for one in (P, Q)
        ]
        assert store.verify().faults == (Fault("", 0, "key_not_ours", number),)


def test_a_store_with_a_locked_key_is_not_opened_without_a_master_key(address: str):
    """Though a bare key was put in after it, of the same person or of another."""
    with open_store(address, master_key=MASTER) as store:
        store.append(P.id, P.history, expected_version=0)
    for person in ("bo", "dee"):
        plant(address, person, AesCipher.under(None).make(b""))
        with pytest.raises(StoreMismatch) as caught:
            open_store(address)
        assert caught.value.code == "wrong_master_key"
    with open_store(address, master_key=MASTER) as store:
        assert store.load(P.id) == P


@pytest.mark.parametrize("before", [None, MASTER], ids=["bare", "locked"])
def test_a_store_that_another_has_locked_anew_is_told(
    address: str, before: bytes | None
):
    """It is the master key that is wrong: no single key was changed."""
    note = acts.WriteNote(by="ana", at=P.at, words=Words("x"))
    with (
        open_store(address, master_key=before) as stale,
        open_store(address, master_key=before) as store,
    ):
        store.append(P.id, P.history, expected_version=0)
        store.rotate_master_key(new_master_key())
        for door in (
            lambda: stale.load(P.id),
            lambda: stale.record(P, note),
            lambda: stale.rotate_master_key(MASTER),
        ):
            with pytest.raises(StoreMismatch) as caught:
                door()
            assert caught.value.code == "wrong_master_key"


def test_keys_may_lie_elsewhere(address: str, tmp_path: Path):
    """Without the other database there is no word to be had of this one."""
    keys = f"sqlite:///{tmp_path / 'keys.db'}"
    with open_store(address, keys=keys) as store:
        store.append(P.id, P.history, expected_version=0)
        assert store.load(P.id) == P
        assert by_hand(keys, "SELECT count(*) FROM collabtherapy_key") == [(2,)]
        assert forget(store).n_keys == 1
    with open_store(address, keys=keys) as store:
        assert store.load(P.id) == redact(P, plan("ana"))[0]


def test_other_processes_forget_too(address: str):
    """A key that was unlocked before is not used once it has been destroyed."""
    with open_store(address) as one, open_store(address) as other:
        one.append(P.id, P.history, expected_version=0)
        assert other.load(P.id) == P
        forget(one)
        assert other.load(P.id) == redact(P, plan("ana"))[0]
        note = acts.WriteNote(by="ana", at=P.at, words=Words("anew"))
        after = other.record(other.load(P.id), note)
        assert one.load(P.id) == after


def test_forgetting_asks_the_law_in_every_partnership(store: Store):
    """Whoever may not take the words out anywhere takes none out."""
    q = story("q-1")
    for whole in (P, q):
        store.append(whole.id, whole.history, expected_version=0)
    for nobody in ("dee", "bo"):  # a stranger, and their therapist
        with pytest.raises(Refused, match=r"not_for_another|not_here"):
            store.forget("ana", by=nobody, at=P.at, because="erasure_request")
    assert store.load(P.id) == P
    done = forget(store)
    assert set(done.reports) == {P.id, q.id}
    assert done.remains
    assert len(done.cannot_reach) > len(done.reports[P.id].cannot_reach)


def test_who_speaks_for_a_client_or_keeps_the_record_may_forget(store: Store):
    """Not where they do neither: then nothing is done anywhere."""
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
    store.append(q.id, q.history, expected_version=0)
    for by, because in (("aunt", "erasure_request"), ("clinic", "court_order")):
        with open_store() as one:
            one.append(q.id, q.history, expected_version=0)
            done = one.forget("ana", by=by, at=P.at, because=because)
            assert set(done.reports) == {q.id}
    with pytest.raises(Refused):
        store.forget("ana", by="cem", at=P.at, because="erasure_request")
    store.append(P.id, P.history, expected_version=0)
    for by in ("aunt", "clinic"):  # in the other partnership they are strangers
        with pytest.raises(Refused):
            store.forget("ana", by=by, at=P.at, because="erasure_request")
    assert (store.load(P.id), store.load(q.id)) == (P, q)


def test_somebody_of_whom_nothing_is_kept_can_be_forgotten(store: Store):
    """There is nothing to do, and it says so."""
    done = forget(store, "50%_of\\them")
    assert (done.n_keys, dict(done.reports)) == (0, {})


def test_keys_are_not_shown(file: str):
    """Neither a store nor a cipher shows what it unlocks with."""
    master = b"CANARY" * 5 + b"!!"
    with open_store(file, master_key=master) as store:
        assert "CANARY" not in repr(store)
    assert "CANARY" not in repr(AesCipher.under(master))
    with pytest.raises(ValueError, match="32 bytes") as caught:
        AesCipher.under(b"CANARY")
    assert not leaks(caught.value)


def test_a_key_is_not_moved_to_what_keeps_none():
    """From a cipher to another kind of cipher there is no way."""
    cipher = AesCipher.under(None)
    kept = cipher.make(b"bound")
    assert cipher.moved(kept, b"bound", PlainCipher()) is None


def plant(address: str, person: str, kept: bytes) -> None:
    """Put in a newer key of somebody, as whoever can write the database could."""
    by_hand(
        address,
        "INSERT INTO collabtherapy_key (tenant, person, generation, kept) "
        "VALUES ('', :person, 9, :kept)",
        person=person,
        kept=kept,
    )


def test_under_a_master_key_a_bare_key_is_never_used(address: str):
    """It is not sealed with, does not open, and is not locked as if it were ours."""
    bare = AesCipher.under(None).make(b"")
    note = acts.WriteNote(by="ana", at=P.at, words=Words("for bo alone"))
    with open_store(address, master_key=MASTER) as store:
        store.append(P.id, P.history, expected_version=0)
        plant(address, "ana", bare)
        for door in (
            lambda: store.append(P.id, [note], expected_version=P.version),
            lambda: store.record(P, note),
            lambda: store.rotate_master_key(new_master_key()),
        ):
            with pytest.raises(CorruptRecord) as caught:
                door()
            assert (caught.value.code, caught.value.key) == ("key_not_ours", 3)
        assert store.load(P.id) == P  # nothing was sealed with it, or written
    with open_store(address, master_key=MASTER) as store:
        by_hand(address, "UPDATE collabtherapy_key SET kept = :kept", kept=bare)
        with pytest.raises(CorruptRecord) as caught:
            store.load(P.id)
        assert caught.value.code == "key_not_ours"
    with pytest.raises(StoreMismatch, match="under no master key") as unlocked:
        open_store(address, master_key=MASTER)
    assert unlocked.value.code == "not_locked"


@pytest.mark.parametrize("master", [None, MASTER], ids=["bare", "locked"])
@pytest.mark.parametrize(
    "kept", [b"", b"0", b"1", b"2" + bytes(32), bytes(33), b"0" + bytes(31), b"1" * 60]
)
def test_what_is_no_key_is_refused(file: str, master: bytes | None, kept: bytes):
    """A key has one of two forms, each of one length."""
    with open_store(file, master_key=master) as store:
        store.append(P.id, P.history, expected_version=0)
        plant(file, "ana", kept)
        with pytest.raises(CorruptRecord, match=r"key 3 .*key_not_ours"):
            store.record(P, acts.WriteNote(by="ana", at=P.at, words=Words("x")))
        by_hand(file, "UPDATE collabtherapy_key SET kept = :kept", kept=kept)
        with pytest.raises(CorruptRecord, match=r"act 1 of p-1 .*key_not_ours"):
            store.load(P.id)
