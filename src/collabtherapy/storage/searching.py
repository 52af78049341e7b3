"""The doors of a store by which something is sought in it, or followed."""

from collections.abc import Callable, Iterable
from datetime import datetime

from collabtherapy.partnership.values.duty_ids import DutyKind
from collabtherapy.partnership.values.ids import HasId, PersonId
from collabtherapy.partnership.values.moments import instant
from collabtherapy.partnership.values.stages import Stage
from collabtherapy.storage.asking import counted, given
from collabtherapy.storage.doors import door
from collabtherapy.storage.filing import FoundAs
from collabtherapy.storage.finding import Found, Sought, filed, found
from collabtherapy.storage.following import (
    Follower,
    Subscription,
    check_follower,
    standing,
)
from collabtherapy.storage.inbox import DueItem, kinds_of, owed_by
from collabtherapy.storage.paging import Page
from collabtherapy.storage.port import Backend
from collabtherapy.storage.reading_log import asked_by
from collabtherapy.storage.vault import Vault


class Searching:
    """The doors; `Store` is where they are."""

    __slots__ = ()
    _backend: Backend
    _vault: Vault
    _clock: Callable[[], datetime]
    _logs_reads: bool

    def follower(
        self,
        name: str,
        *,
        by: "PersonId | HasId | str | None" = None,
        purpose: str | None = None,
    ) -> Follower:
        """Return a follower of the log, whose bookmark is kept in the database.

        Args:
            name: its name; who follows under another name is given all acts as well.
            by: who reads, where reads are logged.
            purpose: why, as a short name, where they are.

        Raises:
            ValueError: If it is no short name, or it is not said who reads and why
                where reads are logged, or is where they are not.
        """
        reader = asked_by(by, purpose, is_logged=self._logs_reads)
        checked = check_follower(name)
        return Follower(self._backend, self._vault, self._clock, checked, reader)

    def subscription(self, name: str) -> Subscription:
        """Return where a follower stands; at the start, if none of that name has moved.

        Raises:
            ValueError: If it is no short name.
        """
        return standing(self._backend, check_follower(name))

    @door
    def drop_subscription(self, name: str) -> bool:
        """Remove the bookmark of a follower; return whether there was one.

        Who follows under that name afterwards begins at the start.

        Raises:
            ValueError: If it is no short name.
        """
        plain = check_follower(name)
        return self._backend.write(lambda writing: writing.drop_subscription(plain))

    @door
    def find(
        self,
        *,
        stage: Stage | None = None,
        person: "PersonId | HasId | str | None" = None,
        role: FoundAs | None = None,
        due_at: datetime | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> Page[Found]:
        """Return a page of the partnerships for which all that is asked holds, by name.

        No partnership is loaded for it: what is searched is written with each act.

        Args:
            stage: where they stand.
            person: who is or was in them, or holds authority for a client in them as of
                the last act.
            role: as what that person is or was in them; without a person, what any of
                them is or was. Who came along to sessions is no party to anything, and
                is not found by that.
            due_at: the moment at which something owed in them is due: at its own
                moment, or whenever they next meet. A moment before the last act of a
                partnership is answered as of that act.
            after: `Page.next` of the page before; None for the first.
            limit: how many there are on a page.

        Raises:
            ValueError: If *after* is no cursor.
        """
        sought = Sought(
            stage=given("stage", stage, Stage),
            person=None if person is None else str(PersonId(person)),
            role=given("role", role, FoundAs),
            due_at=None if due_at is None else instant(due_at),
        )
        limit = counted("limit", limit, at_least=1)
        now = instant(self._clock())
        return found(self._backend, self._vault, sought, now, after=after, limit=limit)

    @door
    def inbox(
        self,
        person: "PersonId | HasId | str",
        at: datetime,
        *,
        kinds: Iterable[DutyKind] | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> Page[DueItem]:
        """Return a page of what one person owes in all partnerships and is due.

        It is all that is recorded by the call, and no partnership is loaded for it.
        What comes to be owed because time passes (a review, a renewal, …) is in it from
        the moment on at which it is owed, and no longer than it is, whether or not
        anything was recorded since. Of a duty it names what the law shows to the
        person. A moment before the last act of a partnership is answered as of that
        act; one that cannot be read has nothing here: `find` says which.

        Args:
            person: who owes it.
            at: the moment at which it is due: at its own moment, or whenever they next
                meet.
            kinds: the kinds of duty that are asked for; None for all.
            after: `Page.next` of the page before; None for the first.
            limit: how many there are on a page.

        Raises:
            ValueError: If *after* is no cursor.
        """
        return owed_by(
            self._backend,
            self._vault,
            str(PersonId(person)),
            instant(at),
            instant(self._clock()),
            kinds=kinds_of(kinds),
            after=after,
            limit=counted("limit", limit, at_least=1),
        )

    @door
    def rebuild(self) -> int:
        """Make the read model anew; give how many partnerships it holds."""
        self._backend.write(lambda writing: writing.unfile_all())
        return filed(self._backend, self._vault, instant(self._clock()))
