"""What Hypothesis runs when it is imported: `st.from_type` learns our types.

This stands outside the package, so that nothing that is wrong with the package can keep
anybody from importing Hypothesis. No strategy is made here: each is made when it is
first asked for.
"""

import warnings
from enum import Enum
from typing import Any


def register() -> None:
    """Register every public type that is no enumeration; warn if that cannot be."""
    try:
        _register()
    except Exception as error:  # noqa: BLE001  # whatever it is, it is not worth more
        # The kind alone: a message may quote what nobody should see in a log.
        warnings.warn(
            f"st.from_type knows no types of collabtherapy: {type(error).__name__}",
            stacklevel=2,
        )


def _register() -> None:
    from hypothesis import strategies as st  # noqa: PLC0415  # it is being imported

    import collabtherapy  # noqa: PLC0415  # no strategy is asked for yet

    homes = (collabtherapy, collabtherapy.acts, collabtherapy.matters)
    named = (getattr(home, name) for home in homes for name in home.__all__)
    for kind in named:
        if isinstance(kind, type) and not issubclass(kind, Enum):
            st.register_type_strategy(kind, _strategy_of)  # pyright: ignore[reportUnknownArgumentType]


def _strategy_of(kind: type[Any]) -> Any:
    from collabtherapy.testing.registered import strategy_of  # noqa: PLC0415  # not before it is asked for

    return strategy_of(kind)
