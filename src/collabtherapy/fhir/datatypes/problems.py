"""What could not be taken over from a document as it stands."""

import attrs

__all__ = ["Problem"]


@attrs.frozen
class Problem:
    """What could not be taken over as it stands, and what was done instead.

    No part of it repeats a value of the document, which may be somebody's words.

    Args:
        path: where, as ``$.entry[3].resource.provision``.
        code: what it is, to branch on: ``unknown_system``, ``no_base_rule``, …
        message: what was done, and how to mend the document.
    """

    path: str
    code: str
    message: str
