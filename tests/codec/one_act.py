"""A document of one act, and how to change something about it."""

import json
from typing import Any

from codec.leaks import CANARY

from collabtherapy.codec import FORMAT

AT = "2026-01-05T09:00:00Z"
SAY: dict[str, Any] = {
    "act": "Contribute",
    "at": AT,
    "by": "ana",
    "id": "c1",
    "kinds": ["experience"],
    "seconds": 40.5,
    "session": "s1",
    "words": CANARY,
}


def said(**changes: Any) -> str:
    """Give a document of one act, with changes; `...` leaves a field out."""
    act = {k: v for k, v in (SAY | changes).items() if v is not ...}
    return json.dumps({"act": act, "format": FORMAT})
