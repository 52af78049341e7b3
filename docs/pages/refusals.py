"""The page of reasons: each in its smallest situation, and what clears it."""

from collections.abc import Iterator

from collabtherapy import Refusal, law
from collabtherapy.testing.situations import SITUATIONS
from collabtherapy.testing.stories import story

HEAD = ("| reason | somebody tries → what clears it |", "| --- | --- |")


def met() -> Iterator[tuple[Refusal, str]]:
    """Give each reason as it is met, with the act that was refused."""
    for code, (situation, attempt) in SITUATIONS.items():
        p = situation()
        act = attempt(p)
        for refusal in p.refusals(act):
            if refusal.code == code:
                _, _, who, *what = story((act,)).split()
                yield refusal, f"{who}: {' '.join(what)}"


def page() -> str:
    """Give the page."""
    by_rule: dict[str, list[str]] = {}
    for refusal, act in sorted(met(), key=lambda one: (one[0].rule, one[0].code)):
        fix = ", then ".join(f"`{remedy!r}`" for remedy in refusal.fix)
        said = f"`{refusal.code}`<br>{refusal.message}"
        done = f"`{act}`<br>→ {fix}"
        row = f"| {_cell(said)} | {_cell(done)} |"
        by_rule.setdefault(refusal.rule.name.lower(), []).append(row)
    tables = "\n\n".join(
        "\n".join((f"## {rule.capitalize()}\n", *HEAD, *rows))
        for rule, rows in by_rule.items()
    )
    openings = "\n".join(
        f"| `{reason.code}` | {reason.sentence} |"
        for reason in law.REASONS
        if reason.code.startswith("opening.") and reason.code not in SITUATIONS
    )
    return f"""# Refusals, and how each is cleared

`p.why_not(act)` gives the reasons why an act may not be done now to whoever would do
it, and `p.record(act)` raises `Refused` with the same. They tell no more than that
person's view shows ([what a refusal may tell](joint.md)). `p.refusals(act)` gives every
reason to whoever keeps the record. A code is stable and is what to branch on; the
message is for people, and holds ids, numbers and names of rules, never words. A fix
says who does what, in order: an act that comes first, by any of those named (`a|b`) or
by all of them (`a&b`); or, as `Change(…)`, the same act with another value. `…` is
theirs to choose.

An act that is another's to do is refused with that alone. Otherwise all reasons that
apply are given, in this order: what makes an act meaningless (*record*), the client's
rights (*right*), safety (*safety*), what takes the assent of others (*assent*), and
what a policy sets (*policy*).

Below, each is met in the smallest situation that gives it, among *ana* and *cem*, who
are clients, and *bo* and *dee*, therapists. That its fix clears it is tested.

{tables}

## When opening

| code | sentence |
| --- | --- |
{openings}
"""


def _cell(text: str) -> str:
    return text.replace("|", r"\|")
