"""Tables of the OMOP Common Data Model 5.4 that a partnership can fill.

Columns in the order of the model; ``!`` marks those that must not be empty. Source:
OHDSI Common Data Model, 5.4.
"""

from collections.abc import Mapping

COLUMNS: Mapping[str, str] = {
    "person": """
        person_id! gender_concept_id! year_of_birth! month_of_birth day_of_birth
        birth_datetime race_concept_id! ethnicity_concept_id! location_id provider_id
        care_site_id person_source_value gender_source_value gender_source_concept_id
        race_source_value race_source_concept_id ethnicity_source_value
        ethnicity_source_concept_id
    """,
    "observation_period": """
        observation_period_id! person_id! observation_period_start_date!
        observation_period_end_date! period_type_concept_id!
    """,
    "provider": """
        provider_id! provider_name npi dea specialty_concept_id care_site_id
        year_of_birth gender_concept_id provider_source_value specialty_source_value
        specialty_source_concept_id gender_source_value gender_source_concept_id
    """,
    "visit_occurrence": """
        visit_occurrence_id! person_id! visit_concept_id! visit_start_date!
        visit_start_datetime visit_end_date! visit_end_datetime visit_type_concept_id!
        provider_id care_site_id visit_source_value visit_source_concept_id
        admitted_from_concept_id admitted_from_source_value discharged_to_concept_id
        discharged_to_source_value preceding_visit_occurrence_id
    """,
    "measurement": """
        measurement_id! person_id! measurement_concept_id! measurement_date!
        measurement_datetime measurement_time measurement_type_concept_id!
        operator_concept_id value_as_number value_as_concept_id unit_concept_id
        range_low range_high provider_id visit_occurrence_id visit_detail_id
        measurement_source_value measurement_source_concept_id unit_source_value
        unit_source_concept_id value_source_value measurement_event_id
        meas_event_field_concept_id
    """,
    "episode": """
        episode_id! person_id! episode_concept_id! episode_start_date!
        episode_start_datetime episode_end_date episode_end_datetime episode_parent_id
        episode_number episode_object_concept_id! episode_type_concept_id!
        episode_source_value episode_source_concept_id
    """,
    "episode_event": "episode_id! event_id! episode_event_field_concept_id!",
    "death": """
        person_id! death_date! death_datetime death_type_concept_id cause_concept_id
        cause_source_value cause_source_concept_id
    """,
    "source_to_concept_map": """
        source_code! source_concept_id! source_vocabulary_id! source_code_description
        target_concept_id! target_vocabulary_id! valid_start_date! valid_end_date!
        invalid_reason
    """,
}


def columns(table: str) -> tuple[str, ...]:
    """Return the names of the columns of a table, in order."""
    return tuple(name.rstrip("!") for name in COLUMNS[table].split())


def required(table: str) -> frozenset[str]:
    """Return the columns that must not be empty."""
    return frozenset(
        name.rstrip("!") for name in COLUMNS[table].split() if name.endswith("!")
    )
