"""Tables of what was done: acts, what they say and touch, and the steps they take."""

from collabtherapy.exports.columns import (
    CASE,
    Cells,
    Table,
    moment,
    text,
    whole,
    yes_no,
)
from collabtherapy.exports.event import written
from collabtherapy.exports.names import DUTY
from collabtherapy.exports.telling import Told
from collabtherapy.exports.trace import is_private
from collabtherapy.partnership.values.people import Therapist


def _partnerships(told: Told) -> Cells:
    p = told.partnership
    main, members = p.state.main, p.state.members
    partnership, *_ = told.trace.things
    follows = (link.to for link in partnership.links if link.qualifier == "follows")
    closure = main.closure
    yield (
        members.form.value,
        told.trace.events[0].at,
        main.stage.value,
        main.since,
        None if main.paused_from is None else main.paused_from.value,
        None if closure is None else closure.kind.value,
        None if closure is None else told.who(closure.initiator),
        len(members.clients) + len(members.former),
        len(members.therapists),
        p.state.sessions.n_held,
        p.state.sessions.n_carried,
        len(told.trace.events),
        next(follows, None),
    )


def _people(told: Told) -> Cells:
    members = told.partnership.state.members
    posts = {
        one.id: one.post.value for one in members.people if isinstance(one, Therapist)
    }
    for person, kind in told.labels.kinds.items():
        name = told.labels.of[kind, person]
        yield name, kind, posts.get(person), person in members.everyone


def _acts(told: Told) -> Cells:
    for event in told.trace.events:
        evidence = event.values.get("evidence")
        yield (
            event.id,
            event.place,
            event.activity,
            event.at,
            event.recorded_at,
            event.by,
            event.entered_by,
            None if evidence is None else str(evidence),
            event.role.value,
            event.stage.value,
            event.step,
        )


def _said(told: Told) -> Cells:
    for event in told.trace.events:
        for name, value in event.values.items():
            yield event.id, name, written(value), type(value).__name__


def _touched(told: Told) -> Cells:
    kinds = {thing.id: thing.kind for thing in told.trace.things}
    for event in told.trace.events:
        for link in event.links:
            yield event.id, link.to, kinds[link.to], link.qualifier


def _steps(told: Told) -> Cells:
    before: str | None = None
    for event in told.trace.events:
        if event.step is not None:
            yield event.id, event.step, event.at, before, event.stage.value
            before = event.stage.value


def _decisions(told: Told) -> Cells:
    labels = told.labels
    for proposal in told.partnership.state.decisions.proposals.values():
        first, last = proposal.versions[0], proposal.last
        if is_private(told.partnership.state, last.matter):
            continue
        yield (
            labels.of["Decision", proposal.id],
            last.matter.kind_name,
            told.who(first.by),
            first.at,
            len(proposal.versions),
            len(proposal.dissents),
            proposal.settled_at,
            proposal.withdrawn,
            last.carried_over,
        )


def _duties(told: Told) -> Cells:
    labels = told.labels
    for duty in told.partnership.state.duties.by_id.values():
        yield (
            labels.of[DUTY, duty.id],
            duty.kind.value,
            told.who(duty.owed_by),
            told.who(duty.owed_to),
            duty.opened_at,
            duty.due_at,
            duty.by_next_session,
            duty.discharged_at,
            duty.lapsed_at,
            duty.lapsed_because and duty.lapsed_because.value,
        )


PARTNERSHIPS = Table(
    name="partnerships",
    meaning="a partnership, as it stands after its last act",
    columns=(
        CASE,
        text("form", "who the client is: one person, or several together"),
        moment("opened_at", "when it was asked for"),
        text("stage", "where it stands on its main line"),
        moment("since", "since when it stands there"),
        text("paused_from", "the stage a break was taken from", optional=True),
        text("closure", "how it ended", optional=True),
        text("closed_by", "by whose act", optional=True),
        whole("n_clients", "clients, those who left among them", "people"),
        whole("n_therapists", "therapists", "people"),
        whole("n_sessions_held", "sessions that took place to their end", "sessions"),
        whole(
            "n_sessions_carried_over",
            "sessions that took place elsewhere, as was carried over from there",
            "sessions",
        ),
        whole("n_acts", "acts that went out", "acts"),
        text("follows", "the partnership that it takes up again", optional=True),
    ),
    rows=_partnerships,
)
PEOPLE = Table(
    name="people",
    meaning="somebody who is or was in a partnership, or did something in it",
    columns=(
        CASE,
        text("person", "who"),
        text("kind", "what they are in it: Client, Therapist, Organisation, Person"),
        text("post", "which of the therapists", optional=True),
        yes_no("in_it", "whether they are in it after the last act"),
    ),
    rows=_people,
)
ACTS = Table(
    name="acts",
    meaning="something that somebody did, an event of a log",
    columns=(
        CASE,
        text("act", "which"),
        whole("place", "which of the partnership's acts that went out", "from 1"),
        text("activity", "its kind, and that of the matter it decides on"),
        moment("effective_at", "from when it counts: when it happened"),
        moment("recorded_at", "when the record learned of it"),
        text("by", "who did it"),
        text("entered_by", "who wrote it down, where another did", optional=True),
        text("evidence", "the kind of document seen for it", optional=True),
        text("role", "in what capacity"),
        text("stage", "where the partnership stands after it"),
        text("step", "the row of the law that it takes", optional=True),
    ),
    rows=_acts,
)
SAID = Table(
    name="said",
    meaning="one value that an act says, in text",
    columns=(
        CASE,
        text("act", "which act"),
        text("name", "the field that says it"),
        text("value", "what it says"),
        text("type", "what the text is of: str, int, float, bool, datetime"),
    ),
    rows=_said,
)
TOUCHED = Table(
    name="touched",
    meaning="a thing or a person that an act touches",
    columns=(
        CASE,
        text("act", "which act"),
        text("thing", "what it touches"),
        text("kind", "what that is"),
        text("touched_as", "as what"),
    ),
    rows=_touched,
)
STEPS = Table(
    name="steps",
    meaning="a step of the lifecycle",
    columns=(
        CASE,
        text("act", "the act that took it"),
        text("step", "the row of the law"),
        moment("at", "when"),
        text("before", "the stage it led from", optional=True),
        text("after", "the stage it led to"),
    ),
    rows=_steps,
)
DECISIONS = Table(
    name="decisions",
    meaning="something put to everyone whose assent it needs",
    columns=(
        CASE,
        text("decision", "which"),
        text("matter", "what it is about"),
        text("put_by", "who put it first"),
        moment("put_at", "when"),
        whole("n_versions", "versions put", "versions"),
        whole("n_dissents", "disagreements with any version", "dissents"),
        moment("settled_at", "when a version settled, the last time", optional=True),
        yes_no("withdrawn", "whether the last version was taken back"),
        yes_no("carried_over", "whether the last version was agreed elsewhere"),
    ),
    rows=_decisions,
)
DUTIES = Table(
    name="duties",
    meaning="something owed, until it is done or lapses",
    columns=(
        CASE,
        text("duty", "which"),
        text("kind", "what is owed"),
        text("owed_by", "by whom", optional=True),
        text("owed_to", "to whom", optional=True),
        moment("opened_at", "since when"),
        moment("due_at", "by when, where that is a moment", optional=True),
        yes_no("by_next_session", "whether it is due when the next session starts"),
        moment("discharged_at", "when it was done", optional=True),
        moment("lapsed_at", "when it came to be owed no longer", optional=True),
        text("lapsed_because", "why it was owed no longer, undone", optional=True),
    ),
    rows=_duties,
)
