import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")

STAND_IN = r"""
mkdir -p .venv/bin
printf '#!/bin/sh\necho "$*" >> log\n' > .venv/bin/python
chmod +x .venv/bin/python
""".strip().replace("\n", " && ")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_there_are_two_commands_of_one_line_each() -> None:
    """A reader copies two lines: one shows the library, one proves it."""
    show, prove = blocks("sh")

    assert show.count("\n") == prove.count("\n") == 1
    assert show.endswith("examples/first_partnership.py\n")
    assert prove.endswith("-m pytest\n")


def test_continuous_integration_runs_the_two_commands(tmp_path: Path) -> None:
    """`.ci/run` takes its commands from the README, in order and in fresh venvs."""
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    (tmp_path / "README.md").write_text(
        f"```sh\n{STAND_IN} && echo first >> log\n```\n\n"
        f"```sh\n[ ! -e .venv ] && echo second >> log\n```\n",
        encoding="utf-8",
    )

    subprocess.run([tmp_path / ".ci" / "run"], check=True, capture_output=True)

    log = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert (log[0], log[-1]) == ("first", "second")
    ran = {line.split()[1] for line in log[1:-1]}
    assert ran == {"pip", "ruff", "mypy", "pyright", "sphinx"}


def test_the_example_fits_on_a_screen() -> None:
    """The one example of the README has at most twenty lines of Python."""
    (example,) = blocks("python")

    assert len([line for line in example.splitlines() if line]) <= 20


def test_links_lead_somewhere() -> None:
    """Every link of the README into the project has something at its end."""
    links = re.findall(r"\]\((?!https:)([^)#]+)", README)

    assert [link for link in links if not (ROOT / link).exists()] == []
