"""Forms: what a person may do now, each with a JSON Schema of what is to be filled in.

A form is made of what its person sees and of the tables that the law reads, so that an
application draws it without knowing the acts. What a form cannot decide, the values
chosen do: posted, a filled form is lawful or refused for what was filled in.
"""

from collabtherapy.forms.asking import Form, forms

__all__ = ["Form", "forms"]
