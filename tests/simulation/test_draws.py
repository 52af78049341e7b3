"""Randomness by name: published answers, the same bits everywhere, the right shapes."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy.simulation import portable
from collabtherapy.simulation.engines.draws import Block, Key, draw, philox

KNOWN = (
    ((0, 0, 0, 0, 0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 6, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
)
words = st.integers(0, 2**32 - 1)
uniforms = st.floats(2.0**-33, 1 - 2.0**-33)


def plain_philox(*counter_and_key: int) -> tuple[int, ...]:
    """Philox in whole numbers of Python's, as the paper has it."""
    c0, c1, c2, c3, k0, k1 = counter_and_key
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (
            (p1 >> 32) ^ c1 ^ k0, p1 & 0xFFFFFFFF, (p0 >> 32) ^ c3 ^ k1, p0 & 0xFFFFFFFF
        )  # fmt: skip
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c0, c1, c2, c3


@pytest.mark.parametrize(("asked", "answer"), KNOWN)
def test_philox_gives_the_published_answers(
    asked: tuple[int, ...], answer: tuple[int, ...]
):
    """The known answers of Random123 for Philox4x32-10."""
    assert tuple(map(int, philox(*map(np.uint64, asked)))) == answer
    assert plain_philox(*asked) == answer


@given(st.tuples(words, words, words, words, words, words))
def test_philox_is_the_same_in_plain_numbers_and_in_arrays(asked: tuple[int, ...]):
    """One counter, three ways of reckoning, one answer."""
    plain = plain_philox(*asked)
    arrays = philox(*(np.full(3, word, np.uint64) for word in asked))
    assert tuple(int(word[1]) for word in arrays) == plain
    assert tuple(map(int, philox(*map(np.uint64, asked)))) == plain


@given(st.floats(-25, 25), uniforms)
def test_formulas_give_the_same_bits_one_by_one_and_in_arrays(x: float, u: float):
    """What decides whether somebody stays is one number, however it is reckoned."""
    for formula, value in (
        (portable.exp, x), (portable.logistic, x), (portable.log, u)
    ):  # fmt: skip
        one = formula(value)
        many = formula(np.array([value, 0.5, value]))
        assert float(one) == many[0] == many[2]
    assert float(portable.normal(u)) == portable.normals(np.array([u]))[0]


@given(uniforms)
def test_the_normal_quantile_is_that_of_the_standard_library(u: float):
    """AS 241 and Python's own agree to twelve digits."""
    assert float(portable.normal(u)) == pytest.approx(
        NormalDist().inv_cdf(u), rel=1e-11, abs=1e-12
    )


@given(st.floats(-20, 20), uniforms)
def test_exponential_and_logarithm_are_near_the_machine_s(x: float, u: float):
    """They are portable, and still what their names say."""
    assert float(portable.exp(x)) == pytest.approx(float(np.exp(x)), rel=1e-7)
    assert float(portable.log(u)) == pytest.approx(float(np.log(u)), rel=1e-12)


def test_draws_look_uniform_and_unlike_one_another():
    """Of 100,000 people a tenth is in every tenth, and no two blocks agree."""
    people = np.arange(100_000, dtype=np.uint64)
    zero = np.zeros_like(people)
    key = Key.of(3)
    lanes = [
        lane
        for block in (Block.TRAITS, Block.COMING)
        for lane in draw(key, people, spell=zero, moment=zero, block=block)
    ]
    for lane in lanes:
        counts = np.histogram(lane, bins=10, range=(0, 1))[0]
        assert abs(counts - 10_000).max() < 500
        assert 0 < lane.min() < lane.max() < 1
    unlike = np.corrcoef(lanes) - np.eye(len(lanes))
    assert abs(unlike).max() < 0.015


@pytest.mark.parametrize("seed", [-1, 2**64, 1.5, True, "7"])
def test_a_seed_is_a_whole_number_of_64_bits(seed: object):
    """A seed that would be cut to size is refused instead."""
    with pytest.raises(ValueError, match="seed"):
        Key.of(seed)  # type: ignore[arg-type]


@given(st.integers(0, 2**64 - 1), st.integers(0, 1000))
def test_replications_of_a_seed_have_keys_of_their_own(seed: int, replication: int):
    """No replication repeats the luck of the one before it."""
    assert Key.of(seed, replication) != Key.of(seed, replication + 1)
