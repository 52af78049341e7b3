"""Advance statements: what a client wants, should they not be able to decide later.

The client alone writes one, in their own words, and takes it back at any time; the last
one stands. It decides nothing by itself. A person who decides for the client reads it
before they do, and it stands beside the plan for the client's safety.

Sources: CRPD, art 12(3) and (4), support in deciding, and respect of a person's will
and preferences; Mental Capacity Act 2005, s 4(6), a person's past wishes, in particular
what they wrote when they had capacity.
"""

import attrs
from attrs import field

from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.refusals import Do, Reason, Refusal, Rule
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WriteAdvanceStatement(Act):
    """Write what one wants, should one not be able to decide later.

    Args:
        words: the statement; it takes the place of an earlier one.
    """

    words: Words = field(validator=a(Words))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class TakeBackAdvanceStatement(Act):
    """Withdraw one's advance statement; a client owes no reason."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ReadAdvanceStatement(Act):
    """Record that one has read the advance statement of a client.

    Args:
        client: whose statement it is.
    """

    client: PersonId = field(converter=PersonId)


@attrs.frozen(kw_only=True)
class Advance:
    """The advance statements of one client.

    Args:
        versions: every statement they wrote, the first first.
        stands: whether the last has not been taken back.
        read_by: those who have read the one that stands.
    """

    versions: tuple[WriteAdvanceStatement, ...] = ()
    stands: bool = False
    read_by: frozenset[PersonId] = frozenset()

    @property
    def current(self) -> WriteAdvanceStatement | None:
        """The statement that stands, if one does."""
        return self.versions[-1] if self.stands else None


NONE_WRITTEN = Advance()


@attrs.frozen(kw_only=True)
class AdvanceStatements:
    """The advance statements of every client."""

    by_client: Register[PersonId, Advance] = Register()

    def of(self, client: PersonId) -> Advance:
        """Return those of one client."""
        return self.by_client.find(client) or NONE_WRITTEN


NO_STATEMENT = Reason(
    "advance.none", Rule.RECORD, "no advance statement of {client} stands"
)
ADVANCE = Region("advance", AdvanceStatements())


@ADVANCE.refuses(TakeBackAdvanceStatement)
def _none_of_theirs(
    before: AdvanceStatements, act: TakeBackAdvanceStatement
) -> Refusal | None:
    return _none(before, act.by)


@ADVANCE.refuses(ReadAdvanceStatement)
def _none_to_read(
    before: AdvanceStatements, act: ReadAdvanceStatement
) -> Refusal | None:
    return _none(before, act.client)


def _none(before: AdvanceStatements, client: PersonId) -> Refusal | None:
    if before.of(client).stands:
        return None
    return NO_STATEMENT(Do(WriteAdvanceStatement, (client,)), client=client)


@ADVANCE.folds(WriteAdvanceStatement)
def _write(before: AdvanceStatements, act: WriteAdvanceStatement) -> AdvanceStatements:
    versions = (*before.of(act.by).versions, act)
    return _put(before, act.by, Advance(versions=versions, stands=True))


@ADVANCE.folds(TakeBackAdvanceStatement)
def _take_back(
    before: AdvanceStatements, act: TakeBackAdvanceStatement
) -> AdvanceStatements:
    versions = before.of(act.by).versions
    return _put(before, act.by, Advance(versions=versions))


@ADVANCE.folds(ReadAdvanceStatement)
def _read(before: AdvanceStatements, act: ReadAdvanceStatement) -> AdvanceStatements:
    there = before.of(act.client)
    read = attrs.evolve(there, read_by=there.read_by | {act.by})
    return _put(before, act.client, read)


def _put(
    before: AdvanceStatements, client: PersonId, advance: Advance
) -> AdvanceStatements:
    return AdvanceStatements(by_client=before.by_client.put(client, advance))
