"""Signatures for what is told to others over a network: no network is used here.

Both sides know a secret. What is signed is the name of the message, the moment at which
it was sent, and its body: none of them can be exchanged, and an old message that is
sent again is refused once it is too old.
"""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from collabtherapy.partnership.values.checks import is_name
from collabtherapy.partnership.values.moments import instant
from collabtherapy.storage.rows import spelled

SHORTEST_SECRET: Final = 32
"""Bytes of a secret: as many as the digest has."""

LONGEST_ID: Final = 2_000
"""Characters of the name of a message; those of an outbox are shorter."""

TOLERANCE: Final = timedelta(minutes=5)
"""How far the clocks of both sides, and the way between them, may be apart."""


def signature(secret: bytes, id: str, moment: datetime, body: bytes | str) -> str:
    """Return the signature of a message (HMAC-SHA256, in hexadecimal).

    It is over the name, the moment in UTC with six places, and the body, each on a line
    of its own.

    Args:
        secret: what both sides know: 32 random bytes or more.
        id: the name of the message, by which a second one is dropped.
        moment: when it is sent.
        body: what is sent; text as UTF-8.

    Raises:
        TypeError: If something is of another type.
        ValueError: If the secret is shorter, the name is none, or UTF-8 cannot hold the
            body.

    >>> from datetime import UTC
    >>> at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> signature(bytes(32), "north/p-1/3", at, "{}")[:16]
    'd127c9e304741dd0'
    """
    given: tuple[object, object] = (secret, body)  # a caller may pass anything
    if not isinstance(given[0], bytes) or not isinstance(given[1], bytes | str):
        raise TypeError("a secret is bytes, and a body bytes or text")
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"a secret has {SHORTEST_SECRET} bytes or more")
    if not is_name(str(id), LONGEST_ID):
        raise ValueError("the name of a message is printable, and has no space")
    sent = body if isinstance(body, bytes) else _encoded(body)
    signed = b"\n".join((str(id).encode(), spelled(moment).encode(), sent))
    return hmac.new(secret, signed, sha256).hexdigest()


def _encoded(body: str) -> bytes:
    try:
        return body.encode()
    except UnicodeEncodeError:  # it would hold all of the body
        pass
    raise ValueError(
        "a body is text that UTF-8 can hold: half a surrogate pair is none"
    )


def check_signature(  # what was signed, and when it is looked at
    secret: bytes,
    id: str,
    moment: datetime,
    body: bytes | str,
    signed: str,
    *,
    now: datetime,
    tolerance: timedelta = TOLERANCE,
) -> bool:
    """Return whether a message is signed by someone who knows the secret, and recent.

    It takes as long for a wrong signature, however much of it is right. A message that
    is sent again within the tolerance is as good as the first: drop it by its name.

    Args:
        secret: what both sides know.
        id: the name of the message, as it came.
        moment: when it says that it was sent.
        body: what came, byte for byte.
        signed: the signature that came with it.
        now: the moment by the clock of whoever received it.
        tolerance: how far the two moments may be apart.

    Raises:
        TypeError: If something is of another type.
        ValueError: If the secret is shorter, or the name is none.
    """
    if not isinstance(signed, str):
        raise TypeError("a signature is text")
    right = signature(secret, id, moment, body).encode()
    is_right = hmac.compare_digest(right, signed.encode(errors="replace"))
    return is_right and abs(instant(now) - instant(moment)) <= tolerance
