"""What a supervisor might ask of the first partnership, and one picture of it.

    python examples/supervision.py              # prints the profile
    python examples/supervision.py picture.png  # and saves the picture

It asks of the story that `first_partnership.py` tells, with all that the therapist may
see of it; nothing printed here holds anybody's words, but for the account at the end,
which is for the client.
"""

import argparse
import io
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from pathlib import Path
from typing import cast

import attrs
import first_partnership as story

from collabtherapy import Partnership
from collabtherapy.insight import (
    Profile,
    Window,
    audit,
    compare,
    draw,
    profile,
    render,
    ruptures,
    signals,
    why_this,
)


def told() -> Partnership:
    """Give the partnership of the first example, without what it prints."""
    with redirect_stdout(io.StringIO()):
        working = story.answer(story.meet(story.agree(story.request())))
        return story.follow_up(
            story.part(story.pause(story.mend(story.practise(working))))
        )


def lines(found: Profile) -> Iterator[str]:
    """Give a profile part by part, each number with its n."""
    parts: dict[str, object] = attrs.asdict(found, recurse=False)
    del parts["window"]
    for name, part in parts.items():
        if isinstance(part, Mapping):
            people = cast("Mapping[str, attrs.AttrsInstance]", part)
            for person, item in people.items():
                yield f"  {name} of {person}"
                yield from _of(item)
        elif not isinstance(part, int):
            yield f"  {name}"
            yield from _of(cast("attrs.AttrsInstance", part))


def _of(part: attrs.AttrsInstance) -> Iterator[str]:
    values: Mapping[str, object] = attrs.asdict(part, recurse=False)
    for name, value in values.items():
        shown = str(value)
        if isinstance(value, Mapping):
            people = cast("Mapping[str, object]", value)
            shown = ", ".join(f"{who}: {what}" for who, what in people.items())
        yield f"    {name}: {shown}"


def main() -> None:
    """Ask, print and draw."""
    parser = argparse.ArgumentParser(description="What a supervisor might ask.")
    parser.add_argument("picture", nargs="?", type=Path, help="where to save it")
    where: Path | None = parser.parse_args().picture
    p = told()
    print("The profile, from what Bo may see:")
    print("\n".join(lines(profile(p, viewer="bo"))))

    half = story.day(30)
    print("\nBefore day 30, and since:")
    first = profile(p, viewer="bo", window=Window(until=half))
    second = profile(p, viewer="bo", window=Window(since=half))
    for name, apart in compare(first, second).items():
        if apart.value is not None:
            print(f"  {name}: {apart}")

    why = why_this(p, "diary", viewer="bo")
    print(f"\nWhy the diary? For {', '.join(map(str, sorted(why.goals)))}, by way of")
    for act in why.cites:
        print(f"  {act.at:%Y-%m-%d} {type(act).__name__} by {act.by}")

    print("\nRuptures:")
    for course in ruptures(p, viewer="bo"):
        after = f"{course.sessions_to_repair} sessions"
        print(
            f"  {course.client}/{course.therapist}: mended {course.repaired}, {after}"
        )

    print("\nWhat the service might ask itself:")
    for signal in signals(p, viewer="bo"):
        print(f"  {signal.at:%Y-%m-%d} {signal.name}: {signal.question}")
        for reply in signal.replies:
            print(f"    answered by {reply.by} on {reply.at:%Y-%m-%d}")
    print(f"\nWho outside saw or was told anything: {len(audit(p, viewer='bo'))}")

    print("\nAna's account:\n")
    print(render(p, "ana"))
    if where is not None:
        figure = draw(p, viewer="bo")
        figure.savefig(where, dpi=110)  # pyright: ignore[reportUnknownMemberType]
        print(f"The picture: {where.name}")


if __name__ == "__main__":
    main()
