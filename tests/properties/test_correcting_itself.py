"""A correction that names the entry by which it was itself proposed."""

from collabtherapy import Do, PersonId, ProposalId, Words, acts, matters
from collabtherapy.testing.ways import START, two


def test_what_a_correction_rests_on_is_not_taken_out_by_it() -> None:
    """Amended to name its own proposal, it can only be withdrawn."""
    said = {"by": "ana", "at": START}
    p = two().record(
        acts.WriteNote(by="bo", at=START, words=Words("once")),
        acts.Propose(
            **said, id="new", matter=matters.Correction(act=2, because="slip")
        ),
        acts.Amend(
            **said, proposal="new", matter=matters.Correction(act=3, because="slip")
        ),
    )
    accept = acts.Accept(by="bo", at=START, proposal="new")

    for refusals in (p.why_not(accept), p.refusals(accept)):
        assert [one.code for one in refusals] == ["void.no_such_act"]
        withdraw = Do(
            acts.Withdraw, (PersonId("ana"),), {"proposal": ProposalId("new")}
        )
        assert refusals[0].fix == (withdraw,)
