"""Telling many partnerships, one at a time, and what was left out of all of them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import import_module

import attrs

from collabtherapy.exports.event import Lost, Trace
from collabtherapy.exports.names import Labels, NamedAlike, Names, labels
from collabtherapy.exports.research import NOT_CONSENTED, NOT_YET, Research
from collabtherapy.exports.trace import traced
from collabtherapy.measures.optional import needs
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.values.ids import PartnershipId, PersonId


@attrs.frozen(kw_only=True)
class Report:
    """What went out, and what did not.

    Args:
        n_partnerships: how many partnerships went out.
        n_events: how many of their acts, each an event.
        n_things: how many things and people they touched.
        lost: everything that was left out, and why; nothing else was.
    """

    n_partnerships: int
    n_events: int
    n_things: int
    lost: tuple[Lost, ...]


@attrs.frozen
class Told:
    """A partnership as it went out, what all in it are called, and its trace."""

    partnership: Partnership
    labels: Labels
    trace: Trace

    def who(self, person: PersonId) -> str | None:
        """Give what somebody is called; None, if they are no member and do nothing."""
        return self.labels.find(self.labels.key(person))


@attrs.define(kw_only=True)
class Telling:
    """Partnerships to be told; iterate over it, once, to have that done.

    Args:
        partnerships: which, each once; nothing is kept of one that has been told but
            its name.
        names: what ids are called outside; each partnership's own numbers, unless
            given.
        research: the study that it is for; every partnership goes out, unless given.
        progress: whether to show a progress bar, if somebody is there to see it.
    """

    partnerships: Iterable[Partnership]
    names: Names | None = None
    research: Research | None = None
    progress: bool = False
    _cases: dict[PartnershipId, str] = attrs.field(
        factory=dict[PartnershipId, str], init=False
    )
    _taken: set[str] = attrs.field(factory=set[str], init=False)
    _n_events: int = attrs.field(default=0, init=False)
    _n_things: int = attrs.field(default=0, init=False)
    _lost: Counter[tuple[str, str]] = attrs.field(
        factory=Counter[tuple[str, str]], init=False
    )

    def __iter__(self) -> Iterator[Trace]:
        """Tell each partnership that may go out.

        Raises:
            NamedAlike: two partnerships would be called alike, or one comes twice.
        """
        for told in self.beside():
            yield told.trace

    def beside(self) -> Iterator["Told"]:
        """Tell each partnership that may go out, beside the partnership itself."""
        for whole in bar(self.partnerships) if self.progress else self.partnerships:
            p = self._may_go_out(whole)
            if p is None:
                continue
            if p.id in self._cases:
                raise NamedAlike("a partnership is told once")
            called = labels(p, place=len(self._cases) + 1, names=self.names)
            if called.case in self._taken:
                raise NamedAlike("two partnerships would be called alike")
            told = traced(p, called, follows=self._predecessor(p))
            self._taken.add(told.case)
            self._cases[p.id] = told.case
            self._count(told)
            yield Told(p, called, told)

    def _may_go_out(self, whole: Partnership) -> Partnership | None:
        if self.research is None:
            return whole
        p = self.research.as_of(whole)
        if p is None:
            self._lost["Partnership", NOT_YET] += 1
        elif not self.research.permits(p):
            self._lost["Partnership", NOT_CONSENTED] += 1
            return None
        return p

    def _predecessor(self, p: Partnership) -> str | None:
        """Give what the one before is called, if it went out under a lasting name."""
        before = p.opening.predecessor
        if self.names is None or before is None:
            return None
        return self._cases.get(before)

    def _count(self, told: Trace) -> None:
        self._n_events += len(told.events)
        self._n_things += len(told.things)
        for lost in told.lost:
            self._lost[lost.what, lost.because] += lost.n

    def report(self) -> Report:
        """Give what has gone out so far, and what has not."""
        return Report(
            n_partnerships=len(self._cases),
            n_events=self._n_events,
            n_things=self._n_things,
            lost=tuple(
                Lost(what=what, because=because, n=n)
                for (what, because), n in sorted(self._lost.items())
            ),
        )


def bar(partnerships: Iterable[Partnership]) -> Iterator[Partnership]:
    """Give partnerships with a progress bar, if somebody is there to see it.

    Raises:
        ModuleNotFoundError: tqdm is not installed; it comes with an extra.
    """
    with needs("progress"):
        tqdm = import_module("tqdm").tqdm
    whole: Iterator[Partnership] = iter(tqdm(partnerships, unit="case", disable=None))
    return whole
