"""Rows that were changed, moved or taken away behind a store's back are found."""

import json
from collections.abc import Iterator

import pytest
from storage.keeping import erase, keep, opened
from storage.rows_by_hand import by_hand, rechain
from storage.tampered import ACT, EDITS, MARK, NOTE, ROW, WORDS, N, P, faults, fill

from collabtherapy.errors import CorruptRecord, MalformedDocument
from collabtherapy.storage import Fault, Head, Store
from collabtherapy.storage.heads import FORM
from collabtherapy.testing.kept_stories import story


@pytest.fixture
def filled(address: str) -> Iterator[Store]:
    """Give a store with two partnerships, which reads them again at every load."""
    with opened(address, held=0) as store:
        yield fill(store)


@pytest.mark.parametrize("column", EDITS)
def test_an_edit_of_any_column_is_found(filled: Store, address: str, column: str):
    """Whatever is changed of a row, it is not what was hashed."""
    by_hand(
        address,
        f"UPDATE {ACT} SET {EDITS[column]} WHERE stream = 'p-1' AND version = {NOTE}",
    )
    assert Fault("p-1", NOTE, "altered") in faults(filled)
    assert not [fault for fault in faults(filled) if fault.partnership != "p-1"]


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
    rechain(address, "p-1", by=filled)
    assert faults(filled) == [Fault("p-1", NOTE, code)]


def test_an_opening_of_another_partnership_is_found(filled: Store, address: str):
    """A whole history under another name is neither loaded nor sound."""
    by_hand(
        address,
        f"UPDATE {ACT} SET body = replace(body, 'p-1', 'p-9') "
        "WHERE stream = 'p-1' AND version = 1",
    )
    rechain(address, "p-1", by=filled)
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


def test_keys_that_are_not_as_they_were_are_found(filled: Store, address: str):
    """Emptied, given to another, under another number, brought back, or taken away."""
    table = "collabtherapy_key"
    columns = "id, person, generation, epoch, wrapped, tag"
    before = by_hand(address, f"SELECT {columns} FROM {table}")
    numbers = {person: id for id, person, *_ in before}

    def put_back() -> None:
        for row in before:
            by_hand(
                address,
                f"UPDATE {table} SET person = :person, generation = :generation, "
                "epoch = :epoch, wrapped = :wrapped, tag = :tag WHERE id = :id",
                **dict(zip(columns.split(", "), row, strict=True)),
            )

    for what in (
        "wrapped = NULL", "person = 'dee'", "generation = 7", "epoch = 0", "epoch = 2",
        "tag = wrapped",
    ):  # fmt: skip
        by_hand(address, f"UPDATE {table} SET {what} WHERE person = 'bo'")
        found = faults(filled)
        assert Fault("", 0, "key_not_ours", numbers["bo"]) in found, what
        put_back()
        assert faults(filled) == []
    erase(filled, P)
    assert faults(filled, words=True) == []
    put_back()
    returned = [fault for fault in faults(filled) if fault.code == "key_returned"]
    assert returned == [Fault("", 0, "key_returned", numbers["ana"])]
    by_hand(address, f"DELETE FROM {table} WHERE id = {numbers['ana']}")
    assert Fault("", 0, "key_missing", numbers["ana"]) in faults(filled)


def test_a_row_that_is_dropped_is_found(filled: Store, address: str):
    """In the middle, or at the end."""
    by_hand(address, f"DELETE FROM {ACT} WHERE stream = 'p-1' AND version = 5")
    by_hand(address, f"DELETE FROM {ACT} WHERE stream = 'q-1' AND version = {N}")
    assert faults(filled) == [
        Fault("p-1", 5, "missing"),
        Fault("q-1", N, "missing"),
        Fault("q-1", N, "words_not_ours"),
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


@pytest.mark.parametrize(
    ("where", "n_acts"),
    [
        (f"stream = 'q-1' AND version = {N}", 1),
        ("stream = 'q-1' AND version = 1", 1),
        ("stream = 'q-1'", N),
    ],
)
@pytest.mark.parametrize(
    "place",
    [
        f'"transaction" = {-(2**63)}, position = -version',
        f'"transaction" = {-(2**63)}',
        "position = version - 1000",
    ],
)
def test_an_act_with_no_place_in_the_log_is_found(
    file: str, place: str, where: str, n_acts: int
):
    """No bookmark names it: whoever follows is never given it, or nothing at all."""
    with opened(file) as store:
        fill(store)
        by_hand(file, f"UPDATE {ACT} SET {place} WHERE {where}")
        told = [fault for fault in faults(store) if fault.code == "misnumbered"]
        assert {fault.partnership for fault in told} == {"q-1"}
        assert len(told) == n_acts


def test_words_that_are_moved_do_not_open(filled: Store, address: str):
    """Sealed words open in their own row only, though key and chain fit."""
    by_hand(
        address,
        f"UPDATE {WORDS} SET sealed = (SELECT sealed FROM {WORDS} WHERE "
        f"stream = 'q-1' AND version = {NOTE}) WHERE {ROW}",
    )
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
    filled.rebuild()
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
        f"DELETE FROM {WORDS} WHERE stream = 'p-1' AND version > 4",
    )
    assert faults(filled) == [Fault("p-1", 4, "replaced")]
    rechain(address, "p-1", by=filled)  # as it is in an older copy
    assert faults(filled) == []
    assert faults(filled, against=head) == [Fault("p-1", 5, "missing")]
    by_hand(
        address,
        f"DELETE FROM {ACT} WHERE stream = 'q-1'",
        "DELETE FROM collabtherapy_partnership WHERE stream = 'q-1'",
        f"DELETE FROM {WORDS} WHERE stream = 'q-1'",
    )
    filled.import_history("q-1", story("q-1", client="cem").history)
    assert faults(filled) == []
    assert Fault("q-1", N, "replaced") in faults(filled, against=head)


def test_acts_without_their_mark_are_found(filled: Store, address: str):
    """A history whose mark was taken away, or set back, goes beyond its end."""
    by_hand(address, "DELETE FROM collabtherapy_partnership WHERE stream = 'p-1'")
    assert faults(filled) == [Fault("p-1", N, "beyond_the_end")]


SAID = (
    '{"at":"2026-01-06T09:00:00.000000Z","because":"mistake","by":"ana","epoch":1,'
    '"gone":{"p-1":[[1,3]]},"keys":[2],"subject":"ana"}'
)
"""An erasure, as a head holds it."""

NOT_SAID = (
    "", "{}", "[]", "[" * 10_000, SAID.replace("2026-01-06", "now"),
    SAID.replace("mistake", "x"), SAID.replace("[2]", '["2"]'),
    SAID.replace("3]", '"3"]'), SAID.replace("p-1", "p 1"),
    SAID.replace('"epoch":1', '"epoch":"1"'), SAID + " ",
)  # fmt: skip


def test_a_head_is_of_one_tenant_and_of_one_form(address: str):
    """What is no head, or another's, is refused."""
    with opened(address, tenant="a") as a, opened(address, tenant="b") as b:
        keep(a, P)
        assert faults(b) == []
        with pytest.raises(ValueError, match="another tenant"):
            b.verify(against=a.head())
    whole = Head(tenant="a", marks={}).dumps()
    assert Head.loads(whole).marks == {}
    for text in (
        "", "[]", "{}", whole.replace(f'"head":{FORM}', '"head":99'),
        whole.replace("{}", '{"p":[1]}'),
        whole.replace("{}", '{"p":[1,"xyz"]}'), whole.replace("{}", '{"p":["1","aa"]}'),
        *(whole.replace("[]", f"[[1,{json.dumps(said)}]]") for said in NOT_SAID),
        whole.replace("[]", f"[[2,{json.dumps(SAID)}]]"),
    ):  # fmt: skip
        with pytest.raises(MalformedDocument) as caught:
            Head.loads(text)
        assert caught.value.code == "no_head"
    known = Head.loads(whole.replace("[]", f"[[1,{json.dumps(SAID)}]]"))
    assert known.erasures == ((1, SAID),)
