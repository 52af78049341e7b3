"""Short reprs where printers would otherwise write an object field by field.

IPython, and Hypothesis in its falsifying examples, write an attrs class or a tuple by
its fields, whatever `repr` says of it. A class that says itself how it is written says
so to them as well.
"""

from typing import Protocol

__all__ = ["printed"]


class Printer(Protocol):
    """What writes an object: IPython's printer, or that of Hypothesis."""

    def text(self, obj: str, /) -> None:
        """Write some text."""
        ...


def printed(self: object, printer: Printer, cycle: bool) -> None:  # noqa: ARG001, FBT001  # as IPython calls it
    """Write an object as `repr` does: the `_repr_pretty_` of a class.

    Args:
        self: the object.
        printer: what writes it.
        cycle: whether it is being written already; no repr here repeats itself.
    """
    printer.text(repr(self))
