"""Import this to have every table in the metadata."""

from cmdesk.models import (
    access,
    deliberation,
    evaluations,
    exams,
    exchange,
    grading,
    indicators,
    inspections,
    journal,
    org,
    pay,
    peers,
    plans,
    reports,
    scoring,
    settings,
    training,
)
from cmdesk.models.base import Base

AREAS = (
    access,
    deliberation,
    evaluations,
    exams,
    exchange,
    grading,
    indicators,
    inspections,
    journal,
    org,
    pay,
    peers,
    plans,
    reports,
    scoring,
    settings,
    training,
)
METADATA = Base.metadata
