"""What each detector asks: of the service, and never of the client.

What was noticed is for the service to explain first. A client who said no four times is
not asked what is wrong with them; the proposals are asked what they missed.
"""

from collections.abc import Mapping
from types import MappingProxyType

QUESTIONS: Mapping[str, str] = MappingProxyType(
    {
        "unanswered_feedback": "What came of this feedback, and have we said so?",
        "rupture_not_acknowledged": "What have we not yet said of our part in this?",
        "one_voice": "How could we have made more room for another voice?",
        "beside_the_stance": "What made us lead otherwise than we were asked to?",
        "goals_of_one_side": "What in how we ask makes the goals come from us alone?",
        "solution_left": "Where did we lose this idea, and could we come back to it?",
        "falling_comfort": "What did we do otherwise this time, and what would be "
        "welcome from us?",
        "review_due": "When could we make time to look at the work together?",
        "declined_again": "What did our proposals miss?",
        "interpreter_who_is_close": "Could we find an interpreter who is not close to "
        "anyone here?",
        "preference_departed_from": "What would it take for us to work as was asked, "
        "or to decide together on another way?",
        "worse_and_not_talked_about": "What kept us from talking about this, and when "
        "could we?",
        "course_unknown": "How it goes is unknown: what could we ask, or ask "
        "otherwise, to find out?",
    }
)
"""By the name of the detector."""
