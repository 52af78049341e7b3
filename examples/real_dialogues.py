"""Real counselling dialogues, recorded as partnerships: nothing lost, nothing invented.

    python examples/real_dialogues.py            # the tables beside the project
    python examples/real_dialogues.py FILE.csv   # any table of the same columns,
                                                 # or AnnoMI-full.csv as published

Each session becomes a partnership, each utterance an `acts.Contribute`, each label an
`acts.Code` by whoever gave it. `annomi` reads the tables; what they do not say and a
partnership needs is written here, once, as `_assumed_start` and `_assumed_consent`.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
from annomi import DATA_SET, MAJORITY, PUNCTUATION, Dialogue, read
from tables import Unreadable

from collabtherapy import (
    Client,
    Kind,
    Partnership,
    Refusal,
    Scope,
    Therapist,
    acts,
    matters,
)
from collabtherapy.errors import Refused

NEARBY = Path(__file__).resolve().parents[2] / "shared" / "data"
TABLE = NEARBY / "annomi_contributions_visible.csv"
GET = (
    "There is no table to read: get AnnoMI-full.csv from the repository uccollab/AnnoMI "
    "on GitHub, and name the file as the argument."
)
START = datetime(2000, 1, 1, tzinfo=UTC)
STUDY = Scope.research("annomi")
SHOWN = {
    "reflection": Kind.REFLECTION,
    "question": Kind.QUESTION,
    "input": Kind.INPUT,
    "change": Kind.CHANGE_TALK,
    "neutral": Kind.NEUTRAL_TALK,
    "sustain": Kind.SUSTAIN_TALK,
}
HEADER = """\
Real dialogues: every session a partnership, every utterance a contribution

Assumed, because no table says it, and counted nowhere below: that the client asked for
the partnership, consented to be seen and began it with the therapist; that this was at
midnight on 1 January 2000, and the clock of the session began then; that the client
consented to research, without which no outsider may code; and that no two sessions
share a person. No table says that a session ended, so none does.

The clock: an utterance happened at its own second; it is recorded at the latest second
reached so far, in the place that its number gives it. Where the clock stands still or
steps back, order, second and words all stay as they are.

Kinds are what coders took a contribution for: several, one or none. What its author
meant is in no table. Where several coded and no majority is given, a kind counts if
more than half of them gave it.

Uptake: of the therapist's contributions right after one of the client's, those coded as
a reflection. It is worked out here and not recorded, as nobody recorded it.

Refused: what was tried and the partnership did not allow. Here each session's first
label is tried before the client has consented to research.
"""
COLUMNS = (
    "session  contributions  client's words  reflection  question  input  "
    "change  neutral  sustain  no kind      uptake  refused"
)


@attrs.frozen(kw_only=True)
class Recorded:
    """A session as a partnership, and why its first label was refused at first."""

    partnership: Partnership
    refusals: tuple[Refusal, ...]


def recorded(dialogue: Dialogue) -> Recorded:
    """Record a dialogue: what was said, then what coders took it for."""
    client = Client(f"client-{dialogue.session}")
    therapist = Therapist(f"therapist-{dialogue.session}")
    p = _assumed_start(dialogue.session, client, therapist)
    p = p.record(*_contributions(dialogue, client, therapist))
    codings = tuple(_codings(dialogue, p.state.at))
    refusals = tuple(p.why_not(codings[0]))
    p = _assumed_consent(p, client, therapist, STUDY)
    return Recorded(partnership=p.record(*codings), refusals=refusals)


def _assumed_start(session: str, client: Client, therapist: Therapist) -> Partnership:
    """Do what must have been done before anybody could say anything in a session."""
    p = Partnership.open(
        id=f"annomi-{session}",
        clients=(client,),
        therapists=(therapist,),
        by=client,
        at=START,
    )
    p = _assumed_consent(p, client, therapist, Scope.ASSESSMENT)
    both = (client, therapist)
    return p.record(
        acts.Propose(by=client, at=START, id="assumed", matter=matters.Begin()),
        acts.Accept(by=therapist, at=START, proposal="assumed"),
        acts.StartSession(by=therapist, at=START, id=session, present=both),
    )


def _assumed_consent(
    p: Partnership, client: Client, therapist: Therapist, scope: Scope
) -> Partnership:
    at = p.state.at
    return p.record(
        acts.Explain(by=therapist, at=at, to=client, scope=scope, terms="assumed"),
        acts.GiveConsent(by=client, at=at, scope=scope, terms="assumed"),
    )


def _contributions(
    dialogue: Dialogue, client: Client, therapist: Therapist
) -> Iterator[acts.Contribute]:
    latest = START
    for said in dialogue.utterances.values():
        happened_at = START + timedelta(seconds=said.start_seconds)
        latest = max(latest, happened_at)
        yield acts.Contribute(
            by=client if said.by_client else therapist,
            at=latest,
            happened_at=happened_at,
            session=dialogue.session,
            id=str(said.index),
            order=said.index,
            words=said.words,
            n_words=said.n_words,
        )


def _codings(dialogue: Dialogue, at: datetime) -> Iterator[acts.Code]:
    for label in dialogue.labels.values():
        yield acts.Code(
            by=label.coder,
            at=at,
            contribution=str(label.index),
            kinds=label.kinds,
            main=label.main,
        )
    for fact in dialogue.facts:
        yield acts.Code(
            by=DATA_SET,
            at=at,
            session=dialogue.session,
            kinds=fact.kinds,
            words=fact.words,
        )


def counted(p: Partnership) -> Counter[str]:
    """Count what a partnership holds of its dialogue; what is assumed is left out."""
    n = Counter[str]()
    client = p.clients[0].id
    client_before, moment_before = False, None
    for contribution in p.contributions(session=p.sessions[0].id):
        act = contribution.act
        by_client, moment = act.by == client, act.happened_at or act.at
        kinds = taken_for(p.codings(contribution=act.id))
        n.update(kinds)
        n["no kind"] += not kinds
        n["contributions"] += 1
        n["by the client"] += by_client
        n["words"] += contribution.n_words or 0
        n["client's words"] += (contribution.n_words or 0) if by_client else 0
        n["answers"] += client_before and not by_client
        n["uptakes"] += client_before and not by_client and "reflection" in kinds
        if moment_before is not None:
            n["still"] += moment == moment_before
            n["back"] += moment < moment_before
        client_before, moment_before = by_client, moment
    return n


def taken_for(codings: Iterable[Coding]) -> frozenset[str]:
    """Give the kinds that the majority gives, or else more than half of the coders."""
    people = [coding for coding in codings if coding.by != PUNCTUATION]
    voters = [coding for coding in people if coding.by == MAJORITY] or people
    return frozenset(
        name
        for name, kind in SHOWN.items()
        if 2 * sum(bool(of_kind(coding, kind)) for coding in voters) > len(voters)
    )


def agreed(p: Partnership) -> Counter[str]:
    """Count how often several coders answered a question, and how often all alike.

    Who stands for the others, or only looks for a question mark, is left out.
    """
    n = Counter[str]()
    client = p.clients[0].id
    for contribution in p.contributions():
        codings = [
            coding
            for coding in p.codings(contribution=contribution.act.id)
            if coding.by not in (MAJORITY, PUNCTUATION)
        ]
        if len(codings) <= 1:
            continue
        by_client = contribution.act.by == client
        for name, answer in (OF_CLIENTS if by_client else OF_THERAPISTS).items():
            n[name] += 1
            n[f"{name}, alike"] += len({answer(coding) for coding in codings}) == 1
    return n


def of_kind(coding: Coding, kind: Kind) -> frozenset[Kind]:
    """Give what of a coding is of this kind, as simple is of a reflection."""
    return frozenset(given for given in coding.kinds if given.is_a(kind))


OF_CLIENTS: Mapping[str, Callable[[Coding], object]] = {
    "talk (change, neutral, sustain)": lambda coding: coding.kinds,
}
OF_THERAPISTS: Mapping[str, Callable[[Coding], object]] = {
    "reflection (simple, complex, none)": partial(of_kind, kind=Kind.REFLECTION),
    "question (open, closed, none)": partial(of_kind, kind=Kind.QUESTION),
    "input (its four kinds, none)": partial(of_kind, kind=Kind.INPUT),
    "main behaviour": lambda coding: coding.main,
}


def row(session: str, n: Counter[str], n_refused: int) -> str:
    """Give the line of one session, or of all."""
    cells = (
        f"{session:>7}",
        f"{n['contributions']:>13,}",
        f"{share(n['client words'], n['words']):>14}",
        *(f"{n[name]:>{len(name)},}" for name in (*SHOWN, "no kind")),
        f"{n_of_m(n['uptakes'], n['answers']):>10}",
        f"{n_refused:>7}",
    )
    return "  ".join(cells)


def share(n: int, of: int) -> str:
    """Give a share in per cent; of nothing, it is unknown."""
    return f"{n / of:.1%}" if of else "unknown"


def n_of_m(n: int, m: int) -> str:
    """Give a count with what it was counted among; among nothing, it is unknown."""
    return f"{n} of {m}" if m else "unknown"


def report(sessions: Iterable[Recorded]) -> Iterator[str]:
    """Give what is printed, line by line: each session as soon as it is recorded."""
    yield HEADER
    yield COLUMNS
    n, alike, coders = Counter[str](), Counter[str](), Counter[str]()
    refused: list[tuple[Partnership, Refusal]] = []
    n_sessions = 0
    for session in sessions:
        p = session.partnership
        one = counted(p)
        yield row(p.sessions[0].id, one, len(session.refusals))
        ...
