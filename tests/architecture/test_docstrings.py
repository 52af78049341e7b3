import doctest
import pkgutil
from importlib import import_module

import pytest

import collabtherapy

MODULES = [
    collabtherapy.__name__,
    *(
        module.name
        for module in pkgutil.walk_packages(
            collabtherapy.__path__, prefix=f"{collabtherapy.__name__}."
        )
    ),
]


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings_run(module: str) -> None:
    """Every example in a docstring gives what it says it gives."""
    assert doctest.testmod(import_module(module)).failed == 0
