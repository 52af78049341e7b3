"""For whom an act or a matter is; which kind is for whom is a table of the law."""

from enum import StrEnum


class Audience(StrEnum):
    """For whom an act is."""

    EVERYONE = "everyone"
    CONCERNED = "concerned"
    """The client it is about, and the therapists."""
    PRESENT = "present"
    """Whoever was at the session it belongs to, and the therapists."""
    NAMED = "named"
    """Its author, and those it names; everyone, where it says so. What is said of a
    note is for the note's readers.

    With one client, one that says neither is for everyone. Between several, one that an
    earlier law let pass is for its author and the therapists.
    """
    AUTHOR = "author"
    CONSULTED = "consulted"
    """Its author, the supervisor, and the client if it names them to one.

    What came of it is not shown to the client.
    """
    ENTRY = "entry"
    """Its author, the therapists, and who sees the entry that it names."""
