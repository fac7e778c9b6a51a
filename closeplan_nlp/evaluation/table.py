"""The scores as a table for people."""

from __future__ import annotations

from typing import Any

from closeplan_nlp.kinds import KINDS


def score_table(scores: dict[str, Any]) -> str:
    """The result of `evaluate` as aligned text: kinds, means, attributes."""
    rows: list[tuple[str, ...]] = [("", "precision", "recall", "F1", "found", "wrong", "missed")]
    rows += [_row(KINDS[kind].title, counts) for kind, counts in scores["kinds"].items()]
    rows.append(_row("any kind", scores["any_kind"]))
    lines = _aligned(rows)
    means = (f"{name} F1 {_share(scores[f'{name}_f1'])}" for name in ("macro", "core"))
    lines += ["", "   ".join((*means, f"calls {scores['calls']}"))]
    parts = [f"{name} {_share(value['accuracy'])} of {value['items']}" for name, value in scores["attributes"].items()]
    lines += ["on matched items: " + ", ".join(parts)]
    return "\n".join(lines) + "\n"


def _row(name: str, counts: dict[str, Any]) -> tuple[str, ...]:
    shares = tuple(_share(counts[key]) for key in ("precision", "recall", "f1"))
    return (name, *shares, str(counts["matched"]), str(counts["spurious"]), str(counts["missed"]))


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join([row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))])
        for row in rows
    ]
