"""The page that says where each claim of the idea of two experts is kept.

What holds a row is read off the tests: a test names the rows it holds in its docstring
(``S07``), and the invariants (``Invariant 22``), so that this page cannot drift.
"""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

TESTS = Path(__file__).parents[2] / "tests"

ROWS = (
    (
        "S01",
        "treatment is not one-sided",
        "the lifecycle: no way to working by one side",
    ),
    ("S02", "a shift to balance", "`law.RIGHTS`: what is not in it is both sides'"),
    (
        "S03",
        "therapists bring training",
        "`Therapist.credentials`, `Kind.PROFESSIONAL`",
    ),
    ("S04", "clients know their own life", "`Kind.EXPERIENCE`, `p.lived`"),
    ("S05", "it is a partnership", "`p.members`"),
    ("S06", "both learn", "`RecordLearning`, `p.learned`"),
    ("S07", "a joint venture", "`matters.Understanding`, `p.understandings`"),
    ("S08", "both voices count", "`p.voice`"),
    ("S09", "input of equal value", "`Accept`, `p.pending`"),
    ("S10", "active, not passive", "`AddToAgenda`, `p.contributions`"),
    ("S11", "knowledge that completes", "versions and dissent; `p.disagreements`"),
    ("S12", "room to grow", "`Reflect`, `p.outcome`"),
    ("S13", "expert of one's life, for good", "`law.KINDS`"),
    ("S14", "trust from being valued", "`GiveFeedback`; declined is an answer"),
    ("S15", "opening up in time", "`Contribute.depth`, `p.first_shared`"),
    ("S16", "trust from the start", "`Orient`, `Policy.orientation_first`"),
    ("S17", "a safe place", "`ParkTopic`, `p.parked`"),
    ("S18", "listen, then fit", "`matters.Choice`, `TakePosition`, `p.positions`"),
    ("S19", "in line with life and goals", "`matters.Task`"),
    (
        "S20",
        "what is personal works better",
        "`simulation.Practice`, `simulation.Assumptions`",
    ),
    ("S21", "hopes", "`StateAspiration`, offered as `Goal(from_aspiration=…)`"),
    ("S22", "autonomy", "`p.options`"),
    ("S23", "an active part", "`matters.Practice`, `p.practices`"),
    ("S24", "change between sessions", "`LogPractice`, `ReviewPractice`"),
    ("S25", "confidence", "`RateConfidence`; little of it owes a smaller step"),
    ("S26", "skills that last", "`p.toolkit`, `OfferToolkit`"),
    ("S27", "emotion, thought, behaviour", "`EndorseInsight`, `p.insights`"),
    ("S28", "what may come", "`Toolkit.plan_for`"),
    ("S29", "daily life, afterwards", "`matters.FollowUp`, `p.follow_up`"),
    ("S30", "taking part may be daunting", "`AnswerOrientation`"),
    ("S31", "guiding and collaborating", "`insight.profile`: leading, by stance"),
    ("S32", "comfort", "`CheckComfort`"),
    ("S33", "and what is done about it", "`Adjust`, `p.duties`"),
    ("S34", "patience", "`matters.Stance`, `Policy.max_step`, `ReachOut`"),
    ("S35", "support and empowerment", "`GiveFeedback`: two numbers"),
    ("S36", "what works for one", "`Policy`, `matters.PolicyChange`, `p.policy`"),
    ("S37", "one person's needs", "`StatePreference`, `StateNeed`"),
    ("S38", "flexible", "`Amend`, `p.amendments`"),
    ("S39", "clients respected as experts", "words that nobody else changes"),
    ("S40", "guidance respected", "`Decline` with a reason"),
    ("S41", "open communication", "`privacy.view`"),
    ("S42", "understanding", "`ConfirmReflection`, `p.understood`"),
    ("S43", "taken up", "`TakeUp`, `p.uptake`"),
    ("S44", "faster together", "`simulation.compare`"),
    ("S45", "both gain", "`LookBack`, `p.ending_review`"),
    ("S46", "seen, heard, valued", "`GiveFeedback`"),
    ("S47", "effective and empowering", "`insight.profile`: both, kept apart"),
    ("S48", "what matters most", "`StateWhatMatters`, asked first and at reviews"),
    ("S49", "evolving, for everyone", "kinds, scopes and acts that may be added"),
    (
        "S50",
        "people, not cases",
        "`Client.called`, `Client.pronouns`, `insight.render`",
    ),
    ("S51", "an opinion, said to be one", "this page: claims, not findings"),
)

SAID_HERE = frozenset({"S51"})


DOORS = ("acts", "", "matters", "law", "privacy", "insight", "simulation")
"""Where a name is looked for, each door with its page; the root's has no name."""


def tests() -> Iterator[tuple[str, str]]:
    """Give every test, as a link to its file, with its docstring."""
    for path in sorted(TESTS.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        file = f"../../{path.relative_to(TESTS.parent).as_posix()}"
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield f"[`{node.name}`]({file})", ast.get_docstring(node) or ""


def holding(marker: re.Pattern[str]) -> dict[str, list[str]]:
    """Give the tests that name each row, by the row."""
    found: dict[str, list[str]] = {}
    for test, said in tests():
        for match in marker.finditer(said):
            for row in re.findall(r"S\d\d|\d+", match.group()):
                found.setdefault(row, []).append(test)
    return found


def linked(where: str) -> str:
    """Link every name in code to the page that has it.

    Raises:
        LookupError: there is no such name.
    """
    return re.sub(r"`([A-Za-z_.]+)`", lambda name: _link(name[1]), where)


def _link(name: str) -> str:
    first, *rest = name.split(".")
    if first in DOORS:
        door, parts = first, rest
    elif first == "p":
        door, parts = "", ["Partnership", *rest]
    else:
        parts = [first, *rest]
        door = next(d for d in DOORS if hasattr(_module(d), first))
    value: object = _module(door)
    for part in parts:
        fields = getattr(value, "__attrs_attrs__", ())
        if not hasattr(value, part) and all(part != f.name for f in fields):
            raise LookupError(f"{name}: there is no {part}")
        value = getattr(value, part, None)
    return f"[`{name}`](api/{door or 'collabtherapy'}.md)"


def _module(door: str) -> ModuleType:
    return importlib.import_module(f"collabtherapy.{door}".rstrip("."))


def page() -> str:
    """Give the page."""
    rows = holding(re.compile(r"\bS\d\d\b"))
    claims = "\n".join(
        f"| {row} | {claim} | {linked(where)} | {_by(row, rows.get(row, []))} |"
        for row, claim, where in ROWS
    )
    numbers = holding(re.compile(r"[Ii]nvariants? \d+(?:(?:, | and )\d+)*"))
    invariants = "\n".join(
        f"| {n} | {_tests(numbers[n])} |" for n in sorted(numbers, key=int)
    )
    return f"""# Where each claim is kept

The idea that therapy is a partnership of two experts makes claims. They are opinions,
some with evidence; here each has a place in the model, and a test that holds it there.
What it is worth in numbers is for simulation, with sources, and can be set to zero.

| row | claim | kept in | held by |
| --- | --- | --- | --- |
{claims}

## Invariants

What holds of every lawful history, by the tests that name it.

| number | held by |
| --- | --- |
{invariants}
"""


def _by(row: str, tests: list[str]) -> str:
    return "this page" if row in SAID_HERE else _tests(tests)


def _tests(names: list[str]) -> str:
    return ", ".join(dict.fromkeys(names))
