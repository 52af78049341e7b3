"""The gallery: every example run as a reader would, with what it prints and draws.

    python docs/pages/gallery.py            # run all of them, and write their pages
    python docs/pages/gallery.py couple     # those named

A test runs the short ones again and compares what they print.
"""

import argparse
import ast
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import attrs

ROOT = Path(__file__).parents[2]
EXAMPLES, PAGES = ROOT / "examples", ROOT / "docs" / "gallery"


@attrs.frozen
class Example:
    """One example, and how it is run.

    Args:
        name: of its file.
        drawn: the pictures that it draws, each with what it shows.
        args: what it is given, so that it draws; ``{}`` is a folder.
        lines: how much of what it prints is shown; None for all of it.
        again: whether it prints the same in every run, and within seconds.
    """

    name: str
    drawn: dict[str, str] = attrs.field(factory=dict)
    args: tuple[str, ...] = ()
    lines: int | None = None
    again: bool = True


EXAMPLES_SHOWN = (
    Example("first_partnership"),
    Example("couple"),
    Example("growing_up"),
    Example("joining_a_group"),
    Example("interpreter"),
    Example("written_up_the_next_day"),
    Example("entered_in_error"),
    Example("from_paper"),
    Example("taken_over"),
    Example("clinic"),
    Example(
        "eight_sessions",
        {
            "after_the_second.svg": "After two sessions.",
            "in_the_fifth.svg": "In the fifth: a reason to talk.",
            "after_the_eighth.svg": "After eight, with what was changed by then.",
        },
        ("{}",),
    ),
    Example(
        "supervision",
        {"supervision.png": "Stages, stance, feedback and ruptures over the weeks."},
        ("{}/supervision.png",),
    ),
    Example(
        "scoring",
        {
            "course.png": "One person's scores, with bands and cut-off.",
            "plane.png": "Before and after: who changed, by the usual index.",
        },
        ("{}",),
    ),
    Example("real_dialogues", lines=60),
    Example("guiding_index"),
    Example(
        "nhs_pathway",
        {
            "flow.png": "Where people are, week by week.",
            "waiting.png": "How long they wait for a first contact.",
        },
        ("--pictures", "{}"),
    ),
    Example(
        "feedback_trial",
        {
            "differences.png": "What differs between the arms, with intervals.",
            "leaving.png": "Who has not left yet, session by session.",
            "scores.png": "The course of both scales.",
            "list.png": "How many wait in each arm, week by week.",
        },
        ("--pictures", "{}"),
        again=False,
    ),
    Example(
        "process_mining",
        {"stages.png": "Which stage directly follows which, and how often."},
        ("{}",),
    ),
    Example("fhir_roundtrip"),
    Example("receipts"),
    Example("bulk_fhir"),
    Example("others_questionnaires"),
    Example("omop", args=("{}",)),
    Example("clinic_app", again=False),
)


def run(example: Example, folder: Path) -> str:
    """Run an example as a program of its own, and give what it prints.

    Args:
        example: which.
        folder: where it draws.

    Raises:
        CalledProcessError: it failed.
    """
    args = [arg.format(folder) for arg in example.args]
    done = subprocess.run(
        [sys.executable, f"{example.name}.py", *args],
        cwd=EXAMPLES,
        env={**os.environ, "MPLBACKEND": "Agg"},
        check=True,
        capture_output=True,
        text=True,
    )
    printed = done.stdout.rstrip().splitlines()
    left_out = len(printed) - len(printed[: example.lines])
    more = [f"… and {left_out} lines more"] if left_out else []
    return "\n".join([*printed[: example.lines], *more])


def page(example: Example, printed: str) -> str:
    """Give the page of an example."""
    path = EXAMPLES / f"{example.name}.py"
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    title, _, about = said.partition("\n\n")
    pictures = "\n\n".join(
        f"![{shown}]({example.name}/{name})\n\n*{shown}*"
        for name, shown in example.drawn.items()
    )
    return f"""<!-- written by docs/pages/gallery.py; edits here are lost -->

# {title.rstrip(".")}

{_as_markdown(about)}

{pictures}

## What it prints

```text
{printed}
```

## The script

```{{literalinclude}} ../../examples/{example.name}.py
:language: python
```
""".replace("\n\n\n", "\n")


def _as_markdown(about: str) -> str:
    """Turn the indented commands of a docstring into a fenced block."""
    parts = about.split("\n\n")
    return "\n\n".join(
        "```sh\n" + "\n".join(line[4:] for line in part.splitlines()) + "\n```"
        if part.startswith("    ")
        else part
        for part in parts
    )


def main() -> None:
    """Run the examples that are named, or all, and write their pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    names = parser.parse_args().names
    for example in EXAMPLES_SHOWN:
        if names and example.name not in names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            printed = run(example, Path(folder))
            pictures = PAGES / example.name
            for name in example.drawn:
                pictures.mkdir(parents=True, exist_ok=True)
                (pictures / name).write_bytes((Path(folder) / name).read_bytes())
        text = page(example, printed)
        (PAGES / f"{example.name}.md").write_text(text, encoding="utf-8")
        print(f"written: {example.name}")


if __name__ == "__main__":
    main()
