"""Reading a Bundle of FHIR, R4 or R5: what could be put, what is said, what is not."""

from collections.abc import Iterable, Mapping

import attrs

from collabtherapy.fhir.datatypes.problems import Problem
from collabtherapy.fhir.inward.care import (
    read_accesses,
    read_consents_of,
    read_episodes,
    read_flags,
    read_origins,
    read_people,
    read_places,
    read_plans,
    read_sessions,
    read_teams,
)
from collabtherapy.fhir.inward.catalogue import catalogue
from collabtherapy.fhir.inward.document import opened
from collabtherapy.fhir.inward.drafting import read_drafts
from collabtherapy.fhir.inward.drafts import Draft
from collabtherapy.fhir.inward.facts import Facts
from collabtherapy.fhir.inward.findings import read_messages, read_observations
from collabtherapy.fhir.inward.goals import read_goals
from collabtherapy.fhir.inward.measure_drafts import MeasureDraft
from collabtherapy.fhir.inward.panels import read_measures
from collabtherapy.fhir.inward.questionnaires import Forms
from collabtherapy.fhir.inward.responses import (
    NO_LINKS,
    forms_of,
    given_forms,
    read_questionnaires,
    read_response,
)
from collabtherapy.fhir.inward.sanity import sane
from collabtherapy.fhir.inward.walking import Links
from collabtherapy.measures import INSTRUMENTS, Instrument


@attrs.frozen(kw_only=True)
class Imported:
    """What came of a Bundle.

    Args:
        proposals: what somebody may put to a decision; nobody has.
        facts: what it says that is so.
        measures: what somebody may record as measures; nobody has.
        problems: what could not be taken over as it stands, and what was done.
    """

    proposals: tuple[Draft, ...]
    facts: Facts
    measures: tuple[MeasureDraft, ...]
    problems: tuple[Problem, ...]


def from_bundle(
    document: object,
    *,
    questionnaires: Iterable[object] = (),
    instruments: Iterable[Instrument] | Mapping[str, Instrument] = INSTRUMENTS,
    links: Links = NO_LINKS,
) -> Imported:
    """Read a Bundle of FHIR R4 or R5, or one resource of it.

    Nothing is done on anybody's behalf: that others say somebody agreed with a goal, or
    gave a consent, is a fact to be seen, and no act. Each resource that is read yields
    a fact, a draft or a problem.

    Args:
        document: what `json.loads` gave.
        questionnaires: Questionnaires that do not stand in the document.
        instruments: the instruments that are recognised and scored.
        links: what linkIds ask; see `read_answers`.

    Returns:
        Drafts that somebody may put or record, facts, and problems.

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
    known = catalogue(instruments)
    goals, places = read_goals(doc), read_places(doc)
    forms = tuple(forms_of(doc))
    index = Forms.holding((*forms, *given_forms(questionnaires, doc)))
    responses = [
        read_response(doc, node, forms=index, links=links, known=known)
        for node in doc.of("QuestionnaireResponse")
    ]
    answers = {one.answers.name: one.answers for one in responses}
    observations = read_observations(doc, known)
    facts = Facts(
        people=read_people(doc),
        episodes=read_episodes(doc),
        goals=goals,
        consents=read_consents_of(doc),
        sessions=read_sessions(doc, places),
        observations=observations,
        messages=read_messages(doc, answers),
        flags=read_flags(doc),
        accesses=read_accesses(doc),
        origins=read_origins(doc),
        answers=tuple(one.answers for one in responses),
        questionnaires=tuple(read_questionnaires(forms, known)),
        plans=read_plans(doc),
        teams=read_teams(doc),
        places=places,
    )
    drafts = read_drafts(doc, goals)
    observed = zip(doc.of("Observation"), observations, strict=True)
    return Imported(
        proposals=drafts,
        facts=facts,
        measures=read_measures(doc, known, responses, observed),
        # A place that is read twice is reported once.
        problems=tuple(dict.fromkeys(doc.problems)),
    )
