"""A rule-based test of an application that keeps partnerships in its own way.

The application is reached through an adapter of five methods. Whatever is drawn is
done in it and in a `Partnership` beside it; where the two part, the test fails with the
shortest story found that parts them.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import ClassVar

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from collabtherapy import (
    Partnership,
    Stage,
    acts,
    matters,
)
from collabtherapy.partnership.law.plans import kinds
from collabtherapy.testing.aims import Aim, aims
from collabtherapy.testing.coverage import Coverage
from collabtherapy.testing.directed import attempted, onward
from collabtherapy.testing.making import made
from collabtherapy.testing.offered import STEPS_OF_TIME, offered
from collabtherapy.testing.openings import opening_of, openings
from collabtherapy.testing.parting import (
    EVERYTHING,
    Adapter,
    Promise,
    compared,
    opened,
    parting,
    reasons,
    shortest,
)
from collabtherapy.testing.remedies import NotCarriedOut
from collabtherapy.testing.spelled import chosen, spellings
from collabtherapy.testing.stories import story

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)

METHODS = ("open", "attempt", "stage", "in_force", "dissents")
"""What an adapter can do."""

CLOSES = 16
"""One in so many of the acts that would close a partnership is done."""


class PartnershipMachine(RuleBasedStateMachine):
    """What `partnership_machine` makes: rules that go where the law leads.

    Its `met` says which rows of the law, and which refusals, the run has met.
    """

    made_by: ClassVar[tuple[Callable[[], Adapter]]]
    promise: ClassVar[Promise]
    met: ClassVar[Coverage]
    found: ClassVar[tuple[acts.Act, ...] | None]

    app: Adapter
    p: Partnership

    def __init__(self) -> None:
        super().__init__()
        self._story = ExitStack()

    def teardown(self) -> None:
        """Close the application, whatever became of the story."""
        self._story.close()

    def _open(self, p: Partnership) -> None:
        (make,) = self.made_by
        app = made(make, "adapter", *METHODS)
        self.p, self._tried = p, list[acts.Act]()
        self.app = self._story.enter_context(opened(app, opening_of(p)))

    def _try(self, new: Iterable[acts.Act]) -> None:
        """Do some acts and compare; stop before one that is not for the application."""
        for act in new:
            if not self.promise.covers(act, reasons(self.p, act)):
                return
            self.met.tried(self.p, act)
            self._tried.append(act)
            self.p, other = compared(self.app, self.p, act)
            if other is not None:
                raise AssertionError(self._told())

    def _told(self) -> str:
        """Tell the shortest story that parts the two; sought once, and then known."""
        cls, opening = type(self), opening_of(self.p)
        (make,) = self.made_by
        if cls.found is None:
            cls.found = shortest(make, self.promise, opening, self._tried)
        where = parting(make, self.promise, opening, cls.found)
        return f"{where}:\n{story((opening, *cls.found))}"

    def _goes_on(self, thing: str, *, skipping: bool = False) -> None:
        """Do something with whatever it asks for first; or leave one act of it out."""
        possible = [a for a in aims(self.p.stage) if self._takes(a)]
        aim, way = chosen(thing, possible)
        at = self.p.at + STEPS_OF_TIME[way % len(STEPS_OF_TIME)]
        # An application is handed what people do themselves.
        after = attempted(self.p, aim, at=at, way=way, entered=False)
        if after is None or not _goes(after, way):
            return
        new = after.history[self.p.version :]
        left_out = way % len(new) if skipping else len(new)
        self._try((*new[:left_out], *new[left_out + 1 :]))

    def _takes(self, aim: Aim) -> bool:
        if not issubclass(aim, matters.Matter):
            return aim in self.promise.acts
        return self.promise.matters is None or aim in self.promise.matters

    def _attempts(self, thing: str) -> None:
        known = [kind for kind in kinds() if kind in self.promise.acts]
        kind, way = chosen(thing, known)
        at = self.p.at + STEPS_OF_TIME[way % len(STEPS_OF_TIME)]
        tried = [a for a in offered(self.p, kind, at) if self.promise.takes(a)]
        for act in tried[way % len(tried) :][:1] if tried else ():
            if self.p.why_not(act) or _goes(self.p.record(act), way):
                self._try((act,))


def _goes(after: Partnership, way: int) -> bool:
    """Whether to go there: seldom to the end, after which little can be tried."""
    return after.stage.is_open or way % CLOSES == CLOSES - 1


def partnership_machine(
    make: Callable[[], Adapter],
    *,
    promise: Promise = EVERYTHING,
    opening: st.SearchStrategy[Partnership] | None = None,
) -> type[PartnershipMachine]:
    """Make a rule-based test of an application over an adapter.

    In a test module, ``TestApp = partnership_machine(MyAdapter).TestCase`` is the test;
    afterwards the class's ``met`` says what was covered.

    Args:
        make: gives an adapter of an application in which nothing has happened.
        promise: what of the law the application knows; everything, unless given.
        opening: how a partnership is asked for; with one client, unless given.
    """
    started = openings(clients=1) if opening is None else opening

    class Machine(PartnershipMachine):
        @initialize(p=started)
        def opens(self, p: Partnership) -> None:
            self._open(p)

        @rule(stage=st.sampled_from(Stage))
        def is_led_to(self, stage: Stage) -> None:
            try:
                after = onward(self.p, stage)
            except NotCarriedOut:
                return
            self._try(after.history[self.p.version :])

        @rule(things=spellings(at_most=4))
        def goes_on(self, things: str) -> None:
            for thing in things:
                self._goes_on(thing)

        @rule(thing=spellings(at_most=1))
        def skips_something(self, thing: str) -> None:
            for one in thing:
                self._goes_on(one, skipping=True)

        @rule(things=spellings(at_most=4))
        def somebody_tries(self, things: str) -> None:
            for thing in things:
                self._attempts(thing)

    Machine.made_by = (make,)
    Machine.promise, Machine.met, Machine.found = promise, Coverage(), None
    # The story is made short by leaving acts out, which is quicker than shrinking.
    Machine.TestCase.settings = settings(Machine.TestCase.settings, phases=PHASES)
    return Machine
