"""Acts that must be refused, each with the codes that it must be refused with.

Half of them come from the catalogue of every reason there is, each in its smallest
situation; the others are tried in whole histories, where several reasons meet. The
catalogue names the code by itself: it does not ask the law.
"""

from collections.abc import Sequence

import attrs
from hypothesis import strategies as st

from collabtherapy import Partnership, acts
from collabtherapy.testing.histories import histories
from collabtherapy.testing.offered import attempts
from collabtherapy.testing.situations import SITUATIONS


@attrs.frozen(kw_only=True)
class Illegal:
    """An act that must be refused where a partnership stands.

    Args:
        p: the partnership.
        act: what somebody tries.
        codes: every reason for which it is refused, in the order of the law.
        because: the reason that the catalogue gives for it, where it comes from there.
    """

    p: Partnership
    act: acts.Act
    codes: tuple[str, ...]
    because: str | None = None


@st.composite
def illegal_acts(draw: st.DrawFn, *, codes: Sequence[str] | None = None) -> Illegal:
    """Draw an act that must be refused, with where it is tried and the exact codes.

    Args:
        draw: how strategies are drawn from; given by Hypothesis.
        codes: reasons that it must be refused for; any reason, unless given.

    Raises:
        KeyError: there is no reason of such a code.

    >>> from hypothesis import find
    >>> tried = find(illegal_acts(codes=["pause.no_reason"]), lambda _: True)
    >>> tried.because, tried.codes
    ('pause.no_reason', ('pause.no_reason',))
    """
    because = draw(st.sampled_from(tuple(SITUATIONS) if codes is None else codes))
    if codes is None and draw(st.booleans()):
        p = draw(histories())
        act = draw(attempts(p))
        refused = _codes(p, act)
        if refused:
            return Illegal(p=p, act=act, codes=refused)
    situation, attempt = SITUATIONS[because]
    p = situation()
    act = attempt(p)
    return Illegal(p=p, act=act, codes=_codes(p, act), because=because)


def _codes(p: Partnership, act: acts.Act) -> tuple[str, ...]:
    return tuple(refusal.code for refusal in p.refusals(act))
