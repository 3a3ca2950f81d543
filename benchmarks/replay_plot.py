"""The curves of the replay as a small SVG, drawn without a plotting library."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

_COLOURS = ("#777777", "#d55e00", "#cc79a7", "#0072b2", "#009e73", "#000000")
_WIDTH, _HEIGHT, _LEFT, _TOP, _GAP = 330.0, 220.0, 60.0, 30.0, 80.0


def draw(phases: dict[str, Any], out: Path) -> None:
    """AUC and hits against labels, one line a strategy, mean over seeds."""
    labels = phases["labels"]
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="980" height="310" font-family="sans-serif" font-size="12">'
    ]
    for k, (key, title) in enumerate(
        (("auc_mean", "AUC on systems kept out"), ("hits_mean", "single-phase alloys made"))
    ):
        curves = {name: found[key] for name, found in phases["strategies"].items()}
        parts += _panel(_LEFT + k * (_WIDTH + _GAP), title, labels, curves)
    for k, name in enumerate(phases["strategies"]):
        y = _TOP + 14 + 20 * k
        parts.append(f'<line x1="830" x2="850" y1="{y - 4}" y2="{y - 4}" stroke="{_COLOURS[k]}" stroke-width="2"/>')
        parts.append(f'<text x="856" y="{y}">{name}</text>')
    out.write_text("\n".join([*parts, "</svg>"]) + "\n", encoding="utf-8")


def _panel(left: float, title: str, labels: Sequence[float], curves: dict[str, Sequence[float]]) -> list[str]:
    low, high = min(map(min, curves.values())), max(map(max, curves.values()))

    def x(value: float) -> float:
        return left + _WIDTH * (value - labels[0]) / (labels[-1] - labels[0])

    def y(value: float) -> float:
        return _TOP + _HEIGHT * (high - value) / (high - low)

    parts = [
        f'<rect x="{left}" y="{_TOP}" width="{_WIDTH}" height="{_HEIGHT}" fill="none" stroke="#999"/>',
        f'<text x="{left}" y="{_TOP - 10}">{title}</text>',
        f'<text x="{left + _WIDTH / 2}" y="{_TOP + _HEIGHT + 36}" text-anchor="middle">labels (alloys)</text>',
    ]
    for value in (labels[0], labels[len(labels) // 2], labels[-1]):
        parts.append(f'<text x="{x(value):.1f}" y="{_TOP + _HEIGHT + 18}" text-anchor="middle">{value}</text>')
    for value in (low, high):
        parts.append(f'<text x="{left - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{value:.3g}</text>')
    for colour, curve in zip(_COLOURS, curves.values(), strict=False):
        points = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in zip(labels, curve, strict=True))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
    return parts
