"""The threat model: what each of A to H cannot do, one test or more for each."""

import os
import pickle
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import delete, insert
from storage.attacks import (
    TABLES,
    Attack,
    Tables,
    copies,
    deletions,
    done,
    edits,
    filled,
    is_told,
    known,
    returns,
    rows,
)
from storage.keeping import erase, keep, opened
from storage.rows_by_hand import begun, by_hand, rechain
from storage.unseen import is_unseen

from collabtherapy import Words, acts
from collabtherapy.errors import (
    CollabtherapyError,
    CorruptRecord,
    KeyUnavailable,
    NotKept,
    Refused,
    StoreMismatch,
)
from collabtherapy.storage import Fault, Head, StaticKeyring, open_store
from collabtherapy.storage.aes import AesKey
from collabtherapy.testing.kept_stories import story

P, Q = story("p-1"), story("q-1", client="cem")
CORPUS = [b"sleep through the night", b"I froze again", b"went slowly", b"Annie"]
NOTE = acts.WriteNote(by="ana", at=P.at, words=Words("for bo alone"))
OLD, NEW = {1: bytes(range(32))}, {2: b"2" * 32}
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
N_EDITS = 10**6 if THOROUGH else 2
"""How many edits of each column are tried."""


def everything(address: str) -> bytes:
    """Return all that stands in the tables, as who reads the database has it."""
    return b"\n".join(
        one if isinstance(one, bytes) else str(one).encode()
        for there in rows(address).values()
        for row in there
        for one in row.values()
    )


def test_a_who_reads_the_database_reads_no_words(address: str, tmp_path: Path):
    """A: neither in a table nor in a file; who, when and which kind they see."""
    with opened(address) as store:
        keep(store, P)
        store.find()
        seen = everything(address)
        if address.startswith("sqlite"):
            seen += b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"WriteNote" in seen
    assert not [text for text in CORPUS if text in seen]


def test_a_the_same_text_twice_is_not_seen_to_be_the_same(address: str):
    """A: not by what is sealed, nor by what the chain holds of it."""
    with opened(address) as store:
        keep(store, P)
        store.record(P, NOTE, NOTE)
    for column, table in (("sealed", "words"), ("words", "act")):
        where = f"FROM collabtherapy_{table} WHERE version > {P.version}"
        found = by_hand(address, f"SELECT {column} {where}")
        assert len({bytes(one) for (one,) in found}) == 2


def attacked(address: str, attacks: Iterable[Attack], meant, now) -> Counter[str]:
    """Return how often each attack is not shown; it is shown exactly where expected."""
    unseen: Counter[str] = Counter()
    for attack in attacks:
        with done(address, attack) as is_done:
            if not is_done:
                continue
            told, expected = is_told(address, attack, meant), is_unseen(attack, now)
            shown = (attack.name, attack.row, attack.new)
            assert expected is None or told is not expected, shown
            unseen[attack.name] += not told
    return unseen


def drawn(attacks: Iterable[Attack], n: int, seed: int) -> Iterator[Attack]:
    """Yield some attacks of each name, in an order of their own."""
    found = list(attacks)
    Random(seed).shuffle(found)
    count: Counter[str] = Counter()
    for attack in found:
        count[attack.name] += 1
        if count[attack.name] <= n:
            yield attack


def test_b_an_edit_of_any_column_is_not_believed(file: str):
    """B: refused, or named by `verify`; but for the columns that are listed."""
    before, now = filled(file)
    meant = known(file)
    attacks = list(drawn(edits(before, now), N_EDITS, 3))
    assert {(a.table.name, a.what) for a in attacks} == {
        (table, column) for table, there in now.items() for column in there[0]
    }
    attacked(file, attacks, meant, now)
    assert rows(file) == now


def test_b_a_row_that_is_taken_away_or_put_back_is_missed(file: str):
    """B: every one of every table; and every one that was otherwise, or is gone."""
    before, now = filled(file)
    meant = known(file)
    attacked(file, deletions(now), meant, now)
    attacked(file, returns(before, now), meant, now)
    assert rows(file) == now


def test_b_a_row_that_is_copied_elsewhere_is_not_believed(file: str):
    """B, and H: to another act, another partnership, another person, another tenant."""
    _, now = filled(file)
    meant = known(file)
    n = 10**6 if THOROUGH else 8
    attacked(file, drawn(copies(now), n, 5), meant, now)


def test_b_on_a_server_as_in_a_file(postgresql: str):
    """B: fewer of them, at random."""
    before, now = filled(postgresql)
    meant = known(postgresql)
    every = [*edits(before, now), *deletions(now), *returns(before, now)]
    n = 600 if THOROUGH else 40
    attacked(postgresql, Random(7).sample(every, n), meant, now)


PLANTED = (b"", b"k", bytes(32), b"k" * 32, b"k" * 60, b"k" * 61)


def planted(person: str) -> dict[str, bytes]:
    """Return keys as who writes the database could make them: bare, or locked."""
    elsewhere = StaticKeyring({1: b"9" * 32})
    made_of = b"k" * 32
    return {
        **{f"bare {len(one)}": one for one in PLANTED},
        "another master": elsewhere.wrap(1, made_of, person.encode()),
        "itself": AesKey.of(made_of).seal(made_of, person.encode()),
    }


@pytest.mark.parametrize("epoch", [0, 1, 2])
def test_b_a_key_that_was_planted_is_never_sealed_with(address: str, epoch: int):
    """B: bare, or under another master; newer than theirs, or of somebody new."""
    put_in = (
        "INSERT INTO collabtherapy_key "
        "(tenant, role, person, generation, epoch, wrapped, tag) "
        "VALUES ('', 'person', :person, 9, :epoch, :wrapped, :tag)"
    )
    with opened(address) as store:
        keep(store, P)
        head = store.head()
        words = "SELECT * FROM collabtherapy_words ORDER BY version, n"
        before = by_hand(address, words)
        for person in ("ana", "dee"):
            for name, wrapped in planted(person).items():
                tag = bytes(32)
                given = {"person": person, "epoch": epoch, "wrapped": wrapped}
                by_hand(address, put_in, tag=tag, **given)
                with pytest.raises(CorruptRecord, match="key_not_ours"):
                    keep(store, story("q-1", client=person))
                assert "key_not_ours" in {f.code for f in store.verify().faults}, name
                by_hand(address, "DELETE FROM collabtherapy_key WHERE generation = 9")
        assert by_hand(address, words) == before
        assert store.head() == head
        assert store.verify(words=True).ok


def test_b_a_secret_that_is_gone_replaced_or_another_tenants_is_refused(address: str):
    """B: nothing of the store is then believed, and no other secret is drawn."""
    for tenant in ("", "other"):
        with opened(address, tenant=tenant) as store:
            keep(store, P)
    theirs = "role = 'store' AND tenant = ''"
    ((whole, tag),) = by_hand(
        address, f"SELECT wrapped, tag FROM collabtherapy_key WHERE {theirs}"
    )
    set_it = (
        f"UPDATE collabtherapy_key SET wrapped = :wrapped, tag = :tag WHERE {theirs}"
    )
    ((other, of_other),) = by_hand(
        address,
        "SELECT wrapped, tag FROM collabtherapy_key "
        "WHERE role = 'store' AND tenant = 'other'",
    )
    for wrapped, its_tag in (
        (None, tag), (bytes(32), tag), (bytes(60), bytes(32)), (other, of_other),
        (whole, of_other),
    ):  # fmt: skip
        by_hand(address, set_it, wrapped=wrapped, tag=its_tag)
        with pytest.raises((CorruptRecord, StoreMismatch)):
            opened(address)
        by_hand(address, set_it, wrapped=whole, tag=tag)
    with opened(address) as store:
        by_hand(address, f"DELETE FROM collabtherapy_key WHERE {theirs}")
        for door in (store.health, lambda: store.record(P, NOTE)):
            with pytest.raises(CorruptRecord, match="key_missing"):
                door()
        assert Fault("", 0, "key_missing") in store.verify().faults
    with pytest.raises(CorruptRecord, match="key_missing"):
        opened(address)
    with opened(address, tenant="other") as store:
        assert store.load(P.id) == P


def test_b_a_secret_from_before_a_rotation_locks_no_new_key(address: str):
    """B, with an old master that leaked: what is new is not locked under it."""
    with open_store(address, keyring=StaticKeyring(OLD)) as store:
        keep(store, P)
    secret = "role = 'store'"
    ((epoch, wrapped, tag),) = by_hand(
        address, f"SELECT epoch, wrapped, tag FROM collabtherapy_key WHERE {secret}"
    )
    both = StaticKeyring({**OLD, **NEW})
    with open_store(address, keyring=both) as store:
        store.rotate_master_key()
        store.retire_epoch(1)
        by_hand(
            address,
            "UPDATE collabtherapy_key SET epoch = :epoch, wrapped = :wrapped, "
            f"tag = :tag WHERE {secret}",
            epoch=epoch, wrapped=wrapped, tag=tag,
        )  # fmt: skip
        n_keys = by_hand(address, "SELECT count(*) FROM collabtherapy_key")
        for door in (
            lambda: store.record(P, NOTE),
            lambda: keep(store, story("q-1", client="dee")),
            lambda: store.rotate_key("dee", reseal=False),
        ):
            with pytest.raises(CorruptRecord):
                door()
        assert by_hand(address, "SELECT count(*) FROM collabtherapy_key") == n_keys
        assert not store.verify().ok
    with pytest.raises(CorruptRecord):
        open_store(address, keyring=both)


def test_b_a_history_that_is_chained_again_is_not_believed(address: str):
    """B: the links can be worked out by anybody, the tags cannot."""
    with opened(address) as store:
        keep(store, P)
        by_hand(address, "UPDATE collabtherapy_act SET actor = 'bo' WHERE version = 5")
        rechain(address, "p-1")
        for door in (store.load, store.history):
            with pytest.raises(CorruptRecord, match="replaced"):
                door("p-1")
        with pytest.raises(CorruptRecord, match="altered"):
            store.follow()
        with pytest.raises(CorruptRecord):
            store.record(P, NOTE)
        assert not store.verify().ok


def test_b_a_whole_older_copy_is_shown_by_a_head_alone(file: str):
    """B may put one in the place of everything; a head that was kept shows it."""
    path = Path(file.removeprefix("sqlite:///"))
    with opened(file) as store:
        keep(store, P)
    copy = path.read_bytes()
    with opened(file) as store:
        store.record(P, NOTE)
        head = Head.loads(store.head().dumps())
    path.write_bytes(copy)
    with opened(file) as store:
        assert store.verify(words=True).ok
        assert (
            Fault("p-1", P.version + 1, "missing") in store.verify(against=head).faults
        )
    with opened(file, at_least=head) as store:
        assert store.health().behind == (P.id,)


def put_back(file: str, before: Tables, *names: str, stream: str = "") -> None:
    """Put rows as they were in the place of those that are there."""
    with begun(file) as connection:
        for table in TABLES:
            if table.name.removeprefix("collabtherapy_") in names:
                of_it = [table.c.stream == stream] if stream else []
                connection.execute(delete(table).where(*of_it))
                for row in before[table.name]:
                    if not stream or row["stream"] == stream:
                        connection.execute(insert(table).values(row))


def test_b_an_older_copy_of_one_history_is_shown_by_a_head(file: str):
    """B may cut it back to where it ended before: its rows are all of the store's."""
    with opened(file) as store:
        for p in (P, Q):
            keep(store, p)
        before = rows(file)
        store.record(P, NOTE, key="k-1")
        head = store.head()
        put_back(file, before, "act", "words", "partnership", stream="p-1")
        assert store.load(P.id) == P
        assert store.verify(words=True).ok
        told = store.verify(against=head).faults
        assert told == (Fault("p-1", P.version + 1, "missing"),)
    with opened(file, at_least=head) as store:
        assert store.health().behind == (P.id,)


def test_b_what_was_erased_and_comes_back_with_its_key_is_shown(file: str):
    """B, with a copy from before: the history, its words and the keys go back."""
    with opened(file) as store:
        for p in (P, Q):
            keep(store, p)
        before = rows(file)
        erase(store, P)
        head = store.head()
        put_back(file, before, "act", "words", "partnership", stream="p-1")
        put_back(file, before, "key")
        with pytest.raises(CorruptRecord, match="key_destroyed"):
            store.load(P.id)
        codes = {fault.code for fault in store.verify().faults}
        assert "key_returned" in codes
    with opened(file) as again, pytest.raises(CorruptRecord, match="key_destroyed"):
        again.history(P.id)
    with opened(file) as store:
        assert "missing" in {f.code for f in store.verify(against=head).faults}
    with opened(file, at_least=head) as store:
        assert store.health().behind == (P.id,)


def test_b_a_rotation_that_is_taken_back_shows_in_the_epoch(file: str):
    """B, as long as the old master is in the keyring; without it nothing opens."""
    with open_store(file, keyring=StaticKeyring(OLD)) as store:
        keep(store, P)
    before, both = rows(file), StaticKeyring({**OLD, **NEW})
    with open_store(file, keyring=both) as store:
        store.rotate_master_key()
        store.retire_epoch(1)
        assert store.health().epoch == 2
        put_back(file, before, "key", "epoch")
        assert store.load(P.id) == P
        assert store.verify(words=True).ok
        assert store.health().epoch == 1
    with pytest.raises(KeyUnavailable, match="epoch 1"):
        open_store(file, keyring=StaticKeyring(NEW))


def test_c_an_old_backup_and_the_keys_of_today_give_nothing_that_was_erased(
    file: str, tmp_path: Path
):
    """C: its epoch is retired and its master destroyed. D: with the master they do."""
    path = Path(file.removeprefix("sqlite:///"))
    with open_store(file, keyring=StaticKeyring(OLD)) as store:
        keep(store, P)
        backup = tmp_path / "backup.db"
    backup.write_bytes(path.read_bytes())
    with open_store(file, keyring=StaticKeyring({**OLD, **NEW})) as store:
        erase(store, P)
        store.rotate_master_key()
        assert store.retire_epoch(1).erasures == (1,)
    there = f"sqlite:///{backup}"
    with pytest.raises(KeyUnavailable, match="epoch 1"):
        open_store(there, keyring=StaticKeyring(NEW))
    assert not [text for text in CORPUS if text in everything(there)]
    with open_store(
        there, keyring=StaticKeyring(OLD)
    ) as store:  # D: so it is destroyed
        assert store.load(P.id) == P


def test_e_who_has_a_copy_and_no_keyring_opens_nothing(address: str):
    """E: with no master, with another one, or said to lie bare."""
    with opened(address) as store:
        keep(store, P)
    for chosen in (
        {"unprotected": True},
        {"master_key": bytes(32)},
        {"keyring": StaticKeyring(NEW)},
    ):
        with pytest.raises((StoreMismatch, KeyUnavailable)):
            open_store(address, **chosen)


def test_f_no_repr_and_no_traceback_shows_a_key_or_a_word(file: str):
    """F may read what is in memory; nothing puts it into a log by itself."""
    master = b"CANARY" * 5 + b"!!"
    ring = StaticKeyring({1: master})
    with open_store(file, keyring=ring, held=0) as store:
        keep(store, P)
        by_hand(file, "UPDATE collabtherapy_words SET sealed = x'00' WHERE version > 9")
        shown = [repr(store), repr(ring), repr(store._vault), repr(store.erasures())]
        shown += [repr(store.head()), repr(store.health()), repr(store.verify())]
        try:
            store.load(P.id)
        except CorruptRecord as error:
            shown += [*traceback.format_exception(error), repr(pickle.dumps(error))]
    assert len(shown) > len(("load was not refused",) * 7)
    for text in ("CANARY", *(one.decode() for one in CORPUS)):
        assert not [one for one in shown if text in one]


def test_g_nobody_erases_the_words_of_another(address: str):
    """G: a member with an account, by the law: not a client's, not a therapist's."""
    with opened(address) as store:
        keep(store, P)
        for subject, by in (("ana", "bo"), ("bo", "ana"), ("ana", "dee")):
            with pytest.raises(Refused):
                erase(store, P, subject, by=by)
        assert (store.load(P.id), store.erasures()) == (P, ())


def test_h_another_tenant_sees_locks_and_erases_nothing(address: str):
    """H: of the same people, under the same names and the same master."""
    with opened(address, tenant="a") as a, opened(address, tenant="b") as b:
        keep(a, P)
        for door in (b.load, b.history):
            with pytest.raises(NotKept):
                door("p-1")
        assert (b.follow(), tuple(b.find()), b.erasures()) == ((), (), ())
        assert dict(b.head().marks) == {}
        assert erase(b, P).number == 0
        b.rotate_key("ana")
        assert b.verify(words=True).n_acts == 0
        keep(b, story("p-1", client="cem"))
        erase(b, P, "cem")
        assert a.load(P.id) == P
        assert a.verify(words=True).ok


@pytest.mark.parametrize("table", ["act", "words", "key", "partnership"])
def test_h_rows_that_are_swapped_between_tenants_are_refused(address: str, table: str):
    """H: S-I17, the whole table of both, though nothing else tells them apart."""
    for tenant in ("a", "b"):
        with opened(address, tenant=tenant) as store:
            keep(store, P)
    name = f"collabtherapy_{table}"
    swap = [
        f"UPDATE {name} SET tenant = '{to}' WHERE tenant = '{of}'"
        for of, to in (("a", "x"), ("b", "a"), ("x", "b"))
    ]
    by_hand(address, *swap)
    for tenant in ("a", "b"):
        with (
            pytest.raises(CollabtherapyError) as caught,
            opened(address, tenant=tenant) as store,
        ):
            store.load("p-1")
        assert not isinstance(caught.value, NotKept)
    by_hand(address, *swap)
    for tenant in ("a", "b"):
        with opened(address, tenant=tenant) as store:
            assert store.load(P.id) == P
