"""Rows that were changed, moved or taken away behind a store's back are found."""

from functools import partial

import pytest
from storage.rows_by_hand import by_hand, rechain

from collabtherapy.errors import CorruptRecord, MalformedDocument
from collabtherapy.privacy.authors import authors
from collabtherapy.storage import Fault, Head, Store, open_store
from collabtherapy.storage.rows import Row
from collabtherapy.testing.stores import story

ACT = "collabtherapy_act"
P = story("p-1")
N = P.version
NOTE = next(
    n for n, act in enumerate(P.history, 1) if type(act).__name__ == "WriteNote"
)

EDITS = {
    "kind": "kind = 'Leave'",
    "format": "format = 2",
    "at": "at = '2026-01-07T09:00:00.000000Z'",
    "recorded_at": "recorded_at = '2026-01-07T09:00:00.000000Z'",
    "actor": "actor = 'dee'",
    "cause": "cause = 'made-up'",
    "body": "body = replace(body, 'bo', 'dee')",
    "sealed": "sealed = hash",
    "hash": "hash = sealed",
}


@pytest.fixture
def filled(store: Store) -> Store:
    """Give a store with two partnerships, and notes by two people in each."""
    for whole in (P, story("q-1")):
        store.append(whole.id, whole.history, expected_version=0)
    return store


def faults(store: Store, **options: Head) -> list[Fault]:
    """Give what a look at every row finds."""
    return list(store.verify(**options).faults)


@pytest.mark.parametrize("column", EDITS)
def test_an_edit_of_any_column_is_found(filled: Store, address: str, column: str):
    """Whatever is changed of a row, it is not what was hashed."""
    by_hand(
        address,
        f"UPDATE {ACT} SET {EDITS[column]} WHERE stream = 'p-1' AND version = {NOTE}",
    )
    assert Fault("p-1", NOTE, "altered") in faults(filled)
    assert not [fault for fault in faults(filled) if fault.partnership != "p-1"]


MARK = "collabtherapy_partnership"
COLUMNS = ", ".join(
    f'"{name}"' for name in ("transaction", "tenant", *Row._fields) if name != "version"
)
ROW = f"stream = 'p-1' AND version = {NOTE}"
TAMPERINGS = {
    **{name: f"UPDATE {ACT} SET {edit} WHERE {ROW}" for name, edit in EDITS.items()},
    "another act": f"UPDATE {ACT} SET kind = 'Leave', body = "
    f"""'{{"act":"Leave","at":"2026-01-06T09:00:00Z","by":"bo"}}' WHERE {ROW}""",
    "words": f"UPDATE {ACT} SET sealed = :empty WHERE {ROW}",
    "dropped": f"DELETE FROM {ACT} WHERE stream = 'p-1' AND version = 5",
    "dropped first": f"DELETE FROM {ACT} WHERE stream = 'p-1' AND version = 1",
    "dropped last": f"DELETE FROM {ACT} WHERE stream = 'p-1' AND version = {N}",
    "all dropped": f"DELETE FROM {ACT} WHERE stream = 'p-1'",
    "put in": f"INSERT INTO {ACT} (version, {COLUMNS}) SELECT {N + 1}, {COLUMNS} "
    f"FROM {ACT} WHERE {ROW}",
    **{
        f"put in first, as {version}": f"INSERT INTO {ACT} (version, {COLUMNS}) "
        f"SELECT {version}, {COLUMNS} FROM {ACT} WHERE {ROW}"
        for version in (0, -3)
    },
    "put back": f"UPDATE {MARK} SET version = {N - 1} WHERE stream = 'p-1'",
    "put on": f"UPDATE {MARK} SET version = {N + 1} WHERE stream = 'p-1'",
    "hashed": f"UPDATE {MARK} SET hash = :empty WHERE stream = 'p-1'",
    "no mark": f"DELETE FROM {MARK} WHERE stream = 'p-1'",
}


def test_what_was_tampered_with_is_not_loaded(store: Store, address: str):
    """An edit, a gap, a row too many, a mark that was moved: none is believed."""
    for stream, what in enumerate(TAMPERINGS):
        store.append(f"{stream}", story(f"{stream}").history, expected_version=0)
        by_hand(address, TAMPERINGS[what].replace("p-1", f"{stream}"), empty=b"")
        for door in (
            store.load,
            store.history,
            lambda name: store.load_as_of(name, P.at),
            partial(store.history, after=0 if "first" in what else 4),
        ):
            with pytest.raises(CorruptRecord) as caught:
                door(f"{stream}")
            assert caught.value.partnership == f"{stream}", what
    with pytest.raises(CorruptRecord):
        store.forget("ana", by="ana", at=P.at, because="test")
    store.append("q-1", story("q-1").history, expected_version=0)
    assert store.load("q-1") == story("q-1")
    named = {fault.partnership for fault in store.verify().faults}
    assert named == {f"{stream}" for stream in range(len(TAMPERINGS))}
    found = {str(one.id): one.stage for one in store.find()}
    assert found.pop("q-1") == story("q-1").stage
    assert set(found.values()) == {None}


NOT_FOLLOWED = {
    "dropped last": N - 1, "all dropped": 0,
    "put back": N, "put on": N, "hashed": N, "no mark": N,
}  # fmt: skip
"""What following does not find, asking no mark; and how many acts it still gives."""

FOLLOWED = TAMPERINGS.keys() - NOT_FOLLOWED.keys()


@pytest.mark.parametrize("what", sorted(FOLLOWED))
def test_what_was_tampered_with_is_not_followed(file: str, what: str):
    """Each act is held against the one before it, be that on a page of before."""
    with open_store(file) as store:
        store.append(P.id, P.history, expected_version=0)
        by_hand(file, TAMPERINGS[what], empty=b"")
        for at_most in (1, 100):
            with pytest.raises(CorruptRecord, match="p-1"):
                follow(store, at_most)


@pytest.mark.parametrize("what", NOT_FOLLOWED)
def test_what_following_does_not_find_is_found_by_verify(file: str, what: str):
    """An end that is gone, a mark that was moved: the acts that are left are given."""
    with open_store(file) as store:
        store.append(P.id, P.history, expected_version=0)
        by_hand(file, TAMPERINGS[what], empty=b"")
        for at_most in (1, 100):
            assert follow(store, at_most) == NOT_FOLLOWED[what]
        assert not store.verify().ok
        with pytest.raises(CorruptRecord):
            store.load("p-1")


@pytest.mark.parametrize("version", [0, -3])
def test_a_row_before_the_first_act_is_named_by_its_own_version(
    filled: Store, address: str, version: int
):
    """At every door, and by `verify`, which finds the others sound."""
    by_hand(address, TAMPERINGS[f"put in first, as {version}"])
    assert faults(filled) == [Fault("p-1", version, "altered")]
    assert faults(filled, against=filled.head()) == faults(filled)
    for door in (
        partial(filled.load, "p-1"),
        partial(filled.history, "p-1"),
        partial(filled.history, "p-1", after=1),
        partial(filled.load_as_of, "p-1", P.at),
        filled.follow,
    ):
        with pytest.raises(CorruptRecord, match=f"act {version} of p-1") as caught:
            door()
        assert (caught.value.version, caught.value.code) == (version, "altered")
    assert len(filled.history("q-1", after=1)) == N - 1


def test_following_holds_each_act_against_the_one_before(filled: Store, address: str):
    """On a server as in a file, whatever fits on a page."""
    for at_most in (1, 5, 100):
        assert follow(filled, at_most) == 2 * N
    by_hand(address, TAMPERINGS["another act"])
    for at_most in (1, 100):
        with pytest.raises(CorruptRecord, match=f"act {NOTE} of p-1"):
            follow(filled, at_most)


def follow(store: Store, at_most: int) -> int:
    """Follow the log to its end; return how many acts there are."""
    seen, after = 0, None
    while page := store.follow(after=after, at_most=at_most):
        seen, after = seen + len(page), page[-1].bookmark
    return seen


def test_a_history_that_was_worked_out_anew_is_not_found_by_loading(
    filled: Store, address: str
):
    """It fits in itself: that is seen beside a head that was kept elsewhere."""
    head = filled.head()
    by_hand(address, f"DELETE FROM {ACT} WHERE stream = 'p-1' AND version = {N}")
    rechain(address, "p-1")
    assert filled.load("p-1").history == P.history[:-1]
    assert filled.verify().ok
    assert not filled.verify(against=head).ok


def test_an_append_that_is_sent_again_is_held_against_the_chain(
    filled: Store, address: str
):
    """What was altered is not recognised as what is sent, nor as anything else."""
    by_hand(address, TAMPERINGS["another act"])
    with pytest.raises(CorruptRecord):
        filled.append(P.id, P.history, expected_version=0)
    by_hand(address, f"UPDATE {MARK} SET version = 4 WHERE stream = 'q-1'")
    with pytest.raises(CorruptRecord):
        filled.append("q-1", P.history[4:], expected_version=9)


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        ("body = '{'", "unreadable"),
        ("kind = 'Leave'", "altered"),
        ("actor = 'ana'", "altered"),
        ("at = '2026-01-07T09:00:00.000000Z'", "altered"),
    ],
)
def test_columns_that_do_not_say_what_the_body_says_are_found(
    filled: Store, address: str, edit: str, code: str
):
    """Though the chain was worked out anew."""
    by_hand(address, f"UPDATE {ACT} SET {edit} WHERE {ROW}")
    rechain(address, "p-1")
    assert faults(filled) == [Fault("p-1", NOTE, code)]


def test_an_opening_of_another_partnership_is_found(filled: Store, address: str):
    """A whole history under another name is neither loaded nor sound."""
    by_hand(
        address,
        f"UPDATE {ACT} SET body = replace(body, 'p-1', 'p-9') "
        "WHERE stream = 'p-1' AND version = 1",
    )
    rechain(address, "p-1")
    with pytest.raises(CorruptRecord, match="act 1 of p-1"):
        filled.load("p-1")
    assert faults(filled) == [Fault("p-1", 1, "altered")]


def test_a_place_in_the_log_that_is_none_is_found(filled: Store, address: str):
    """Whoever follows would never be given that act, nor those after a forged mark."""
    numbers = ["9000000000000000000"]
    if address.startswith("sqlite"):
        numbers += ["'abc'", "0.5", "-0.5", "x'00'"]
    for number in numbers:
        by_hand(address, f'UPDATE {ACT} SET "transaction" = {number} WHERE {ROW}')
        assert Fault("p-1", NOTE, "misnumbered") in faults(filled)
        assert filled.load("p-1") == P  # the chain is over what was done
    by_hand(address, f'UPDATE {MARK} SET "transaction" = {numbers[0]}')
    assert Fault("q-1", N, "misnumbered") in faults(filled)


def test_keys_that_are_not_as_they_were_are_found(address: str):
    """Put in bare, emptied, given to another, brought back, or taken away."""
    table, master = "collabtherapy_key", bytes(32)

    def set_key(store: Store, person: str, what: str) -> list[Fault]:
        before = by_hand(address, f"SELECT id, person, kept FROM {table}")
        by_hand(address, f"UPDATE {table} SET {what} WHERE person = '{person}'")
        found = faults(store)
        for number, name, kept in before:
            by_hand(
                address,
                f"UPDATE {table} SET person = :name, kept = :kept WHERE id = :id",
                id=number,
                name=name,
                kept=kept,
            )
        assert faults(store) == []
        return found

    with open_store(address, master_key=master) as store:
        store.append(P.id, P.history, expected_version=0)
        numbers = by_hand(address, f"SELECT person, id FROM {table}")
        bos, anas = (dict(map(tuple, numbers))[who] for who in ("bo", "ana"))
        theirs = [f.version for f in set_key(store, "bo", "kept = NULL")]
        assert theirs == [n for n, act in enumerate(P.history, 1) if _wrote(act, "bo")]
        assert {f.code for f in set_key(store, "bo", "kept = NULL")} == {
            "key_destroyed"
        }
        bare = set_key(store, "bo", "kept = substr(kept, 1, 33)")
        assert bare == [Fault("", 0, "key_not_ours", bos)]
        given = set_key(store, "bo", "person = 'dee'")
        assert {(f.version, f.code, f.key) for f in given} == {
            *((version, "key_not_ours", bos) for version in theirs),
            (0, "key_not_ours", bos),
        }
        store.rotate_key("dee")  # a key that seals nothing yet
        planted = set_key(store, "dee", "kept = substr(kept, 1, 33)")
        assert [(f.partnership, f.code) for f in planted] == [("", "key_not_ours")]
        ((kept,),) = by_hand(address, f"SELECT kept FROM {table} WHERE id = {anas}")
        store.forget("ana", by="ana", at=P.at, because="test")
        assert faults(store) == []
        by_hand(
            address, f"UPDATE {table} SET kept = :kept WHERE id = {anas}", kept=kept
        )
        returned = faults(store)
        assert {(f.code, f.key) for f in returned} == {("key_returned", anas)}
        by_hand(address, f"DELETE FROM {table} WHERE id = {anas}")
        assert {f.code for f in faults(store)} == {"key_missing"}


def _wrote(act: object, who: str) -> bool:
    return who in map(str, authors(act))


def test_a_row_that_is_dropped_is_found(filled: Store, address: str):
    """In the middle, or at the end."""
    by_hand(address, f"DELETE FROM {ACT} WHERE stream = 'p-1' AND version = 5")
    by_hand(address, f"DELETE FROM {ACT} WHERE stream = 'q-1' AND version = {N}")
    assert faults(filled) == [
        Fault("p-1", 5, "missing"),
        Fault("q-1", N, "missing"),
    ]


def test_rows_that_are_swapped_are_found(filled: Store, address: str):
    """Two acts of one history, and two of two."""
    for stream in ("p-1", "q-1"):
        by_hand(
            address,
            f"UPDATE {ACT} SET version = 99 WHERE stream = '{stream}' AND version = 5",
            f"UPDATE {ACT} SET version = 5 WHERE stream = '{stream}' AND version = 6",
            f"UPDATE {ACT} SET version = 6 WHERE stream = '{stream}' AND version = 99",
        )
    assert {(f.partnership, f.version) for f in faults(filled)} >= {
        ("p-1", 5), ("p-1", 6), ("q-1", 5), ("q-1", 6),
    }  # fmt: skip
    by_hand(
        address,
        f"UPDATE {ACT} SET stream = 'x' WHERE stream = 'p-1' AND version = 4",
        f"UPDATE {ACT} SET stream = 'p-1' WHERE stream = 'q-1' AND version = 4",
        f"UPDATE {ACT} SET stream = 'q-1' WHERE stream = 'x' AND version = 4",
    )
    assert Fault("p-1", 4, "altered") in faults(filled)
    assert Fault("q-1", 4, "altered") in faults(filled)


def test_a_row_that_is_moved_in_the_log_is_found(filled: Store, address: str):
    """Whoever follows would be given it before, or after, its time."""
    by_hand(
        address,
        f'UPDATE {ACT} SET "transaction" = "transaction" - 9 '
        "WHERE stream = 'p-1' AND version = 6",
        f'UPDATE {ACT} SET "transaction" = "transaction" - 8 '
        "WHERE stream = 'q-1' AND version > 1",
    )
    assert faults(filled) == [
        *(Fault("p-1", version, "out_of_order") for version in range(1, 6)),
        Fault("q-1", 1, "out_of_order"),
    ]


def test_words_that_are_moved_do_not_open(filled: Store, address: str):
    """Sealed words open in their own row only, though key and chain fit."""
    by_hand(
        address,
        f"UPDATE {ACT} SET sealed = (SELECT sealed FROM {ACT} WHERE stream = 'q-1' AND "
        f"version = {NOTE}) WHERE stream = 'p-1' AND version = {NOTE}",
    )
    rechain(address, "p-1")
    with pytest.raises(CorruptRecord) as caught:
        filled.load("p-1")
    assert (caught.value.version, caught.value.code) == (NOTE, "words_do_not_open")
    assert filled.load("q-1") == story("q-1")


def test_a_key_that_is_gone_is_not_a_key_that_was_destroyed(
    filled: Store, address: str
):
    """Words whose key was taken away are missed, not taken for forgotten."""
    by_hand(address, "DELETE FROM collabtherapy_key WHERE person = 'bo'")
    with pytest.raises(CorruptRecord) as caught:
        filled.load("p-1")
    assert caught.value.code == "key_missing"


@pytest.mark.parametrize("body", ["{", "[]", '{"act":"Leave"}', '{"act":"Nothing"}'])
def test_a_body_that_is_no_act_is_told(filled: Store, address: str, body: str):
    """What cannot be read says which row it is, and nothing of what stands there."""
    by_hand(
        address,
        f"UPDATE {ACT} SET body = :body WHERE stream = 'p-1' AND version = 3",
        body=body,
    )
    with pytest.raises(CorruptRecord, match="act 3 of p-1") as caught:
        filled.load("p-1")
    assert caught.value.__context__ is None
    assert [one.stage for one in filled.find()] == [None, story("q-1").stage]
    assert [str(one.id) for one in filled.find(stage=story("q-1").stage)] == ["q-1"]


def test_what_was_cut_off_or_written_anew_differs_from_a_head(
    filled: Store, address: str
):
    """Whoever can write everything leaves a chain that holds, and is not the same."""
    head = Head.loads(filled.head().dumps())
    assert head.digest == filled.head().digest
    by_hand(
        address,
        f"DELETE FROM {ACT} WHERE stream = 'p-1' AND version > 4",
        "UPDATE collabtherapy_partnership SET version = 4, hash = (SELECT hash FROM "
        f"{ACT} WHERE stream = 'p-1' AND version = 4) WHERE stream = 'p-1'",
    )
    assert faults(filled) == []
    assert faults(filled, against=head) == [Fault("p-1", 5, "missing")]
    by_hand(
        address,
        f"DELETE FROM {ACT} WHERE stream = 'q-1'",
        "DELETE FROM collabtherapy_partnership WHERE stream = 'q-1'",
    )
    filled.append("q-1", story("q-1", client="cem").history, expected_version=0)
    assert faults(filled) == []
    assert Fault("q-1", N, "replaced") in faults(filled, against=head)


def test_acts_without_their_mark_are_found(filled: Store, address: str):
    """A history whose mark was taken away, or set back, goes beyond its end."""
    by_hand(address, "DELETE FROM collabtherapy_partnership WHERE stream = 'p-1'")
    assert faults(filled) == [Fault("p-1", N, "beyond_the_end")]


def test_a_head_is_of_one_tenant_and_of_one_form(address: str):
    """What is no head, or another's, is refused."""
    with open_store(address, tenant="a") as a, open_store(address, tenant="b") as b:
        a.append(P.id, P.history, expected_version=0)
        assert faults(b) == []
        with pytest.raises(ValueError, match="another tenant"):
            b.verify(against=a.head())
    whole = Head(tenant="a", marks={}).dumps()
    assert Head.loads(whole).marks == {}
    for text in (
        "", "[]", "{}", whole.replace("1", "2"), whole.replace("{}", '{"p":[1]}'),
        whole.replace("{}", '{"p":[1,"xyz"]}'), whole.replace("{}", '{"p":["1","aa"]}'),
    ):  # fmt: skip
        with pytest.raises(MalformedDocument) as caught:
            Head.loads(text)
        assert caught.value.code == "no_head"
