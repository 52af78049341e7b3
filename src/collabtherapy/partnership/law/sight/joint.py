"""What a joint act tells of others: one bit, and only where it cannot do without.

A couple's session needs the consent of both, and neither sees the other's. So what such
an act waits for is read truly and answered coarsely: `others.not_ready`, once, with
nobody named. Which reasons those are stands here; no other difference between two
histories that look alike to somebody is told.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

import attrs

from collabtherapy.partnership.law.carry_guards import UNCONFIRMED
from collabtherapy.partnership.law.decision_guards import HERE_ALREADY
from collabtherapy.partnership.law.ending_guards import NO_SHAPE, NO_TOOLKIT
from collabtherapy.partnership.law.gate_keeping import NOT_IN_FORCE
from collabtherapy.partnership.law.late import CONTRADICTS
from collabtherapy.partnership.law.matter_guards import ONE_SIDED
from collabtherapy.partnership.law.presence_guards import NOT_BOUND
from collabtherapy.partnership.law.session_guards import SESSIONS_USED
from collabtherapy.partnership.law.sight.seen import Seen
from collabtherapy.partnership.law.two_sides import (
    ANOTHER_CLIENT,
    JOINS_AS_ANOTHER,
    THERAPISTS_SIDE,
    TWO_SIDES,
)
from collabtherapy.partnership.law.voids import RELIED_ON, RESTS_ON
from collabtherapy.partnership.regions.contributions import TAKEN as CONTRIBUTION_TAKEN
from collabtherapy.partnership.regions.decisions import TAKEN as PROPOSAL_TAKEN
from collabtherapy.partnership.regions.notes import NOTE_TAKEN
from collabtherapy.partnership.regions.sessions import OVERLAP
from collabtherapy.partnership.regions.sessions import TAKEN as SESSION_TAKEN
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.refusals import Reason, Refusal, Rule

NOT_HERE = Reason(
    "person.not_here",
    Rule.RECORD,
    "who does this is in no such partnership, or may not do it there",
)
NOT_READY = Reason(
    "others.not_ready",
    Rule.ASSENT,
    "{act} waits for something that is for others here; a therapist can say more",
)

COARSE = (NOT_HERE, NOT_READY)
"""What is told in place of reasons that are not for the actor; neither has a fix."""


@attrs.frozen
class Joint:
    """One row: a reason that somebody meets without seeing what it rests on.

    Args:
        reason: the reason.
        learns: who learns of the bit.
        because: why it has to be so.
    """

    reason: Reason
    learns: str
    because: str


JOINT = (
    Joint(
        NOT_IN_FORCE,
        "whoever would begin, meet, agree, resume, follow up or bring somebody in",
        "nobody is treated without their own consent, and that the others cannot go on "
        "is seen in any case",
    ),
    Joint(
        NOT_BOUND,
        "whoever would meet with an interpreter",
        "nobody is interpreted by somebody of whom they were not told that it stays "
        "between them",
    ),
    Joint(
        UNCONFIRMED,
        "whoever would meet where a case was carried over",
        "nobody goes on with what another system says of them, once they have had "
        "their time to say whether it is so",
    ),
    Joint(
        NO_TOOLKIT,
        "whoever would go over to following up",
        "every client takes along what they learned",
    ),
    Joint(
        TWO_SIDES,
        "whoever would bring in, or hand on to, somebody who speaks for another "
        "client; or have somebody speak for them who worked here before they came",
        "nobody acts for both sides, whoever knows for whom they speak",
    ),
    Joint(
        ANOTHER_CLIENT,
        "whoever came later and would have somebody speak for them who was a client "
        "before",
        "who was on one side here speaks for no other, whoever knows that they were",
    ),
    Joint(
        HERE_ALREADY,
        "whoever came later and would bring in somebody who was here before",
        "a person comes in once, whoever knows that they were here",
    ),
    Joint(
        THERAPISTS_SIDE,
        "whoever came later and would have somebody join who answered for a therapist "
        "before",
        "nobody is a client of those they worked with, whoever knows that they did",
    ),
    Joint(
        JOINS_AS_ANOTHER,
        "whoever would have somebody join who speaks for another client",
        "nobody joins on one side of another client's decisions, whoever knows of it",
    ),
    Joint(
        ONE_SIDED,
        "whoever accepts a shared picture that cites what was said without them",
        "a picture is shared once it rests on what both sides brought",
    ),
    Joint(
        PROPOSAL_TAKEN,
        "whoever puts a proposal under a name that a hidden one has",
        "a name stands for one thing; apps draw names that nobody can guess",
    ),
    Joint(
        CONTRIBUTION_TAKEN,
        "whoever contributes under a name that a hidden contribution has",
        "a name stands for one thing; apps draw names that nobody can guess",
    ),
    Joint(
        NOTE_TAKEN,
        "whoever writes a note under a name that a hidden one has",
        "a name stands for one thing; apps draw names that nobody can guess",
    ),
    Joint(
        SESSION_TAKEN,
        "whoever plans or starts a session under a name that a hidden one has",
        "a name stands for one thing; apps draw names that nobody can guess",
    ),
    Joint(
        OVERLAP,
        "whoever would meet while another client is met alone",
        "a therapist is in one room at a time, whoever is in it",
    ),
    Joint(
        SESSIONS_USED,
        "whoever would meet after the last session, one of which was with another "
        "client alone",
        "so many sessions were agreed on, whoever came to them",
    ),
    Joint(
        NO_SHAPE,
        "whoever ends brief work that met more often, with another client alone",
        "what is called one session was one",
    ),
    Joint(
        CONTRADICTS,
        "whoever writes down late what something hidden cannot stand beside",
        "the record makes sense as a whole, whoever sees which of it",
    ),
    Joint(
        RELIED_ON,
        "whoever takes back what they did, after others have acted unseen",
        "others may have relied on it, whoever knows that they acted",
    ),
    Joint(
        RESTS_ON,
        "whoever takes out what something hidden rests on",
        "the record makes sense as a whole, whoever sees which of it",
    ),
)
"""The exceptions to a refusal telling no more than a view."""

_ROWS: Mapping[Reason, Joint] = MappingProxyType({row.reason: row for row in JOINT})


def is_of_others(seen: State, refusal: Refusal) -> bool:
    """Return whether a reason is about a client whose affairs are hidden."""
    if not isinstance(seen, Seen) or refusal.reason not in _ROWS:
        return False
    client = cast("PersonId | None", refusal.facts.get("client"))
    return client is not None and not seen.viewer.sees_client(client)
