"""What `closeplan check` prints: a review as text, JSON or Markdown, and the rules."""

from __future__ import annotations

import json
import os
import sys
from itertools import groupby

from closeplan_nlp.plan.review import RULES, Coverage, Finding, Review, ReviewConfig
from closeplan_nlp.saying import clean, say_count, say_date, shorten

COLOURS = {"error": 31, "warning": 33, "hint": 36, "off": 90}
SIGNS = {"covered": "+", "thin": "~", "gap": "-"}
TEXT = 90


def write_review(review: Review, to: str) -> str:
    """A review in one of the formats of the command."""
    if to == "json":
        data = review.to_dict()
        head = {"deal": data.pop("deal"), "today": data.pop("today"), "counts": review.counts}
        return json.dumps(head | data, ensure_ascii=False, indent=2) + "\n"
    if to == "md":
        from closeplan_nlp.exporters.health import health_markdown

        return f"{health_markdown(review, level=1)}\n"
    return _text(review)


def _text(review: Review) -> str:
    counts = ", ".join(say_count(number, level) for level, number in review.counts.items())
    lines = [f"{clean(review.deal)} on {say_date(review.today)}: {counts}"]
    for _, group in groupby(review.findings, key=lambda finding: (finding.level, finding.rule)):
        lines += ["", *_group(list(group))]
    lines += ["", "MEDDPICC", *map(_letter, review.meddpicc)]
    return "\n".join(lines) + "\n"


def _group(findings: list[Finding]) -> list[str]:
    """The findings of one rule: its title, each finding, what to do."""
    first = findings[0]
    lines = [f"{_coloured(first.level, first.level)}: {RULES[first.rule].title} ({first.rule})"]
    remedies = {finding.remedy for finding in findings}
    for finding in findings:
        what = f"{shorten(finding.text, TEXT)} [{clean(finding.item or '')}]: " if finding.text else ""
        lines.append(f"  - {what}{clean(finding.reason)}")
        if len(remedies) > 1:
            lines.append(f"    → {clean(finding.remedy)}")
    return lines if len(remedies) > 1 else [*lines, f"  → {clean(first.remedy)}"]


def _letter(letter: Coverage) -> str:
    proof = f" “{shorten(letter.evidence[0].quote, TEXT)}”" if letter.evidence else ""
    return f"  {SIGNS[letter.state]} {letter.title.ljust(17)} {letter.state.ljust(8)} {clean(letter.reason)}{proof}"


def _coloured(text: str, level: str) -> str:
    plain = sys.stdout is None or not sys.stdout.isatty() or bool(os.environ.get("NO_COLOR"))
    return text if plain else f"\x1b[{COLOURS[level]}m{text}\x1b[0m"


def write_rules(config: ReviewConfig, to: str) -> str:
    """All rules with their level as configured, title and remedy."""
    rows = [
        (rule.key, str(config.levels.get(rule.key, rule.level)), rule.title, rule.remedy) for rule in RULES.values()
    ]
    if to == "json":
        names = ("rule", "level", "title", "remedy")
        return json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False, indent=2) + "\n"
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = ("  ".join([*(cell.ljust(w) for cell, w in zip(row, widths, strict=False)), row[3]]) for row in rows)
    return "\n".join(lines) + "\n"
