"""`closeplan export`: files, the ledger in the plan file, notes and errors."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from closeplan_nlp import cli
from closeplan_nlp.exporters import EXPORTERS, export
from closeplan_nlp.plan.planfile import read_plan
from closeplan_nlp.types import ClosePlan, Deal, Evidence, Item, Source

PLAN = ClosePlan(
    deal=Deal(name="Rollout", customer="Northwind", target_close="2026-06-30"),
    items=(
        Item(
            id="a1",
            kind="customer_commitment",
            text="Send the SSO metadata",
            side="customer",
            owner="Dana Reyes",
            due="2026-03-06",
            status="agreed",
            evidence=(Evidence(source="c", turn=3, speaker="Dana Reyes", quote="By Friday."),),
        ),
        Item(id="b2", kind="risk", text="Legal is slow", evidence=(Evidence(source="c", turn=4, quote="slow"),)),
    ),
    sources=(Source(id="c", date="2026-03-02"),),
)


class Result(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """`run("export", "plan.yaml", …)`: the program in this process, as the console script runs it."""

    def call(*args: str | Path) -> Result:
        monkeypatch.setattr(sys, "argv", ["closeplan", *map(str, args)])
        with pytest.raises(SystemExit) as done:
            cli.main()
        out, err = capsysbinary.readouterr()
        return Result(int(done.value.code or 0), out.decode("latin-1"), err.decode("utf-8"))

    return call


@pytest.fixture(params=["plan.yaml", "plan.json"])
def plan(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A plan file."""
    path = tmp_path / str(request.param)
    path.write_text(str(export(PLAN, path.suffix[1:])), encoding="utf-8")
    return path


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    """A mapping file."""
    path = tmp_path / "map.toml"
    path.write_text('[people."Dana Reyes"]\nemail = "dana@northwind.example"\n[trello]\nlist = "L"\n', encoding="utf-8")
    return path


@pytest.mark.parametrize("name", [name for name in EXPORTERS if name != "pdf"])
def test_every_export_writes_its_file(run: Run, plan: Path, tmp_path: Path, name: str) -> None:
    target = tmp_path / f"out{EXPORTERS[name].suffix}"
    done = run("export", plan, "--to", name, "-o", target, "--today", "2026-03-09", "-q")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert target.stat().st_size > 20


def test_the_suffix_tells_the_format(run: Run, plan: Path, tmp_path: Path) -> None:
    for suffix in ("docx", "xlsx", "ics", "mmd", "md", "htm"):
        assert run("export", plan, "-o", tmp_path / f"x.{suffix}").code == 0
    done = run("export", plan, "-o", tmp_path / "x.csv")
    assert (done.code, "does not tell the format" in done.err) == (2, True)
    assert "no format is given" in run("export", plan).err


def test_binary_files_go_through_a_pipe(run: Run, plan: Path) -> None:
    assert run("export", plan, "--to", "docx").out.startswith("PK")


def test_binary_files_do_not_go_to_a_terminal(run: Run, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdout", Terminal())
    done = run("export", plan, "--to", "xlsx")
    assert (done.code, "no text for a terminal. Name a file" in done.err) == (2, True)


def test_a_second_export_has_what_changed(run: Run, plan: Path, mapping: Path) -> None:
    first = run("export", plan, "--to", "asana", "--map", mapping, "--today", "2026-03-09")
    assert "dana@northwind.example" in first.out
    entry = read_plan(plan).items[0].exported["asana"]
    assert entry["sent"] == "2026-03-09"
    second = run("export", plan, "--to", "asana", "--map", mapping)
    assert "Send the SSO" not in second.out
    assert second.err == "closeplan: note: 1 unchanged since the last export to asana are left out (--all: all)\n"
    assert "Send the SSO" in run("export", plan, "--to", "asana", "--all").out
    plan.write_text(plan.read_text(encoding="utf-8").replace("2026-03-06", "2026-03-07"), encoding="utf-8")
    third = run("export", plan, "--to", "asana")
    assert "03/07/2026" in third.out
    assert "1 changed since then are sent again" in third.err


def test_documents_leave_the_plan_alone(run: Run, plan: Path) -> None:
    before = plan.read_bytes()
    for name in ("md", "slack", "project"):
        assert run("export", plan, "--to", name).code == 0
    assert plan.read_bytes() == before


def test_what_could_not_be_written_is_not_noted(run: Run, plan: Path, tmp_path: Path) -> None:
    before = plan.read_bytes()
    done = run("export", plan, "--to", "asana", "-o", tmp_path / "none" / "x.csv")
    assert (done.code, "no such folder" in done.err) == (1, True)
    assert run("export", plan, "--to", "asana", "-o", plan).code == 2
    assert plan.read_bytes() == before


def test_the_customers_version(run: Run, plan: Path) -> None:
    text = plan.read_text(encoding="utf-8")
    people = {"plan.yaml": ("participants: []", "participants: [{name: Dana Reyes, side: customer}]")}
    people["plan.json"] = ('"participants": []', '"participants": [{"name": "Dana Reyes", "side": "customer"}]')
    plan.write_text(text.replace(*people[plan.name]), encoding="utf-8")
    shown = run("export", plan, "--to", "md", "--audience", "customer").out
    assert "Send the SSO metadata" in shown
    assert "Legal is slow" not in shown
    assert run("export", plan, "--to", "md", "--audience", "boss").code == 2


def test_calls_left_out_in_doubt_are_named(run: Run, plan: Path) -> None:
    for name in ("md", "asana"):
        done = run("export", plan, "--to", name, "--audience", "customer")
        assert "Send the SSO metadata" not in done.out
        assert "nobody of the customer is known in it: c (internal: false shows it)" in done.err


def test_ids_that_a_tool_needs_are_asked_for(run: Run, plan: Path, mapping: Path) -> None:
    assert "trello needs trello.list in the mapping file" in run("export", plan, "--to", "trello").err
    assert "needs" not in run("export", plan, "--to", "trello", "--map", mapping, "--all").err


def test_the_list_names_all_exports(run: Run) -> None:
    assert [line.split()[0] for line in run("export", "--list").out.splitlines()] == list(EXPORTERS)


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("PLAN", "--to", "odt"), 2, "unknown export 'odt'"),
        (("none.yaml", "--to", "md"), 1, "none.yaml: there is no such file"),
        ((), 2, "which plan?"),
        (("PLAN", "--to", "md", "--today", "soon"), 2, "--today 'soon' is no day"),
        (("PLAN", "--to", "asana", "--map", "none.yaml"), 1, "Check the path given with --map"),
    ],
)
def test_errors_are_one_line(run: Run, plan: Path, args: tuple[Any, ...], code: int, words: str) -> None:
    done = run("export", *(plan if arg == "PLAN" else arg for arg in args))
    assert (done.code, done.out) == (code, "")
    assert words in done.err
    assert done.err.count("\n") == 1


def test_a_file_that_is_no_plan(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("items: 3\n", encoding="utf-8")
    done = run("export", path, "--to", "md")
    assert (done.code, done.err.startswith(f"closeplan: error: {path}")) == (1, True)


def test_exporters_import_no_slow_library() -> None:

    names = ("docx", "xlsxwriter", "icalendar", "PIL", "jinja2")
    code = f"import sys, closeplan_nlp.exporters; print([name for name in {names} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_page_links_the_recording_beside_the_transcript(run: Run, tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    calls.mkdir()
    (calls / "first.ogg").write_bytes(b"OggS" + bytes(60))
    (calls / "first.vtt").write_text("WEBVTT\n", encoding="utf-8")
    source = PLAN.sources[0].model_copy(update={"path": "calls/first.vtt"})
    plan, page = tmp_path / "plan.json", tmp_path / "page.html"
    plan.write_text(str(export(PLAN.model_copy(update={"sources": (source,)}), "json")), encoding="utf-8")
    assert run("export", plan, "-o", page).code == 0
    assert 'href="./calls/first.ogg"' in page.read_text(encoding="utf-8")
    assert run("export", plan, "-o", page, "--audience", "customer").code == 0
    assert "first.ogg" not in page.read_text(encoding="utf-8")
