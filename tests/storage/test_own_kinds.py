"""D-R15, D-R19: stores keep what was done under a declared kind, its words sealed."""

from collabtherapy import SlotValue, Words, acts
from collabtherapy.storage import Store
from collabtherapy.testing.own_kinds import HOMEWORK, with_homework


def test_it_is_kept_and_told_by_its_kind(store: Store) -> None:
    """What is recorded is loaded again, and a history names the declared kind."""
    p = with_homework()
    store.import_history(p.id, p.entries)
    said = [SlotValue("done", flag=True), SlotValue("said", words=Words("my secret"))]
    act = acts.Custom(by="ana", at=p.at, kind=HOMEWORK.kind, client="ana", data=said)
    p = store.record(store.load(p.id), act)
    assert store.load(p.id) == p
    assert p.history[-1] == act
    with store.follower("own").outbox() as outgoing:
        assert [one.kind for one in outgoing][-1] == HOMEWORK.kind
