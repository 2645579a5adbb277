"""Charts as geometry: facts in, a Drawing out; templates/performance/charts/drawing.html writes it down as SVG.

Pure, and drawn alike on a screen, on paper and in Word: no script, no style sheet needed. A chart draws, it never
decides: limits come from performance/spc.py, levels from the standards, words from performance/findings.py.
"""

from performance.charts.bars import Bar, bar_chart, brief
from performance.charts.drawing import Drawing
from performance.charts.funnel import Dot, Funnel, funnel_chart, funnel_of
from performance.charts.icons import Icon, assurance_icon, variation_icon
from performance.charts.lines import Line, line_chart
from performance.charts.spark import sparkline
from performance.charts.xmr import Step, xmr_chart

__all__ = [
    "Bar",
    "Dot",
    "Drawing",
    "Funnel",
    "Icon",
    "Line",
    "Step",
    "assurance_icon",
    "bar_chart",
    "brief",
    "funnel_chart",
    "funnel_of",
    "line_chart",
    "sparkline",
    "variation_icon",
    "xmr_chart",
]
