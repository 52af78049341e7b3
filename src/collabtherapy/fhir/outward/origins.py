"""Provenance: who did what, when, for whom and why, for each act that is carried.

Every step from one stage to another has one, whose targets are the episodes of care; of
a step by an act that is not for whoever looks, it says when and not who.
"""

from collections.abc import Iterator
from urllib.parse import quote

from collabtherapy.fhir.codes import (
    OWN,
    PARTICIPANT,
    STAGE,
    STEP,
    VERSION,
    coding,
    concept,
    extension,
    masked,
    own,
)
from collabtherapy.fhir.losses import NOT_SHOWN
from collabtherapy.fhir.outward.episodes import seen_by
from collabtherapy.fhir.outward.people import clients, left_at, person, speaking
from collabtherapy.fhir.outward.touching import touched
from collabtherapy.fhir.outward.uncarried import lose_fields
from collabtherapy.fhir.outward.writing import Key, Told, Writing
from collabtherapy.fhir.rows import NEWER, OF_ACTS
from collabtherapy.fhir.shapes import Json, moment, shape
from collabtherapy.partnership.regions.consent import Explain, GiveConsent
from collabtherapy.partnership.values.act import ByProxy
from collabtherapy.partnership.values.corrections import Correction, EnteredInError
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.words import Words

SAID_THERE = frozenset({"Communication", "Observation"})
"""What holds somebody's words itself; of everything else they are the reason."""


def write_origins(w: Writing) -> None:
    """Write where everything comes from, and note what came of nothing."""
    there = {told.place for told in seen_by(w)}
    for told in w.told:
        steps = _moved(w, told) if told.place in there else []
        if not told.seen:
            w.lose("acts", NOT_SHOWN)
            if steps:
                _write_masked(w, told, steps)
            continue
        targets = list(dict.fromkeys((*steps, *touched(w, told))))
        found = [key for key in targets if key in w.made]
        if found:
            _write(w, told, found)
            lose_fields(w, told)
        else:
            w.lose(told.activity, _why(told))
    for told in w.struck:
        found = w.marked.get(told.version, [])
        if found:
            _write(w, told, found)


def _why(told: Told) -> str:
    proposal = told.proposal
    kind = type(told.act if proposal is None else proposal.last.matter)
    row = OF_ACTS.get(kind)
    if row is None:
        return NEWER
    return row.because or NOT_SHOWN


def _moved(w: Writing, told: Told) -> list[Key]:
    """Give the episodes that an act leads to another stage."""
    if not told.moves:
        return []
    return [
        ("EpisodeOfCare", (str(one),))
        for one in clients(w)
        if (gone := left_at(w, one)) is None or told.place <= gone
    ]


def _write_masked(w: Writing, told: Told, episodes: list[Key]) -> None:
    resource: Json = {
        "extension": [extension(STAGE, valueCode=told.after.stage.value)],
        "target": w.refs(episodes),
        "recorded": moment(told.act.recorded_at),
        "agent": [{"who": masked()}],
    }
    w.put(("Provenance", (told.name,)), resource)


def _write(w: Writing, told: Told, targets: list[Key]) -> None:
    recorded_at, happened_at = told.act.recorded_at, told.happened_at
    is_late = happened_at < recorded_at
    resource: Json = {
        "extension": list(_extensions(told)),
        "target": w.refs(targets),
        "occurredDateTime": moment(happened_at) if is_late else None,
        "recorded": moment(recorded_at),
        "policy": list(_terms(told)),
        **_reasons(w, told),
        "activity": concept(*_activity(told)),
        "agent": list(_agents(w, told)),
        "entity": [
            {"role": "revision", "what": gone} for gone in w.refs(w.in_place_of(told))
        ],
    }
    w.put(("Provenance", (told.name,)), shape(resource))


def _extensions(told: Told) -> Iterator[Json]:
    if told.moves:
        yield extension(STAGE, valueCode=told.after.stage.value)
    step = told.step
    if step is not None:
        yield extension(STEP, valueCode=step.id)
    if told.proposal is not None:
        yield extension(VERSION, valueInteger=told.proposal.last.number)


def _activity(told: Told) -> Iterator[Json]:
    yield coding(f"{OWN}act", type(told.act).__name__)
    if told.proposal is not None:
        yield coding(f"{OWN}matter", type(told.proposal.last.matter).__name__)


def _terms(told: Told) -> Iterator[str]:
    if isinstance(told.act, Explain | GiveConsent):
        yield f"{OWN}terms:{quote(str(told.act.terms), safe='')}"


def _reasons(w: Writing, told: Told) -> Json:
    """Say why: in the words of whoever did it, and in those of the law."""
    step = told.step
    words: Words | None = getattr(told.act, "words", None)
    reasons: list[object] = [own("because", code) for code in _because(told)]
    if step is not None:
        reasons.append({**concept(coding(STEP, step.id)), "text": step.because})
    is_there = SAID_THERE.intersection(_becomes(told)) or not told.has_effect
    if words is not None and not is_there:
        reasons.append(w.words("text", words))
    if not reasons or not w.is_r5:
        return {"reason": reasons}
    return {"authorization": [{"concept": one} for one in reasons]}


def _because(told: Told) -> Iterator[str]:
    """Yield why an entry is taken out of effect, if it is by this act."""
    act, proposal = told.act, told.proposal
    if isinstance(act, EnteredInError):
        yield act.because
    elif proposal is not None and isinstance(proposal.last.matter, Correction):
        yield proposal.last.matter.because


def _becomes(told: Told) -> tuple[str, ...]:
    row = OF_ACTS.get(type(told.act))
    return () if row is None else row.becomes


def _agents(w: Writing, told: Told) -> Iterator[Json]:
    act = told.act
    agent: Json = {
        "type": concept(coding(PARTICIPANT, "author")),
        "who": speaking(w, act.by, act.for_whom),
    }
    if isinstance(act, ByProxy) and act.for_whom != act.by:
        agent["onBehalfOf"] = person(w, act.for_whom)
    yield agent
    if act.entered_by is not None:  # who wrote it down is never its author
        yield {
            "type": concept(coding(PARTICIPANT, "enterer")),
            "who": _entering(w, told),
        }
    for one in _agreed(told):
        yield {
            "type": concept(coding(PARTICIPANT, "attester")),
            "who": person(w, one),
        }


def _entering(w: Writing, told: Told) -> Json:
    """Return a reference to the person who wrote an act down for its author."""
    act = told.act
    if told.before.representation.find(act.by, act.hand) is None:
        return person(w, act.hand)
    return speaking(w, act.hand, act.by)


def _agreed(told: Told) -> tuple[PersonId, ...]:
    """Give whoever else had accepted what this act settled."""
    if told.settles is None or told.proposal is None:
        return ()
    return tuple(sorted(told.proposal.accepted_by - {told.act.for_whom}))
