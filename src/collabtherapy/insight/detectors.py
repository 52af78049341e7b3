"""The usual detectors, each by its name; anybody may take others, or fewer.

Where one compares with a number, the number is an argument, and its default is assumed.
Each asks the service, in `QUESTIONS`: what is noticed is never asked of the client.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from collabtherapy.insight.detectors_of_care import (
    course_unknown,
    preference_departed_from,
    still_owed,
    worse_and_not_talked_about,
)
from collabtherapy.insight.leading import LedSoFar, band
from collabtherapy.insight.log import Log
from collabtherapy.insight.notices import Detector, Notice
from collabtherapy.insight.questions import QUESTIONS
from collabtherapy.insight.voices import n_words
from collabtherapy.partnership.regions.alliance import (
    AcknowledgeRupture,
    ConfirmRepair,
    MarkRupture,
)
from collabtherapy.partnership.regions.contributions import Contribute
from collabtherapy.partnership.regions.decisions import Decline, Propose
from collabtherapy.partnership.regions.feedback import CheckComfort, GiveFeedback
from collabtherapy.partnership.regions.goals import Goal
from collabtherapy.partnership.regions.representation import AppointRepresentative
from collabtherapy.partnership.regions.uptake import TakeUp
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.duty_ids import DutyKind
from collabtherapy.partnership.values.ids import (
    ContributionId,
    PersonId,
    ProposalId,
    SessionId,
)
from collabtherapy.partnership.values.kinds import Kind
from collabtherapy.partnership.values.meetings import EndSession, StartSession
from collabtherapy.partnership.values.presence import CLOSE, As


def unanswered_feedback(log: Log) -> Iterator[Notice]:
    """Notice a session that starts while an answer is owed to earlier feedback."""
    question = QUESTIONS["unanswered_feedback"]
    yield from still_owed(log, question, DutyKind.ANSWER_FEEDBACK)


def rupture_not_acknowledged(log: Log) -> Iterator[Notice]:
    """Notice a session that starts while nobody has spoken to a rupture."""
    marked: dict[tuple[PersonId, PersonId], tuple[Act, ...]] = {}
    spoken_to: set[tuple[PersonId, PersonId]] = set()
    for place, entry in enumerate(log.entries, start=1):
        act = entry.act
        if isinstance(act, MarkRupture):
            two = (act.client, act.therapist)
            if two not in spoken_to:
                marked[two] = (*marked.get(two, ()), act)
        elif isinstance(act, AcknowledgeRupture):
            marked.pop((act.client, act.therapist), None)
            spoken_to.add((act.client, act.therapist))
        elif isinstance(act, ConfirmRepair):
            marked.pop((act.client, act.therapist), None)
            spoken_to.discard((act.client, act.therapist))
        elif isinstance(act, StartSession):
            for acts in marked.values():
                question = QUESTIONS["rupture_not_acknowledged"]
                yield Notice(place=place, cites=(*acts, act), question=question)
            marked.clear()


def one_voice(log: Log, *, share: float = 0.8, words: int = 100) -> Iterator[Notice]:
    """Notice a session of so many words of which one person had so large a share."""
    for place, said, end in _sessions(log):
        n = Counter[PersonId]()
        for act in said:
            n[act.by] += n_words(act) or 0
        if n.total() >= max(words, 1) and max(n.values()) >= share * n.total():
            question = QUESTIONS["one_voice"]
            yield Notice(place=place, cites=(*said, end), question=question)


def beside_the_stance(log: Log, *, moments: int = 5) -> Iterator[Notice]:
    """Notice a session led otherwise than a client who was there would have it.

    Args:
        log: the history.
        moments: the number of moments from which on it is noticed, 5 or more.
    """
    present, clients = log.present, log.clients
    led, last = LedSoFar(), 0
    for place, said, end in _sessions(log):
        for entry in log.entries[last:place]:
            led.take_in(entry)
        last = place
        balance = led.balance(said)
        if balance.value is None or balance.n < moments:
            continue
        there = (c for c in clients if c in present.get(end.session, ()))
        for client in there:
            stance = led.stances.get(client)
            if stance is None:
                continue
            low, high = band(stance)
            if not low <= balance.value <= high:
                question = QUESTIONS["beside_the_stance"]
                yield Notice(place=place, cites=(*said, end), question=question)


def goals_of_one_side(log: Log, *, goals: int = 2) -> Iterator[Notice]:
    """Notice a shared goal, if a therapist put it and every one before it.

    Yield a notice from the goal of that number on, which cites the last *goals* of them
    and the act that settled the last.

    Args:
        log: the history.
        goals: the number of goals from which on it is noticed (default 2).
    """
    put = {act.id: act for act in log.all_of(Propose)}
    therapists = frozenset(log.therapists)
    known: set[ProposalId] = set()
    shared: list[Propose] = []
    for place, entry in enumerate(log.entries, start=1):
        settled = entry.settled
        if settled is None or not isinstance(settled.matter, Goal):
            continue
        if settled.id in known:
            continue
        act = put.get(settled.id)
        if act is None or act.by not in therapists:
            return
        known.add(settled.id)
        shared.append(act)
        if len(shared) >= goals:
            # The last alone: each notice would cite all goals before it otherwise.
            cites = (*shared[-max(goals, 1) :], entry.act)
            question = QUESTIONS["goals_of_one_side"]
            yield Notice(place=place, cites=cites, question=question)


def solution_left(log: Log) -> Iterator[Notice]:
    """Notice a client's solution that nobody took up by the end of the next session."""
    clients = frozenset(log.clients)
    waiting: dict[ContributionId, tuple[Contribute, int]] = {}
    n_ended = 0
    for place, entry in enumerate(log.entries, start=1):
        act = entry.act
        if isinstance(act, Contribute) and act.by in clients:
            if any(kind.is_a(Kind.SOLUTION) for kind in act.kinds):
                waiting[act.id] = (act, n_ended)
        elif isinstance(act, TakeUp):
            waiting.pop(act.contribution, None)
        elif isinstance(act, EndSession):
            n_ended += 1
            for said, before in tuple(waiting.values()):
                if n_ended > before + 1:
                    del waiting[said.id]
                    question = QUESTIONS["solution_left"]
                    yield Notice(place=place, cites=(said, act), question=question)


def falling_comfort(log: Log, *, by: int = 3) -> Iterator[Notice]:
    """Notice that somebody's comfort fell by so much from one time to the next."""
    last: dict[PersonId, tuple[Act, int]] = {}
    for place, entry in enumerate(log.entries, start=1):
        act = entry.act
        level = None
        if isinstance(act, GiveFeedback):
            level = act.comfort
        elif isinstance(act, CheckComfort):
            level = act.level
        if level is None:
            continue
        before = last.get(act.by)
        if before is not None and before[1] - level >= by:
            question = QUESTIONS["falling_comfort"]
            yield Notice(place=place, cites=(before[0], act), question=question)
        last[act.by] = (act, level)


def review_due(log: Log) -> Iterator[Notice]:
    """Notice a session that starts without looking at the work while that is due."""
    for place, entry in enumerate(log.entries, start=1):
        act = entry.act
        if entry.review_due and isinstance(act, StartSession) and not act.review:
            question = QUESTIONS["review_due"]
            yield Notice(place=place, cites=(act,), question=question)


def declined_again(log: Log, *, times: int = 2) -> Iterator[Notice]:
    """Notice a no to a proposal, after others of the same person to the same kind.

    Yield a notice from the no of that number on, which cites the last *times* of them.

    Args:
        log: the history.
        times: the number of declined proposals from which on it is noticed (default 2).
    """
    put = {act.id: act for act in log.all_of(Propose)}
    known: set[tuple[PersonId, ProposalId]] = set()
    said = defaultdict[tuple[PersonId, str], list[Decline]](list)
    for place, entry in enumerate(log.entries, start=1):
        act = entry.act
        if not isinstance(act, Decline) or act.proposal not in put:
            continue
        if (act.for_whom, act.proposal) in known:
            continue
        known.add((act.for_whom, act.proposal))
        declined = said[act.for_whom, type(put[act.proposal].matter).__name__]
        declined.append(act)
        if len(declined) >= times:
            cites = tuple(declined[-max(times, 1) :])
            question = QUESTIONS["declined_again"]
            yield Notice(place=place, cites=cites, question=question)


def interpreter_who_is_close(log: Log) -> Iterator[Notice]:
    """Notice a session at which somebody interprets who is close to a client.

    They speak for a client here, or were at a session as a parent, a partner or a
    companion. Source: British Psychological Society, guidance on working with
    interpreters in health settings (2017): not a relative.
    """
    close: dict[PersonId, Act] = {}
    for place, entry in enumerate(log.entries, start=1):
        act = entry.act
        if isinstance(act, AppointRepresentative):
            close[act.representative] = act
        elif isinstance(act, StartSession):
            for other in act.others:
                if other.as_ in CLOSE:
                    close[other.person] = act
                elif other.as_ is As.INTERPRETER and other.person in close:
                    cites = (close[other.person], act)
                    question = QUESTIONS["interpreter_who_is_close"]
                    yield Notice(place=place, cites=cites, question=question)


DETECTORS: Mapping[str, Detector] = MappingProxyType(
    {
        "unanswered_feedback": unanswered_feedback,
        "rupture_not_acknowledged": rupture_not_acknowledged,
        "one_voice": one_voice,
        "beside_the_stance": beside_the_stance,
        "goals_of_one_side": goals_of_one_side,
        "solution_left": solution_left,
        "falling_comfort": falling_comfort,
        "review_due": review_due,
        "declined_again": declined_again,
        "interpreter_who_is_close": interpreter_who_is_close,
        "preference_departed_from": preference_departed_from,
        "worse_and_not_talked_about": worse_and_not_talked_about,
        "course_unknown": course_unknown,
    }
)
"""Every detector here, by its name."""


def _sessions(log: Log) -> Iterator[tuple[int, tuple[Contribute, ...], EndSession]]:
    """Give each session that ended: at which place, with what was said in it."""
    said: dict[SessionId, list[Contribute]] = {}
    for place, entry in enumerate(log.entries, start=1):
        act = entry.act
        if isinstance(act, Contribute):
            said.setdefault(act.session, []).append(act)
        elif isinstance(act, EndSession):
            yield place, tuple(said.get(act.session, ())), act
