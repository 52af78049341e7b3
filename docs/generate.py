"""Write the pages that are made from tables; with --check, only say what is stale."""

import argparse
import json
import sys
from pathlib import Path

from pages import (
    columns,
    consent_tables,
    deciders,
    fhir_map,
    instruments,
    joint,
    problems,
    refusals,
    regions,
    seed,
    translations,
)

from collabtherapy import codec, law
from collabtherapy.partnership.law.plans import kinds
from collabtherapy.privacy import AUDIENCES, BECAUSE, Audience

DOCS = Path(__file__).parent
GENERATED = "<!-- generated from the law by docs/generate.py; edits here are lost -->"


def lifecycle() -> str:
    """Give the page of the lifecycle and the tables beside it."""
    tables = law.tables()
    return f"""{GENERATED}

# The law

What the tables do not list is refused. The same rows are asked by `record`, `why_not`
and `options`; `collabtherapy.law` has them as values.

## The lifecycle

```mermaid
{law.diagram().mermaid}
```

{tables["lifecycle"]}

A step by a settled matter asks its conditions at the act that would settle it. `Leave`
has no condition, in any stage. Time alone takes no step.

## Consent gates

{tables["gates"]}

What is not named here needs no consent beyond the session's own.

## Whose acts, where not both sides' alike

{tables["rights"]}

## Whose contributions, by kind

{tables["kinds"]}

## Whose assent a matter needs

{tables["assent"]}

## Who takes out whose words

{tables["erasures"]}

Nobody else takes words out. A hold stops all of them while it stands; where a time of
keeping is set, so does that, but for `court_order` and `wrong_person`.

## Duties: what opens them, who owes them, how they end

{tables["duties"]}

A duty that has an act of its own is done by that act. `DischargeDuty`, in words, ends
those that no act does, or whose act waits for the other person. A duty that lapses
stays listed with why, and is owed no longer. `left` is said of duties to a client who
left, `died` of one who died; `moved on` of a stage that is over.

## From when late acts count

{tables["lateness"]}

An entry that is made late has two times: when it happened, and when the record learned
of it. Why each class counts as it does is [argued](../explanation/the_law.md).

## Which time each condition counts

{tables["times"]}

Names of timers and checks have the word `timer` or their region before them.

## What moves each region

{tables["regions"]}

An act changes nothing but the regions that name it, the stage where it is a step, the
duties that it opens or ends, and what follows from these: a session that lost its
ground is broken off, silence ends when a client is heard from.

What is refused, why, and what clears it is on [a page of its own](refusals.md).
"""


WHO = {
    Audience.EVERYONE: "everyone who is here",
    Audience.CONCERNED: "the client it is about, its author and the therapists",
    Audience.PRESENT: "whoever was at the session, its author and the therapists",
    Audience.NAMED: "its author and those it names; everyone, where it says so, "
    "or with one client",
    Audience.AUTHOR: "its author alone",
    Audience.CONSULTED: "its author, the supervisor, and, without what came of it, the "
    "client whom it names",
}


def audiences() -> str:
    """Give the page that says for whom each kind of act and matter is."""
    named = [*(kind.__name__ for kind in kinds()), *(m.__name__ for m in law.ASSENT)]
    rows = "\n".join(
        f"| {who} | {_listed(named, audience)} | {BECAUSE[audience]} |"
        for audience, who in WHO.items()
    )
    return f"""{GENERATED}

# Who sees what

One table says for whom each kind of act and matter is, and shared is what it does not
name. What is put to a decision is for those whose matter it is, and what names
something hidden is hidden with it. See [how to ask for a view](../how_to/privacy.md).

| for whom | acts and matters | because |
| --- | --- | --- |
{rows}

What one client says of a session for themselves (feedback, comfort, a reflection), and
what is answered to it, is for no other client either, even one who was there. A kind of
act that only a newer version has a name for is for its author alone.
"""


def _listed(names: list[str], audience: Audience) -> str:
    of = (n for n in names if AUDIENCES.get(n, Audience.EVERYONE) is audience)
    return ", ".join(f"`{name}`" for name in sorted(of))


def pages() -> dict[Path, str]:
    """Give every generated page with its text."""
    reference = DOCS / "reference"
    schema = json.dumps(codec.json_schema(), indent=2)
    read = json.dumps(codec.json_schema("read"), indent=2)
    return {
        reference / "audiences.md": audiences(),
        reference / "deciders.md": f"{GENERATED}\n\n{deciders.page()}",
        reference / "consents.md": consent_tables.page(),
        reference / "fhir.md": fhir_map.page(),
        reference / "instruments.md": instruments.page(),
        reference / "tables.md": columns.page(),
        reference / "joint.md": f"{GENERATED}\n\n{joint.page()}",
        reference / "lifecycle.md": lifecycle(),
        reference / "problems.md": f"{GENERATED}\n\n{problems.page()}",
        reference / "refusals.md": f"{GENERATED}\n\n{refusals.page()}",
        reference / "regions.md": f"{GENERATED}\n\n{regions.page()}\n",
        reference / "seed.md": f"{GENERATED}\n\n{seed.page()}",
        reference / "partnership.schema.json": f"{schema}\n",
        reference / "read.schema.json": f"{read}\n",
        reference / "messages.json": translations.catalogue(),
        reference / "messages.pot": translations.template(),
    }


def main() -> int:
    """Write the pages, or name those that are stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = {
        path: text
        for path, text in pages().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }
    for path, text in stale.items():
        print(f"{'stale' if check else 'written'}: {path.relative_to(DOCS)}")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
