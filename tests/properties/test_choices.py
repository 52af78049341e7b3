"""Invariant 36, S18: what matters first, then options, positions, and a choice."""

from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from collabtherapy import Partnership, Policy, Stage, Words, acts, matters
from collabtherapy.testing.ways import led_to, two

SAID = Words("said")
steps = st.lists(
    st.tuples(
        st.sampled_from(["options", "choose", "position", "accept"]),
        st.sampled_from(["ana", "bo"]),
    ),
    max_size=14,
)


def choice(*, n: int = 2, chosen: int | None = None) -> matters.Choice:
    """Give a choice of so many options."""
    return matters.Choice(words=SAID, options=(SAID,) * n, chosen=chosen)


def codes(p: Partnership, act: acts.Act) -> list[str]:
    """Give the codes of what stands in the way."""
    return [refusal.code for refusal in p.why_not(act)]


def asked(by: str = "bo", n: int = 0) -> Partnership:
    """Return a partnership in which a question of *n* options was put by *by*."""
    p = led_to(two(), Stage.WORKING)
    put = acts.Propose(by=by, at=p.at, id="x", matter=choice(n=n))
    return p.record(put)


def expected(what: str, who: str, done: list[tuple[str, str]]) -> set[str]:
    """Return the codes of Choice that stand against a step, by what was *done*."""
    put = [n for n, (step, _) in enumerate(done) if step in ("options", "choose")]
    found = set[str]()
    heard = {who, *(by for _, by in done)}
    if what in ("options", "choose") and "ana" not in heard:
        found.add("choice.not_elicited")
    since = done[put[0] :] if put else []
    if what == "choose" and not {("position", "ana"), ("position", "bo")} <= {*since}:
        found.add("choice.no_position")
    steps = [step for step, _ in done if step != "position"]
    if what == "accept" and steps[-1] != "choose":
        found.add("choice.nothing_chosen")
    return found


@given(st.sampled_from([("bo", 0), ("ana", 0), ("ana", 2)]), steps)
@example(("ana", 0), [("options", "bo")])
@example(
    ("ana", 2),
    [("position", "ana"), ("position", "bo"), ("choose", "ana"), ("accept", "bo")],
)
def test_nothing_is_chosen_but_by_everybody_who_was_heard(
    put: tuple[str, int], steps: list[tuple[str, str]]
):
    """Invariant 36: elicited, then options, then every position, then the choice.

    Nothing else is asked for: whoever put the question was heard by it, and options
    may be there from the first.
    """
    p = asked(*put)
    done = [("options" if put[1] else "question", put[0])]
    for what, who in steps:
        at = p.at + timedelta(minutes=1)
        act = {
            "options": acts.Amend(by=who, at=at, proposal="x", matter=choice()),
            "choose": acts.Amend(by=who, at=at, proposal="x", matter=choice(chosen=1)),
            "position": acts.TakePosition(by=who, at=at, proposal="x"),
            "accept": acts.Accept(by=who, at=at, proposal="x"),
        }[what]
        refused = codes(p, act)
        if not {"decision.proposal.settled", "decision.accepted_already"} & {*refused}:
            assert {*refused} == expected(what, who, done)
        if not refused:
            p = p.record(act)
            done.append((what, who))
    settled = p.proposal("x").settled
    assert (settled is not None) is ("accept" in dict(done))
    if settled is not None:
        assert settled.matter == choice(chosen=1)


def test_a_choice_is_made_in_three_talks():
    """S18: asked, heard, options, positions, chosen; undecided would be legal too."""
    p = asked()
    at = p.at
    options = acts.Amend(by="bo", at=at, proposal="x", matter=choice())
    assert codes(p, options) == ["choice.not_elicited"]
    p = p.record(acts.TakePosition(by="ana", at=at, proposal="x", words=SAID), options)
    assert codes(p, acts.Accept(by="ana", at=at, proposal="x")) == [
        "choice.nothing_chosen"
    ]
    chosen = acts.Amend(by="ana", at=at, proposal="x", matter=choice(chosen=2))
    p = p.record(acts.TakePosition(by="ana", at=at, proposal="x", option=2))
    assert codes(p, chosen) == ["choice.no_position"]
    p = p.record(acts.TakePosition(by="bo", at=at, proposal="x", option=1), chosen)
    p = p.record(acts.Accept(by="bo", at=at, proposal="x"))
    assert p.proposal("x").settled == p.proposal("x").last
    assert [taken.option for taken in p.positions("x")] == [None, 2, 1]
    assert p.proposal("x") in p.amendments


def test_a_client_who_proposes_options_has_been_heard():
    """Elicitation is for offering: whose life it is may begin with options."""
    p = led_to(two(), Stage.WORKING)
    own = acts.Propose(by="ana", at=p.at, id="x", matter=choice())
    assert codes(p, own) == []
    offered = acts.Propose(by="bo", at=p.at, id="x", matter=choice())
    assert codes(p, offered) == ["choice.not_elicited"]
    change = matters.PolicyChange(policy=Policy(elicit_first=False))
    p = p.record(
        acts.Propose(by="bo", at=p.at, id="free", matter=change),
        acts.Accept(by="ana", at=p.at, proposal="free"),
    )
    assert codes(p, offered) == []
    at_once = acts.Propose(by="ana", at=p.at, id="x", matter=choice(chosen=1))
    assert codes(p, at_once) == ["choice.no_position"] * 2


@pytest.mark.parametrize(("n", "chosen"), [(1, None), (0, 1), (2, 3)])
def test_a_choice_is_between_options_it_has(n: int, chosen: int | None):
    """One option is no choice, and what is not there cannot be chosen."""
    with pytest.raises(ValueError, match="option"):
        choice(n=n, chosen=chosen)


def test_an_empty_choice_cannot_be_accepted_at_all():
    """Where there are no options yet, there is nothing to accept."""
    p = asked()
    (refusal,) = p.why_not(acts.Accept(by="ana", at=p.at, proposal="x"))
    assert refusal.code == "choice.nothing_chosen"
