"""The photo standard as data (resources/rules/photo.toml), parsed once and then trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Measures = dict[str, float]


@dataclass(frozen=True, slots=True)
class FileRules:
    """What J-LIS takes as a file (dom§3.2)."""

    min_bytes: int
    max_bytes: int
    min_side_px: int
    max_side_px: int


@dataclass(frozen=True, slots=True)
class CropRules:
    """Where the head stands in the finished photo; millimetres of the paper photo."""

    width_px: int
    height_px: int
    width_mm: float
    height_mm: float
    head_mm: float
    head_tolerance_mm: float
    top_mm: float
    top_tolerance_mm: float
    side_tolerance_mm: float
    max_upscale: float
    min_roll_deg: float
    max_roll_deg: float
    crown_by_eyes: float


@dataclass(frozen=True, slots=True)
class MeasuringRules:
    """What measures are taken against."""

    most_looked_at_px: int  # longer side in which faces are sought; larger pictures are shrunk
    neutral_pitch_deg: float  # what the mesh says of a level face
    under_exposed_level: int  # of 255
    over_exposed_level: int
    natural_a: tuple[float, float]  # colours of skin in CIELAB
    natural_b: tuple[float, float]
    mouth_width: float  # of a resting mouth, in distances between the eyes
    mouth_lift: float  # its corners over its middle, in eye-to-chin distances


@dataclass(frozen=True, slots=True)
class FindingRule:
    """One finding: `measure` outside its limit gives `code`, unless another of the same picture
    says it better."""

    code: str
    measure: str
    component: str
    severity: str
    above: float | None
    below: float | None
    unless: tuple[str, ...]

    def found(self, value: float | None) -> bool:
        if value is None:  # not measured: no face, or too many
            return False
        over = self.above is not None and value > self.above
        return over or (self.below is not None and value < self.below)

    @property
    def limit(self) -> float:
        return self.above if self.above is not None else self.below or 0.0


@dataclass(frozen=True, slots=True)
class PhotoRules:
    """All limits; `findings` stand in the order of their use to the person."""

    version: str
    file: FileRules
    crop: CropRules
    measuring: MeasuringRules
    findings: tuple[FindingRule, ...]

    @classmethod
    def parse(cls, table: Mapping[str, Any]) -> PhotoRules:
        """From the TOML table. Raises KeyError, TypeError or ValueError for a wrong file, which
        is ours: it ships with the program."""
        return cls(
            version=str(table["version"]),
            file=FileRules(**_fields(table["file"], FileRules)),
            crop=CropRules(**_fields(table["crop"], CropRules)),
            measuring=MeasuringRules(**_fields(table["measuring"], MeasuringRules)),
            findings=tuple(_finding(code, row) for code, row in table["findings"].items()),
        )


def _fields(row: Mapping[str, Any], of: type) -> dict[str, Any]:
    names = of.__dataclass_fields__  # type: ignore[attr-defined]
    return {name: _frozen(row[name]) for name in names}


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _finding(code: str, row: Mapping[str, Any]) -> FindingRule:
    severity = str(row["severity"])
    if severity not in ("hard", "advice"):
        raise ValueError(f"severity of {code}")
    if ("above" in row) == ("below" in row):
        raise ValueError(f"one limit for {code}")
    above = float(row["above"]) if "above" in row else None
    below = float(row["below"]) if "below" in row else None
    unless = tuple(str(other) for other in row.get("unless", ()))
    names = (str(row["measure"]), str(row["component"]))
    return FindingRule(code, *names, severity, above, below, unless)
