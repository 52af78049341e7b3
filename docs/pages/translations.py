"""The catalogue of messages as files to translate: JSON, and a template of gettext."""

import json
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from collabtherapy import messages


def catalogue() -> str:
    """Return the English catalogue as JSON: the pattern of each code."""
    patterns = {code: said.pattern for code, said in messages.catalogue().items()}
    return json.dumps(patterns, indent=2, ensure_ascii=False) + "\n"


def template() -> str:
    """Return the template of gettext: the code is the context of its pattern."""
    made = Catalog(project="collabtherapy", charset="utf-8")
    for code, said in messages.catalogue().items():
        params = [f"params: {', '.join(said.params)}"] if said.params else []
        made.add(said.pattern, context=code, auto_comments=params)
    file = BytesIO()
    write_po(file, made, omit_header=True, sort_output=False, width=0)
    return file.getvalue().decode()
