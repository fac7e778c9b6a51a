"""The plan as one self-contained web page, for screen, phone and paper.

The page is complete without script. Its script only filters, sorts, switches colours, and shows what the customer's
version would look like; a policy with the hashes of our script and styles keeps anything else from running, and
anything at all from being fetched. The template escapes every value it prints, after `clean` has taken control and
text-reordering characters out.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from closeplan_nlp.exporters import facts, wording
from closeplan_nlp.exporters.audience import customer_version
from closeplan_nlp.exporters.page.values import values_of
from closeplan_nlp.exporters.tasks import ALL, Job
from closeplan_nlp.types import ClosePlan

if TYPE_CHECKING:
    from jinja2 import Environment

POLICY = "default-src 'none'; style-src {style}; script-src {script}; base-uri 'none'; form-action 'none'"
NO_SCRIPT = "'none'"
PREVIEW = "c-"
"""How the ids of the customer's version begin inside the seller's file."""


def write_html(plan: ClosePlan, today: dt.date | None = None, job: Job = ALL) -> str:
    """The plan as a page; `today` adds the days left, the today line, what is overdue, and the review.

    The seller's page also holds the customer's version, to look at. `job` knows where recordings are.
    """
    shared = plan.audience == "customer"
    main = values_of(plan, today, {} if shared else job.recordings)
    preview = None if shared else values_of(customer_version(plan), today, {}, PREVIEW)
    return _render(main, preview=preview, script=_source("page.js"))


def write_paper(plan: ClosePlan, today: dt.date | None = None) -> str:
    """The page for print alone: no script, no controls, no second version."""
    return _render(values_of(plan, today, {}), preview=None, script=None)


def _render(main: Mapping[str, Any], *, preview: Mapping[str, Any] | None, script: str | None) -> str:
    from markupsafe import Markup

    style = _style()
    policy = POLICY.format(style=_hash(style), script=_hash(script) if script else NO_SCRIPT)
    page = _environment().get_template("page.html")
    parts = {"style": Markup(style), "script": Markup(script) if script else None, "policy": Markup(policy)}
    return str(page.render(main=main, preview=preview, **parts))


def _hash(text: str) -> str:
    """A source of the page's policy: what may run is exactly this text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@lru_cache(maxsize=1)
def _style() -> str:
    return str(_environment().get_template("page.css").render())


@lru_cache(maxsize=1)
def _source(name: str) -> str:
    """A file of ours beside the templates, as it stands."""
    environment = _environment()
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("closeplan_nlp.exporters"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean_text,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        date=wording.say_date,
        minutes=wording.say_minutes,
        category=wording.say_category,
        count=wording.say_count,
        call_name=facts.name_of,
    )
    return environment


def _clean_text(value: Any) -> Any:
    """Every plain text on its way into the page; markup of our own templates passes."""
    return wording.clean(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
