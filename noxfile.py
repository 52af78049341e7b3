"""Every check by one name: `nox` runs the first three, `nox -s NAME` any other.

Each runs on the Python that runs nox; `nox -P 3.13 -s tests` picks another.
"""

import shutil
from pathlib import Path

import nox

PYPROJECT = nox.project.load_toml("pyproject.toml")


def group(name: str) -> tuple[str, ...]:
    """Resolve a dependency group here, because not every pip knows `--group`."""
    return nox.project.dependency_groups(PYPROJECT, name)


def floors() -> list[str]:
    """Pin every published dependency to the lowest version it promises."""
    project = PYPROJECT["project"]
    extras = project["optional-dependencies"].values()
    published = [*project["dependencies"], *(one for extra in extras for one in extra)]
    return [one.replace(">=", "==") for one in published if ">=" in one]


@nox.session
def lint(session: nox.Session) -> None:
    """Ruff, as linter and as formatter."""
    session.install(*group("lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def typing(session: nox.Session) -> None:
    """Mypy and pyright, both strict, and every public name with a known type."""
    session.install("-e", ".[all]", *group("typing"))
    session.run("mypy")
    session.run("pyright")
    session.run("pyright", "--verifytypes", "collabtherapy", "--ignoreexternal")


@nox.session
def tests(session: nox.Session) -> None:
    """The whole suite, and no branch of the package left unvisited."""
    session.install("-e", ".[all]", *group("cov"))
    session.run("coverage", "run", "-m", "pytest", *session.posargs)
    session.run("coverage", "combine")
    session.run("coverage", "report")


@nox.session(default=False)
def thorough(session: nox.Session) -> None:
    """The suite with many more examples, different in every run."""
    session.install("-e", ".[all]", *group("test"))
    session.run("pytest", *session.posargs, env={"HYPOTHESIS_PROFILE": "thorough"})


@nox.session(default=False, python="3.11")
def lowest(session: nox.Session) -> None:
    """The oldest Python and the oldest dependencies the project promises."""
    session.install("-e", ".", *group("test"), *floors())
    session.run("pytest", *session.posargs)


@nox.session(default=False)
def wheel(session: nox.Session) -> None:
    """Build what is published, then run the sdist's own tests against the wheel."""
    out = Path(session.create_tmp()) / "dist"
    shutil.rmtree(out, ignore_errors=True)
    session.install("build>=1.2")
    session.run("python", "-m", "build", "--outdir", str(out))
    (built,) = out.glob("*.whl")
    (sdist,) = out.glob("*.tar.gz")
    session.install(f"{built}[all]", *group("test"))
    shutil.unpack_archive(sdist, out, filter="data")
    with session.chdir(out / sdist.name.removesuffix(".tar.gz")):
        shutil.rmtree("src")  # so that nothing but the wheel can be imported
        session.run("pytest", *session.posargs)


@nox.session(default=False)
def mutants(session: nox.Session) -> None:
    """Change the law in a thousand ways; `nox -s mutants -- fold --most 50`: in few."""
    session.install("-e", ".[all]", *group("mutants"))
    session.run("python", "tests/mutants/run.py", *session.posargs)


@nox.session(default=False)
def benchmarks(session: nox.Session) -> None:
    """Measure side by side with others; `nox -s benchmarks -- record` for one part."""
    session.install("-e", ".[all]", *group("bench"))
    session.run("python", "benchmarks/run.py", *session.posargs)


@nox.session(default=False)
def generate(session: nox.Session) -> None:
    """Draw the reference pages anew from the tables of the law."""
    session.install("-e", ".[all]")
    session.run("python", "docs/generate.py")
