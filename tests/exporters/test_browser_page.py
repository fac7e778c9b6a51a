"""The page in a real browser: filters, switch, evidence, looks, accessibility, and nothing fetched or run.

Needs Chromium (as PDF does); without it the tests are skipped, in continuous integration (CLOSEPLAN_CI) they fail.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from export_attacks import ATTACKS, armed
from playwright.sync_api import Browser, Page, sync_playwright

from closeplan_nlp.errors import ClosePlanError
from closeplan_nlp.exporters import Job, export
from closeplan_nlp.exporters.documents.pdf import find_browser
from closeplan_nlp.exporters.wording import clean
from closeplan_nlp.types import ClosePlan

pytestmark = pytest.mark.slow
OPTIONS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND"),
)
WIDTHS = (390, 768, 1440)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all tests, with a profile of its own."""
    try:
        path = find_browser()
    except ClosePlanError as error:
        if os.environ.get("CLOSEPLAN_CI"):
            pytest.fail(f"continuous integration must have a browser: {error}")
        pytest.skip(str(error))
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=path, args=list(OPTIONS))
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """`opened(plan, width=390)`: the page of a plan; whatever it fetches, logs or asks makes the test fail."""
    trouble: list[str] = []
    contexts = []

    def open_page(
        plan: ClosePlan | str, width: int = 1440, *, scheme: Any = "light", script: bool = True, **how: Any
    ) -> Page:
        text = plan if isinstance(plan, str) else export(plan, "html", **{"today": dt.date(2026, 3, 9), **how})
        path = tmp_path / f"page{len(contexts)}.html"
        path.write_text(str(text), encoding="utf-8", errors="replace")
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: trouble.append(request.url) if request.url != path.as_uri() else None)
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("dialog", lambda dialog: (trouble.append(dialog.message), dialog.dismiss()))
        page.on("popup", lambda popup: trouble.append(popup.url))
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.fixture
def linked(rich: ClosePlan) -> ClosePlan:
    """The rich plan with dependencies."""
    keys = [item.id for item in rich.items]
    changes = {1: (keys[0],), 6: (keys[2], keys[1])}
    items = [
        item.model_copy(update={"depends_on": changes[number]}) if number in changes else item
        for number, item in enumerate(rich.items)
    ]
    return rich.model_copy(update={"items": tuple(items)})


@pytest.fixture
def long_names(make: Any) -> ClosePlan:
    """Names, words and organisations that do not end, dates that are missing."""
    word, words = "Donaudampfschifffahrtsgesellschaft" * 4, "a name of very many words " * 12
    texts = (word, words)
    plan = make.large(24)
    items = [
        item.model_copy(
            update={
                "text": texts[number % 2],
                "owner": texts[(number + 1) % 2],
                "due": None if number % 3 == 0 else item.due,
                "due_text": words,
                "condition": word,
                "category": item.category and word,
                "depends_on": ("i1", "i2"),
            }
        )
        for number, item in enumerate(plan.items)
    ]
    deal = plan.deal.model_copy(update={"name": word, "customer": words, "seller": word, "profile": word})
    return plan.model_copy(update={"items": tuple(items), "deal": deal})


def shown(page: Page) -> list[str]:
    """The numbers of the items in the lists that can be seen."""
    found: list[str] = page.eval_on_selector_all(
        "[data-item]", "all => all.filter(e => e.checkVisibility()).map(e => e.dataset.item)"
    )
    return sorted(found, key=int)


def rows(page: Page) -> list[str]:
    """The numbers of the items in the rows of the chart that can be seen."""
    found: list[str] = page.eval_on_selector_all(
        ".labels > [data-ref]", "all => all.filter(e => e.checkVisibility()).map(e => e.dataset.ref)"
    )
    return found


def pick(page: Page, name: str, label: str) -> None:
    page.select_option(f"form.filters select[name={name}]", label=label)


def test_it_starts_without_fetching_anything(linked: ClosePlan, opened: Open) -> None:
    page = opened(linked)
    assert page.evaluate("performance.getEntriesByName('closeplan-ready').length") == 1
    assert page.is_visible("#controls")
    assert page.is_visible("form.filters")
    assert page.locator("script").count() == 1


@pytest.mark.parametrize(
    ("name", "label", "items"),
    [
        ("kind", "Risks", ["8"]),
        ("side", "Both sides", ["4", "7"]),
        ("owner", "Dana Reyes", ["1"]),
        ("owner", "our legal team", ["2"]),
        ("status", "Overdue", ["1"]),
        ("status", "Done", ["5"]),
        ("status", "Proposed", ["2", "4"]),
        ("status", "Open", ["1", "2", "3", "4", "7"]),
    ],
)
def test_filters(linked: ClosePlan, opened: Open, name: str, label: str, items: list[str]) -> None:
    page = opened(linked)
    pick(page, name, label)
    assert shown(page) == items
    assert set(rows(page)) == set(items) & {"1", "2", "3", "7"}
    assert page.inner_text("form.filters output") == f"{len(items)} of 8 items"
    page.click("text=Show all")
    page.wait_for_selector("text=Show all", state="hidden")  # a form is reset after its event
    assert len(shown(page)) == 8
    assert len(rows(page)) == 4
    assert page.is_hidden("text=Show all")


def test_search_finds_words_of_items_quotes_and_people_together(linked: ClosePlan, opened: Open) -> None:
    page = opened(linked)
    page.fill("input[type=search]", "  DANA metadata ")
    assert shown(page) == ["1"]
    page.fill("input[type=search]", "identity provider")
    assert shown(page) == ["6"]
    pick(page, "kind", "Risks")
    assert shown(page) == []
    assert page.locator("text=Nothing here matches.").count() > 0
    assert page.is_hidden(".timeline")
    page.press("input[type=search]", "Enter")
    assert page.url.endswith("page0.html")


def test_sorting_by_date(make: Any, opened: Open) -> None:
    page = opened(make.large(60))
    days = "lists => lists.map(list => [...list.querySelectorAll('[data-item]')].map(e => e.dataset.day))"
    for label, reverse in (("Earliest date first", False), ("Latest date first", True)):
        pick(page, "sort", label)
        for found in page.eval_on_selector_all("[data-list]", days):
            dated = [day for day in found if day]
            assert dated == sorted(dated, reverse=reverse)
            assert found[len(dated) :] == [""] * (len(found) - len(dated))
    pick(page, "sort", "As planned")
    numbers = page.eval_on_selector_all("[data-list]", days.replace("dataset.day", "dataset.item"))
    fresh = opened(make.large(60)).eval_on_selector_all("[data-list]", days.replace("dataset.day", "dataset.item"))
    assert numbers == fresh


MIDDLES = """() => {
  const middle = (box) => box.top + box.height / 2;
  const found = [];
  for (const row of document.querySelectorAll('.labels > [data-ref]')) {
    const mark = document.querySelector(`.bars .mark[data-ref="${row.dataset.ref}"] use`);
    if (!mark || !row.checkVisibility()) continue;
    const box = row.getBoundingClientRect();
    found.push([middle(box), middle(mark.getBoundingClientRect()), box.height]);
  }
  return found;
}"""


@pytest.mark.parametrize("width", WIDTHS)
def test_marks_stand_in_their_rows_also_after_filtering(make: Any, opened: Open, width: int) -> None:
    page = opened(make.large(60), width)
    share = 0.27 if width == 390 else 0.0
    for label in ("All", "Customer commitments"):
        pick(page, "kind", label)
        places = page.evaluate(MIDDLES)
        assert len(places) > 10
        for row, mark, height in places:
            assert mark == pytest.approx(row + share * height, abs=1.5)


def test_arrows_end_at_their_rows_also_after_filtering(make: Any, opened: Open) -> None:
    items = [
        make.item("action_item", f"{n:02d}", id=f"{n:02d}", due=f"2026-03-{n + 1:02d}", side="seller")
        for n in range(29)
    ]
    items[20] = items[20].model_copy(update={"depends_on": ("00",)})
    items[3] = items[3].model_copy(update={"side": "customer"})
    page = opened(make.plan(*items))
    ends = """() => {
      const middle = (ref) => {
        const box = document.querySelector(`.labels > [data-ref="${ref}"]`).getBoundingClientRect();
        return box.top + box.height / 2;
      };
      const boxes = (place) =>
        [...document.querySelectorAll(`.block .link line:nth-child(${place})`)].map((e) => e.getBoundingClientRect());
      const [lines, [across]] = [boxes(1), boxes(2)];
      return [...lines.flatMap((line) => [line.top - middle(1), line.bottom - middle(21)]), across.top - middle(21)];
    }"""
    assert page.evaluate(ends) == pytest.approx([0] * 7, abs=1.5)
    pick(page, "side", "Contoso (seller)")
    assert len(rows(page)) == 28
    assert page.evaluate(ends) == pytest.approx([0] * 7, abs=1.5)


def test_the_switch_shows_the_customers_version_and_takes_ours_out(linked: ClosePlan, opened: Open) -> None:
    page = opened(linked, job=Job(recordings={"call-01": "./call.ogg"}))
    page.click("#switch")
    assert page.get_attribute("#switch", "aria-pressed") == "true"
    assert "do not send it" in page.inner_text("#banner")
    assert "--audience customer" in page.inner_text("#banner")
    for words in ("Hiring freeze", "Risks", "93 %", "unconfirmed", "call.ogg", "internal version"):
        assert words not in page.inner_text("#page")
    assert page.locator("#page [data-kind=risk], #page a[href*=ogg]").count() == 0
    pick(page, "kind", "Tasks of Northwind")
    assert shown(page) == ["1", "2"]
    page.click("#switch")
    assert page.inner_text("#banner") == ""
    assert "Hiring freeze" in page.inner_text("#page")
    assert len(shown(page)) == 8
    pick(page, "kind", "Risks")
    assert shown(page) == ["8"]


def test_the_preview_reads_like_the_customers_file(linked: ClosePlan, opened: Open) -> None:
    page = opened(linked)
    page.click("#switch")
    theirs = opened(linked, audience="customer")
    assert page.inner_text("#page") == theirs.inner_text("#page")
    assert theirs.locator("#switch, #banner, template").count() == 0


def test_evidence_opens_by_keyboard_and_leads_to_the_recording(linked: ClosePlan, opened: Open) -> None:
    page = opened(linked, job=Job(recordings={"call-01": "./call.ogg"}))
    quote = page.locator("#i1 blockquote").first
    assert quote.is_hidden()
    page.focus("#i1 summary")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.keyboard.press("Enter")
    assert quote.is_visible()
    assert outline == "solid"
    page.keyboard.press("Tab")
    assert str(page.evaluate("document.activeElement.href")).endswith("/call.ogg#t=812.4")


def test_colours_follow_the_system_and_the_button(linked: ClosePlan, opened: Open) -> None:
    page = opened(linked, scheme="dark")
    colour = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(colour)
    assert page.get_attribute("#theme", "aria-pressed") == "true"
    page.click("#theme")
    assert page.get_attribute("#theme", "aria-pressed") == "false"
    assert page.evaluate(colour) != dark
    assert opened(linked).evaluate(colour) == page.evaluate(colour)


def test_without_script_everything_is_there(linked: ClosePlan, opened: Open) -> None:
    page = opened(linked, script=False)
    assert page.locator("#controls, form.filters").evaluate_all("all => all.every(e => !e.checkVisibility())")
    assert page.locator("[data-item]").count() == 8
    assert page.is_visible(".gantt .mark")
    page.click("#i1 summary")
    assert page.is_visible("#i1 blockquote")


def test_print_has_the_quotes_and_no_controls(linked: ClosePlan, opened: Open) -> None:
    page = opened(linked, scheme="dark")
    page.emulate_media(media="print")
    assert page.is_hidden("form.filters")
    assert page.is_hidden("#controls")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf().startswith(b"%PDF-")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("plan", ["empty", "linked", "large", "long_names"])
def test_nothing_sticks_out(opened: Open, request: pytest.FixtureRequest, plan: str, width: int) -> None:
    page = opened(request.getfixturevalue(plan), width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelector('h1').getBoundingClientRect().right") <= width


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing(linked: ClosePlan, opened: Open, width: int, scheme: str) -> None:
    page = opened(linked, width, scheme=scheme)
    page.eval_on_selector_all("details", "all => all.forEach(e => { e.open = true; })")
    for _ in ("ours", "theirs"):
        found = Axe().run(page, options={"runOnly": RULES})
        assert found.violations_count == 0, found.generate_report()
        page.click("#switch")


@pytest.mark.parametrize("size", [0, 60])
def test_axe_finds_nothing_in_plans_of_other_sizes(make: Any, empty: ClosePlan, opened: Open, size: int) -> None:
    page = opened(make.large(size) if size else empty, 768, scheme="dark")
    part = {"include": [[".timeline"], ["form.filters"]]} if size else None
    found = Axe().run(page, context=part, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()


def test_400_items_can_be_filtered_at_once(make: Any, opened: Open) -> None:
    page = opened(make.large(400))
    pick(page, "owner", "Tom Berg")
    assert 0 < len(shown(page)) < 400


def attacking(make: Any, texts: tuple[str, ...]) -> ClosePlan:
    """One plan with each of these texts in every field of items, people, calls and problems, and in the deal's."""
    plans = [armed(make.hostile(text), text) for text in texts]
    held = {
        name: tuple(part for plan in plans for part in getattr(plan, name))
        for name in ("items", "participants", "sources", "problems")
    }
    names = dict(zip(("name", "seller", "customer", "profile"), texts, strict=False))
    return plans[0].model_copy(update={**held, "deal": plans[0].deal.model_copy(update=names)})


@pytest.mark.parametrize("first", range(0, len(ATTACKS), 8))
def test_attacks_stay_text(make: Any, opened: Open, first: int) -> None:
    texts = tuple(text[:4000] for text in ATTACKS[first : first + 8])
    page = opened(attacking(make, texts), job=Job(recordings={text: text for text in texts}))
    for text in texts[:2]:
        assert page.locator("script").count() == 1
        assert page.locator("img, iframe, object, embed, [onerror], [onload], [style]").count() == 0
        assert page.evaluate("[...document.links].every(a => a.getAttribute('href').startsWith('#'))")
        page.click("#switch")
        page.fill("input[type=search]", clean(text)[:20])


def test_the_policy_stops_what_is_not_ours(linked: ClosePlan, browser: Browser, tmp_path: Path) -> None:
    text = str(export(linked, "html"))
    foreign = (
        "<script>window.ran = 1</script><img src=http://evil.example/x onerror='window.ran = 2'><b onclick=ran=3>b</b>"
    )
    path = tmp_path / "page.html"
    path.write_text(text.replace("</main>", f"</main>{foreign}", 1), encoding="utf-8")
    with browser.new_context() as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(path.as_uri())
        page.click("b:text-is('b')")
        assert page.evaluate("window.ran === undefined")
        assert len(said) >= 3
        assert all("Content Security Policy" in line for line in said)
        assert page.is_visible("form.filters")


def test_a_link_to_an_item_that_is_filtered_out_shows_it(opened: Open, rich: ClosePlan) -> None:
    page = opened(rich)
    page.select_option("#f-sort", "last")
    page.select_option("#f-kind", "risk")
    link = page.locator(".upcoming a").first
    goal = page.locator(f'[id="{(link.get_attribute("href") or "#")[1:]}"]')
    assert not goal.is_visible()
    link.focus()
    page.keyboard.press("Enter")
    assert goal.is_visible()
    page.wait_for_function(
        "e => e.matches(':target') && e.getBoundingClientRect().top < innerHeight", arg=goal.element_handle()
    )
    assert page.input_value("#f-kind") == ""
    assert page.input_value("#f-sort") == "last", "the order stays"


def test_a_link_to_an_item_that_is_shown_leaves_the_filters(opened: Open, rich: ClosePlan) -> None:
    page = opened(rich)
    page.get_by_role("button", name="Preview customer").click()
    page.select_option("#c-f-kind", "customer_commitment")
    page.locator(".upcoming .customer a").first.click()
    assert page.input_value("#c-f-kind") == "customer_commitment"
