"""Where a figure comes from, and whether the source was read or is remembered."""

import attrs
from attrs import field
from attrs.validators import instance_of

__all__ = ["Source"]


@attrs.frozen
class Source:
    """Who says so.

    Args:
        citation: authors and year, or the name of a page.
        from_memory: the figure is known from the literature and was not looked up
            again; the docs mark it so.

    >>> str(Source("Kroenke 2001", from_memory=True))
    'Kroenke 2001 (from memory)'
    """

    citation: str = field(validator=instance_of(str))
    from_memory: bool = field(default=False, validator=instance_of(bool), kw_only=True)

    def __str__(self) -> str:
        return f"{self.citation} (from memory)" if self.from_memory else self.citation
