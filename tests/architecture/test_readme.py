import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

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


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return what `.ci/run` ran where every command only writes down its name."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / ".ci", folder / ".ci")
    (folder / "README.md").write_text(
        f"```sh\n{STAND_IN} && echo first $(python3 -V) >> log\n```\n\n"
        f"```sh\n[ ! -e .venv ] && {STAND_IN} && echo second >> log\n```\n",
        encoding="utf-8",
    )
    another = folder / "bin" / "python3.99"
    another.parent.mkdir()
    another.write_text("#!/bin/sh\necho 3.99.0\n", encoding="utf-8")
    another.chmod(0o755)
    path = f"{another.parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        [folder / ".ci" / "run"],
        check=True,
        capture_output=True,
        env={**os.environ, "PATH": path},
    )
    return (folder / "log").read_text(encoding="utf-8").splitlines()


def test_continuous_integration_runs_the_two_commands(log: list[str]) -> None:
    """`.ci/run` takes its commands from the README, in order and in fresh venvs."""
    second = log.index("second")

    assert log[0].startswith("first ")
    ran = {line.split()[1] for line in log[1:second]}
    assert ran == {"pip", "ruff", "mypy", "pyright", "sphinx"}


def test_continuous_integration_tries_every_python_it_finds(log: list[str]) -> None:
    """Under each other Python, `.ci/run` runs the first command and a slice."""
    others = log[log.index("second") + 1 :]

    each = [others[start : start + 4] for start in range(0, len(others), 4)]
    assert "first 3.99.0" in others  # made up above
    for first, pip, group, suite in each:
        assert first.startswith("first ")
        assert pip.startswith("-m pip install")
        assert group.endswith("--group test")
        assert suite.startswith("-m pytest README.md")
        assert [one for one in suite.split()[2:] if not (ROOT / one).exists()] == []


def test_the_example_fits_on_a_screen() -> None:
    """The one example of the README has at most twenty lines of Python."""
    (example,) = blocks("python")

    assert len([line for line in example.splitlines() if line]) <= 20


def test_links_lead_somewhere() -> None:
    """Every link of the README into the project has something at its end."""
    links = re.findall(r"\]\((?!https:)([^)#]+)", README)

    assert [link for link in links if not (ROOT / link).exists()] == []
