"""What is measured, and by what it is judged; one module for each aggregate."""

from performance.models.doubts import DoubtKind, FigureDoubt, StagedDoubt
from performance.models.figures import (
    Basis,
    BodyKind,
    Coverage,
    Figure,
    FigureRevision,
    FigureSource,
    Frequency,
    ReportingBody,
    ReportingBodyName,
    Series,
)
from performance.models.local import (
    LevelKind,
    LocalCount,
    LocalCountRevision,
    LocalImport,
    LocalLevel,
    LocalSeries,
    StagedSheet,
)
from performance.models.positions import PlaceKind, PlaceSeries, StandardPosition
from performance.models.readings import Rebase, SpcSetting
from performance.models.schemes import RatingScheme
from performance.models.staged import (
    FigureImport,
    StagedFigure,
    StagedLoad,
    StagedPart,
    StagedSeries,
)
from performance.models.standards import Ambition, WaitingTimeStandard
from performance.models.trajectories import Trajectory, TrajectoryPoint, TrajectoryRevision

__all__ = [
    "Ambition",
    "Basis",
    "BodyKind",
    "Coverage",
    "DoubtKind",
    "Figure",
    "FigureDoubt",
    "FigureImport",
    "FigureRevision",
    "FigureSource",
    "Frequency",
    "LevelKind",
    "LocalCount",
    "LocalCountRevision",
    "LocalImport",
    "LocalLevel",
    "LocalSeries",
    "PlaceKind",
    "PlaceSeries",
    "RatingScheme",
    "Rebase",
    "ReportingBody",
    "ReportingBodyName",
    "Series",
    "StandardPosition",
    "SpcSetting",
    "StagedDoubt",
    "StagedFigure",
    "StagedLoad",
    "StagedPart",
    "StagedSeries",
    "StagedSheet",
    "Trajectory",
    "TrajectoryPoint",
    "TrajectoryRevision",
    "WaitingTimeStandard",
]
