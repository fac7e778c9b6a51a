"""The page: its size, and how long a browser takes until its filters answer.

    .venv/bin/python benchmarks/page.py [--repeat 5] [--limit-kb 400] [--limit 1.0]

Opens plans of 0, 8, 60 and 400 items from disk in headless Chromium, each in a fresh context. `ready` is the time from
navigation until the script has run (performance.mark), `filter` that of choosing an owner until the page has been
drawn again; the table has the best of the repeats. Exit code 1 where 60 items are larger, or 400 slower, than the
limits. Needs Chromium and the packages for development.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from exports import TODAY, plan_of
from looks import OPTIONS
from playwright.sync_api import Browser, sync_playwright

from closeplan_nlp.exporters import export
from closeplan_nlp.exporters.documents.pdf import find_browser

READY = "performance.getEntriesByName('closeplan-ready')[0].startTime"
FILTER = """() => new Promise((done) => {
  const owner = document.querySelector('select[name=owner]');
  const begun = performance.now();
  if (!owner) done(0);
  owner.selectedIndex = 1;
  owner.dispatchEvent(new Event('input', { bubbles: true }));
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
})"""


def measure(browser: Browser, page: Path) -> tuple[float, float]:
    """Seconds until the page is ready, and until a filter has been applied."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        tab = context.new_page()
        tab.goto(page.as_uri())
        ready = tab.evaluate(READY) / 1000
        return ready, tab.evaluate(FILTER) / 1000 if tab.locator("form.filters").count() else 0.0


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--limit-kb", type=float, default=400)
    parser.add_argument("--limit", type=float, default=1.0)
    options = parser.parse_args()
    sizes, ready = {}, {}
    print("| items | KB | ready s | filter s |\n| ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_browser(), args=OPTIONS)
        for items in (0, 8, 60, 400):
            page = Path(folder) / f"{items}.html"
            page.write_text(str(export(plan_of(items), "html", today=TODAY)), encoding="utf-8")
            times = [measure(browser, page) for _ in range(options.repeat)]
            sizes[items], ready[items] = page.stat().st_size / 1000, min(first for first, _ in times)
            print(
                f"| {items} | {sizes[items]:.0f} | {ready[items]:.2f} | {min(last for _, last in times):.2f} |",
                flush=True,
            )
        browser.close()
    over = sizes[60] > options.limit_kb or ready[400] > options.limit
    if over:
        print(f"over {options.limit_kb:.0f} KB for 60 items or {options.limit} s for 400", file=sys.stderr)
    return int(over)


if __name__ == "__main__":
    raise SystemExit(main())
