"""The keyed generator against published answers, other implementations and what randomness must look like."""

from __future__ import annotations

import json
import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtri

from pcnsim.model import draws, random
from pcnsim.model.people_tables import DISTRIBUTIONS, STEPS, beta_quantile, quantile_table
from tests.model.world import uncompiled

SEED = 20240701
NEVER_REJECT = 1e-4
"""Each statistical test here fails by chance once in 10,000 seeds; the seeds are fixed."""


def philox_in_python(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, ...]:
    """Philox4x32-10 as written down by Salmon et al. 2011, in Python's own whole numbers."""
    c, (k0, k1) = list(counter), key
    for number in range(10):
        high0, low0 = divmod(0xD2511F53 * c[0], 1 << 32)
        high1, low1 = divmod(0xCD9E8D57 * c[2], 1 << 32)
        round0 = (k0 + number * 0x9E3779B9) % (1 << 32)
        round1 = (k1 + number * 0xBB67AE85) % (1 << 32)
        c = [high1 ^ c[1] ^ round0, low1, high0 ^ c[3] ^ round1, low0]
    return tuple(c)


KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.unit
@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_philox_gives_the_published_answers(
    counter: tuple[int, int, int, int], key: tuple[int, int], answer: tuple[int, ...]
) -> None:
    assert philox_in_python(counter, key) == answer
    words = random.philox(*(np.uint64(word) for word in (*counter, *key)))
    assert tuple(int(word) for word in words) == answer


@pytest.mark.unit
def test_philox_agrees_with_plain_python_at_many_counters() -> None:
    generator = np.random.default_rng(3)
    for _ in range(300):
        words = [int(word) for word in generator.integers(0, 1 << 32, 6)]
        found = random.philox(*(np.uint64(word) for word in words))
        assert tuple(map(int, found)) == philox_in_python(tuple(words[:4]), tuple(words[4:]))  # type: ignore[arg-type]


@pytest.mark.unit
def test_a_block_is_keyed_by_seed_and_counted_by_row_other_week_and_decision() -> None:
    seed, decision, week, row, other = 2**63 - 1, draws.ADOPT, -52, 2**32 - 1, 5
    words = random.block(seed, decision, week, row, other)
    expected = philox_in_python((row, other, week + (1 << 20), decision), (seed % (1 << 32), seed >> 32))
    assert tuple(map(int, words)) == expected


@pytest.mark.unit
def test_uniforms_are_the_upper_bits_of_the_words() -> None:
    for row in range(200):
        words = [int(word) for word in random.block(SEED, 40, 3, row, 0)]
        first = ((words[0] >> 6) * 2**26 + (words[1] >> 6) + 0.5) / 2**52
        second = ((words[2] >> 6) * 2**26 + (words[3] >> 6) + 0.5) / 2**52
        assert random.uniform(SEED, 40, 3, row) == first == random.uniform_pair(SEED, 40, 3, row, 0)
        assert random.two_uniforms(SEED, 40, 3, row, 0) == (first, second)


@pytest.mark.unit
@pytest.mark.parametrize(("word", "expected"), [(0, 0.5**53), (0xFFFFFFFF, 1 - 0.5**53)])
def test_no_draw_is_0_or_1(word: int, expected: float) -> None:
    unit = random._unit(np.uint64(word), np.uint64(word))
    assert 0.0 < unit < 1.0
    assert unit == expected
    assert math.isfinite(random.normal_quantile(unit))


@pytest.mark.unit
def test_the_normal_quantile_over_its_whole_range() -> None:
    tails = 10.0 ** np.linspace(-300, -1, 2000)
    middle = np.linspace(0.001, 0.999, 4001)
    u = np.concatenate((tails, middle, 1.0 - 10.0 ** np.linspace(-15.9, -1, 500), [0.5**53, 1 - 0.5**53]))
    found = np.array([random.normal_quantile(one) for one in u])
    np.testing.assert_allclose(found, ndtri(u), rtol=4e-14, atol=1e-15)
    assert random.normal_quantile(0.5) == 0.0


@pytest.mark.unit
def test_the_normal_quantile_is_odd_and_rises() -> None:
    exact = np.arange(1, 512) / 1024.0  # 1 - u is exact
    for u in exact:
        assert random.normal_quantile(1.0 - u) == -random.normal_quantile(u)
    around = np.sort(np.concatenate([edge + np.linspace(-1e-9, 1e-9, 41) for edge in (0.075, 0.925)]))
    values = [random.normal_quantile(u) for u in around]  # where the approximation changes its branch
    assert all(low < high for low, high in pairwise(values))


def check_uniform(u: np.ndarray) -> None:  # type: ignore[type-arg]
    """Kolmogorov and Smirnov on the values, chi-squared on 64 bins of them and on 256 values of their lowest bits."""
    assert stats.kstest(u, "uniform").pvalue > NEVER_REJECT
    assert stats.chisquare(np.bincount((u * 64).astype(int), minlength=64)).pvalue > NEVER_REJECT
    low = ((u * 2**52 - 0.5).astype(np.int64)) % 256
    assert stats.chisquare(np.bincount(low, minlength=256)).pvalue > NEVER_REJECT


STREAMS = {
    "rows": lambda n: random.uniforms(SEED, draws.DEMAND, 7, n),
    "weeks": lambda n: np.array(
        [random.uniform(SEED, draws.LEAVE, week, 3) for week in range(-n // 2, n // 2)]
    ),
    "decisions": lambda n: np.array([random.uniform(SEED, decision, 0, 3) for decision in range(n)]),
    "seeds": lambda n: np.array([random.uniform(seed, draws.LEAVE, 0, 3) for seed in range(n)]),
    "far seeds": lambda n: np.array([random.uniform(seed << 32, draws.LEAVE, 0, 3) for seed in range(n)]),
    "others": lambda n: np.array([random.uniform_pair(SEED, draws.ADOPT, 0, 3, other) for other in range(n)]),
    "second": lambda n: np.array(
        [random.two_uniforms(SEED, draws.ENTRANT, 0, row, 0)[1] for row in range(n)]
    ),
}


@pytest.mark.statistical
@pytest.mark.parametrize("stream", STREAMS)
def test_draws_are_uniform_and_uncorrelated_along_every_part_of_the_key(stream: str) -> None:
    number = 20000
    u = STREAMS[stream](number)
    assert len(np.unique(u)) == number
    check_uniform(u)
    for lag in (1, 2, 5, 52):  # the correlation of independent draws has a standard error of 1 / sqrt(n)
        assert abs(np.corrcoef(u[:-lag], u[lag:])[0, 1]) < 4.0 / math.sqrt(number - lag)
    pairs = np.histogram2d(u[:-1:2], u[1::2], bins=16, range=[[0, 1], [0, 1]])[0].ravel()
    assert stats.chisquare(pairs).pvalue > NEVER_REJECT


@pytest.mark.statistical
def test_streams_that_differ_in_one_part_of_the_key_are_independent() -> None:
    number = 20000
    streams = {
        "base": random.uniforms(SEED, draws.LEAVE, 5, number),
        "week": random.uniforms(SEED, draws.LEAVE, 6, number),
        "decision": random.uniforms(SEED, draws.FILL, 5, number),
        "seed": random.uniforms(SEED + 1, draws.LEAVE, 5, number),
        "high seed": random.uniforms(SEED + (1 << 40), draws.LEAVE, 5, number),
        "other": np.array([random.uniform_pair(SEED, draws.LEAVE, 5, row, 1) for row in range(number)]),
        "second": np.array([random.two_uniforms(SEED, draws.LEAVE, 5, row, 0)[1] for row in range(number)]),
    }
    correlations = np.corrcoef(list(streams.values()))
    off = correlations[np.triu_indices(len(streams), 1)]
    assert np.abs(off).max() < 4.5 / math.sqrt(number)


@pytest.mark.statistical
def test_normals_are_normal() -> None:
    z = random.normals(SEED, draws.DEMAND, 9, 40000)
    assert stats.kstest(z, "norm").pvalue > NEVER_REJECT
    assert abs(z.mean()) < 4 / math.sqrt(len(z))
    assert abs(z.var() - 1) < 4 * math.sqrt(2 / len(z))
    assert abs((z**4).mean() - 3) < 4 * math.sqrt(96 / len(z))  # the fourth power has variance 105 - 9


@pytest.mark.unit
def test_many_draws_at_once_are_the_same_as_one_by_one() -> None:
    ones = [random.uniform(SEED, 50, 2, row) for row in range(30)]
    assert random.uniforms(SEED, 50, 2, 30).tolist() == ones
    assert random.normals(SEED, 50, 2, 30).tolist() == [random.normal_quantile(u) for u in ones]
    pairs = random.uniforms_by_pair(SEED, 50, 2, 6, 5)
    normals = random.normals_by_pair(SEED, 50, 2, 6, 5)
    for row in range(6):
        for other in range(5):
            assert pairs[row, other] == random.uniform_pair(SEED, 50, 2, row, other)
            assert normals[row, other] == random.normal_pair(SEED, 50, 2, row, other)


@pytest.mark.unit
def test_every_decision_has_a_number_of_its_own() -> None:
    numbers = {name: value for name, value in vars(draws).items() if name.isupper()}
    assert len(numbers) > 40
    assert all(isinstance(value, int) and 0 < value < 2**32 for value in numbers.values())
    assert len(set(numbers.values())) == len(numbers)


# ---------------------------------------------------------------------------------- distributions of people


@pytest.mark.unit
def test_the_table_of_quantiles_holds_the_declared_beta_distributions() -> None:
    table = quantile_table()
    assert table.shape == (len(DISTRIBUTIONS), STEPS + 1) == (7, 4097)
    steps = np.linspace(0.0, 1.0, STEPS + 1)
    for row, (_, alpha, beta) in enumerate(DISTRIBUTIONS):
        np.testing.assert_allclose(table[row], stats.beta.ppf(steps, alpha, beta), atol=1e-9)
        assert (np.diff(table[row]) > 0).all()
        assert (table[row, 0], table[row, -1]) == (0.0, 1.0)


@pytest.mark.unit
@pytest.mark.parametrize("row", range(7))
def test_inverting_the_table_is_near_the_exact_quantile(row: int) -> None:
    _, alpha, beta = DISTRIBUTIONS[row]
    u = np.random.default_rng(row).uniform(size=4000)
    found = np.array([random.from_table(quantile_table()[row], one) for one in u])
    inner = (u > 0.002) & (u < 0.998)
    exact = stats.beta.ppf(u, alpha, beta)
    np.testing.assert_allclose(found[inner], exact[inner], atol=5e-4)
    # Further out the quantile is steep; there the probability is off by less than a step.
    assert np.abs(stats.beta.cdf(found, alpha, beta) - u).max() < 1 / STEPS


@pytest.mark.unit
def test_inverting_a_table_is_exact_where_it_is_straight() -> None:
    line = np.linspace(3.0, 7.0, 9)
    for u in (0.0, 1e-16, 0.1, 0.125, 0.5, 0.9999999, 1.0):
        assert random.from_table(line, u) == pytest.approx(3.0 + 4.0 * u, abs=1e-14)


@pytest.mark.statistical
@pytest.mark.parametrize("row", range(7))
def test_draws_from_the_table_follow_the_beta_distribution(row: int) -> None:
    _, alpha, beta = DISTRIBUTIONS[row]
    u = random.uniforms(SEED, draws.ENGAGEMENT, row, 5000)
    drawn = [random.from_table(quantile_table()[row], one) for one in u]
    assert stats.kstest(drawn, stats.beta(alpha, beta).cdf).pvalue > NEVER_REJECT


@pytest.mark.unit
def test_a_beta_distribution_without_spread_is_its_mean() -> None:
    u = np.array([0.1, 0.9])
    assert beta_quantile(u, 0.0, 5.0).tolist() == [0.0, 0.0]
    assert beta_quantile(u, 5.0, 0.0).tolist() == [1.0, 1.0]
    np.testing.assert_allclose(beta_quantile(u, 2.0, 3.0), stats.beta.ppf(u, 2.0, 3.0), rtol=1e-12)


# ------------------------------------------------------------------------------------------ as plain Python

PLAIN = """
import json
import numpy as np
from pcnsim.model import random
out = []
for seed in (0, 1, 2**63 - 1):
    for week in (-52, 0, 300):
        for row in (0, 7, 2**32 - 1):
            out += [random.uniform(seed, 40, week, row), random.normal_pair(seed, 41, week, row, 3)]
            out += random.two_uniforms(seed, 42, week, row, 9)
            out.append(random.from_table(np.linspace(0.0, 1.0, 5) ** 2, out[-1]))
print(json.dumps([float(value).hex() for value in out]))
"""


@pytest.mark.unit
def test_draws_are_the_same_as_plain_python() -> None:
    out: list[float] = []
    for seed in (0, 1, 2**63 - 1):
        for week in (-52, 0, 300):
            for row in (0, 7, 2**32 - 1):
                out += [random.uniform(seed, 40, week, row), random.normal_pair(seed, 41, week, row, 3)]
                out += random.two_uniforms(seed, 42, week, row, 9)
                out.append(random.from_table(np.linspace(0.0, 1.0, 5) ** 2, out[-1]))
    plain = [float.fromhex(value) for value in json.loads(uncompiled(PLAIN))]
    exact = [number for number in range(len(out)) if number % 5 != 1]
    assert [out[number] for number in exact] == [plain[number] for number in exact]
    np.testing.assert_allclose(out, plain, rtol=4e-15)  # the normal quantile takes a logarithm
