"""The page of what a refusal may tell somebody of what they do not see."""

from collabtherapy import law
from collabtherapy.partnership.law.sight.standing import OUTSIDE


def page() -> str:
    """Return the page."""
    joint = "\n".join(
        f"| `{row.reason.code}` | {row.learns} | {row.because} |" for row in law.JOINT
    )
    coarse = "\n".join(f"| `{one.code}` | {one.sentence} |" for one in law.COARSE)
    outside = "\n".join(
        f"| {row.name} | {_sees(everywhere=row.everywhere)} | {row.because} |"
        for row in OUTSIDE
    )
    return f"""# What a refusal may tell

No answer tells somebody more than their view shows. If two histories look alike to
them, they are offered the same and refused with the same, whatever else is in the
histories ([decision 15](../decisions/0015-a-refusal-tells-no-more-than-a-view.md)).
What one may not see does not exist for one: to accept a proposal that is hidden is
refused as one that was never put. The law is asked of what the actor sees; if it finds
nothing there, and refuses all the same, one of two sentences is all that is told:

| code | sentence |
| --- | --- |
{coarse}

Neither has a fix. `p.refusals(act)` tells the rest to whoever keeps the record.

## What is told of others

A joint act waits for others. These are the reasons for which `others.not_ready` is
given, and the only ones: one bit, once, and nobody named. Options are offered without
regard to them.

| reason | who learns that there is one | because |
| --- | --- | --- |
{joint}

## From outside

Who is not in a partnership is told `person.not_here`, the same for every act and every
partnership, unless the law permits their act. Two may look in, and are answered from
what they see:

| who | sees | because |
| --- | --- | --- |
{outside}

A nominee, whoever takes the work on, a coder, and a representative whom nobody has
confirmed see nothing: what they do is permitted or it is not. An organisation keeps the
record, so it is told every reason, though no view is for it.
"""


def _sees(*, everywhere: bool) -> str:
    if everywhere:
        return "what a therapist sees"
    return "what the clients see for whom they speak"
