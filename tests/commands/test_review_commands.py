"""closeplan template, check and report on the command line."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from deals import Run, commitment, deal, item, milestone, runner

from closeplan_nlp.plan.planfile import read_plan, write_new

OVERDUE = deal(item("a", due="2026-03-06"), commitment("b"), milestone("m", "demo"))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(monkeypatch, capsys)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan file with an overdue task."""
    path = tmp_path / "plan.yaml"
    write_new(path, OVERDUE)
    return path


def failed(run: Run, *args: str | Path, code: int) -> str:
    """The one line that a command that cannot work prints."""
    result = run(*args)
    assert (result.code, result.out) == (code, ""), result
    (line,) = result.err.splitlines()
    assert line.startswith("closeplan: error: ")
    assert "internal error" not in line
    return line


# template


def test_list(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run("template", "list")
    assert result.code == 0
    assert [line.split()[0] for line in result.out.splitlines()[::2]] == [
        "enterprise",
        "healthcare",
        "midsize",
        "public-sector",
        "startup",
    ]
    (tmp_path / "ours.yaml").write_text(
        run("template", "show", "startup", "-f", "yaml").out.replace("name: startup", "name: ours")
    )
    data = json.loads(run("template", "list", "--folder", tmp_path, "-f", "json").out)
    assert [each["name"] for each in data if each["own"]] == ["ours"]
    monkeypatch.setenv("CLOSEPLAN_TEMPLATES", str(tmp_path))
    assert "ours" in run("template", "list").out


def test_show(run: Run) -> None:
    text = run("template", "show", "midsize").out
    assert "(internal)" in text
    assert "Questions to ask" in text
    dated = run("template", "show", "midsize", "--close", "2026-06-30", "--country", "DE").out
    assert "2026-06-30 to 2026-06-30" in dated
    data = json.loads(run("template", "show", "midsize", "--close", "2026-06-30", "-f", "json").out)
    assert {step["key"]: step["due"] for step in data["steps"]}["signature"] == "2026-06-30"


def test_apply_makes_a_plan_and_changes_it(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "deal.yaml"
    args = ("template", "apply", "startup", "--to", path, "--today", "2026-03-02")
    dry = run(*args, "--close", "2026-06-30", "--dry-run")
    assert "nothing is written" in dry.out
    assert not path.exists()
    first = run(*args, "--close", "2026-06-30", "--country", "DE")
    assert (first.code, first.err) == (0, "")
    assert "16 added" in first.out
    text = path.read_text()
    assert run(*args).out == f"{path}: nothing new\n"
    assert path.read_text() == text
    moved = run(*args, "--close", "2026-07-15")
    assert "0 added" in moved.out
    assert read_plan(path).deal.target_close == "2026-07-15"
    late = run(*args, "--close", "2026-03-10")
    assert "steps should have begun already" in late.out
    assert "working days too few: if all begins today, the deal can close on" in late.out


def test_comments_of_people_survive(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "deal.yaml"
    args = ("template", "apply", "startup", "--to", path, "--today", "2026-03-02")
    run(*args, "--close", "2026-06-30")
    path.write_text(path.read_text().replace("  - id: demo\n", "  # in Hall 3\n  - id: demo\n"))
    run(*args, "--close", "2026-07-15")
    assert "  # in Hall 3\n  - id: demo\n" in path.read_text()


def test_apply_refuses(run: Run, plan: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.yaml"
    assert "no target close. Name the day with --close" in failed(
        run, "template", "apply", "startup", "--to", new, code=2
    )
    assert "--close 'June' is no day" in failed(
        run, "template", "apply", "startup", "--to", new, "--close", "June", code=2
    )
    assert "no template 'big'" in failed(run, "template", "apply", "big", "--to", plan, code=2)
    assert "no holiday calendar" in failed(run, "template", "apply", "startup", "--to", plan, "--country", "XX", code=2)
    assert "YAML or JSON" in failed(run, "template", "apply", "startup", "--to", tmp_path / "a.txt", code=2)
    assert "unknown format 'xml'" in failed(run, "template", "list", "-f", "xml", code=2)
    assert not new.exists()


# check


def test_check_tells_what_is_wrong(run: Run, plan: Path) -> None:
    result = run("check", plan, "--today", "2026-03-09")
    assert (result.code, result.err) == (3, "")
    assert "error: Overdue (overdue)\n  - Send the quote [a]: it was due Fri 6 Mar 2026" in result.out
    assert "MEDDPICC\n" in result.out
    assert run("check", plan, "--today", "2026-03-05").code == 0


def test_check_as_json_and_markdown(run: Run, plan: Path, tmp_path: Path) -> None:
    data = json.loads(run("check", plan, "--today", "2026-03-09", "-f", "json").out)
    assert list(data) == ["deal", "today", "counts", "findings", "meddpicc"]
    assert data["counts"]["error"] == 1
    assert data["findings"][0]["rule"] == "overdue"
    out = tmp_path / "health.md"
    assert run("check", plan, "--today", "2026-03-09", "-o", out).code == 3
    assert out.read_text().startswith("# Health\n\n1 error, ")


def test_check_is_configured(run: Run, plan: Path, tmp_path: Path) -> None:
    (tmp_path / "closeplan.toml").write_text('[check.levels]\noverdue = "hint"\n')
    assert run("check", plan, "--today", "2026-03-09").code == 0
    assert ["overdue", "hint", "Overdue"] in [
        line.split()[:3] for line in run("check", plan, "--rules").out.splitlines()
    ]
    other = tmp_path / "other.toml"
    other.write_text('[check.levels]\nno-profile = "error"\n')
    assert "error: No profile" in run("check", plan, "--today", "2026-03-01", "--config", other).out
    other.write_text('[check.levels]\nno-prophet = "error"\n')
    assert "no rule 'no-prophet'" in failed(run, "check", plan, "--config", other, code=1)
    rules = json.loads(run("check", plan, "--rules", "-f", "json").out)
    assert {rule["level"] for rule in rules} == {"error", "warning", "hint"}


def test_check_refuses(run: Run, plan: Path, tmp_path: Path) -> None:
    assert "no such file" in failed(run, "check", tmp_path / "nowhere.yaml", code=1)
    assert "unknown format 'xml'" in failed(run, "check", plan, "-f", "xml", code=2)
    assert "--today 'soon' is no day" in failed(run, "check", plan, "--today", "soon", code=2)
    assert "replace the call itself" in failed(run, "check", plan, "-o", plan, code=2)
    plan.write_text("items: [")
    assert "line" in failed(run, "check", plan, code=1)


# report


def test_report_in_all_formats(run: Run, plan: Path, tmp_path: Path) -> None:
    table = run("report", plan, "--today", "2026-03-09")
    assert table.code == 0
    assert table.out.startswith("1 deal on Mon 9 Mar 2026, soon: 14 days\n")
    rows = list(csv.DictReader(io.StringIO(run("report", plan, "--today", "2026-03-09", "-f", "csv").out)))
    assert [row["id"] for row in rows] == ["a", "b", "m"]
    assert json.loads(run("report", plan, "--today", "2026-03-09", "-f", "json").out)["overdue"][0]["days_late"] == 3
    page = tmp_path / "report.html"
    assert run("report", plan, plan, "-o", page, "--today", "2026-03-09").out == ""
    assert '<h2 id="overdue">Overdue</h2>' in page.read_text()


def test_report_reminds(run: Run, plan: Path) -> None:
    assert "- [ ] Send the quote" in run("report", plan, "--remind", "md", "--today", "2026-03-09").out
    slack = run("report", plan, "--remind", "slack", "--side", "customer", "--today", "2026-03-09").out
    assert "Send the SSO metadata" in slack
    assert "Send the quote" not in slack
    assert json.loads(run("report", plan, "--remind", "teams", "--days", "0").out)["type"] == "message"


def test_report_refuses(run: Run, plan: Path, tmp_path: Path) -> None:
    assert "unknown format 'xml'" in failed(run, "report", plan, "-f", "xml", code=2)
    assert "unknown kind of message 'fax'" in failed(run, "report", plan, "--remind", "fax", code=2)
    assert "unknown side 'ours'" in failed(run, "report", plan, "--side", "ours", code=2)
    assert "no such file" in failed(run, "report", tmp_path / "nowhere.yaml", code=1)


@pytest.mark.parametrize(
    "args", [("check",), ("report",), ("template",), ("template", "apply"), ("template", "list"), ("template", "show")]
)
def test_help_has_an_example(run: Run, args: tuple[str, ...]) -> None:
    result = run(*args, "--help")
    assert result.code == 0
    assert "Example: closeplan " + " ".join(args) in result.out


@pytest.mark.parametrize(
    "args", [["--help"], ["check", "--help"], ["report", "--help"], ["template", "--help"], ["template", "list"]]
)
def test_pandas_and_the_like_are_not_loaded(args: list[str]) -> None:
    code = """
import sys
from closeplan_nlp import cli
sys.argv = ["closeplan", *sys.argv[1:]]
try:
    cli.main()
finally:
    print(*sys.modules, file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert not {"pandas", "numpy", "torch", "spacy", "jinja2", "holidays"} & set(done.stderr.split())


def test_a_report_replaces_no_plan_and_is_no_document(run: Run, plan: Path) -> None:
    before = plan.read_bytes()
    other = plan.with_name("other.yaml")
    other.write_bytes(before)
    assert "replace the call itself" in failed(run, "report", plan, other, "-o", other, code=2)
    assert other.read_bytes() == before
    assert "reports are not written as docx" in failed(run, "report", plan, "-o", "report.docx", code=2)


def test_a_report_goes_on_without_a_broken_plan(run: Run, plan: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("items: [", encoding="utf-8")
    result = run("report", broken, plan, "--today", "2026-03-10")
    assert result.code == 1
    assert "Overdue" in result.out
    (line,) = result.err.splitlines()
    assert line.startswith("closeplan: error: ")
    assert "broken.yaml" in line
