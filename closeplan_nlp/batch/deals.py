"""The plan of a deal out of the plans of its calls.

A file that nobody has touched since the batch wrote it is made anew, so that it hangs on nothing but its calls. A file
that a person has changed, or put there, is imported into, as `closeplan import` does; what the person wrote stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from closeplan_nlp.batch.records import ITEMS, Deal
from closeplan_nlp.errors import InputError
from closeplan_nlp.exporters import export
from closeplan_nlp.hashing import content_hash
from closeplan_nlp.output import write_file
from closeplan_nlp.plan.merging import empty_plan, merge, without_sources
from closeplan_nlp.plan.observing import Incoming, observe
from closeplan_nlp.plan.planfile import change_plan, locked, read_plan_file, write_new
from closeplan_nlp.types import ClosePlan


def plan_path(folder: Path, name: str) -> Path:
    """The plan file of a deal."""
    return folder / f"{name}.plan.yaml"


def page_path(folder: Path, name: str) -> Path:
    """The page of a deal."""
    return folder / f"{name}.html"


def merge_deal(deal: Deal, folder: Path) -> dict[str, Any]:
    """Write plan and page of a deal into `folder`; what the tables say of it, and the hash of the file as written.

    Raises InputError where results of a call cannot be read, FormatError for a plan file that a person has broken.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = plan_path(folder, deal.name).resolve()
    incoming = [_incoming(Path(place) / ITEMS, deal.title) for _, place in deal.calls]
    if is_untouched(path, deal.written):
        plan, is_ours = _made_anew(path, incoming), True
    else:
        plan, is_ours = _imported(path, incoming, deal.gone), False
    write_file(page_path(folder, deal.name), str(export(plan, "html")))
    sha256 = content_hash(path)
    return {"written": sha256 if is_ours else None, "sha256": sha256, **_facts(plan)}


def is_untouched(path: Path, written: str | None) -> bool:
    """Whether nobody has changed a plan file since the batch wrote it; so it is where there is none."""
    return not path.exists() or (written is not None and content_hash(path) == written)


def _incoming(path: Path, title: str | None) -> Incoming:
    """What a call brings: its plan, under the deal's name."""
    try:
        plan = ClosePlan.model_validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is damaged"
        remedy = "Delete it and run the batch again; the call is then done anew"
        raise InputError(f"the items of the call cannot be read ({reason})", where=str(path), remedy=remedy) from error
    if title is not None:
        plan = plan.model_copy(update={"deal": plan.deal.model_copy(update={"name": title})})
    return observe(plan)


def _made_anew(path: Path, incoming: Iterable[Incoming]) -> ClosePlan:
    plan = merge(empty_plan(), incoming)
    with locked(path):
        write_new(path, plan)
    return plan


def _imported(path: Path, incoming: list[Incoming], gone: Iterable[str]) -> ClosePlan:
    read_plan_file(path)  # a file that is no plan is refused before the work
    _, plan = change_plan(path, lambda held: merge(without_sources(held, gone), incoming))
    return plan


def _facts(plan: ClosePlan) -> dict[str, Any]:
    """What tables and overview say of a deal."""
    items = [item for item in plan.items if not item.dropped]
    tasks = [item for item in items if item.kind in ("action_item", "customer_commitment") and item.status != "done"]
    days = sorted(source.date for source in plan.sources if source.date)
    return {
        "deal": plan.deal.name,
        "customer": plan.deal.customer,
        "seller": plan.deal.seller,
        "target_close": plan.deal.target_close,
        "first": days[0] if days else None,
        "last": days[-1] if days else None,
        "items": len(items),
        "kinds": dict(sorted(Counter(item.kind for item in items).items())),
        "open": len(tasks),
        "next_due": min((item.due for item in tasks if item.due), default=None),
    }


def discard(folder: Path, name: str, written: str | None) -> bool:
    """Delete plan and page of a deal without calls; a plan that a person has touched stays, and False is returned."""
    path = plan_path(folder, name)
    if not is_untouched(path, written):
        return False
    for each in (path, page_path(folder, name), path.with_name(f".{path.name}.lock")):
        each.unlink(missing_ok=True)
    return True
