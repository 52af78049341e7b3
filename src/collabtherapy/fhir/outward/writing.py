"""A Bundle in the making: who looks, what has been written, what is left out."""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TypeAlias

import attrs
from attrs import field

from collabtherapy.fhir.codes import identifier, masked
from collabtherapy.fhir.losses import Loss
from collabtherapy.fhir.shapes import Json, Release, fhir_text
from collabtherapy.partnership.law.routes import step_taken, steps_on
from collabtherapy.partnership.law.steps import Step
from collabtherapy.partnership.partnership import Partnership
from collabtherapy.partnership.record.continuing import learned
from collabtherapy.partnership.record.timeline import then
from collabtherapy.partnership.regions.decisions import (
    Accept,
    Amend,
    Decline,
    Propose,
    Withdraw,
)
from collabtherapy.partnership.replay import happened, transitions
from collabtherapy.partnership.state import State, opened
from collabtherapy.partnership.values.act import Act, Matter
from collabtherapy.partnership.values.endings import (
    Leave,
    LeaveAsTherapist,
    RecordDeath,
)
from collabtherapy.partnership.values.ids import PersonId
from collabtherapy.partnership.values.proposals import Proposal
from collabtherapy.partnership.values.stages import Open
from collabtherapy.partnership.values.words import Words
from collabtherapy.privacy.views import View

Key: TypeAlias = tuple[str, tuple[str, ...]]
"""What a resource is of: its type, and the names that tell it from others."""

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:collabtherapy")

PEOPLE = frozenset({"Patient", "Practitioner", "Organization"})
"""Whoever is the same in every partnership."""

NOT_THERE = "what it names is not in this Bundle"

STRANGE = "FHIR's text holds no such character"

Deciding: TypeAlias = Propose | Amend | Accept | Decline | Withdraw


@attrs.frozen(kw_only=True)
class Told:
    """An act that has effect, with the state before and after it.

    Args:
        place: which of them it is, from 0, in the order in which they count.
        version: the number of its entry in the record, from 1.
        before: the state before.
        act: the act at its place.
        after: the state after.
        seen: whether the act is for whoever looks.
        in_error: whether it was entered in error, where it has no effect any more.
    """

    place: int
    version: int
    before: State
    act: Act
    after: State
    seen: bool
    in_error: bool = False

    @property
    def name(self) -> str:
        """What a resource of this act alone is named by, whatever is entered later."""
        return str(self.version - 1)

    @property
    def happened_at(self) -> datetime:
        """When it happened."""
        return happened(self.act)

    @property
    def proposal(self) -> Proposal | None:
        """What the act decides on, as it stands after it."""
        act = self.act
        if not isinstance(act, Deciding):
            return None
        name = act.id if isinstance(act, Propose) else act.proposal
        return self.after.decisions.proposals.find(name)

    @property
    def settles(self) -> Matter | None:
        """The matter that the act settled, if it settled one."""
        now = self.proposal
        # What is settled is decided on no more, but by a version that is not yet.
        return None if now is None or not now.is_settled else now.last.matter

    @property
    def activity(self) -> str:
        """What is done, and on what matter, by its kind."""
        kind, proposal = type(self.act).__name__, self.proposal
        if proposal is None:
            return kind
        return f"{kind} {type(proposal.last.matter).__name__}"

    @property
    def has_effect(self) -> bool:
        """True if the act has effect; one that has none leads nowhere."""
        return self.place >= 0

    @property
    def step(self) -> Step | None:
        """The row of the law that the act takes, if it takes one."""
        if not self.has_effect:
            return None
        if isinstance(self.act, Open):  # which leads from nowhere
            stage = self.after.stage
            return next(step for step in steps_on(Open) if step.to is stage)
        return step_taken(self.before, self.act, self.settles)

    @property
    def moves(self) -> bool:
        """Whether the partnership stands at another stage after it."""
        leads = self.before.stage is not self.after.stage
        return self.place == 0 or (self.has_effect and leads)


@attrs.define(kw_only=True)
class Writing:
    """What has been written so far.

    Args:
        release: of which release it is.
        view: what whoever it is for may see.
        told: every act that has effect, in order.
        struck: every act that has none any more, in the order of the record.
        corrects: which entries take the place of which, by their numbers.
        minutes: how long an appointment lasts of which no end is known.
        marked: what says of an act that it does not count, by the number of its entry.
        gone: the place of the act by which somebody left or died.
        types: the types that go out in files of their own, where references name type
            and id; None for a Bundle, where they are full URLs.
    """

    release: Release
    view: View
    told: tuple[Told, ...]
    struck: tuple[Told, ...] = ()
    corrects: Mapping[int, int] = field(factory=dict[int, int])
    minutes: int
    types: frozenset[str] | None = None
    marked: dict[int, list[Key]] = field(factory=dict[int, list[Key]])
    made: dict[Key, Json] = field(factory=dict[Key, Json])
    lost: Counter[tuple[str, str]] = field(factory=Counter[tuple[str, str]])
    ids: dict[Key, str] = field(factory=dict[Key, str])
    gone: Mapping[PersonId, int] = field(
        init=False, default=attrs.Factory(lambda w: departures(w.told), takes_self=True)
    )

    @property
    def is_r5(self) -> bool:
        """True if it is written as R5 has it; what R6 has otherwise is changed last."""
        return self.release is not Release.R4

    @property
    def seen(self) -> Iterator[Told]:
        """The acts that are for whoever looks."""
        return (told for told in self.told if told.seen)

    def in_place_of(self, told: Told) -> list[Key]:
        """Return the resources of the entry of which an act takes the place."""
        return self.marked.get(self.corrects.get(told.version, 0), [])

    def put(self, key: Key, resource: Json) -> Json:
        """Write a resource and give a reference to it."""
        self.made[key] = {"resourceType": key[0], "id": self.name(key), **resource}
        return self.ref(key)

    def name(self, key: Key) -> str:
        """Give the id of a resource: the same whenever it is written."""
        known = self.ids.get(key)
        if known is not None:
            return known
        kind, names = key
        within = () if kind in PEOPLE else (str(self.view.state.id),)
        spelled = "/".join(
            one.replace("%", "%25").replace("/", "%2F")
            for one in (*within, kind, *names)
        )
        return self.ids.setdefault(key, str(uuid.uuid5(NAMESPACE, spelled)))

    def ref(self, key: Key) -> Json:
        """Return a reference to a resource that goes out with this one."""
        name = self.name(key)
        if self.types is None:
            return {"reference": f"urn:uuid:{name}"}
        if key[0] in self.types:
            return {"reference": f"{key[0]}/{name}"}
        return {"type": key[0], "identifier": identifier("resource", name)}

    def refs(self, keys: Iterable[Key], what: str | None = None) -> list[object]:
        """Give references to those of these that are there.

        Args:
            keys: what is referred to.
            what: the field that refers to it, which is lost where it is not there.
        """
        found: list[object] = []
        for key in keys:
            if key in self.made:
                found.append(self.ref(key))
            elif what is not None:
                self.lose(what, NOT_THERE)
        return found

    def lose(self, what: str, because: str, n: int = 1) -> None:
        """Note that something does not go out."""
        self.lost[what, because] += n

    def losses(self) -> tuple[Loss, ...]:
        """Give everything that does not go out, in order."""
        return tuple(
            Loss(what=what, because=because, n=n)
            for (what, because), n in sorted(self.lost.items())
        )

    def words(self, name: str, words: Words | None) -> Json:
        """Give a field that holds words; a mark, where they were taken out."""
        if words is None:
            return {}
        if words.is_removed:
            return {f"_{name}": masked()}
        text = fhir_text(words.text)
        if text != words.text:
            self.lose("Words", STRANGE)
        return {name: text}


def departures(told: Iterable[Told]) -> Mapping[PersonId, int]:
    """Return the place of the act by which each who went left or died."""
    found: dict[PersonId, int] = {}
    for one in told:
        act = one.act
        if isinstance(act, Leave | LeaveAsTherapist):
            found.setdefault(act.by, one.place)
        elif isinstance(act, RecordDeath):
            found.setdefault(act.client, one.place)
    return found


def told(p: Partnership, shown: Collection[int]) -> tuple[Told, ...]:
    """Return each act that has effect, with the state before and after it.

    What follows from a late entry is told where it shows, and not by itself.

    Args:
        p: the partnership.
        shown: the numbers of the entries that are for whoever looks.
    """
    done = (one for one in transitions(p) if not one.is_consequence)
    return tuple(
        Told(
            place=place,
            version=one.version,
            before=opened(p.opening) if one.before is None else one.before,
            act=one.act,
            after=one.after,
            seen=one.version in shown,
        )
        for place, one in enumerate(done)
    )


def struck(p: Partnership, shown: Collection[int]) -> tuple[Told, ...]:
    """Return each act that has no effect any more, as it was when it was recorded.

    Args:
        p: the partnership.
        shown: the numbers of the entries that are for whoever looks.
    """
    if all(entry.in_effect for entry in p.entries):
        return ()
    return tuple(
        Told(
            place=-1,  # it has none among those that have effect
            version=one.entry.version,
            before=one.before,
            act=one.act,
            after=then(one.before, one.act),
            seen=one.entry.version in shown,
            in_error=one.entry.voided_by is not None,
        )
        for one in learned(p.recorded)
        if not one.entry.in_effect
    )
