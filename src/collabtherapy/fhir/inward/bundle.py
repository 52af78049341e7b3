"""Reading a Bundle of FHIR, R4 or R5: what could be put, what is said, what is not."""

import attrs

from collabtherapy.fhir.datatypes.problems import Problem
from collabtherapy.fhir.inward.care import (
    read_accesses,
    read_consents_of,
    read_episodes,
    read_flags,
    read_origins,
    read_people,
    read_sessions,
)
from collabtherapy.fhir.inward.document import opened
from collabtherapy.fhir.inward.drafting import read_drafts
from collabtherapy.fhir.inward.drafts import Draft
from collabtherapy.fhir.inward.facts import Facts
from collabtherapy.fhir.inward.findings import read_messages, read_observations
from collabtherapy.fhir.inward.goals import read_goals
from collabtherapy.fhir.inward.sanity import sane


@attrs.frozen(kw_only=True)
class Imported:
    """What came of a Bundle.

    Args:
        proposals: what somebody may put to a decision; nobody has.
        facts: what it says that is so.
        problems: what could not be taken over as it stands, and what was done.
    """

    proposals: tuple[Draft, ...]
    facts: Facts
    problems: tuple[Problem, ...]


def from_bundle(document: object) -> Imported:
    """Read a Bundle of FHIR R4 or R5, or one resource of it.

    Nothing is done on anybody's behalf: that others say somebody agreed with a goal, or
    gave a consent, is a fact to be seen, and no act.

    Args:
        document: what `json.loads` gave.

    Returns:
        Drafts that somebody may put, facts, and problems.

    Raises:
        MalformedDocument: it is no FHIR, or more than can be read; names the place.

    >>> goal = {
    ...     "resourceType": "Goal",
    ...     "id": "1",
    ...     "lifecycleStatus": "active",
    ...     "description": {"text": "sleep through the night"},
    ...     "subject": {"reference": "Patient/7"},
    ... }
    >>> found = from_bundle({"resourceType": "Bundle", "entry": [{"resource": goal}]})
    >>> found.proposals[0].matter, found.facts.goals[0].subject
    (Goal(words=Words(<23 characters>)), 'Patient/7')
    """
    sane(document)
    doc = opened(document)
    goals = read_goals(doc)
    facts = Facts(
        people=read_people(doc),
        episodes=read_episodes(doc),
        goals=goals,
        consents=read_consents_of(doc),
        sessions=read_sessions(doc),
        observations=read_observations(doc),
        messages=read_messages(doc),
        flags=read_flags(doc),
        accesses=read_accesses(doc),
        origins=read_origins(doc),
    )
    drafts = read_drafts(doc, goals)
    return Imported(proposals=drafts, facts=facts, problems=tuple(doc.problems))
