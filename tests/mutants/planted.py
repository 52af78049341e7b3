"""Putting a mutant in: while the package lives, or before it is imported.

Functions that live get the code of another text, and nothing else is done anew; that
takes a few milliseconds. What was reckoned while importing stays as it was, so where
nothing that lives has changed, a new process imports the other text. Either way the
process is left afterwards, and nothing is put back.
"""

import functools
import gc
import importlib.abc
import importlib.machinery
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType

Way = tuple[tuple[str, int], ...]
"""Which code within a code, by the names that lead to it."""


def put_in(file: Path, source: str) -> bool:
    """Give the functions of a module another text's code; say whether one changed."""
    name = str(file)
    before = dict(_codes(compile(file.read_text(encoding="utf-8"), name, "exec")))
    other = dict(_codes(compile(source, name, "exec")))
    changed = {
        _place(code): other[way]
        for way, code in before.items()
        if way in other
        and _told(code) != _told(other[way])
        and code.co_freevars == other[way].co_freevars
    }
    n_changed = 0
    for function in list(_living(name)):
        code = changed.get(_place(function.__code__))
        if code is not None:
            function.__code__ = code
            n_changed += 1
    _forget()
    return n_changed > 0


def _codes(code: CodeType, way: Way = ()) -> Iterator[tuple[Way, CodeType]]:
    yield way, code
    seen = Counter[str]()
    for const in code.co_consts:
        if isinstance(const, CodeType):
            here = (const.co_name, seen[const.co_name])
            seen[const.co_name] += 1
            yield from _codes(const, (*way, here))


def _place(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


def _told(code: CodeType) -> object:
    """Give what a code does: everything but the lines on which it stands."""
    consts = tuple(
        _told(const) if isinstance(const, CodeType) else (type(const), const)
        for const in code.co_consts
    )
    return code.co_code, code.co_names, code.co_varnames, consts


def _living(file: str) -> Iterator[FunctionType]:
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename == file:
            yield one


@functools.cache
def _remembers() -> None:
    """Be of the type of whatever remembers."""


def _forget() -> None:
    """Forget whatever was remembered of the law as it was."""
    for one in gc.get_objects():
        if isinstance(one, type(_remembers)):
            one.cache_clear()


class OtherText(importlib.abc.MetaPathFinder):
    """Imports one module from another text than that of its file."""

    def __init__(self, name: str, file: Path, source: str) -> None:
        """Take the name of the module, its file, and the text to import instead."""
        self.name, self.loader = name, _Loader(name, str(file))
        self.loader.text = source

    def find_spec(self, fullname, path=None, target=None):  # noqa: ARG002
        """Find this one module, and leave all others to whoever is next."""
        if fullname != self.name:
            return None
        return importlib.machinery.ModuleSpec(fullname, self.loader, is_package=False)

    def install(self) -> None:
        """Be asked first, from now on."""
        assert self.name not in sys.modules
        sys.meta_path.insert(0, self)


class _Loader(importlib.machinery.SourceFileLoader):
    text = ""

    def get_code(self, _fullname: str) -> CodeType:
        return compile(self.text, self.path, "exec", dont_inherit=True)
