"""The two scales that are scored at every session, and what counts as change on them.

Facts of scoring and of the service's own definitions; no wording of any item. They
stand here, and only here, until an instrument of `collabtherapy.measures` takes their
place.

Sources: NHS Talking Therapies, metadata of the annual measures (caseness: PHQ-9 of 10
or more, GAD-7 of 8 or more; recovery: a case at the start and below both at the end);
the IAPT manual (reliable change: PHQ-9 of 6 or more, GAD-7 of 4 or more).
"""

import attrs


@attrs.frozen(kw_only=True)
class Scale:
    """A self-report scale on which lower is better.

    Args:
        code: its short name, as `RecordMeasure.instrument` takes it.
        top: the highest score; the lowest is 0.
        case_from: from which score on somebody counts as a case.
        reliable_change: the smallest change that is not put down to chance.
    """

    code: str
    top: int
    case_from: int
    reliable_change: int


PHQ9 = Scale(code="phq-9", top=27, case_from=10, reliable_change=6)
GAD7 = Scale(code="gad-7", top=21, case_from=8, reliable_change=4)
