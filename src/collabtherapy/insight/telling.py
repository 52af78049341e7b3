"""Parts of a sentence that the account and the shared page have in common."""

from datetime import datetime

import attrs

from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.people import Client, Therapist
from collabtherapy.partnership.values.words import Words
from collabtherapy.privacy.views import View


@attrs.frozen
class Teller:
    """Somebody's view, and how the people in it are called.

    Args:
        seen: the view that is told of.
        you: the person who is spoken to; None where everybody goes by their id.
    """

    seen: View
    you: PersonId | None = None

    def name(self, person: PersonId) -> str:
        """Return what a person likes to be called, or else their id."""
        if self.you is None:
            return str(person)
        if person == self.you:
            return "you"
        for member in self.seen.state.members.ever:
            if member.id == person and isinstance(member, Client | Therapist):
                called = member.called
                if called is not None and not called.is_removed:
                    return called.text
        return str(person)

    def whose(self, person: PersonId) -> str:
        """Return the name of a person as the owner of something."""
        return "your" if person == self.you else f"{self.name(person)}’s"

    @property
    def everyone(self) -> tuple[PersonId, ...]:
        """The clients and the therapists who are here, clients first."""
        people = (*self.seen.clients, *self.seen.therapists)
        return tuple(person.id for person in people)


def listed(names: list[str]) -> str:
    """Return names in a row, the last after an *and*.

    >>> listed(["ana", "cem", "bo"])
    'ana, cem and bo'
    """
    return " and ".join((", ".join(names[:-1]), names[-1])) if names[1:] else names[0]


def quoted(words: Words) -> str:
    """Return words in quotation marks, or that they were taken out."""
    return "(taken out)" if words.is_removed else f"“{words.text}”"


def and_words(words: Words | None) -> str:
    """Return words after a colon; nothing where none were written."""
    return "" if words is None else f": {quoted(words)}"


def noted(n: int) -> str:
    """Return how often something was noted.

    >>> noted(0), noted(1), noted(3)
    ('not noted yet', 'noted once', 'noted 3 times')
    """
    return {0: "not noted yet", 1: "noted once"}.get(n, f"noted {n} times")


def day(moment: datetime) -> str:
    """Return the day of a moment."""
    return f"{moment:%Y-%m-%d}"
