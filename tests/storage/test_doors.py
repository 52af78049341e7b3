"""The doors of a store: openings that follow others, and histories from elsewhere."""

from collections.abc import Iterator

import attrs
import pytest
from late_stories import set_aside
from storage.drawn import opened

from collabtherapy import (
    Client,
    Partnership,
    Stage,
    Therapist,
    Words,
    acts,
    matters,
)
from collabtherapy.errors import Exists, ImpossibleHistory, NotKept, Refused
from collabtherapy.storage import Store
from collabtherapy.testing.kept_stories import story
from collabtherapy.testing.ways import decided, led_to, two


def agreed() -> Partnership:
    """Return a partnership whose work is to be handed on to eva."""
    p = led_to(two(), Stage.WORKING)
    return decided(p, "tr", matters.Transfer(to="eva"), p.at)


P = agreed()
DONE = acts.CompleteTransfer(by="eva", at=P.at, transfer="tr", successor="p-2")


@pytest.fixture
def store() -> Iterator[Store]:
    """Give a store with a partnership whose work is to be handed on."""
    with opened() as there:
        there.import_history(P.id, P.history)
        yield there


def following(**changes: object) -> acts.Open:
    """Return the opening that follows that partnership, and is begun."""
    usual = {
        "partnership": "p-2", "clients": [Client("ana")],
        "therapists": [Therapist("eva")], "by": "eva", "at": P.at,
        "predecessor": P.id, "begun": True,
    }  # fmt: skip
    return acts.Open(**{**usual, **changes})


def refused(store: Store, opening: acts.Open) -> list[str]:
    """Return the codes of what stands in the way of an opening."""
    with pytest.raises(Refused) as caught:
        store.open(opening)
    assert caught.value.act == "Open"
    with pytest.raises(NotKept):
        store.load(opening.partnership)
    return [refusal.code for refusal in caught.value.refusals]


def test_what_was_handed_on_may_be_begun(store: Store):
    """The store knows the one before; and knows the opening when it comes again."""
    assert "opening.not_handed_on" in refused(store, following())
    before = store.record(P, DONE)
    q = store.open(following(), cause="transfer")
    assert q == Partnership.open(
        id="p-2", clients=[Client("ana")], therapists=[Therapist("eva")], by="eva",
        at=P.at, predecessor=before,
    )  # fmt: skip
    assert q.stage is Stage.EXPLORING
    assert store.history("p-2")[0].cause == "transfer"
    later = store.now()
    comment = acts.WriteNote(by="ana", at=later, words=Words("well done"))
    store.record(before, comment)
    store.record(q, comment)
    assert "opening.other_successor" in refused(store, following(partnership="p-3"))
    assert store.open(following()) == q  # as it was opened


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"partnership": "p-3"}, "opening.other_successor"),
        (
            {"by": "ana", "therapists": [Therapist("bo")]},
            "opening.not_taken_on",
        ),
        ({"clients": [Client("cem")]}, "opening.other_clients"),
    ],
)
def test_what_follows_is_asked_whether_it_does(
    store: Store, changes: dict[str, object], code: str
):
    """As `Partnership.open` asks it, of what is kept here."""
    store.record(P, DONE)
    assert code in refused(store, following(**changes))


def test_a_stranger_learns_nothing_of_what_they_follow(store: Store):
    """They are told of a partnership that is kept what they are told of any other."""
    store.record(P, DONE)
    theirs = {
        "partnership": "p-9", "clients": [Client("cy")],
        "therapists": [Therapist("zed")],
    }  # fmt: skip
    for by, begun in (("zed", True), ("cy", True), ("zed", False)):
        told = [
            refused(store, following(**theirs, by=by, begun=begun, predecessor=name))
            for name in ("p-1", "no-such")
        ]
        assert told[0] == told[1]
    asked = following(**theirs, by="cy", begun=False)
    assert store.open(asked).stage is Stage.REQUESTED


def test_a_taken_name_says_no_more_than_that(store: Store):
    """Not even how much was recorded."""
    with pytest.raises(Exists) as caught:
        store.open(following(partnership="p-1", predecessor="p-0"))
    error = caught.value
    assert str(error) == "p-1 is kept already: load it, or choose another name"
    assert (error.partnership, error.expected) == ("p-1", 0)


def test_what_the_law_decides_otherwise_is_named():
    """A mark that says that something is in effect, which the law took out."""
    p = set_aside()
    *rest, last = p.entries
    bare = attrs.evolve(last.mark, sets_aside=frozenset())
    others = [attrs.evolve(entry, set_aside_by=None) for entry in rest]
    other = [*others, attrs.evolve(last, mark=bare)]
    with opened() as store:
        with pytest.raises(ImpossibleHistory) as caught:
            store.import_history(p.id, other)
        assert caught.value.codes == ("history.decided_otherwise",)
        assert caught.value.index == p.version - 1
        assert not store.find()
        store.import_history(p.id, other, accept={p.version})
        assert store.load(p.id) == Partnership.replay(other)


def test_every_version_may_be_accepted_and_no_other():
    """An opening that this law refuses as well; what follows is asked all the same."""
    p = story("p-1")
    stranger = attrs.evolve(p.opening, by="eve")
    told = [stranger, *p.history[1:]]
    with opened() as store:
        with pytest.raises(ImpossibleHistory) as caught:
            store.import_history(p.id, told)
        assert (caught.value.index, caught.value.codes) == (0, ("person.unknown",))
        assert "accept={1}" in str(caught.value)
        assert store.import_history(p.id, told, accept=[1]).version == p.version
        assert store.load(p.id).history == tuple(told)
