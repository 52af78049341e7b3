"""The page that shows every refusal in its smallest situation, and what mends it.

The situations are those that ship with the test kit; nothing here is written by hand.
"""

from collections.abc import Iterator

from collabtherapy import Change, Do, matters
from collabtherapy.partnership.refusals import Remedy
from collabtherapy.testing.situations import SITUATIONS


def page() -> str:
    """Give the page, but for its first line."""
    rows = "\n".join(_rows())
    return f"""# Every refusal, met

What somebody is told who tries what they may not, in the smallest situation in which
each reason is met, and what would mend it, in that order. `Partnership.why_not` gives
the same as values; the [table of reasons](lifecycle.md#reasons-for-a-refusal) says what
each rests on.

| code | tried | what is said | what mends it |
| --- | --- | --- | --- |
{rows}
"""


def _rows() -> Iterator[str]:
    for code, (situation, attempt) in SITUATIONS.items():
        p = situation()
        act = attempt(p)
        (refusal,) = [reason for reason in p.why_not(act) if reason.code == code]
        fix = ", then ".join(map(_mended, refusal.fix))
        yield f"| `{code}` | {type(act).__name__} | {refusal.message} | {fix} |"


def _mended(remedy: Remedy) -> str:
    if isinstance(remedy, Change):
        if remedy.to is None:
            return f"another `{remedy.field}`"
        return f"`{remedy.field}`: {' or '.join(map(_said, remedy.to)) or 'none there'}"
    return _done(remedy)


def _done(do: Do) -> str:
    by = (" and " if do.each else " or ").join(do.by)
    fields = ", ".join(f"{name} {_said(value)}" for name, value in do.fields.items())
    who = by or ("everybody" if do.each else "whoever may")
    return f"{who}: {do.act.__name__}{f' ({fields})' if fields else ''}"


def _said(value: object) -> str:
    """Tell a value without anybody's words."""
    if isinstance(value, matters.Matter):
        return type(value).__name__
    if isinstance(value, frozenset | set | tuple):
        return ", ".join(sorted(map(_said, value))) or "none"
    return value.__name__ if isinstance(value, type) else str(value)
