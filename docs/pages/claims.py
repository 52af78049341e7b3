"""The claims of the idea of two experts, each with what follows from it and where.

What follows is a sentence that a client or a clinician could say; the proof of each
stands in `tests/claims`, by the name of the row.
"""

from typing import NamedTuple


class Claim(NamedTuple):
    """One claim.

    Args:
        row: its name.
        claim: the claim, in short.
        follows: what follows from it, that a person would miss.
        kept_in: where it is kept; names in code are linked.
    """

    row: str
    claim: str
    follows: str
    kept_in: str


CLAIMS = (
    Claim(
        "S01",
        "treatment is not one-sided",
        "Nobody gets to working alone: a therapist's draft waits for the client's yes.",
        "the lifecycle: no way to working by one side",
    ),
    Claim(
        "S02",
        "a shift to balance",
        "How far a client leads, the client sets; a therapist can only propose it.",
        "`law.RIGHTS`: what is not in it is both sides'",
    ),
    Claim(
        "S03",
        "therapists bring training",
        "Before anything is agreed, a client can read with which training each "
        "therapist works, or that none is stated.",
        "`Therapist.credentials`, `Kind.PROFESSIONAL`, `insight.render`",
    ),
    Claim(
        "S04",
        "clients know their own life",
        "A therapist cannot put down as experience what a client lived through.",
        "`Kind.EXPERIENCE`, `p.lived`",
    ),
    Claim(
        "S05",
        "it is a partnership",
        "There is no session at which one side is missing.",
        "`p.members`",
    ),
    Claim(
        "S06",
        "both learn",
        "What somebody learned is learned from another, never from themselves.",
        "`RecordLearning`, `p.learned`",
    ),
    Claim(
        "S07",
        "a joint venture",
        "A picture of what it is about is shared only if it rests on what both said.",
        "`matters.Understanding`, `p.understandings`",
    ),
    Claim(
        "S08",
        "both voices count",
        "After a session in which one person said nearly everything, the service is "
        "asked why.",
        "`p.voice`, `insight.signals`",
    ),
    Claim(
        "S09",
        "input of equal value",
        "A goal that a client puts forward is shared once a therapist says yes, with "
        "no further step.",
        "`Accept`, `p.pending`",
    ),
    Claim(
        "S10",
        "active, not passive",
        "A client's own solution that nobody takes up is asked after.",
        "`AddToAgenda`, `p.contributions`, `insight.signals`",
    ),
    Claim(
        "S11",
        "knowledge that completes",
        "Who changes a picture that others said yes to asks each of them again.",
        "versions and dissent; `p.disagreements`",
    ),
    Claim(
        "S12",
        "room to grow",
        "After a session everybody who was there is invited to say what they make "
        "of it.",
        "`Reflect`, `p.outcome`",
    ),
    Claim(
        "S13",
        "expert of one's life, for good",
        "Also after the end, a client who says that the record is wrong is owed an "
        "answer.",
        "`law.KINDS`, `Dispute`",
    ),
    Claim(
        "S14",
        "trust from being valued",
        "Who did not feel heard is owed an answer.",
        "`GiveFeedback`; declined is an answer",
    ),
    Claim(
        "S15",
        "opening up in time",
        "What one of a couple confides in a note to the therapist, the other does not "
        "see.",
        "`Contribute.depth`, `p.first_shared`, `privacy.AUDIENCES`",
    ),
    Claim(
        "S16",
        "trust from the start",
        "A therapist explains how therapy goes here before they draft an agreement.",
        "`Orient`, `Policy.orientation_first`",
    ),
    Claim(
        "S17",
        "a safe place",
        "What somebody has parked, the other side leaves alone.",
        "`ParkTopic`, `p.parked`",
    ),
    Claim(
        "S18",
        "listen, then fit",
        "Options are put once the client has said what matters, not before.",
        "`matters.Choice`, `TakePosition`, `p.positions`",
    ),
    Claim(
        "S19",
        "in line with life and goals",
        "Nothing is agreed to be done towards a goal that is over.",
        "`matters.Task`",
    ),
    Claim(
        "S20",
        "what is personal works better",
        "In a comparison, work that fits the person ends with lower scores, exactly as "
        "far as an assumption with a source says.",
        "`simulation.Practice`, `simulation.Assumptions`",
    ),
    Claim(
        "S21",
        "hopes",
        "What a client hopes for is offered to them as a draft of a goal, in their "
        "words.",
        "`StateAspiration`, offered as `Goal(from_aspiration=…)`",
    ),
    Claim(
        "S22",
        "autonomy",
        "A client may leave at any moment, and nothing stands in the way.",
        "`p.options`",
    ),
    Claim(
        "S23",
        "an active part",
        "What a client is asked to practise is theirs to do only once they have said "
        "yes.",
        "`matters.Practice`, `p.practices`",
    ),
    Claim(
        "S24",
        "change between sessions",
        "Who notes that they did not get to it is asked what got in the way.",
        "`LogPractice`, `ReviewPractice`",
    ),
    Claim(
        "S25",
        "confidence",
        "Who hardly trusts themselves with a goal is owed a smaller step.",
        "`RateConfidence`; little of it owes a smaller step",
    ),
    Claim(
        "S26",
        "skills that last",
        "A good ending waits until the client was offered what they take along.",
        "`p.toolkit`, `OfferToolkit`",
    ),
    Claim(
        "S27",
        "emotion, thought, behaviour",
        "A therapist's insight is in the toolkit only if the client says that it is "
        "theirs.",
        "`EndorseInsight`, `p.insights`",
    ),
    Claim(
        "S28",
        "what may come",
        "A way of coping answers an early sign of one's own, and is found by it.",
        "`Toolkit.plan_for`",
    ),
    Claim(
        "S29",
        "daily life, afterwards",
        "After the end nobody gets in touch once the client has taken back their yes "
        "to contact.",
        "`matters.FollowUp`, `p.follow_up`",
    ),
    Claim(
        "S30",
        "taking part may be daunting",
        "As soon as it begins, each client is owed an explanation of what their part "
        "may be.",
        "`AnswerOrientation`",
    ),
    Claim(
        "S31",
        "guiding and collaborating",
        "A session that was led otherwise than the client would have it is asked "
        "after.",
        "`insight.profile`: leading, by stance; `insight.signals`",
    ),
    Claim(
        "S32",
        "comfort",
        "Who says that they are not comfortable is owed an answer, there and then.",
        "`CheckComfort`",
    ),
    Claim(
        "S33",
        "and what is done about it",
        "A change made for what somebody said is the answer that was owed.",
        "`Adjust`, `p.duties`",
    ),
    Claim(
        "S34",
        "patience",
        "Nobody's work is closed for silence before they were sought.",
        "`matters.Stance`, `Policy.max_step`, `ReachOut`",
    ),
    Claim(
        "S35",
        "support and empowerment",
        "Much support does not make up for coming away no stronger: an answer is owed.",
        "`GiveFeedback`: two numbers",
    ),
    Claim(
        "S36",
        "what works for one",
        "What two people agree on as their own way holds for them from then on: a mild "
        "wish is answered like a strong one.",
        "`Policy`, `matters.PolicyChange`, `p.policy`",
    ),
    Claim(
        "S37",
        "one person's needs",
        "A strong preference that is not answered stays owed.",
        "`StatePreference`, `StateNeed`",
    ),
    Claim(
        "S38",
        "flexible",
        "What was agreed can be made smaller while the work goes on, and that answers "
        "a doubt.",
        "`Amend`, `p.amendments`",
    ),
    Claim(
        "S39",
        "clients respected as experts",
        "What a client said stands as they said it: nobody else writes over it.",
        "words that nobody else changes",
    ),
    Claim(
        "S40",
        "guidance respected",
        "A therapist may say no to a goal, and then says why.",
        "`Decline` with a reason",
    ),
    Claim(
        "S41",
        "open communication",
        "Between several clients a note says who reads it; nothing is private by "
        "accident.",
        "`privacy.view`",
    ),
    Claim(
        "S42",
        "understanding",
        "Only the person who was reflected says whether they were understood.",
        "`ConfirmReflection`, `p.understood`",
    ),
    Claim(
        "S43",
        "taken up",
        "Taking up is another's: nobody counts as heard by themselves.",
        "`TakeUp`, `p.uptake`",
    ),
    Claim(
        "S44",
        "faster together",
        "In a comparison, collaborating ends with lower scores by its assumptions "
        "alone: without them it does not.",
        "`simulation.compare`",
    ),
    Claim(
        "S45",
        "both gain",
        "A good ending waits until both have looked back.",
        "`LookBack`, `p.ending_review`",
    ),
    Claim(
        "S46",
        "seen, heard, valued",
        "Who says that something came between them is owed a word on it.",
        "`GiveFeedback`, `MarkRupture`",
    ),
    Claim(
        "S47",
        "effective and empowering",
        "A score that is much worse is talked about, however empowering the session "
        "was.",
        "`insight.profile`: both, kept apart",
    ),
    Claim(
        "S48",
        "what matters most",
        "After the first session each client is asked what matters most to them.",
        "`StateWhatMatters`, asked first and at reviews",
    ),
    Claim(
        "S49",
        "evolving, for everyone",
        "Nobody agrees to what they may not have understood: an interpreter who is "
        "missing comes first.",
        "kinds, scopes and acts that may be added; `StateNeed`",
    ),
    Claim(
        "S50",
        "people, not cases",
        "Everybody is called in the account what they like to be called.",
        "`Client.called`, `Client.pronouns`, `insight.render`",
    ),
    Claim(
        "S51",
        "an opinion, said to be one",
        "A number that somebody changed says what it was changed from, and who found "
        "that.",
        "this page: claims, not findings; `simulation.Assumptions`",
    ),
)
