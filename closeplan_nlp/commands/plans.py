"""Commands on a plan file: import, items, add, set, done, drop, confirm."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from closeplan_nlp.commands.days import Today, day_of
from closeplan_nlp.options import (
    Confidence,
    Customer,
    Date,
    DealName,
    InputFormat,
    Language,
    Listed,
    Model,
    NoColor,
    Quiet,
    Seller,
    Speakers,
    Verbose,
    labels_of,
    listed_as,
    settings,
)

if TYPE_CHECKING:
    from closeplan_nlp.plan.observing import Incoming
    from closeplan_nlp.types import ClosePlan, Item

PlanPath = Annotated[Path, typer.Argument(metavar="PLAN", help="A plan file: YAML or JSON.")]
Into = Annotated[Path, typer.Option("--into", metavar="PLAN", help="The plan file; it is made where there is none.")]
Ids = Annotated[list[str], typer.Argument(metavar="ID…", help="Items, by id or its beginning.")]
Kind = Annotated[
    str | None,
    typer.Option(
        "--kind", metavar="NAME", help="action_item, customer_commitment, decision_criterion, milestone or risk."
    ),
]
Side = Annotated[str | None, typer.Option("--side", metavar="SIDE", help="seller, customer, both or unknown.")]
Owner = Annotated[str | None, typer.Option("--owner", metavar="NAME", help="The person who does it.")]
Status = Annotated[str | None, typer.Option("--status", metavar="STATUS", help="proposed, agreed or done.")]


def register(app: typer.Typer) -> None:
    """Put the commands into the program."""
    for name, command, example in (
        ("import", import_items, "call-02.vtt --into plan.yaml --date 2026-03-09"),
        ("items", items, "plan.yaml --side customer --open"),
        ("add", add, 'plan.yaml "Send the order form" --owner "Ines Okafor" --due 2026-03-20'),
        ("set", set_, 'plan.yaml 3f2a due=2026-03-20 "owner=Dana Reyes"'),
        ("done", done, "plan.yaml 3f2a 81bc"),
        ("drop", drop, "plan.yaml 3f2a"),
        ("confirm", confirm, "plan.yaml 3f2a"),
    ):
        app.command(name, epilog=f"Example: closeplan {name} {example}")(command)


def import_items(
    files: Annotated[list[str], typer.Argument(metavar="ITEMS…", help="Calls, plans, or items as JSON, YAML or CSV.")],
    into: Into,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, write nothing.")] = False,
    date: Date = None,
    language: Language = None,
    input_format: InputFormat = None,
    seller: Seller = None,
    customer: Customer = None,
    speakers: Speakers = None,
    deal: DealName = None,
    model: Model = None,
    min_confidence: Confidence = 0.0,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Bring what calls said into a plan file.

    New items are added, known ones get evidence, moved dates, states and owners. What people wrote stays; where calls
    say something else it is offered. Importing a call twice changes nothing.
    """
    from closeplan_nlp.commands.showing import changes_text
    from closeplan_nlp.output import check_output, write_result
    from closeplan_nlp.plan.changes import compare
    from closeplan_nlp.plan.incoming import read_incoming
    from closeplan_nlp.plan.merging import empty_plan, merge
    from closeplan_nlp.plan.planfile import change_plan, check_suffix, read_plan
    from closeplan_nlp.progress import turns_progress

    check_suffix(into)
    check_output(into)
    if into.exists():
        read_plan(into)  # a file that is no plan is refused before the work
    labels = labels_of(speakers or [])

    def analyse(call: str) -> ClosePlan:
        from closeplan_nlp.plan.building import summarize

        with turns_progress(settings.quiet) as progress:
            return summarize(
                call,
                date=date,
                language=language,
                input_format=input_format,
                seller=seller or (),
                customer=customer or (),
                speakers=labels,
                deal=deal,
                model=model,
                min_confidence=min_confidence,
                progress=progress,
            )

    incoming: list[Incoming] = [read_incoming(file, analyse, date) for file in files]

    def change(plan: ClosePlan) -> ClosePlan:
        return merge(plan, incoming)

    start = empty_plan(deal)
    if dry_run:
        before = read_plan(into) if into.exists() else start
        after = change(before)
    else:
        held, after = change_plan(into, change, create=lambda: start)
        before = held or start
    write_result(changes_text(compare(before, after), str(into), dry=dry_run), None)


def items(
    plan: PlanPath,
    kind: Kind = None,
    side: Side = None,
    owner: Owner = None,
    status: Status = None,
    open_only: Annotated[bool, typer.Option("--open", help="Only what is not done.")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what should be done by today.")] = False,
    unconfirmed: Annotated[bool, typer.Option("--unconfirmed", help="Only what is unsure or has suggestions.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Dropped items too.")] = False,
    today: Today = None,
    to: Listed = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """List the items of a plan."""
    import json

    from closeplan_nlp.commands.showing import items_data, items_table
    from closeplan_nlp.output import write_result
    from closeplan_nlp.plan.listing import select
    from closeplan_nlp.plan.planfile import read_plan

    as_json = listed_as(to) == "json"
    wanted = {"kind": kind, "side": side, "owner": owner, "status": status}
    day = day_of(today or None).isoformat()
    found = select(
        read_plan(plan),
        wanted,
        today=day,
        open_only=open_only,
        overdue=overdue,
        unconfirmed=unconfirmed,
        dropped=everything,
    )
    data = json.dumps(items_data(found), ensure_ascii=False, indent=2) + "\n"
    write_result(data if as_json else items_table(found), None)


def add(
    plan: PlanPath,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is to be done, or what holds.")],
    kind: Kind = None,
    side: Side = None,
    owner: Owner = None,
    due: Annotated[str | None, typer.Option(metavar="DAY", help="2026-03-06, 2026-03 or 2026-Q1.")] = None,
    status: Status = None,
    category: Annotated[str | None, typer.Option(metavar="NAME", help="Of a milestone or a criterion.")] = None,
    after: Annotated[list[str] | None, typer.Option(metavar="ID", help="An item that comes first; repeatable.")] = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Write an item into a plan. Calls may add evidence to it, and suggestions, but change nothing."""
    from closeplan_nlp.kinds import KINDS
    from closeplan_nlp.plan import editing

    kind = kind or ("customer_commitment" if side == "customer" else "action_item")
    known = KINDS.get(kind)
    status = status or ("agreed" if known and known.has_status else None)
    side = side or {"action_item": "seller", "customer_commitment": "customer", "decision_criterion": "customer"}.get(
        kind
    )
    fields = {"kind": kind, "text": text, "side": side or "both", "owner": owner, "due": due, "status": status}

    def change(held: ClosePlan) -> ClosePlan:
        ids = tuple(editing.find(held, each).id for each in after or ())
        return editing.add(held, fields | {"category": category, "depends_on": ids})

    _apply(plan, change)


def set_(
    plan: PlanPath,
    item: Annotated[str, typer.Argument(metavar="ID", help="An item, by id or its beginning; `deal` for the deal.")],
    values: Annotated[
        list[str], typer.Argument(metavar="FIELD=VALUE…", help="For example due=2026-03-20; no value: none.")
    ],
    today: Today = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Change fields of an item, or of the deal."""
    from closeplan_nlp.errors import RequestError
    from closeplan_nlp.plan import editing

    bad = [pair for pair in values if "=" not in pair]
    if bad:
        raise RequestError(f"{bad[0]!r} is not FIELD=VALUE", remedy="For example due=2026-03-20")
    pairs = {name.strip(): value.strip() or None for name, _, value in (pair.partition("=") for pair in values)}
    fields = {
        n: [each.strip() for each in (v or "").split(",") if each.strip()] if n == "depends_on" else v
        for n, v in pairs.items()
    }
    _apply(plan, lambda held: editing.set_fields(held, item, fields, day_of(today or None).isoformat()))


def done(
    plan: PlanPath,
    ids: Ids,
    today: Today = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Mark tasks and milestones as done."""
    from closeplan_nlp.plan import editing

    _apply(plan, lambda held: editing.mark_done(held, ids, day_of(today or None).isoformat()))


def drop(
    plan: PlanPath,
    ids: Ids,
    today: Today = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Take items out of the plan for good: they stay in the file, and no call brings them back."""
    from closeplan_nlp.plan import editing

    _apply(plan, lambda held: editing.drop(held, ids, day_of(today or None).isoformat()))


def confirm(
    plan: PlanPath,
    ids: Ids,
    keep: Annotated[bool, typer.Option("--keep", help="Refuse the suggestions: the values of the file stay.")] = False,
    today: Today = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Confirm items that are unsure, and take what calls suggest for them; `deal` for the deal."""
    from closeplan_nlp.plan import editing

    _apply(plan, lambda held: editing.confirm(held, ids, day_of(today or None).isoformat(), keep=keep))


def _apply(path: Path, change: Callable[[ClosePlan], ClosePlan]) -> None:
    """Change a plan file and show the items that changed."""
    from closeplan_nlp.commands.showing import items_table
    from closeplan_nlp.output import write_result
    from closeplan_nlp.plan.planfile import change_plan

    before, after = change_plan(path, change)
    held: dict[str, Item] = {item.id: item for item in before.items} if before else {}
    changed = [item for item in after.items if held.get(item.id) != item]
    if changed:
        write_result(items_table(changed), None)
