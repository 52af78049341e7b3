"""Real counselling dialogues, recorded as partnerships: nothing lost, nothing invented.

    python examples/real_dialogues.py           # the tables beside the project
    python examples/real_dialogues.py FILE.csv  # another table of the same columns,
                                                # or AnnoMI-full.csv as published
    python examples/real_dialogues.py --strict FILE.csv  # refuse what cannot be read

Each session becomes a partnership, each utterance an `acts.Contribute`, each label an
`acts.Code` by whoever gave it. What the tables do not say and a partnership needs is
written in `_assumed_start` and `_assumed_consent`, and nowhere else. A row that cannot
be read is left out, and the standard error says which; nobody's words are shown.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
from annomi import DATA_SET, Dialogue, read
from dialogue_counts import QUESTIONS, SHOWN, agreed, counted
from strict_csv import Unreadable

from collabtherapy import (
    Client,
    Partnership,
    Refusal,
    Scope,
    Therapist,
    acts,
    matters,
)

START = datetime(2000, 1, 1, tzinfo=UTC)
STUDY = Scope.research("annomi")
ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT.parent / "shared" / "data" / "annomi_contributions_visible.csv"
GET = (
    "There is nothing to read: get AnnoMI-full.csv from the repository of its authors, "
    "uccollab/AnnoMI, and give its path as the argument."
)
PREAMBLE = """\
Real dialogues: each session a partnership, each utterance a contribution.

Assumed, because no table says it, and counted nowhere below: that the client asked
for the partnership, consented to be seen, and began it together with the therapist;
that this was on 1 January 2000 at midnight, when the session's clock began; that the
client consented to research, without which (or consent to be observed) nobody from
outside may code; and that no two sessions have a person in common. No table says that
a session ended: none does.

The clock: an utterance happened at its own second (`happened_at`), is recorded at the
latest second reached so far (`at`), and stands in the place that its number gives it
(`order`). So nothing is lost where the clock stands still or steps back.

Kinds: what coders took a contribution for, which may be several or none; what its
author meant is in no table. Where there are coders but no majority to go by, a kind
counts if more than half of them gave it.

Uptake: of the therapist's contributions that come right after one of the client's,
those coded as a reflection. Worked out here and not recorded: nobody recorded it.

Refused: a session's first label, tried before the client consented to research.
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
    client, therapist = f"client-{dialogue.session}", f"therapist-{dialogue.session}"
    p = _assumed_start(dialogue.session, client, therapist)
    p = p.record(*_contributions(dialogue, client, therapist))
    codings = tuple(_codings(dialogue, p.state.at))
    refusals = tuple(p.refusals(codings[0]))
    p = _assumed_consent(p, client, therapist, STUDY)
    return Recorded(partnership=p.record(*codings), refusals=refusals)


def _assumed_start(session: str, client: str, therapist: str) -> Partnership:
    """Do what comes before anybody can say anything in a session."""
    p = Partnership.open(
        id=f"annomi-{session}",
        clients=(Client(client),),
        therapists=(Therapist(therapist),),
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
    p: Partnership, client: str, therapist: str, scope: Scope
) -> Partnership:
    at = p.state.at
    return p.record(
        acts.Explain(by=therapist, at=at, to=client, scope=scope, terms="assumed"),
        acts.GiveConsent(by=client, at=at, scope=scope, terms="assumed"),
    )


def _contributions(
    dialogue: Dialogue, client: str, therapist: str
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


def report(sessions: Iterable[Recorded]) -> Iterator[str]:
    """Give what is printed, each session as soon as it is recorded."""
    n, coders, alike = Counter[str](), Counter[str](), Counter[tuple[str, bool]]()
    refused: dict[str, list[tuple[str, Refusal]]] = {}
    yield PREAMBLE
    yield COLUMNS
    for session in sessions:
        p = session.partnership
        name, of_session = str(p.sessions[0].id), counted(p)
        of_session["sessions"] = 1
        for refusal in session.refusals:
            refused.setdefault(refusal.code, []).append((name, refusal))
            of_session["refused"] = 1
        yield _line(name, of_session)
        n += of_session
        alike += agreed(p)
        coders.update(str(act.by) for act in p.history if isinstance(act, acts.Code))
    yield _line("all", n)
    yield from ("", *_overall(n, coders))
    yield from ("", *_refused(refused, n["sessions"]))
    yield from ("", *_agreement(alike))


def _overall(n: Counter[str], coders: Counter[str]) -> Iterator[str]:
    yield f"Sessions: {n['sessions']:,}. Contributions: {n['contributions']:,}."
    share = _share(n["client words"], n["words"])
    yield f"By clients: {n['by clients']:,}; {share} of {n['words']:,} words."
    still, back = n["still"], n["back"]
    yield f"Where the clock stood still: {still:,}. Where it went back: {back:,}."
    yield f"Codings: {coders.total():,}, by"
    yield from (f"  {coder}: {times:,}" for coder, times in coders.most_common())


def _refused(
    refused: Mapping[str, Sequence[tuple[str, Refusal]]], n_sessions: int
) -> Iterator[str]:
    """Give each reason with where it was given, and the first refusal in full."""
    for code, refusals in refused.items():
        where = "each session"
        if len(refusals) < n_sessions:
            where = ", ".join(session for session, _ in refusals)
        yield f"Refused in {where}: {code}, such as"
        _, first = refusals[0]
        yield f"  {first.message};"
        yield f"  what clears it is {' and '.join(map(repr, first.fix))}"


def _agreement(alike: Counter[tuple[str, bool]]) -> Iterator[str]:
    yield "All coders of a contribution gave one answer, where several were asked, to"
    for question in QUESTIONS:
        n, n_not = alike[question, True], alike[question, False]
        yield f"  {question}: {_n_of(n, n + n_not)}"


def _line(name: str, n: Counter[str]) -> str:
    cells = (
        f"{name:>7}",
        f"{n['contributions']:>13,}",
        f"{_share(n['client words'], n['words']):>14}",
        *(f"{n[shown]:>{len(shown)},}" for shown in (*SHOWN, "no kind")),
        f"{_n_of(n['uptakes'], n['answers']):>10}",
        f"{n['refused']:>7}",
    )
    return "  ".join(cells)


def _share(n: int, of: int) -> str:
    return f"{n / of:.1%}" if of else "unknown"


def _n_of(n: int, of: int) -> str:
    return f"{n:,} of {of:,}" if of else "unknown"


def main() -> None:
    """Read, record and print."""
    parser = argparse.ArgumentParser(description="Record real dialogues.")
    parser.add_argument("table", nargs="?", type=Path, help="a table; see the top")
    strict = "refuse the table for a row that cannot be read"
    parser.add_argument("--strict", action="store_true", help=strict)
    asked = parser.parse_args()
    given: Path | None = asked.table
    if given is None and not TABLE.exists():
        print(GET)
        return
    try:
        found = read(given or TABLE, strict=asked.strict)
    except Unreadable as wrong:
        sys.exit(str(wrong))
    for sentence in found.left_out:
        print(f"left out: {sentence}", file=sys.stderr)
    for line in report(map(recorded, found.dialogues)):
        print(line)


if __name__ == "__main__":
    main()
