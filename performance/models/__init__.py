"""What is measured, and by what it is judged; one module for each aggregate."""

from performance.models.figures import (
    Basis,
    BodyKind,
    Coverage,
    Figure,
    FigureRevision,
    FigureSource,
    ReportingBody,
    ReportingBodyName,
    Series,
)
from performance.models.schemes import RatingScheme
from performance.models.staged import StagedFigure, StagedLoad, StagedPart, StagedSeries
from performance.models.standards import Ambition, WaitingTimeStandard

__all__ = [
    "Ambition",
    "Basis",
    "BodyKind",
    "Coverage",
    "Figure",
    "FigureRevision",
    "FigureSource",
    "RatingScheme",
    "ReportingBody",
    "ReportingBodyName",
    "Series",
    "StagedFigure",
    "StagedLoad",
    "StagedPart",
    "StagedSeries",
    "WaitingTimeStandard",
]
