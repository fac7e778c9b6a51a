"""The plan as PDF: the web page, printed by a Chromium that is installed.

Chromium runs without network, on a page that may run no script, in a folder of its own that goes afterwards.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from closeplan_nlp.errors import ClosePlanError
from closeplan_nlp.exporters.htmlpage import write_paper
from closeplan_nlp.types import ClosePlan

BROWSER_VARIABLE = "CLOSEPLAN_BROWSER"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
PATIENCE = 120
OPTIONS = (
    *("--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking"),
    *("--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer"),
)
REMEDY = f"Install Chromium (apt install chromium), name a browser in {BROWSER_VARIABLE}, or print the html export"


def write_pdf(plan: ClosePlan, today: dt.date | None = None) -> bytes:
    """The page as PDF. Raises ClosePlanError where no browser is found, or where it prints nothing."""
    browser = find_browser()
    with tempfile.TemporaryDirectory(prefix="closeplan-") as folder:
        page, target = Path(folder) / "plan.html", Path(folder) / "plan.pdf"
        page.write_text(write_paper(plan, today), encoding="utf-8")
        _print(browser, page, target)
        if not target.is_file() or not (data := target.read_bytes()).startswith(b"%PDF-"):
            raise ClosePlanError("the browser printed nothing", where=browser, remedy=REMEDY)
    return data


def find_browser() -> str:
    """The path of a Chromium. Raises ClosePlanError where there is none."""
    named = os.environ.get(BROWSER_VARIABLE)
    if named:
        found = shutil.which(named)
        if found is None:
            raise ClosePlanError("this browser is not there", where=f"{BROWSER_VARIABLE}={named}", remedy=REMEDY)
        return found
    found = next((path for name in (*BROWSERS, MAC) if (path := shutil.which(name))), None)
    if found is None:
        raise ClosePlanError("PDF needs Chromium, and none is installed", remedy=REMEDY)
    return found


def _print(browser: str, page: Path, target: Path) -> None:
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # Chromium refuses root without it
    profile = f"--user-data-dir={page.parent / 'profile'}"
    command = [browser, *OPTIONS, *root, profile, f"--print-to-pdf={target}", page.as_uri()]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired as error:
        raise ClosePlanError(f"no PDF after {PATIENCE} seconds", where=browser, remedy=REMEDY) from error
    except (OSError, subprocess.CalledProcessError) as error:
        raise ClosePlanError(f"the browser failed ({type(error).__name__})", where=browser, remedy=REMEDY) from error
