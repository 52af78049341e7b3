"""A small clinic's own records, tested with the kit: run me, and see what it covered.

The clinic keeps one client and one therapist in SQL tables and knows a part of the law:
consent, beginning, goals, an agreement, sessions, leaving. It shares no code with
`Partnership`; that the two agree, whatever is done, is what the test says.
"""

import sqlite3
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from collabtherapy import (
    Partnership,
    PersonId,
    Policy,
    ProposalId,
    Scope,
    Stage,
    acts,
    matters,
)
from collabtherapy.testing import Promise, partnership_machine
from collabtherapy.testing.ways import ANA, BO, START

TABLES = """
    create table consent(scope primary key, terms, limits, given, until);
    create table proposal(id primary key, matter, ends, settled default 0);
    create table answer(proposal, person, yes);
    create table session(id primary key, open, talk);
"""
NEEDS = {"Begin": "assessment", "Agreement": "treatment", "Goal": None}
BEGUN, AT_WORK = ("exploring", "contracting"), ("working", "ending")
PUT_IN = {
    "Begin": ("requested",),
    "Goal": (*BEGUN, *AT_WORK),
    "Agreement": (*BEGUN, *AT_WORK),
}
FOREVER = "9999"
BOTH = {"ana", "bo"}


class Clinic:
    """The clinic's records, and what it lets people do."""

    def __init__(self) -> None:
        """Begin with empty tables."""
        self.db = sqlite3.connect(":memory:")
        self.db.executescript(TABLES)
        self.now = "requested"

    def ask(self, sql: str, *values: object) -> list[Any]:
        """Give the first column of what a query finds."""
        return [row[0] for row in self.db.execute(sql, values)]

    def consents(self, scope: str | None, at: datetime) -> bool:
        """Whether the client consents to a scope; to none, always."""
        sql = "select 1 from consent where scope = ? and given and until > ?"
        return scope is None or bool(self.ask(sql, scope, at.isoformat()))

    def agreed_to(self, scope: str, at: datetime) -> bool:
        """Whether a session may rest on the client's consent to a scope."""
        return self.consents(scope, at)

    def explain(self, act: acts.Explain) -> bool:
        """Note what was explained; other terms than before end what was given."""
        sql = """insert into consent values (?, ?, ?, 0, '') on conflict do update set
            limits = excluded.limits or (limits and terms = excluded.terms),
            given = given and terms = excluded.terms, terms = excluded.terms"""
        self.ask(sql, act.scope.name, act.terms, act.limits)
        return act.by == BO.id and act.to == ANA.id

    def give(self, act: acts.GiveConsent) -> bool:
        """Note a consent under the terms explained; treatment needs its limits told."""
        until = FOREVER if act.expires_at is None else act.expires_at.isoformat()
        sql = """update consent set given = 1, until = ? where scope = ? and terms = ?
            and (scope <> 'treatment' or limits) returning 1"""
        return act.by == ANA.id and bool(
            self.ask(sql, until, act.scope.name, act.terms)
        )

    def withdraw(self, act: acts.WithdrawConsent) -> bool:
        """Take a consent back, at once, with what rests on it."""
        self.ask("update consent set given = 0 where scope = ?", act.scope.name)
        if self.rests_on(act.scope.name):
            self.ask("update session set open = 0")
        if act.scope == Scope.TREATMENT and self.now == "working":
            self.now = "ending"
        return act.by == ANA.id

    def rests_on(self, scope: str) -> bool:
        """Whether the session that goes on could not do without a consent."""
        asked = "assessment" if self.now in BEGUN else "treatment"
        return scope == asked and not self.ask(
            "select 1 from session where open and talk"
        )

    def propose(self, act: acts.Propose) -> bool:
        """Put a matter, to which the proposer has said yes."""
        what = type(act.matter).__name__
        if self.now not in PUT_IN[what] or self.ask(
            "select 1 from proposal where id = ?", act.id
        ):
            return False
        ends = (act.at + timedelta(days=90)).isoformat()
        self.ask("insert into proposal values (?, ?, ?, 0)", act.id, what, ends)
        self.ask("insert into answer values (?, ?, 1)", act.id, act.by)
        if what == "Agreement" and self.now == "exploring":
            self.now = "contracting"
        return str(act.by) in BOTH

    def accept(self, act: acts.Accept) -> bool:
        """Say yes; once both have, it is settled, if what it needs is there."""
        sql = "select matter from proposal where id = ? and not settled and ends > ?"
        put = self.ask(sql, act.proposal, act.at.isoformat())
        yes = self.yes(act.proposal)
        if not put or str(act.by) in yes or str(act.by) not in BOTH:
            return False
        if {*yes, str(act.by)} == BOTH:
            return self.settle(act, put[0])
        self.ask("insert into answer values (?, ?, 1)", act.proposal, act.by)
        return True

    def yes(self, proposal: ProposalId) -> list[str]:
        """Name those whose last word on a proposal is yes."""
        sql = """select person from answer a where proposal = ? and yes and rowid =
            (select max(rowid) from answer where proposal = a.proposal
             and person = a.person)"""
        return self.ask(sql, proposal)

    def settle(self, act: acts.Accept, what: str) -> bool:
        """Settle a matter that both have accepted, and go where it leads."""
        goal = self.ask("select 1 from proposal where matter = 'Goal' and settled")
        where = PUT_IN[what] if what != "Agreement" else ("contracting", *AT_WORK)
        early = what == "Agreement" and self.now == "contracting" and not goal
        if self.now not in where or early or not self.consents(NEEDS[what], act.at):
            return False
        self.ask("insert into answer values (?, ?, 1)", act.proposal, act.by)
        self.ask("update proposal set settled = 1 where id = ?", act.proposal)
        leads = {("Begin", "requested"): "exploring"}
        leads["Agreement", "contracting"] = "working"
        self.now = leads.get((what, self.now), self.now)
        return True

    def decline(self, act: acts.Decline) -> bool:
        """Say no, which is kept."""
        if not self.ask(
            "select 1 from proposal where id = ? and not settled", act.proposal
        ):
            return False
        self.ask("insert into answer values (?, ?, 0)", act.proposal, act.by)
        return str(act.by) in BOTH

    def start(self, act: acts.StartSession) -> bool:
        """Begin a session, with the consent that the stage asks for."""
        if self.now not in (*BEGUN, *AT_WORK):
            return False
        talk = act.ending_talk and self.now == "ending"
        first = talk and not self.ask("select 1 from session where talk")
        asked = "assessment" if self.now in BEGUN else "treatment"
        taken = self.ask("select 1 from session where open or id = ?", act.id)
        if taken or not (first or self.agreed_to(asked, act.at)):
            return False
        self.ask("insert into session values (?, 1, ?)", act.id, bool(first))
        return str(act.by) in BOTH

    def end(self, act: acts.EndSession) -> bool:
        """End the session that goes on."""
        sql = "update session set open = 0 where open and id = ? returning 1"
        return bool(self.ask(sql, act.session)) and str(act.by) in BOTH

    def leave(self, act: acts.Leave) -> bool:
        """Let the client go; nothing stands in the way."""
        self.ask("update session set open = 0")
        self.now = "closed"
        return act.by == ANA.id


class Adapter:
    """The clinic's records as the kit asks for them."""

    def __init__(self, clinic: type[Clinic] = Clinic) -> None:
        """Begin with a clinic in which nothing has happened."""
        self.clinic = clinic()

    def open(self, act: acts.Open, /) -> None:
        """Open a partnership: the clinic knows the two already."""

    def attempt(self, act: acts.Act, /) -> bool:
        """Do an act if the clinic lets it be done, and otherwise nothing."""
        clinic = self.clinic
        do: dict[type[acts.Act], Any] = {
            acts.Explain: clinic.explain, acts.GiveConsent: clinic.give,
            acts.WithdrawConsent: clinic.withdraw, acts.Propose: clinic.propose,
            acts.Accept: clinic.accept, acts.Decline: clinic.decline,
            acts.StartSession: clinic.start, acts.EndSession: clinic.end,
            acts.Leave: clinic.leave,
        }  # fmt: skip
        before = clinic.now
        clinic.ask("savepoint one_act")
        open_ = before != "closed" or isinstance(act, acts.WithdrawConsent)
        done = open_ and do[type(act)](act)
        if not done:
            clinic.ask("rollback to one_act")
            clinic.now = before
        return bool(done)

    def close(self) -> None:
        """Close the clinic's records; the kit does so when a story is over."""
        self.clinic.db.close()

    def stage(self) -> Stage:
        """Say where the partnership stands."""
        return Stage(self.clinic.now)

    def in_force(self, _client: PersonId, scope: Scope, at: datetime, /) -> bool:
        """Say whether the client's consent to a scope is in force."""
        return self.clinic.consents(scope.name, at)

    def dissents(self) -> list[tuple[str, str]]:
        """Name who said no to what."""
        sql = "select proposal, person from answer where not yes"
        return list(self.clinic.db.execute(sql))


PROMISE = Promise(
    acts=frozenset(
        (
            acts.Explain, acts.GiveConsent, acts.WithdrawConsent, acts.Propose,
            acts.Accept, acts.Decline, acts.StartSession, acts.EndSession, acts.Leave,
        )
    ),
    matters=frozenset((matters.Begin, matters.Goal, matters.Agreement)),
    scopes=frozenset((Scope.ASSESSMENT, Scope.TREATMENT)),
    refusals=frozenset(
        (
            "consent.assessment.not_in_force", "consent.treatment.not_in_force",
            "consent.assessment.not_explained", "consent.treatment.not_explained",
            "consent.treatment.limits_not_told", "decision.accepted_already",
            "decision.proposal.ran_out", "decision.proposal.settled",
            "agreement.no_goal", "right.not_theirs", "session.overlap", "stage.not_now",
        )
    ),
)  # fmt: skip

ASKED = Partnership.open(
    id="p-1",
    clients=(ANA,),
    therapists=(BO,),
    by=ANA,
    at=START,
    policy=Policy(orientation_first=False),
)

ClinicMachine = partnership_machine(Adapter, promise=PROMISE, opening=st.just(ASKED))


def main() -> None:
    """Test the clinic, and print which rows of the law the run has met."""
    run_state_machine_as_test(ClinicMachine)
    print(ClinicMachine.met)


if __name__ == "__main__":
    main()
