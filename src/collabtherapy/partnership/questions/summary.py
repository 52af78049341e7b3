"""What a notebook shows of a partnership: a small table, without anybody's words."""

from collections.abc import Iterable
from html import escape

from collabtherapy.partnership.questions.questions import Questions
from collabtherapy.partnership.regions.goals import SharedGoal
from collabtherapy.partnership.values.consents import Consent
from collabtherapy.partnership.values.ids import Id


def summary(p: Questions) -> str:
    """Give a partnership as an HTML table, as it is at its last act.

    It holds ids, counts and names of rules, as everything that is shown unasked does.
    """
    in_force = (
        f"{scope} ({client}){_whence(consent)}"
        for (client, scope), consent in p.state.consent.by_scope.items()
        if consent.in_force(p.at)
    )
    owed = (f"{duty.kind.value} (by {duty.owed_by})" for duty in p.duties(at=p.at))
    rows = {
        "stage": p.stage.value.replace("_", " "),
        "clients": _listed(client.id for client in p.clients),
        "therapists": _listed(therapist.id for therapist in p.therapists),
        "last act": f"{p.at:%Y-%m-%d %H:%M} UTC",
        "consents in force": _listed(in_force),
        "shared goals": _listed(f"{goal.id}{_whence(goal)}" for goal in p.goals),
        "undecided": _listed(proposal.id for proposal in p.pending(at=p.at)),
        "owed": _listed(owed),
    }
    cells = "".join(
        f"<tr><th>{name}</th><td>{escape(said) or '–'}</td></tr>"
        for name, said in rows.items()
    )
    return f"<table><caption>{escape(str(p.id))}</caption>{cells}</table>"


def _whence(value: Consent | SharedGoal) -> str:
    return " (carried over)" if value.carried_over else ""


def _listed(names: Iterable[Id | str]) -> str:
    return ", ".join(str(name) for name in names)
