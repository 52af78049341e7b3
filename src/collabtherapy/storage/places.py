"""Where a store is, and how it is spoken to."""

import attrs


@attrs.frozen(kw_only=True)
class Places:
    """The addresses of a store's databases.

    Args:
        url: where the acts are.
        keys: where the keys are; None where they are beside the acts.
        durability: what SQLite waits for at a commit: ``full`` or ``normal``.
        wait_seconds: how long to wait for others, and for a connection.
    """

    url: str = attrs.field(repr=False)  # it may hold a password
    keys: str | None = attrs.field(repr=False)
    durability: str
    wait_seconds: float
