"""Every check by one name: `nox` runs the first three, `nox -s NAME` any other.

Each runs on the Python that runs nox; `nox -P 3.13 -s tests` picks another.
"""

import os
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
def release(session: nox.Session) -> None:
    """Build twice, the same to the byte; list what is in it, and audit that."""
    out = Path(session.create_tmp()) / "release"
    shutil.rmtree(out, ignore_errors=True)
    session.install("build>=1.2", "cyclonedx-bom>=7", "pip-audit>=2.9")
    for build in ("dist", "again"):
        session.run("python", "-m", "build", "--outdir", str(out / build))
    for built in (out / "dist").iterdir():
        if built.read_bytes() != (out / "again" / built.name).read_bytes():
            session.error(f"{built.name} was built twice, and not alike")
    # What a user has who installs every extra, and nothing of this session's own.
    inside = out / "inside"
    python = str(inside / "bin" / "python")
    (wheel,) = (out / "dist").glob("*.whl")
    session.run("python", "-m", "venv", str(inside))
    session.run(
        python, "-m", "pip", "install", "--quiet", f"{wheel}[all]", external=True
    )
    (sites,) = inside.glob("lib/python*/site-packages")
    sbom = str(out / "dist" / "sbom.cdx.json")
    session.run(
        "cyclonedx-py", "environment", python, "--output-reproducible", "-o", sbom
    )
    session.run("pip-audit", "--strict", "--skip-editable", "--path", str(sites))
    session.log(f"what is to be published: {out / 'dist'}")


@nox.session(default=False)
def mining(session: nox.Session) -> None:
    """Have pm4py read both logs: AGPL and large, so in an environment of its own."""
    session.install("-e", ".[all]", *group("test"))
    there = Path(session.create_tmp()).resolve() / "pm4py"
    session.run("python", "-m", "venv", str(there))
    python = there / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    session.run(str(python), "-m", "pip", "install", "-q", "pm4py>=2.7.23")
    session.run(
        "pytest", "-n", "0", "tests/exports/test_mining.py", *session.posargs,
        env={"COLLABTHERAPY_PM4PY": str(python)},
    )  # fmt: skip


@nox.session(default=False)
def validate(session: nox.Session) -> None:
    """Validate drawn Bundles with the validators of others; Node runs one of them."""
    session.install("-e", ".[all]", *group("test"))
    there = Path(session.create_tmp()).resolve() / "npm"
    there.mkdir(exist_ok=True)
    shutil.copy("tests/outside/package.json", there)
    if shutil.which("npm") is None:
        session.warn("npm is not on this machine: Medplum's validator is not run")
    else:
        quiet = ("--no-audit", "--no-fund", "--ignore-scripts")
        session.run("npm", "install", "--prefix", str(there), *quiet, external=True)
    session.run(
        "python", "-m", "outside.validate", "--npm", str(there), *session.posargs,
        env={"PYTHONPATH": "tests"},
    )  # fmt: skip


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
def docs(session: nox.Session) -> None:
    """Build the pages; a name that leads nowhere, like any other warning, fails."""
    session.install("-e", ".[all]", *group("docs"))
    out = Path(session.create_tmp()) / "pages"
    options = ("--fail-on-warning", "--keep-going", "--builder", "dirhtml")
    session.run("sphinx-build", *options, "docs", str(out))
    session.log(f"read them at {out}/index.html")


@nox.session(default=False)
def gallery(session: nox.Session) -> None:
    """Run the examples again, and write what they print and draw into their pages."""
    session.install("-e", ".[all]")
    session.run("python", "docs/pages/gallery.py", *session.posargs)


@nox.session(default=False)
def generate(session: nox.Session) -> None:
    """Draw the reference pages anew from the tables of the law."""
    session.install("-e", ".[all]")
    session.run("python", "docs/generate.py")
