"""Exponential, logarithm and normal quantile from + − × ÷ √ alone.

A machine's own exp and log differ in the last bit from one machine to the next, and
one bit decides whether somebody stays. These take the same steps wherever they run:
on one number in plain Python, on an array in NumPy, and compiled by Numba. What is
used of NumPy (floor, minimum, maximum, square root) is exact everywhere.

>>> float(exp(0.0)), round(float(exp(1.0)), 12), round(float(log(0.5)), 12)
(1.0, 2.718281828459, -0.69314718056)
>>> round(float(normal(0.975)), 9), normal(0.5)
(1.959963985, 0.0)
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = Any
"""Numbers in an array, or a single one: what works on the one works on the other.

NumPy's types have no name for that, nor for what comes of mixing the two.
"""

Vector: TypeAlias = NDArray[np.float64]
"""Numbers in an array, and never a single one."""

LARGEST_EXPONENT = 20.0
SHRINK = 1.0 / 64.0


def exp(x: Floats) -> Floats:
    """Give e to the power of ``x``, for ``x`` cut to −20 to 20.

    A 64th of ``x`` lies within 0.32, where eight terms of the series are close;
    squaring six times undoes the division (relative error below 1e-8).
    """
    y = np.minimum(np.maximum(x, -LARGEST_EXPONENT), LARGEST_EXPONENT) * SHRINK
    y2 = y * y
    y4 = y2 * y2
    low = (1.0 + y) + y2 * (1.0 / 2.0 + y * (1.0 / 6.0))
    high = (1.0 / 24.0 + y * (1.0 / 120.0)) + y2 * (1.0 / 720.0 + y * (1.0 / 5040.0))
    e = low + y4 * (high + y4 * (1.0 / 40320.0))
    e = e * e
    e = e * e
    e = e * e
    e = e * e
    e = e * e
    return e * e


def log(u: Floats) -> Floats:
    """Give the natural logarithm of ``u``, from 1e-12 to 1.

    Seven square roots bring ``u`` within 0.8 to 1, where the series in
    (y − 1) / (y + 1) is short; multiplying by 128 undoes the roots.
    """
    y = np.sqrt(np.sqrt(np.sqrt(np.sqrt(np.sqrt(np.sqrt(np.sqrt(u)))))))
    t = (y - 1.0) / (y + 1.0)
    s = t * t
    p = 1.0 / 13.0
    p = 1.0 / 11.0 + s * p
    p = 1.0 / 9.0 + s * p
    p = 1.0 / 7.0 + s * p
    p = 1.0 / 5.0 + s * p
    p = 1.0 / 3.0 + s * p
    return 256.0 * t * (1.0 + s * p)


def logistic(x: Floats) -> Floats:
    """Give the chance whose log odds are ``x``."""
    return 1.0 / (1.0 + exp(-x))


CENTRE = 0.425


def quantile_centre(q: Floats) -> Floats:
    """Give the normal quantile of 0.5 + ``q``, for ``q`` within ±0.425.

    Source: Wichura 1988, Algorithm AS 241 (PPND16), Applied Statistics 37:477-484.
    """
    r = 0.180625 - q * q
    top = 2509.0809287301226727
    top = top * r + 33430.575583588128105
    top = top * r + 67265.770927008700853
    top = top * r + 45921.953931549871457
    top = top * r + 13731.693765509461125
    top = top * r + 1971.5909503065514427
    top = top * r + 133.14166789178437745
    top = top * r + 3.387132872796366608
    below = 5226.495278852545925
    below = below * r + 28729.085735721942674
    below = below * r + 39307.89580009271061
    below = below * r + 21213.794301586595867
    below = below * r + 5394.1960214247511077
    below = below * r + 687.1870074920579083
    below = below * r + 42.313330701600911252
    below = below * r + 1.0
    return q * top / below


def quantile_tail(p: Floats) -> Floats:
    """Give how far out the normal quantile of a small ``p`` lies, 1e-11 to 0.075.

    Source: as for the centre; the further tail is out of reach of 32 bits.
    """
    r = np.sqrt(-log(p)) - 1.6
    top = 7.7454501427834140764e-4
    top = top * r + 0.0227238449892691845833
    top = top * r + 0.24178072517745061177
    top = top * r + 1.27045825245236838258
    top = top * r + 3.64784832476320460504
    top = top * r + 5.7694972214606914055
    top = top * r + 4.6303378461565452959
    top = top * r + 1.42343711074968357734
    below = 1.05075007164441684324e-9
    below = below * r + 5.475938084995344946e-4
    below = below * r + 0.0151986665636164571966
    below = below * r + 0.14810397642748007459
    below = below * r + 0.68976733498510000455
    below = below * r + 1.6763848301838038494
    below = below * r + 2.05319162663775882187
    below = below * r + 1.0
    return top / below


def normal(u: Floats) -> Floats:
    """Give the standard normal quantile of one number strictly between 0 and 1."""
    q = u - 0.5
    if abs(q) <= CENTRE:
        return quantile_centre(q)
    if q < 0.0:
        return -quantile_tail(u)
    return quantile_tail(1.0 - u)


def normals(u: Floats) -> Floats:
    """Give the standard normal quantiles of an array, the same bits as one by one."""
    q = u - 0.5
    found = quantile_centre(q)
    far = np.nonzero(np.abs(q) > CENTRE)
    tails = quantile_tail(np.minimum(u[far], 1.0 - u[far]))
    found[far] = np.where(q[far] < 0.0, -tails, tails)
    return found
