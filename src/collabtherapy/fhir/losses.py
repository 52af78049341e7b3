"""What an export leaves out: of which kind and field, why, and how often."""

import attrs

NOT_SHOWN = "it is not for whoever this was written for"


@attrs.frozen(kw_only=True, order=True)
class Loss:
    """Something that did not go out. It holds no contents, and nobody's words.

    Args:
        what: the kind of act, and of the matter where it is a decision, and the field,
            if it is one: ``Pause.cover``, ``Propose Stance``.
        because: why.
        n: how often.
    """

    what: str
    because: str
    n: int = 1
