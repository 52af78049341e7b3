"""The page of what a service answers to each error."""

from collabtherapy.errors import ANSWERS


def page() -> str:
    """Return the table of statuses, drawn from the one that `errors.status` reads."""
    rows = "\n".join(
        f"| `{kind.__name__}` | {status} | {title} |"
        for kind, (status, title) in ANSWERS.items()
    )
    return f"""# Errors as problems

`errors.status(error)` is the status code of HTTP, `errors.problem(error)` the problem
details (RFC 9457), and `codec.to_json(error)` the same with everything that a refusal
says. They belong to no framework. Of several rows that fit, the first counts; what is
in none is a mistake in a program: 500.

| error | status | title |
| --- | --- | --- |
{rows}

What is unknown and what is not theirs are answered in the same bytes, so that nobody
learns from an answer what exists. What went wrong inside is told to nobody outside.
"""
