"""What a filter of a region is, and tables of them by the names of the regions."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias, TypeVar, cast

from collabtherapy.partnership.law.sight.access import Viewer

R = TypeVar("R")

RegionFilter: TypeAlias = Callable[[R, Viewer], R]
"""Return what somebody sees of a region."""


def row(name: str, filter_: RegionFilter[R]) -> tuple[str, RegionFilter[object]]:
    """Return the row of one region."""
    return name, cast("RegionFilter[object]", filter_)


def by_region(
    *rows: tuple[str, RegionFilter[object]],
) -> Mapping[str, RegionFilter[object]]:
    """Return a table of filters by the names of the regions."""
    return MappingProxyType(dict(rows))
