"""Teach `st.from_type` our types once both Hypothesis and this package are imported.

Hypothesis runs `register` when it is imported, and so does the package: whichever comes
last finds both. Whoever imports Hypothesis alone does not import the package with it.

This stands outside the package, so that nothing that is wrong with the package can keep
anybody from importing Hypothesis. No strategy is made here: each is made when it is
first asked for.
"""

import sys
import warnings
from enum import Enum
from typing import Any


def register() -> None:
    """Register every public type that is no enumeration; warn if that cannot be.

    Does nothing while one of the two is missing or still half imported: it is called
    again when that one is complete.
    """
    package = sys.modules.get("collabtherapy")
    strategies = sys.modules.get("hypothesis.strategies")
    if not hasattr(package, "__all__") or not hasattr(strategies, "__all__"):
        return
    try:
        _register()
    except Exception as error:  # noqa: BLE001  # whatever it is, it is not worth more
        # The kind alone: a message may quote what nobody should see in a log.
        warnings.warn(
            f"st.from_type knows no types of collabtherapy: {type(error).__name__}",
            stacklevel=2,
        )


def _register() -> None:
    from hypothesis import strategies as st  # noqa: PLC0415  # it is there already

    import collabtherapy  # noqa: PLC0415  # no strategy is asked for yet

    homes = (collabtherapy, collabtherapy.acts, collabtherapy.matters)
    named = (getattr(home, name) for home in homes for name in home.__all__)
    for kind in named:
        if isinstance(kind, type) and not issubclass(kind, Enum):
            st.register_type_strategy(kind, _strategy_of)  # pyright: ignore[reportUnknownArgumentType]


def _strategy_of(kind: type[Any]) -> Any:
    from collabtherapy.testing.registered import strategy_of  # noqa: PLC0415  # not before it is asked for

    return strategy_of(kind)
