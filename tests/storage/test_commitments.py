"""Commitments: the chain holds with and without texts, and proves each of them."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st
from storage.drawn import kept_histories, opened
from storage.keeping import keep

from collabtherapy.storage.chain import Since, faults, genesis
from collabtherapy.storage.commitments import (
    LABEL,
    N_SALT,
    Commitment,
    committed,
    packed,
    salted,
    unpacked,
    unsalted,
)
from collabtherapy.storage.unsealing import commitments_of
from collabtherapy.testing.kept_stories import story

P = story("p-1")
COMMITMENTS = st.lists(
    st.builds(
        Commitment, st.integers(0, 2**32 - 1), st.binary(min_size=32, max_size=32)
    ),
    unique_by=lambda one: one.n,
).map(sorted)


@given(st.binary(), st.integers(1, 9))
def test_a_text_with_its_random_bytes_is_proven(text: bytes, n: int):
    """By a hash that anybody can work out, and without any key."""
    kept = salted(text)
    assert unsalted(kept) == text
    assert committed(n, kept).hash == sha256(LABEL + kept).digest()
    assert committed(n, salted(text)) != committed(n, kept)  # alike, and not told so
    assert len(kept) == N_SALT + len(text)


@given(COMMITMENTS)
def test_commitments_are_kept_and_read(those: list[Commitment]):
    """As they were, and in their order."""
    assert unpacked(packed(those)) == those


@given(COMMITMENTS.filter(bool), st.data())
def test_what_are_no_commitments_is_none(those: list[Commitment], data: st.DataObject):
    """Cut short, twice the same, or in another order."""
    kept = packed(those)
    assert unpacked(kept[: -data.draw(st.integers(1, 35))]) is None
    assert unpacked(packed([*those, those[-1]])) is None
    if len(those) > 1:
        assert unpacked(packed(those[::-1])) is None


@given(kept_histories(at_most=8), st.data())
def test_the_chain_holds_whichever_texts_are_there(p, data: st.DataObject):
    """Links are over commitments: whoever has no key checks them, with texts gone."""
    with opened() as store:
        keep(store, p)
        tables, name = store._backend.tables, str(p.id)
        kept = store._vault
        rows, head = tables.rows(name), tables.head(name)
        words = tables.words(name)
        gone = data.draw(st.sets(st.sampled_from(words))) if words else set()
        for word in gone:
            del tables.texts[name][(word.version, word.n)]
        since = Since(0, genesis("", name))
        assert list(faults(name, rows, since, head)) == []
        left = {(word.version, word.n): word for word in tables.words(name)}
        for row in rows:
            for commitment in commitments_of(row):
                word = left.get((row.version, commitment.n))
                if word is not None:
                    held = kept.held(tables, [word.key])[word.key]
                    text = kept.opened(row, word, held, commitment)
                    assert committed(commitment.n, text) == commitment


def test_two_texts_that_are_alike_are_not_told_apart_by_their_commitments():
    """The same words twice: nothing in the open says that they are the same."""
    with opened() as one, opened() as other:
        for store in (one, other):
            keep(store, P)
        kept = [
            [row.words for row in store._backend.tables.rows("p-1") if row.words]
            for store in (one, other)
        ]
        assert not {*kept[0]} & {*kept[1]}
