"""A linear mixed model: one line for everybody, and a line of their own for each.

``y ~ fixed + (1 + t | person)``, by restricted maximum likelihood, as lme4 does it: the
fixed effects and the error are profiled out, and what is searched is the Cholesky
factor of the persons' covariance beside the error (Bates, Mächler, Bolker & Walker
2015). Persons come in as sums of squares, so that they may be many.
"""

import attrs

from collabtherapy.errors import NotMeasurable
from collabtherapy.measures.optional import needs

with needs("models"):
    import numpy as np
    import numpy.typing as npt
    from scipy.optimize import minimize

__all__ = ["Floats", "MixedFit", "fit_mixed"]

Floats = npt.NDArray[np.float64]

STARTS = ((1.0, 0.0, 1.0), (1.0, 0.0, 0.1), (0.3, 0.0, 0.0), (1.0, -0.5, 0.3))
"""Where the search begins: a likelihood with a ridge may hold one of them up."""


FARTHEST = 1e4
"""How many errors people may differ by in the search."""

ROUNDING = 1e-12
"""A share of the squares as small as this is what rounding left of none."""


@attrs.frozen(kw_only=True, eq=False)
class MixedFit:
    """A fitted model.

    Args:
        fixed: the fixed effects, ``(effects,)``.
        fixed_covariance: of their estimates, ``(effects, effects)``.
        covariance: of the persons' intercepts and slopes, ``(2, 2)``.
        sigma: the standard deviation of the error, in points.
        criterion: minus twice the restricted log likelihood.
        deviations: each person's intercept and slope beside the fixed ones, as
            expected given their scores, ``(people, 2)``.
        deviation_sds: the conditional standard deviations of these, ``(people, 2)``.
    """

    fixed: Floats
    fixed_covariance: Floats
    covariance: Floats
    sigma: float
    criterion: float
    deviations: Floats
    deviation_sds: Floats


@attrs.frozen(kw_only=True, eq=False)
class _Sums:
    """All that the likelihood asks of the scores; z is 1 and the scaled time."""

    n: int
    xx: Floats
    xy: Floats
    yy: float
    zz: Floats
    zx: Floats
    zy: Floats


@attrs.frozen(kw_only=True, eq=False)
class _Solved:
    """The profile at one place of the search."""

    criterion: float
    fixed: Floats
    fixed_precision: Floats
    error: float
    inner: Floats


def fit_mixed(
    y: Floats, x: Floats, time: Floats, person: npt.NDArray[np.intp]
) -> MixedFit:
    """Fit it.

    Args:
        y: the scores, ``(scores,)``.
        x: what is the same for everybody, ``(scores, effects)``.
        time: what each person has a slope over, ``(scores,)``.
        person: whose score it is, from 0 with none left out, ``(scores,)``.

    Raises:
        NotMeasurable: the times do not vary, there are too few scores, or the fixed
            effects cannot be told apart.
    """
    middle, width = float(time.mean()), float(time.std())
    if width == 0:
        raise NotMeasurable("times", "no_spread", "give scores at different times")
    if len(y) <= x.shape[1] or np.linalg.matrix_rank(x) < x.shape[1]:
        raise NotMeasurable("scores", "too_few", "give more people, sessions or scores")
    z = np.column_stack([np.ones_like(time), (time - middle) / width])
    _check_error(y - y.mean(), x, z, person)
    sums = _summed(y, x, z, person)
    theta = _search(sums)
    solved, factor = _solve(theta, sums), _factor(theta)
    # Back from the scaled time: an intercept at 0, a slope over one unit.
    back = np.array([[1, -middle / width], [0, 1 / width]])
    rest = sums.zy - sums.zx @ solved.fixed
    gain = back @ factor @ solved.inner @ factor.T  # (people, 2, 2)
    deviations = np.einsum("pij,pj->pi", gain, rest)
    spread = solved.error * np.einsum("pij,kj->pik", gain, back)
    return MixedFit(
        fixed=solved.fixed,
        fixed_covariance=solved.error * _inverse(solved.fixed_precision),
        covariance=solved.error * back @ factor @ factor.T @ back.T,
        sigma=float(np.sqrt(solved.error)),
        criterion=solved.criterion,
        deviations=deviations,
        deviation_sds=np.sqrt(np.einsum("pii->pi", spread).clip(min=0)),
    )


def _check_error(y: Floats, x: Floats, z: Floats, person: npt.NDArray[np.intp]) -> None:
    """Refuse scores that lie on everybody's own line: no error, no likelihood."""
    sums = _summed(y, x, z, person)
    own = np.linalg.pinv(sums.zz, hermitian=True)
    explained = float(np.einsum("pi,pij,pj->", sums.zy, own, sums.zy))
    if sums.yy - explained <= ROUNDING * sums.yy:
        raise NotMeasurable(
            "scores", "no_spread", "give scores that vary around a line of their own"
        )


def _summed(y: Floats, x: Floats, z: Floats, person: npt.NDArray[np.intp]) -> _Sums:
    order = np.argsort(person, kind="stable")
    y, x, z = y[order], x[order], z[order]
    starts = np.flatnonzero(np.diff(person[order], prepend=-1))
    return _Sums(
        n=len(y),
        xx=x.T @ x,
        xy=x.T @ y,
        yy=float(y @ y),
        zz=np.add.reduceat(z[:, :, None] * z[:, None, :], starts),
        zx=np.add.reduceat(z[:, :, None] * x[:, None, :], starts),
        zy=np.add.reduceat(z * y[:, None], starts),
    )


def _inverse(matrices: Floats) -> Floats:
    return np.asarray(np.linalg.inv(matrices), dtype=np.float64)


def _factor(theta: Floats) -> Floats:
    return np.array([[theta[0], 0.0], [theta[1], theta[2]]])


def _solve(theta: Floats, sums: _Sums) -> _Solved:
    """Profile out the fixed effects and the error, person by person (Woodbury)."""
    factor = _factor(theta)
    within = np.eye(2) + factor.T @ sums.zz @ factor
    inner = _inverse(within)
    zx, zy = factor.T @ sums.zx, sums.zy @ factor
    shrunk = inner @ zx
    precision = sums.xx - np.einsum("pij,pik->jk", zx, shrunk)
    weighted = sums.xy - np.einsum("pij,pi->j", shrunk, zy)
    fixed = _inverse(precision) @ weighted
    own = float(np.einsum("pi,pij,pj->", zy, inner, zy))
    squares = sums.yy - own - float(fixed @ weighted)
    free = sums.n - len(fixed)
    error = squares / free
    criterion = (
        np.log(np.linalg.det(within)).sum()
        + np.linalg.slogdet(precision)[1]
        + free * (1 + np.log(2 * np.pi * error))
    )
    return _Solved(
        criterion=float(criterion),
        fixed=fixed,
        fixed_precision=precision,
        error=error,
        inner=inner,
    )


def _search(sums: _Sums) -> Floats:
    """Find the lowest criterion: roughly from several starts, then exactly."""

    def criterion(theta: Floats) -> float:
        return _solve(theta, sums).criterion

    def lowest(start: Floats, *, within: float) -> tuple[float, Floats]:
        found = minimize(
            criterion,
            start,
            method="Nelder-Mead",  # three numbers, and no derivative at their bounds
            bounds=[(0, FARTHEST), (-FARTHEST, FARTHEST), (0, FARTHEST)],
            options={"xatol": within, "fatol": within},
        )
        return float(found.fun), np.asarray(found.x, dtype=np.float64)

    rough = [lowest(np.array(start), within=1e-4) for start in STARTS]
    _, best = min(rough, key=lambda found: found[0])
    return lowest(best, within=1e-7)[1]
