"""What must hold of every history, whatever the tables say.

Each promise is a sentence about one act in its place, read off the acts alone. They are
weaker than the law, which says all of it, and they know none of its tables: what breaks
one of them is a fault of the law, or of whoever wrote the history.
"""

from collections.abc import Iterator, Mapping

from collabtherapy import Moment as Past
from collabtherapy import Partnership, acts
from collabtherapy.partnership.replay import transitions
from collabtherapy.testing.promises.moment import Moment, Promise
from collabtherapy.testing.promises.of_agreeing import OF_AGREEING
from collabtherapy.testing.promises.of_caring import OF_CARING
from collabtherapy.testing.stories import story

__all__ = ["PROMISES", "Moment", "Promise", "broken", "check_history"]

PROMISES: Mapping[str, Promise] = {**OF_AGREEING, **OF_CARING}
"""Every promise, by its sentence."""


def broken(p: Partnership) -> Iterator[tuple[str, int]]:
    """Yield every promise that a history breaks, and after how many acts.

    An act that is known not to go together with a late one is named as a conflict, and
    promised nothing of.
    """
    conflicting = {conflict.version for conflict in p.conflicts}
    done: list[acts.Act] = []
    for one in transitions(p):
        if one.is_consequence:
            continue  # which nobody did
        done.append(one.act)
        if one.before is None or one.version in conflicting:
            continue
        moment = Moment(
            before=Past(one.before, one.before.at, p.recorded),
            act=one.act,
            after=Past(one.after, one.after.at, p.recorded),
            history=tuple(done),
        )
        for sentence, holds in PROMISES.items():
            if not holds(moment):
                yield sentence, len(done)


def check_history(p: Partnership) -> None:
    """Check a history against what must hold of every one.

    Raises:
        AssertionError: it breaks a promise; with the sentence, and the story so far.

    >>> from collabtherapy import Stage
    >>> from collabtherapy.testing.ways import led_to, two
    >>> check_history(led_to(two(), Stage.FOLLOW_UP))
    """
    for sentence, n in broken(p):
        so_far = [one.handed_in for one in transitions(p) if not one.is_consequence]
        raise AssertionError(f"{sentence}\n{story(so_far[:n])}")
