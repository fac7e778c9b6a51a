"""The health of a plan in reports: what a review found, and how well MEDDPICC is covered."""

from __future__ import annotations

from collections.abc import Iterable

from closeplan_nlp.exporters.escaping import escape
from closeplan_nlp.plan.review import Finding, Review
from closeplan_nlp.saying import say_count

SIGNS = {"covered": "yes", "thin": "a trace", "gap": "no"}


def health_markdown(review: Review, *, level: int = 2, hints: bool = True) -> str:
    """A section of Markdown: counts, findings by level, MEDDPICC as a table. Without `hints` they are only counted."""
    counts = ", ".join(say_count(number, name) for name, number in review.counts.items())
    parts = [f"{'#' * level} Health", f"{counts[0].upper()}{counts[1:]}."]
    for name in ("error", "warning", *(["hint"] if hints else [])):
        lines = list(map(_line, (each for each in review.findings if each.level == name)))
        parts += [f"{'#' * (level + 1)} {name.capitalize()}s", "\n".join(lines)] if lines else []
    return "\n\n".join([*parts, f"{'#' * (level + 1)} MEDDPICC", "\n".join(_letters(review))])


def _line(finding: Finding) -> str:
    what = f"**{escape(finding.text)}**: " if finding.text else ""
    return f"- {what}{escape(finding.reason)}. {escape(finding.remedy)}."


def _letters(review: Review) -> Iterable[str]:
    yield "| | covered | why |"
    yield "| --- | --- | --- |"
    for letter in review.meddpicc:
        yield f"| {letter.title} | {SIGNS[letter.state]} | {escape(letter.reason)} |"
