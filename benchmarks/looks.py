"""Screenshots of the page for people to judge: three widths, light and dark, plans of many kinds, and paper.

    .venv/bin/python benchmarks/looks.py OUT [--plan plan.yaml] [--today 2026-03-09]

Writes OUT/NAME-WIDTH-SCHEME.png and OUT/NAME.pdf. Without a plan the names are 0, 8, 60 and 400 (items), names (that do
not end) and undated. Needs Chromium and the packages for development.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from exports import TODAY, plan_of
from playwright.sync_api import Browser, sync_playwright

from closeplan_nlp.exporters import export
from closeplan_nlp.exporters.documents.pdf import find_browser
from closeplan_nlp.plan.planfile import read_plan
from closeplan_nlp.types import ClosePlan

WIDTHS, SCHEMES = (390, 768, 1440), ("light", "dark")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
WORD, WORDS = "Donaudampfschifffahrtsgesellschaft" * 2, "a name of very many words " * 8


def plans(given: Path | None) -> Iterator[tuple[str, ClosePlan]]:
    """The plans to look at, with their names."""
    if given is not None:
        yield given.stem, read_plan(given)
        return
    for size in (0, 8, 60, 400):
        yield str(size), plan_of(size)
    plan = plan_of(24)
    named = [
        item.model_copy(update={"text": (WORD, WORDS)[n % 2], "owner": WORDS}) for n, item in enumerate(plan.items)
    ]
    deal = plan.deal.model_copy(update={"name": WORD, "customer": WORDS, "seller": WORD})
    yield "names", plan.model_copy(update={"items": tuple(named), "deal": deal})
    undated = [
        item.model_copy(update={"due": None, "due_text": ("soon", None)[n % 2]}) for n, item in enumerate(plan.items)
    ]
    yield "undated", plan.model_copy(update={"items": tuple(undated)})


def shoot(browser: Browser, page: Path, target: Path) -> None:
    """All screenshots of a page, and what it prints."""
    for width in WIDTHS:
        for scheme in SCHEMES:
            with browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme) as context:
                tab = context.new_page()
                tab.goto(page.as_uri())
                tab.screenshot(path=target / f"{page.stem}-{width}-{scheme}.png", full_page=True)
    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto(page.as_uri())
        tab.pdf(path=target / f"{page.stem}.pdf", prefer_css_page_size=True)


def main() -> None:
    """Write the screenshots."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--plan", type=Path)
    parser.add_argument("--today", type=dt.date.fromisoformat, default=TODAY)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_browser(), args=OPTIONS)
        for name, plan in plans(options.plan):
            page = options.out.resolve() / f"{name}.html"
            page.write_text(str(export(plan, "html", today=options.today)), encoding="utf-8")
            shoot(browser, page, options.out)
            print(f"{name}: {page.stat().st_size / 1000:.0f} KB", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
