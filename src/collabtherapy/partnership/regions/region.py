"""How a region says what its acts bring about and what it refuses by itself.

A region sees its own value and the act, nothing else: that an act changes only the
regions that name it is then true by construction. What looks across regions stands
in `guards` and `law.duties`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Generic, TypeAlias, TypeVar, cast, final

import attrs

from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.ids import PersonId, ProposalId
from collabtherapy.partnership.values.refusals import Refusal

R = TypeVar("R")
A = TypeVar("A", bound=Act)
M_co = TypeVar("M_co", bound=Matter, covariant=True)


@attrs.frozen(kw_only=True)
class Settled(Generic[M_co]):
    """A matter on which everyone whose assent it needs has accepted one version.

    Args:
        id: the proposal that settled.
        version: the number of the version that was accepted, from 1.
        matter: what was decided.
        by: who proposed that version.
        at: when the last acceptance was recorded; of what was carried over, when it was
            agreed elsewhere.
        carried_over: whether it was agreed elsewhere, and carried over from there by
            the organisation that *by* names.
    """

    id: ProposalId
    version: int
    matter: M_co
    by: PersonId
    at: datetime
    carried_over: bool = False


Fold: TypeAlias = Callable[[R, A], R]
Settle: TypeAlias = Callable[[R, Settled[M_co]], R]
Check: TypeAlias = Callable[[R, A], Refusal | None]


@final
class Region(Generic[R]):
    """One region of the state: its empty value and its rows of the law.

    Args:
        name: the field of `State` that holds it.
        empty: what it is before anything was done.
    """

    def __init__(self, name: str, empty: R) -> None:
        """Make a region of which nothing has been said yet."""
        self.name = name
        self.empty = empty
        self._folds: dict[type[Act], Fold[R, Act]] = {}
        self._settles: dict[type[Matter], Settle[R, Matter]] = {}
        self._checks: dict[type[Act], tuple[Check[R, Act], ...]] = {}

    def folds(self, kind: type[A]) -> Callable[[Fold[R, A]], Fold[R, A]]:
        """Mark what an act of ``kind`` makes of this region; one function a kind."""

        def mark(fold: Fold[R, A]) -> Fold[R, A]:
            if kind in self._folds:
                raise TypeError(f"{kind.__name__} is folded twice in {self.name}")
            self._folds[kind] = cast("Fold[R, Act]", fold)
            return fold

        return mark

    def settles(self, kind: type[M_co]) -> Callable[[Settle[R, M_co]], Settle[R, M_co]]:
        """Mark what a settled matter of ``kind`` makes of this region."""

        def mark(settle: Settle[R, M_co]) -> Settle[R, M_co]:
            if kind in self._settles:
                raise TypeError(f"{kind.__name__} is settled twice in {self.name}")
            self._settles[kind] = cast("Settle[R, Matter]", settle)
            return settle

        return mark

    def refuses(self, *kinds: type[Act]) -> Callable[[Check[R, A]], Check[R, A]]:
        """Mark one condition on acts of these kinds, asked in the order written."""

        def mark(check: Check[R, A]) -> Check[R, A]:
            for kind in kinds:
                before = self._checks.get(kind, ())
                self._checks[kind] = (*before, cast("Check[R, Act]", check))
            return check

        return mark

    @property
    def fold_rows(self) -> Mapping[type[Act], Fold[R, Act]]:
        """What each kind of act makes of this region."""
        return MappingProxyType(self._folds)

    @property
    def settle_rows(self) -> Mapping[type[Matter], Settle[R, Matter]]:
        """What each kind of matter makes of this region when it settles."""
        return MappingProxyType(self._settles)

    @property
    def check_rows(self) -> Mapping[type[Act], tuple[Check[R, Act], ...]]:
        """What this region refuses of each kind of act."""
        return MappingProxyType(self._checks)
