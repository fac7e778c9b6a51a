"""The command line: exit codes, clean stdout, one line on stderr."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.testing import CliRunner

from closeplan_nlp import __version__, cli
from closeplan_nlp.exporters import EXPORTERS
from closeplan_nlp.plan import building
from closeplan_nlp.readers import READERS
from closeplan_nlp.types import ClosePlan, Deal, Evidence, Item, Problem, Transcript

CALL = "Ben Okafor: I'll send you the quote by Friday.\nDana Reyes: Great, and I'll send you the form tomorrow.\n"
PLAN = ClosePlan(
    deal=Deal(name="Rollout"),
    items=(Item(id="a", kind="risk", text="Legal is slow", evidence=(Evidence(source="c", turn=3, quote="slow"),)),),
    problems=(Problem(reason="a cue without text", source="c.vtt"),),
)


class Result(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run("summarize", "call.vtt", stdin=b"…")`: the program in this process, as the console script runs it."""
    monkeypatch.setenv("NO_COLOR", "1")

    def call(*args: str | Path, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "argv", ["closeplan", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as done:
            cli.main()
        return Result(int(done.value.code or 0), *capsys.readouterr())

    return call


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Puts a ready plan in place of the analysis; holds the call and the options that were asked for."""
    asked: dict[str, Any] = {}

    def summarize(call: str, **options: Any) -> ClosePlan:
        asked.update(options, call=call)
        return PLAN

    monkeypatch.setattr(building, "summarize", summarize)
    return asked


def program(*args: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    """The installed console script."""
    script = Path(sys.executable).with_name("closeplan")
    environment = {**os.environ, **env}
    return subprocess.run([script, *args], input=stdin, capture_output=True, timeout=60, env=environment, check=False)


def one_line(result: Result, code: int = 1) -> str:
    """What stderr says of a failure: one line, no traceback, nothing on stdout."""
    assert result.code == code, result
    assert result.out == ""
    assert "Traceback" not in result.err
    assert "internal error" not in result.err
    (line,) = result.err.splitlines()
    assert line.startswith("closeplan: error: ")
    return line


# help and version


def test_version(run: Run) -> None:
    assert run("--version") == Result(0, f"closeplan-nlp {__version__}\n", "")


def test_every_command_has_help_with_an_example() -> None:
    runner = CliRunner()
    top = runner.invoke(cli.app, ["--help"])
    assert top.exit_code == 0
    assert "Example: closeplan" in top.stdout
    assert "summarise" not in top.stdout
    for command in ("summarize", "evaluate", "formats", "convert", "import", "batch"):
        assert command in top.stdout
        for flag in ("--help", "-h"):
            shown = runner.invoke(cli.app, [command, flag])
            assert shown.exit_code == 0
            assert f"Example: closeplan {command}" in shown.stdout


def test_no_arguments_shows_the_help(run: Run) -> None:
    result = run()
    assert result.code in (0, 2)
    assert "Usage: " in result.out + result.err
    assert "summarize" in result.out + result.err


def test_help_loads_nothing_heavy() -> None:
    code = """
import sys
from closeplan_nlp import cli
sys.argv = ["closeplan", *sys.argv[1:]]
try:
    cli.main()
finally:
    print(*sys.modules, file=sys.stderr)
"""
    heavy = {"torch", "spacy", "thinc", "transformers", "onnxruntime", "numpy", "scipy", "pandas", "jinja2"}
    heavy |= {f"closeplan_nlp.{name}" for name in ("types", "readers", "nlp", "exporters", "plan", "evaluation")}
    for args in (["--help"], ["summarize", "--help"], ["import", "--help"], ["--version"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *args], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        assert not set(done.stderr.split()) & heavy


def test_the_console_script() -> None:
    done = program("--version")
    assert (done.returncode, done.stdout.decode().split(), done.stderr) == (0, ["closeplan-nlp", __version__], b"")
    done = program("summarize", "nowhere.vtt", PYTHONWARNINGS="error")
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.decode() == "closeplan: error: nowhere.vtt: there is no such file. Check the path\n"


# bad usage: exit code 2


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["summarize"], "CALL"),
        (["summarize", "a.vtt", "b.vtt"], "unexpected extra argument"),
        (["summarize", "a.vtt", "--min-confidence", "2"], "--min-confidence"),
        (["summarize", "a.vtt", "--min-confidence", "much"], "--min-confidence"),
        (["summarize", "a.vtt", "--colour"], "--colour"),
        (["summarise_", "a.vtt"], "summarise_"),
        (["evaluate", "a.json"], "GOLD"),
        (["convert", "a.vtt"], "OUT"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_bad_usage(args: list[str], words: str, run: Run) -> None:
    result = run(*args)
    assert result.code == 2
    assert result.out == ""
    assert words in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--format", "odt"], "unknown output format 'odt'. Known formats: md, json"),
        (["-o", "plan.odt"], "unknown output format 'odt'"),
        (["--speakers", "Speaker 1"], "--speakers 'Speaker 1' is not LABEL=NAME"),
        (["--speakers", "=Dana"], "is not LABEL=NAME"),
        (["--speakers", "Speaker 1="], "is not LABEL=NAME"),
        (["--speakers", "Speaker 1= "], "is not LABEL=NAME"),
        (["--date", "yesterday"], "yesterday"),
        (["--date", "2026-02-30"], "2026-02-30"),
        (["--input-format", "docx"], "docx"),
        (["--language", "?"], "“?”"),
        (["--language", "fr"], "no trained pipeline for language 'fr'"),
        (["--seller", "Ben Okafor", "--customer", "ben okafor"], "named as seller and as customer"),
    ],
)
def test_requests_that_make_no_sense(options: list[str], words: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "call.txt"
    path.write_text(CALL)
    assert words in one_line(run("summarize", path, *options), 2)


# files that cannot be used: exit code 1, one line that names the file

JSON = json.dumps({"turns": [{"speaker": "Dana", "text": "I'll send you the form."}]})
BAD_FILES: dict[str, bytes] = {
    "empty.vtt": b"",
    "blank.txt": b" \n\n\t\n",
    "no-cues.vtt": b"WEBVTT\n\n",
    "no-turns.json": b'{"turns": []}',
    "truncated.json": JSON[:-20].encode(),
    "other.json": b'{"name": "something else", "version": 3}',
    "deep.json": b"[" * 100_000,
    "zip.txt": b"PK\x03\x04" + bytes(range(256)) * 8,
    "sound.vtt": b"RIFF\x24\x08\x00\x00WAVEfmt " + b"\x00\x7f" * 500,
    "noise.srt": bytes(range(256)) * 40,
    "nul.txt": b"Ben: Hello\x00\x00\x00 there\x00\n" * 9,
}


@pytest.mark.parametrize("name", list(BAD_FILES))
def test_files_that_cannot_be_used(name: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(BAD_FILES[name])
    assert f"{path}" in one_line(run("summarize", path))
    assert "standard input" in one_line(run("summarize", "-", stdin=BAD_FILES[name]))


def test_paths_that_are_no_files(run: Run, tmp_path: Path) -> None:
    assert "there is no such file" in one_line(run("summarize", tmp_path / "missing.vtt"))
    assert "folder" in one_line(run("summarize", tmp_path))
    assert str(tmp_path / "x") in one_line(run("summarize", tmp_path / "x" / "y.vtt"))
    odd = one_line(run("summarize", tmp_path / "two\nlines \x1b[31mred\u202e.vtt"))
    assert "two lines [31mred.vtt: there is no such file" in odd
    assert "no file is named" in one_line(run("summarize", ""))
    assert "cannot be read (File name too long)" in one_line(run("summarize", "x" * 300))


def test_results_that_cannot_be_written_are_refused_before_the_work(
    run: Run, planned: dict[str, Any], tmp_path: Path
) -> None:
    call = tmp_path / "call.json"
    call.write_text(JSON)
    (tmp_path / "link.json").symlink_to(call)
    for output, words, code in (
        (tmp_path, "this is a folder", 1),
        (tmp_path / "nowhere" / "plan.md", "there is no such folder", 1),
        (tmp_path / f"{'x' * 300}.md", "File name too long", 1),
        (call, "would replace the call itself", 2),
        (tmp_path / "link.json", "would replace the call itself", 2),
    ):
        assert words in one_line(run("summarize", call, "-o", output, "--format", "md"), code)
    assert planned == {}
    assert call.read_text() == JSON


def test_a_missing_model(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "call.txt"
    path.write_text(CALL)
    assert "no folder of a trained pipeline" in one_line(run("summarize", path, "--model", tmp_path / "nowhere"))


def test_a_bug_is_one_line_and_a_traceback_where_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(building, "summarize", broken)
    result = run("summarize", "a.vtt")
    assert (result.code, result.out, len(result.err.splitlines())) == (1, "", 1)
    assert "internal error, please report it (ZeroDivisionError: division by zero)" in result.err
    monkeypatch.setattr(sys, "argv", ["closeplan", "--verbose", "summarize", "a.vtt"])
    with pytest.raises(ZeroDivisionError):
        cli.main()


def test_an_interrupt_is_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(building, "summarize", interrupted)
    result = run("summarize", "a.vtt")
    assert (result.code, result.out) == (130, "")
    assert "Traceback" not in result.err


# results


@pytest.mark.parametrize(
    ("options", "start"),
    [
        ([], "# Rollout"),
        (["--format", "md"], "# Rollout"),
        (["-f", "markdown"], "# Rollout"),
        (["--format", "json"], "{"),
        (["--format", "yml"], ""),
        (["--format", "html"], "<!doctype html>"),
        (["-o", "-"], "# Rollout"),
    ],
)
def test_stdout_has_the_result_alone(options: list[str], start: str, run: Run, planned: dict[str, Any]) -> None:
    result = run("summarize", "a.vtt", *options)
    assert (result.code, result.err) == (0, "")
    assert result.out.lower().startswith(start.lower())
    assert "Rollout" in result.out
    assert result.out.endswith("\n")


@pytest.mark.parametrize("suffix", [".md", ".json", ".yaml", ".YML", ".html", ".htm", ""])
def test_the_suffix_of_the_output_decides(suffix: str, run: Run, planned: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / f"plan{suffix}"
    assert run("summarize", "a.vtt", "-o", path) == Result(0, "", "")
    name = {".yml": "yaml", ".htm": "html"}.get(suffix.lower(), suffix.lower().lstrip(".") or "md")
    assert path.read_text() == run("summarize", "a.vtt", "--format", name).out
    assert list(tmp_path.iterdir()) == [path]


def test_the_format_wins_over_the_suffix(run: Run, planned: dict[str, Any], tmp_path: Path) -> None:
    run("summarize", "a.vtt", "--format", "json", "-o", tmp_path / "plan.txt")
    assert json.loads((tmp_path / "plan.txt").read_text())["deal"]["name"] == "Rollout"


def test_an_output_that_cannot_be_written(run: Run, planned: dict[str, Any], tmp_path: Path) -> None:
    assert str(tmp_path / "no" / "plan.md") in one_line(run("summarize", "a.vtt", "-o", tmp_path / "no" / "plan.md"))
    assert "folder" in one_line(run("summarize", "a.vtt", "-o", tmp_path, "-f", "md"))


def test_a_failure_keeps_the_old_output(run: Run, tmp_path: Path) -> None:
    old = tmp_path / "plan.md"
    old.write_text("old")
    one_line(run("summarize", tmp_path / "missing.vtt", "-o", old))
    assert old.read_text() == "old"


def test_options_reach_the_library(run: Run, planned: dict[str, Any]) -> None:
    options = ["--date", "2026-03-02", "--language", "en", "--input-format", "vtt", "--deal", "X", "--model", "m"]
    options += ["--min-confidence", "0.4"]
    options += ["--seller", "Ben", "--seller", "Liu", "--customer", "Dana", "--speakers", " Speaker 1 = Dana = Reyes "]
    assert run("summarise", "a.vtt", *options).code == 0  # the alias
    assert planned == {
        "call": "a.vtt",
        "date": "2026-03-02",
        "language": "en",
        "input_format": "vtt",
        "seller": ["Ben", "Liu"],
        "customer": ["Dana"],
        "speakers": {"Speaker 1": "Dana = Reyes"},
        "deal": "X",
        "model": Path("m"),
        "min_confidence": 0.4,
        "progress": None,
    }


def test_problems_are_told_on_demand(run: Run, planned: dict[str, Any]) -> None:
    assert run("summarize", "a.vtt").err == ""
    told = run("--verbose", "summarize", "a.vtt")
    assert told.err == "closeplan: note: c.vtt: a cue without text\n"
    assert run("--quiet", "--verbose", "summarize", "a.vtt") == Result(0, told.out, "")


@pytest.mark.parametrize(
    ("options", "screen", "told"),
    [
        ([], False, True),
        ([], True, False),  # the summary on the same screen has them
        (["--format", "json"], True, True),
        (["-q"], False, False),
        (["-v"], True, True),
    ],
)
def test_problems_are_told_on_a_terminal_once(
    options: list[str], screen: bool, told: bool, run: Run, planned: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: screen)
    result = run("summarize", "a.vtt", *options)
    assert result.code == 0
    assert ("closeplan: note: c.vtt: a cue without text\n" in result.err) is told


@pytest.mark.parametrize("quiet", ["--quiet", "-q"])
@pytest.mark.parametrize("verbose", ["--verbose", "-v"])
def test_options_for_all_commands_stand_before_or_behind_the_command(
    quiet: str, verbose: str, run: Run, planned: dict[str, Any]
) -> None:
    note = "closeplan: note: c.vtt: a cue without text\n"
    assert run("summarize", "a.vtt", verbose).err == run("summarize", verbose, "a.vtt").err == note
    assert run("summarize", "a.vtt").err == ""  # nothing is left over from the run before
    for args in ((quiet, "summarize", "a.vtt", verbose), (verbose, "summarize", "a.vtt", quiet)):
        assert run(*args).err == ""
    assert run("summarise", "a.vtt", quiet, verbose).err == ""


def test_a_traceback_is_asked_for_behind_the_command_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(building, "summarize", broken)
    monkeypatch.setattr(sys, "argv", ["closeplan", "summarize", "a.vtt", "--verbose"])
    with pytest.raises(ZeroDivisionError):
        cli.main()


@pytest.mark.parametrize("args", [["summarize"], ["--no-color", "summarize"], ["summarize", "--no-color"]])
def test_no_colours(args: list[str], run: Run, planned: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1" if args == ["summarize"] else "")
    result = run(*args, "a.vtt")
    assert "\x1b" not in result.out + result.err
    assert os.environ["NO_COLOR"] == "1"
    assert "\x1b" not in run("--help").out


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["evaluate", "gold.json", "gold.json"]], ids=str)
def test_a_closed_pipe_is_no_error(args: list[str], tmp_path: Path) -> None:
    (tmp_path / "gold.json").write_text('[{"kind": "risk", "turns": [3]}]')
    script = Path(sys.executable).with_name("closeplan")
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as out:
        done = subprocess.run(
            [script, *args], cwd=tmp_path, stdout=out, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize(
    "args", ["--help", "evaluate gold.json gold.json", "evaluate gold.json gold.json -o /dev/full"]
)
def test_a_full_disk_is_one_line(args: str, tmp_path: Path) -> None:
    (tmp_path / "gold.json").write_text('[{"kind": "risk", "turns": [3]}]')
    script = Path(sys.executable).with_name("closeplan")
    with open("/dev/full", "wb") as out:
        done = subprocess.run(
            [script, *args.split()], cwd=tmp_path, stdout=out, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("closeplan: error: ")
    assert "No space left" in line
    assert "internal error" not in line


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        ("<&-", b"closeplan: error: standard input: it is closed. Name a file\n"),
        (">&-", b"closeplan: error: standard input: the file is empty (0 bytes). Export the call again\n"),
        ("2>&-", b""),
    ],
)
def test_closed_streams(closed: str, words: bytes) -> None:
    script = Path(sys.executable).with_name("closeplan")
    done = subprocess.run(
        f"'{script}' summarize - {closed}", shell=True, input=b"", capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", words)


def test_completion_for_the_shell() -> None:
    asked = {"COMP_WORDS": "closeplan summarize --format ", "COMP_CWORD": "3", "_CLOSEPLAN_COMPLETE": "complete_bash"}
    done = program(**asked)
    assert (done.returncode, done.stdout.decode().split(), done.stderr) == (0, list(EXPORTERS), b"")
    done = program(**asked | {"COMP_WORDS": "closeplan summarize --input-format "})
    assert done.stdout.decode().split() == list(READERS)
    done = program(**asked | {"COMP_WORDS": "closeplan ", "COMP_CWORD": "1"})
    assert {
        "summarize",
        "evaluate",
        "formats",
        "convert",
        "import",
        "items",
        "export",
        "transcribe",
        "models",
        "cache",
    } <= set(done.stdout.decode().split())
    assert "summarise" not in done.stdout.decode().split()
    shown = program("--show-completion", "bash", SHELL="/bin/bash")
    assert b"_CLOSEPLAN_COMPLETE=complete_bash" in shown.stdout


def test_the_help_names_every_output_format() -> None:
    shown = " ".join(CliRunner().invoke(cli.app, ["summarize", "--help"]).stdout.split())
    assert all(name in shown for name in (*list(EXPORTERS)[:4], "export --list"))


# evaluate


@pytest.fixture
def scored(tmp_path: Path) -> tuple[Path, Path]:
    gold, guesses = tmp_path / "gold", tmp_path / "guesses"
    gold.mkdir()
    guesses.mkdir()
    for name in ("d01", "d02"):
        (gold / f"{name}.items.json").write_text('{"items": [{"kind": "risk", "turns": [3]}]}')
    (guesses / "d01.json").write_text(PLAN.model_dump_json())
    (guesses / "d02.json").write_text("[]")
    return guesses, gold


def test_evaluate(run: Run, scored: tuple[Path, Path], tmp_path: Path) -> None:
    guesses, gold = scored
    table = run("evaluate", guesses, gold)
    assert (table.code, table.err) == (0, "")
    assert "macro F1 0.667" in table.out
    scores = json.loads(run("evaluate", guesses, gold, "--format", "json", "--per-call").out)
    assert scores["kinds"]["risk"]["f1"] == pytest.approx(2 / 3)
    assert {name: own["macro_f1"] for name, own in scores["per_call"].items()} == {"d01": 1.0, "d02": 0.0}
    assert "d02\n" in run("evaluate", guesses, gold, "--per-call").out
    assert run("evaluate", guesses / "d01.json", gold / "d01.items.json", "-o", tmp_path / "t.txt").out == ""
    assert "macro F1 1.000" in (tmp_path / "t.txt").read_text()
    assert run("evaluate", guesses, gold, "-o", tmp_path / "t.json").out == ""
    assert json.loads((tmp_path / "t.json").read_text())["calls"] == 2


def test_evaluate_says_what_is_wrong(run: Run, scored: tuple[Path, Path]) -> None:
    guesses, gold = scored
    assert "unknown format 'xml'" in one_line(run("evaluate", guesses, gold, "-f", "xml"), 2)
    assert "folder with a folder" in one_line(run("evaluate", guesses, gold / "d01.items.json"), 2)
    (guesses / "d02.json").write_text("{")
    assert "d02.json, line 1, column 2: the JSON stops in the middle" in one_line(run("evaluate", guesses, gold))
    (guesses / "d02.json").unlink()
    assert "no prediction for d02" in one_line(run("evaluate", guesses, gold))


@pytest.mark.parametrize(
    "row",
    [
        {"kind": "task", "turns": [3]},
        {"kind": "action_item", "turns": [3], "owner": 5},
        {"kind": "action_item", "turns": [3], "owner": ["Dana"]},
        {"kind": "risk", "turns": "3"},
    ],
    ids=str,
)
def test_evaluate_refuses_values_outside_the_guide(row: dict[str, Any], run: Run, scored: tuple[Path, Path]) -> None:
    guesses, gold = scored
    for path in (guesses / "d02.json", gold / "d02.items.json"):
        path.write_text(json.dumps([row]))
    assert "d02" in one_line(run("evaluate", guesses, gold))


# with a trained pipeline


@pytest.mark.model
def test_a_call_from_a_file_and_from_standard_input(run: Run, call: Transcript, tmp_path: Path) -> None:
    path = tmp_path / "call.json"
    path.write_text(call.model_dump_json())
    from_file = run("summarize", path, "--format", "json")
    assert (from_file.code, from_file.err) == (0, "")
    plan = ClosePlan.model_validate_json(from_file.out)
    assert plan.items
    piped = run("summarize", "-", "--format", "json", stdin=path.read_bytes())
    assert ClosePlan.model_validate_json(piped.out).items == plan.items
    assert [p.name for p in plan.participants] == ["Ben Okafor", "Dana Reyes"]


@pytest.mark.model
def test_a_damaged_character_gives_a_plan(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "call.json"
    path.write_text('{"turns": [{"speaker": "Ben", "text": "I\'ll send \\ud83d you the quote by Friday."}]}')
    for name in ("json", "md", "yaml", "html"):
        result = run("summarize", path, "--format", name)
        assert (result.code, result.err) == (0, "")


@pytest.mark.model
def test_the_whole_program(tmp_path: Path) -> None:
    out = tmp_path / "plan.html"
    done = program(
        "summarize", "-", "-o", str(out), "--date", "2026-03-02", stdin=CALL.encode(), PYTHONWARNINGS="error"
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert "</html>" in out.read_text()


# formats and convert


def test_the_known_formats(run: Run) -> None:
    result = run("formats")
    assert (result.code, result.err) == (0, "")
    assert all(f"\n{name} " in result.out for name in READERS)
    assert [entry["format"] for entry in json.loads(run("formats", "-f", "json").out)] == list(READERS)


def test_what_files_are(run: Run, tmp_path: Path) -> None:
    call, other = tmp_path / "2026-03-02 call.txt", tmp_path / "table.csv"
    call.write_text("[0:01] Ben: Hello there.\n[1:02:03] Dana: Hi.\n", encoding="utf-16")
    other.write_text("a,b,c\n1,2,3\n")
    result = run("formats", call, other, tmp_path / "missing")
    assert result.code == 1
    assert len(result.err.splitlines()) == 2
    assert "a table (CSV or TSV)" in result.err
    for words in (f"{call}\n", "(text)", "0.60: 2 lines begin", "utf-16-le", "2: Ben, Dana", "2026-03-02", "1:02:03"):
        assert words in result.out
    (found,) = json.loads(run("formats", "--format", "json", call).out)
    assert (found["format"], found["turns"], found["first"], found["last"]) == ("text", 2, 1.0, 3723.0)
    assert run("formats", "-", stdin=CALL.encode()).code == 0
    assert "unknown format 'xml'" in one_line(run("formats", "-f", "xml"), 2)


def test_convert(run: Run, tmp_path: Path) -> None:
    call = tmp_path / "call.txt"
    call.write_text(CALL)
    result = run("convert", call, "-", "--date", "2026-03-02", "--seller", "Ben")
    data = json.loads(result.out)
    assert (result.code, result.err, data["date"], data["problems"]) == (0, "", "2026-03-02", [])
    assert [person["side"] for person in data["participants"]] == ["seller", "customer"]
    assert json.loads(run("convert", call, "-").out)["problems"][0]["place"] == "date"
    assert run("convert", call, tmp_path / "out.md") == Result(0, "", "")
    assert run("convert", tmp_path / "out.md", "-", "--to", "text").out == (tmp_path / "out.md").read_text()
    for args, words in (
        ([call, tmp_path / "a.vtt"], "this call has no times"),
        ([call, tmp_path / "a.docx"], "names no transcript format. Known formats: json, vtt, srt, text"),
        ([call, "-", "--to", "docx"], "unknown transcript format 'docx'"),
        ([call, call], "would replace the call itself"),
    ):
        assert words in one_line(run("convert", *args), 2)
    assert not (tmp_path / "a.vtt").exists()
