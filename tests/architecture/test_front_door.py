import re
import subprocess
import sys
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import collabtherapy
from collabtherapy import errors

API = Path(__file__).parents[2] / "docs" / "reference" / "api"
# The modules that the reference shows are the ones that are public.
PUBLIC = [
    import_module(name)
    for page in sorted(API.glob("*.md"))
    for name in re.findall(r"automodule:: (\S+)", page.read_text(encoding="utf-8"))
]

# Looks for what the import itself loads: a coverage tool may have been there first.
LOADED_BY_IMPORT = """
import sys
before = set(sys.modules)
import collabtherapy
print(*(set(sys.modules) - before))
"""


@pytest.mark.parametrize("module", PUBLIC, ids=lambda module: module.__name__)
def test_public_names_are_public(module: ModuleType) -> None:
    """`__all__` holds no name twice, and none that is private; ruff sorts it."""
    assert len(module.__all__) == len(set(module.__all__))
    assert [name for name in module.__all__ if name.startswith("_")] == []


@pytest.mark.parametrize("module", PUBLIC, ids=lambda module: module.__name__)
def test_public_names_resolve(module: ModuleType) -> None:
    """Whatever `__all__` promises is there."""
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


def test_the_root_has_no_side_entrance() -> None:
    """A public name of the root is in `__all__`, or is one of its modules."""
    unlisted = vars(collabtherapy).keys() - set(collabtherapy.__all__)

    assert [
        name
        for name in unlisted
        if not name.startswith("_")
        and not isinstance(getattr(collabtherapy, name), ModuleType)
    ] == []


def test_every_public_value_has_one_home() -> None:
    """Nothing can be imported from two public modules: there is one right way."""
    homes: defaultdict[int, list[str]] = defaultdict(list)
    for module in PUBLIC:
        for name in module.__all__:
            if not isinstance(value := getattr(module, name), ModuleType):
                homes[id(value)].append(f"{module.__name__}.{name}")

    assert [names for names in homes.values() if len(names) > 1] == []


def loaded_by(module: str) -> set[str]:
    code = LOADED_BY_IMPORT.replace("collabtherapy", module)
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], check=True, capture_output=True, text=True
    )
    return set(done.stdout.split())


def test_importing_measures_loads_no_arrays() -> None:
    """Scores and the change of one person need attrs alone."""
    loaded = loaded_by("collabtherapy.measures")

    assert "collabtherapy.measures.person" in loaded
    assert loaded.isdisjoint({"numpy", "scipy", "matplotlib", "pandas"})


def test_importing_the_root_loads_the_core_alone() -> None:
    """`import collabtherapy` is quick: formats and engines come when first used."""
    loaded = loaded_by("collabtherapy")

    assert "attrs" in loaded
    assert loaded.isdisjoint(
        {
            "asyncio",
            "cattrs",
            "collabtherapy.codec",
            "collabtherapy.measures",
            "hypothesis",
            "json",
            "logging",
            "msgspec",
            "numpy",
            "random",
            "sqlalchemy",
            "sqlite3",
        }
    )


def test_every_error_is_public():
    """Whoever is to catch one finds it in `collabtherapy.errors`."""
    made = {
        name
        for name, one in vars(errors).items()
        if isinstance(one, type) and issubclass(one, errors.CollabtherapyError)
        if one.__module__ == errors.__name__ and not name.startswith("_")
    }
    assert made <= {*errors.__all__}
