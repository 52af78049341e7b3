"""Corrections: which entries were taken out of effect, by whom, and why.

That they have no effect any more is the timeline's doing; here is what was said.
"""

from datetime import datetime

import attrs

from collabtherapy.partnership.regions.region import Region, Settled
from collabtherapy.partnership.values.corrections import Correction, EnteredInError
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.register import Register


@attrs.frozen(kw_only=True)
class Struck:
    """That an entry was taken out of effect.

    Args:
        by: who asked for it, alone or together with others.
        at: when.
        because: why, as a short name.
    """

    by: PersonId
    at: datetime
    because: str


@attrs.frozen(kw_only=True)
class Corrections:
    """What was taken out of effect.

    Args:
        struck: why, by the number of the entry.
    """

    struck: Register[int, Struck] = Register()


CORRECTIONS = Region("corrections", Corrections())


@CORRECTIONS.folds(EnteredInError)
def _strike(corrections: Corrections, act: EnteredInError) -> Corrections:
    struck = Struck(by=act.by, at=act.at, because=act.because)
    return Corrections(struck=corrections.struck.put(act.act, struck))


@CORRECTIONS.settles(Correction)
def _correct(corrections: Corrections, settled: Settled[Correction]) -> Corrections:
    matter = settled.matter
    struck = Struck(by=settled.by, at=settled.at, because=matter.because)
    return Corrections(struck=corrections.struck.put(matter.act, struck))
