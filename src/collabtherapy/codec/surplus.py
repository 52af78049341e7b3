"""What a newer version wrote beyond what this one can name, put aside and put back.

What was given is compared with what we would write of it. The difference has the
shape of what was given, with everything left out that is ours; items of a list are
named by their place. Putting it back never overwrites what is ours.
"""

import re
from typing import Any

from collabtherapy.codec.leaves import read_number, read_whole
from collabtherapy.codec.wrong import TOO_DEEP, Wrong, expected

DEEPEST = 32
"""How deeply what we cannot name may be nested."""

HALF = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair, which no UTF-8 can carry."""


def difference(given: Any, ours: Any) -> Any:
    """Give what was given beyond ours; None if nothing."""
    if isinstance(given, dict) and isinstance(ours, dict):
        beyond = {
            key: difference(item, ours[key]) if key in ours else _checked(item)
            for key, item in given.items()
            if not HALF.search(_checked_text(key))
        }
        return {k: v for k, v in beyond.items() if k not in ours or v is not None}
    return None
