"""The small parts of a FHIR document that every reader of one needs.

Both rooms that read, `collabtherapy.fhir.inward` and `collabtherapy.fhir.consents`,
build on them; none of them knows what a resource means.
"""
