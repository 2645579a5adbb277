"""The variation and assurance icons of "Making Data Count" charts, in a drawing of our own: letter, shape, words."""

from __future__ import annotations

from dataclasses import dataclass

from performance.charts.drawing import INK, Drawing, disc
from performance.spc import Chart

SIZE = 40
WAVE = "M11 30q3 -5 6 0t6 0t6 0"


@dataclass(frozen=True)
class Icon:
    """A letter in a ring, and what it says: `word` beside it, `meaning` in a sentence."""

    name: str
    letter: str
    ring: str
    word: str
    meaning: str

    @property
    def drawing(self) -> Drawing:
        drawing = Drawing("icon", SIZE, SIZE, self.word)
        drawing.paint(f"icon-ring-{self.ring}", disc(SIZE / 2, SIZE / 2, SIZE / 2 - 3))
        drawing.paint("icon-wave", WAVE)
        drawing.write(SIZE / 2, 24, self.letter, anchor="middle", size=17, fill=INK, strong=True)
        return drawing


VARIATION = {
    "common_cause": Icon("common_cause", "C", "grey", "Ordinary variation", "Nothing but ordinary variation."),
    "improvement_high": Icon(
        "improvement_high", "H", "blue", "Improvement, high", "Special cause: higher, and better."
    ),
    "improvement_low": Icon("improvement_low", "L", "blue", "Improvement, low", "Special cause: lower, and better."),
    "concern_high": Icon("concern_high", "H", "orange", "Concern, high", "Special cause: higher, and worse."),
    "concern_low": Icon("concern_low", "L", "orange", "Concern, low", "Special cause: lower, and worse."),
    "neutral_high": Icon("neutral_high", "H", "purple", "Special cause, high", "Special cause: higher than usual."),
    "neutral_low": Icon("neutral_low", "L", "purple", "Special cause, low", "Special cause: lower than usual."),
}
ASSURANCE = {
    "pass": Icon("pass", "P", "blue", "Passes", "As it runs now it will meet the standard every time."),
    "fail": Icon("fail", "F", "orange", "Fails", "As it runs now it will miss the standard every time."),
    "inconsistent": Icon("inconsistent", "?", "grey", "Hit and miss", "As it runs now, chance decides."),
}
TRIAL_WORDS = "Too few months for a firm opinion"


def variation_icon(chart: Chart) -> Icon | None:
    """What the latest point says; None below 13 points, where nothing firm can be said."""
    return None if chart.trial else VARIATION[chart.variation_icon]


def assurance_icon(chart: Chart) -> Icon | None:
    """Whether the standard will be met; None below 13 points, or without a standard."""
    return None if chart.trial or chart.assurance_icon is None else ASSURANCE[chart.assurance_icon]
