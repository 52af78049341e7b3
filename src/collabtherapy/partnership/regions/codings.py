"""What coders take contributions and sessions for, each coder by name.

A coding stands beside what was said and beside other codings, which may disagree;
it changes neither. Coders agree far less on some kinds than on others, so a kind
without its coder would say little.
"""

from datetime import datetime

import attrs
from attrs import field
from attrs.converters import optional

from collabtherapy.errors import InvalidInput
from collabtherapy.partnership.regions.region import Region
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.checks import a, each
from collabtherapy.partnership.values.ids import ContributionId, PersonId, SessionId
from collabtherapy.partnership.values.kinds import Kind, kinds
from collabtherapy.partnership.values.register import Register
from collabtherapy.partnership.values.words import Words


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Code(Act):
    """Say what one takes a contribution, or a whole session, for.

    The coder need not be a member; who is not codes under a consent.

    Args:
        contribution: what is coded, or
        session: the session that is coded as a whole.
        kinds: what the coder takes it for; empty where none of their kinds applies.
        main: the kind they give it if they may give but one.
        words: a remark of the coder's.
    """

    contribution: ContributionId | None = field(
        default=None, converter=optional(ContributionId)
    )
    session: SessionId | None = field(default=None, converter=optional(SessionId))
    kinds: frozenset[Kind] = field(
        default=frozenset[Kind](), converter=kinds, validator=each(Kind)
    )
    main: Kind | None = field(default=None, validator=a(Kind, optional=True))
    words: Words | None = field(default=None, validator=a(Words, optional=True))

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if (self.contribution is None) == (self.session is None):
            raise InvalidInput("a contribution is coded, or a session as a whole")


@attrs.frozen(kw_only=True)
class Coding:
    """What one coder took something for."""

    by: PersonId
    at: datetime
    kinds: frozenset[Kind]
    main: Kind | None = None
    words: Words | None = None


@attrs.frozen(kw_only=True)
class Codings:
    """Every coding, in the order in which they were made."""

    of_contribution: Register[ContributionId, tuple[Coding, ...]] = Register()
    of_session: Register[SessionId, tuple[Coding, ...]] = Register()


CODINGS = Region("codings", Codings())


@CODINGS.folds(Code)
def _code(codings: Codings, act: Code) -> Codings:
    coding = Coding(
        by=act.by, at=act.at, kinds=act.kinds, main=act.main, words=act.words
    )
    of_contribution, of_session = codings.of_contribution, codings.of_session
    if act.contribution is not None:
        before = of_contribution.find(act.contribution) or ()
        of_contribution = of_contribution.put(act.contribution, (*before, coding))
    if act.session is not None:
        before = of_session.find(act.session) or ()
        of_session = of_session.put(act.session, (*before, coding))
    return Codings(of_contribution=of_contribution, of_session=of_session)
