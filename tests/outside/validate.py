"""Hold drawn Bundles against the validators of others, and say what each finds.

    PYTHONPATH=tests python -m outside.validate --npm FOLDER --bundles 200

Every person who may see a drawn partnership gets its Bundle, in R4 and in R5: none may
have an error. The same Bundles are then broken in one way each, and how many of those
each validator finds is printed beside. A tool that is missing is not run, and said so.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import attrs
from hypothesis import HealthCheck, Phase, given, settings
from outside.broken import broken
from outside.tools import Resource, Tool, tools

from collabtherapy import Partnership, fhir
from collabtherapy.errors import NotForThem
from collabtherapy.testing import histories

RELEASES = ("R4", "R5")


@attrs.frozen(kw_only=True)
class Finding:
    """What one tool says of the Bundles of one release.

    Args:
        tool: its name.
        release: the release.
        not_run: why it was not run; empty where it was.
        bundles: how many Bundles it was given.
        errors: the errors in Bundles as they were written.
        caught: how many broken ones it found, by the way they were broken.
        of: how many there were of each.
    """

    tool: str
    release: str
    not_run: str = ""
    bundles: int = 0
    errors: tuple[str, ...] = ()
    caught: Mapping[str, int] = attrs.field(factory=dict[str, int])
    of: Mapping[str, int] = attrs.field(factory=dict[str, int])

    def lines(self) -> Iterator[str]:
        """Yield what is printed of it."""
        head = f"{self.tool}, {self.release}"
        if self.not_run:
            yield f"{head}: NOT RUN, {self.not_run}"
            return
        n, ways = sum(self.caught.values()), sum(self.of.values())
        yield f"{head}: {len(self.errors)} errors in {self.bundles} Bundles"
        yield f"{head}: {n} of {ways} broken Bundles found"
        for name in self.of:
            if self.caught.get(name, 0) < self.of[name]:
                yield f"    {name}: {self.caught.get(name, 0)} of {self.of[name]}"
        yield from (f"    {error}" for error in self.errors[:20])


def drawn(n: int) -> list[Partnership]:
    """Return *n* drawn partnerships, the same ones in every run."""
    found: list[Partnership] = []

    @settings(
        max_examples=2 * n,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(histories())
    def draw(p: Partnership) -> None:
        if len(found) < n:
            found.append(p)

    draw()
    return found


def bundles(partnerships: Sequence[Partnership], release: str) -> list[Resource]:
    """Return the Bundle of each partnership for each who may see it.

    Those are its members, whoever left, and whoever speaks for a client.
    """
    found: list[Resource] = []
    for p in partnerships:
        ever = (one.id for one in p.state.members.ever)
        holders = (holder for _, holder in p.state.representation.held)
        for person in dict.fromkeys((*ever, *holders)):
            try:
                bundle, _ = fhir.to_bundle(p, version=release, viewer=person)
            except NotForThem:
                continue
            found.append(bundle)
    return found


def ask(
    tool: Tool,
    release: str,
    whole: Sequence[Resource],
    pieces: Sequence[tuple[str, Resource]],
) -> Finding:
    """Return what a tool says of Bundles as they are, and of broken ones.

    Args:
        tool: the validator.
        release: of which release the Bundles are.
        whole: the Bundles.
        pieces: Bundles with the name of the way in which each is broken.
    """
    why = tool.missing()
    if why:
        return Finding(tool=tool.name, release=release, not_run=why)
    said = tool.errors(whole, release)
    found = tool.errors([bundle for _, bundle in pieces], release)
    names = [name for name, _ in pieces]
    caught = Counter(n for n, errors in zip(names, found, strict=True) if errors)
    return Finding(
        tool=tool.name,
        release=release,
        bundles=len(said),
        errors=tuple(error for errors in said for error in errors),
        caught=caught,
        of=Counter(names),
    )


def main(args: Sequence[str] | None = None) -> int:
    """Print what every tool says; return 1 if one found an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--npm", type=Path, default=Path("node_modules").parent)
    parser.add_argument("--bundles", type=int, default=200)
    parser.add_argument("--broken", type=int, default=20)
    asked = parser.parse_args(args)
    partnerships = drawn(asked.bundles)
    is_wrong = False
    for release in RELEASES:
        whole = bundles(partnerships, release)
        richest = sorted(whole, key=lambda one: len(one["entry"]))[-asked.broken :]
        pieces = [piece for bundle in richest for piece in broken(bundle)]
        for tool in tools(asked.npm).values():
            if release in tool.releases:
                finding = ask(tool, release, whole, pieces)
                print("\n".join(finding.lines()), flush=True)
                is_wrong |= bool(finding.errors)
    return int(is_wrong)


if __name__ == "__main__":
    sys.exit(main())
