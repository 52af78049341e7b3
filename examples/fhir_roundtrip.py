"""A partnership written as FHIR and read back: who agrees with what, and what is lost.

    python examples/fhir_roundtrip.py           # prints
    python examples/fhir_roundtrip.py FOLDER    # and writes r4.json and r5.json there

Ana and Bo are made up. What is read back are drafts and facts: nobody has agreed to
anything because a file says so.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from collabtherapy import (
    Client,
    Partnership,
    Scale,
    Scope,
    Stage,
    Therapist,
    Words,
    acts,
    fhir,
    matters,
)


def day(n: float) -> datetime:
    """Give a moment: the library reads no clock, so every act carries its own."""
    return datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(days=n)


def begun() -> Partnership:
    """Give a partnership in which two people are getting to know each other."""
    p = Partnership.open(
        id="p-1", clients=(Client("ana"),), therapists=(Therapist("bo"),), by="ana",
        at=day(0),
    )  # fmt: skip
    return p.record(
        acts.Explain(by="bo", at=day(1), to="ana", scope=Scope.ASSESSMENT, terms="t3"),
        acts.GiveConsent(by="ana", at=day(1), scope=Scope.ASSESSMENT, terms="t3"),
        acts.Propose(by="bo", at=day(1), id="begin", matter=matters.Begin()),
        acts.Accept(by="ana", at=day(1), proposal="begin"),
        acts.Orient(by="bo", at=day(8), to="ana"),
    )


def working() -> Partnership:
    """Give the partnership with goals, one of them refused, and an agreement."""
    sleep = matters.Goal(words=Words("sleep through the night"), scale=Scale(-2, 2))
    alone = matters.Goal(words=Words("never need anybody"))
    talk = matters.Goal(words=Words("say at work what I think"))
    weekly = matters.Agreement(words=Words("weekly, with a look back after six"))
    return begun().record(
        acts.Propose(by="ana", at=day(8), id="g1", matter=sleep),
        acts.Accept(by="bo", at=day(8), proposal="g1"),
        acts.Propose(by="ana", at=day(8), id="g2", matter=alone),
        acts.Decline(by="bo", at=day(8), proposal="g2", words=Words("not with me")),
        acts.Propose(by="ana", at=day(8), id="g3", matter=talk),
        acts.Propose(by="bo", at=day(8), id="a1", matter=weekly),
        acts.Explain(
            by="bo", at=day(8), to="ana", scope=Scope.TREATMENT, terms="t3", limits=True
        ),
        acts.GiveConsent(by="ana", at=day(8), scope=Scope.TREATMENT, terms="t3"),
        acts.Accept(by="ana", at=day(8), proposal="a1"),
    )


def lived() -> Partnership:
    """Give the partnership after a session, with a rating, and feedback answered."""
    return working().record(
        acts.StartSession(by="bo", at=day(15), id="s1", present=("ana", "bo")),
        acts.AddToAgenda(
            by="ana", at=day(15), session="s1", words=Words("the row at work")
        ),
        acts.RateGoal(by="ana", at=day(15), goal="g1", value=-1),
        acts.GiveFeedback(by="ana", at=day(15), session="s1", heard=9, respected=9),
        acts.EndSession(by="bo", at=day(15.04), session="s1"),
        acts.AnswerFeedback(
            by="bo", at=day(16), session="s1", to="ana", words=Words("more of that")
        ),
        acts.ParkTopic(by="ana", at=day(16), topic="family"),
    )


def main() -> None:
    """Write it as R4 and R5, read both back, and print what came of it."""
    p = lived()
    assert p.stage is Stage.WORKING
    for version in fhir.Release:
        bundle, losses = fhir.to_bundle(p, version=version, viewer="ana")
        found = fhir.from_bundle(json.loads(json.dumps(bundle)))
        print(
            f"\n{version}, as Ana may see it: {len(found.facts.origins)} acts carried"
        )
        for goal in found.facts.goals:
            said = ", ".join(f"{one.who} {one.status}" for one in goal.acceptances)
            print(f"  {goal.name} is {goal.status}: {said}")
        if version is fhir.Release.R5:
            show(losses, found)
        if len(sys.argv) > 1:
            folder = Path(sys.argv[1])
            folder.mkdir(parents=True, exist_ok=True)
            text = json.dumps(bundle, indent=1)
            (folder / f"{version.lower()}.json").write_text(text, encoding="utf-8")


def show(losses: tuple[fhir.Loss, ...], found: fhir.Imported) -> None:
    """Print what is left out, and what could be put to a decision again."""
    print("\nleft out:")
    for loss in losses:
        print(f"  {loss.n} × {loss.what}: {loss.because}")
    print("\nread back, as drafts that nobody has agreed to:")
    for draft in found.proposals:
        print(f"  {draft.id}: {type(draft.matter).__name__}")


if __name__ == "__main__":
    main()
