"""Waiting lists in arrays: first come, first served, each service for itself."""

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
"""Row numbers, or what else is counted in whole numbers."""


def within(groups: Rows, n: int) -> Rows:
    """Give each place in its own group, from 0, where groups come in order.

    >>> within(np.array([0, 0, 2, 2, 2]), 3).tolist()
    [0, 1, 0, 1, 2]
    """
    first = np.searchsorted(groups, np.arange(n))
    place: Rows = np.arange(len(groups)) - first[groups]
    return place


def first_served(waiting: Rows, service: Rows, places: Rows) -> tuple[Rows, Rows, Rows]:
    """Split a list into those whose turn it is and those who go on waiting.

    Args:
        waiting: rows in order of joining.
        service: the service of each.
        places: how many places each service has.

    Returns:
        Those served, service by service and in order; their services; those left, in
        order of joining.
    """
    order = np.argsort(service, kind="stable")
    groups = service[order]
    served = within(groups, len(places)) < places[groups]
    left = waiting[np.sort(order[~served])]
    return waiting[order[served]], groups[served], left


def hand_out(
    waiting: Rows, service: Rows, free: Rows, owner: Rows, n: int
) -> tuple[Rows, Rows, Rows]:
    """Give the free slots of each service to whoever has waited longest there.

    Args:
        waiting: rows in order of joining.
        service: the service of each.
        free: the free slots, ascending.
        owner: the service of each of them, ascending.
        n: how many services there are.

    Returns:
        Those served, the slot of each, and those left.
    """
    places = np.bincount(owner, minlength=n)
    served, theirs, left = first_served(waiting, service, places)
    taken = within(owner, n) < np.bincount(theirs, minlength=n)[owner]
    return served, free[taken], left
