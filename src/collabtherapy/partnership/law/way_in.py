"""The way in: from the request to working (L1 to L6).

A case that is carried over comes in at one act of an organisation: nobody goes on with
it whose clients do not say in time that it was so.
"""

from collections.abc import Callable
from typing import cast

from collabtherapy.partnership.law import carry_guards, guards
from collabtherapy.partnership.law.rights import BOTH, CLIENTS, THERAPISTS
from collabtherapy.partnership.law.steps import Step, at
from collabtherapy.partnership.regions.agreement import Agreement
from collabtherapy.partnership.regions.carry_over import CarryOver
from collabtherapy.partnership.regions.decisions import Amend, Propose
from collabtherapy.partnership.state import State
from collabtherapy.partnership.values.act import Act
from collabtherapy.partnership.values.people import Role
from collabtherapy.partnership.values.stages import (
    BackToExploring,
    Begin,
    Open,
    PlaceOnWaitingList,
    Stage,
)


def _carried_to(stage: Stage) -> Callable[[State, Act], bool]:
    return lambda _, act: cast("CarryOver", act).stage is stage


WAY_IN = (
    Step(
        id="L1",
        on=(Open,),
        from_=at(),
        to=Stage.REQUESTED,
        who=CLIENTS | {Role.ORGANISATION},
        guards=(),
        because="self-referral or referral with the client's knowledge; "
        "never the therapist alone",
    ),
    Step(
        id="L1-successor",
        on=(Open,),
        from_=at(),
        to=Stage.EXPLORING,
        who=BOTH | {Role.ORGANISATION},
        because="what a transfer hands on is begun already (L22), and nothing more",
    ),
    Step(
        id="L2",
        on=(PlaceOnWaitingList,),
        from_=at(Stage.REQUESTED),
        to=Stage.WAITING,
        who=THERAPISTS | {Role.ORGANISATION},
        guards=(guards.expected_wait_told,),
        because="who waits knows how long, and hears from the service meanwhile",
    ),
    Step(
        id="L3",
        on=(Begin,),
        from_=at(Stage.REQUESTED, Stage.WAITING),
        to=Stage.EXPLORING,
        who=BOTH,
        because="accepting each other is mutual (BACP 30 for the urgent start)",
    ),
    Step(
        id="L3-carried",
        on=(CarryOver,),
        from_=at(Stage.REQUESTED),
        to=Stage.EXPLORING,
        who=frozenset({Role.ORGANISATION}),
        when=_carried_to(Stage.EXPLORING),
        guards=(carry_guards.consented_to,),
        on_request=False,
        because="work that began in another system goes on, from what was consented to "
        "there; the clients say whether that is so",
    ),
    Step(
        id="L4",
        on=(Propose, Amend),
        about=Agreement,
        from_=at(Stage.EXPLORING),
        to=Stage.CONTRACTING,
        who=BOTH,
        guards=(guards.oriented,),
        because="either may draft",
    ),
    Step(
        id="L5",
        on=(BackToExploring,),
        from_=at(Stage.CONTRACTING),
        to=Stage.EXPLORING,
        who=BOTH,
        because="patience: undecided is legal",
    ),
    Step(
        id="L6",
        on=(Agreement,),
        from_=at(Stage.CONTRACTING),
        to=Stage.WORKING,
        who=BOTH,
        guards=(guards.goal_shared_or_deferred,),
        because="agreed, recorded, with its limits told (BACP 31, APA 10.01)",
    ),
    Step(
        id="L6-carried",
        on=(CarryOver,),
        from_=at(Stage.REQUESTED),
        to=Stage.WORKING,
        who=frozenset({Role.ORGANISATION}),
        when=_carried_to(Stage.WORKING),
        guards=(
            carry_guards.consented_to,
            carry_guards.agreement_carried,
            carry_guards.goal_carried_or_deferred,
        ),
        on_request=False,
        because="work that was agreed in another system goes on, from what was agreed "
        "there; the clients say whether that is so",
    ),
)
