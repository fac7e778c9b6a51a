"""`closeplan batch` from outside: usage, a real batch of the samples, exit codes, interruption, kill -9."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from typer.testing import CliRunner

from closeplan_nlp import cli
from closeplan_nlp.plan.building import summarize
from closeplan_nlp.plan.planfile import read_plan

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "data" / "samples"
TALK = "Dana Reyes: I'll send the form on Friday.\nBen Okafor: Great, then I'll send you the quote tomorrow.\n"


class Done(NamedTuple):
    code: int
    out: str
    err: str


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "closeplan_nlp", "batch", *map(str, arguments)]


def batch(*arguments: str | Path, cwd: Path = ROOT) -> Done:
    """Run the command in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command(*arguments), capture_output=True, text=True, cwd=cwd, env=environment, timeout=300, check=False
    )
    assert "Traceback" not in done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "which calls?"),
        (["calls"], "where do the results go?"),
        (["calls", "-o", "out", "--engine", "cloud"], "unknown engine 'cloud'. Use local, ray"),
        (["calls", "-o", "out", "--deals-by", "mood"], "unknown way to make deals 'mood'"),
        (["calls", "-o", "out", "--address", "auto"], "--address is of a Ray cluster"),
        (["calls", "-o", "out", "--since", "May"], "“May” is not a date"),
    ],
)
def test_bad_usage(arguments: list[str], reason: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    found = CliRunner().invoke(cli.app, ["batch", *arguments])
    assert reason in str(found.exception)
    assert getattr(found.exception, "exit_code", None) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_only_tells(tmp_path: Path) -> None:
    (tmp_path / "calls").mkdir()
    (tmp_path / "calls" / "a.txt").write_text(TALK)
    found = CliRunner().invoke(cli.app, ["batch", str(tmp_path / "calls"), "-o", str(tmp_path / "out"), "--dry-run"])
    assert found.exit_code == 0, found.exception
    assert found.stdout.splitlines()[0].split() == ["analyse", str(tmp_path / "calls" / "a.txt")]
    assert found.stdout.splitlines()[1] == "1 call found, 1 to do, no other files"
    assert not (tmp_path / "out").exists()


def test_a_dry_run_needs_no_weights_and_tells_what_will_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(options: object) -> Path:
        raise AssertionError("a dry run fetches nothing")

    monkeypatch.setattr("closeplan_nlp.commands.weights.ready_weights", no_network)
    monkeypatch.setattr("closeplan_nlp.audio.weights.find_weights", lambda name: None)
    (tmp_path / "list.csv").write_text("path,deal\ngone.txt,B\n")
    (tmp_path / "a\x1b[2J.ogg").write_bytes(b"OggS" + bytes(40))
    inputs = [str(tmp_path), "--manifest", str(tmp_path / "list.csv")]
    found = CliRunner().invoke(cli.app, ["batch", *inputs, "-o", str(tmp_path / "out"), "--dry-run"])
    assert found.exit_code == 0, found.exception
    first, second, last = found.stdout.splitlines()
    assert first == f"transcribe  {tmp_path}/a[2J.ogg"  # no code reaches the terminal
    assert second.startswith(f"refused     {tmp_path}/list.csv, line 2, {tmp_path}/gone.txt: input: there is no such")
    assert last == "2 calls found, 1 to do, no other files"
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """A batch of the samples with the shipped model."""
    out = tmp_path_factory.mktemp("batch") / "out"
    return out, batch("data/samples", "-o", out, "--workers", "2", "--log-json")


@pytest.mark.model
def test_the_samples(real: tuple[Path, Done]) -> None:
    out, done = real
    assert done.code == 0, done.err
    assert done.out.startswith("8 calls done (8 now); 3 deals\n")
    events = [json.loads(line) for line in done.err.splitlines()]
    assert sum(event["event"] == "done" and event["stage"] == "analyse" for event in events) == 8
    names = {path.name for path in (out / "calls").iterdir()}
    assert names == {"orchard-clinic", "harbour-cold-store", *(f"deal-call-{n}" for n in range(1, 7))}
    assert len(read_plan(out / "deals" / "deal.plan.yaml").sources) == 6
    assert read_plan(out / "deals" / "orchard-lane-clinics.plan.yaml").deal.customer == "Orchard Lane Clinics"
    assert "<table>" in (out / "overview.html").read_text()


@pytest.mark.model
def test_a_call_of_a_batch_is_what_summarize_makes_of_it(real: tuple[Path, Done]) -> None:
    out, _ = real
    alone = summarize(SAMPLES / "orchard-clinic.json").to_dict()
    held = json.loads((out / "calls" / "orchard-clinic" / "items.json").read_text())
    assert held["items"] == alone["items"]
    assert held["participants"] == alone["participants"]
    items = pd.read_parquet(out / "items.parquet")
    own = items[items["call"] == "orchard-clinic"]
    assert list(own["text"]) == [item["text"] for item in alone["items"]]
    assert list(own["quote"]) == [item["evidence"][0]["quote"] for item in alone["items"]]
    calls = pd.read_parquet(out / "calls.parquet").set_index("call")
    assert calls.loc["orchard-clinic", "items"] == len(alone["items"])
    pd.testing.assert_series_equal(
        pd.read_csv(out / "calls.csv").set_index("call")["items"].astype("Int64"), calls["items"].astype("Int64")
    )


@pytest.mark.model
@pytest.mark.slow
def test_bad_files_fail_alone_and_exit_code_4_says_so(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    calls.mkdir()
    (calls / "good.txt").write_text(TALK)
    (calls / "empty.vtt").write_text("WEBVTT\n")
    (calls / "noise.txt").write_bytes(bytes(range(256)))
    done = batch("calls", "-o", "out", "--workers", "1", cwd=tmp_path)
    assert done.code == 4
    assert done.out.startswith("1 call done (1 now), 2 failed; 1 deal\n")
    assert "failed: calls/empty.vtt: analyse: " in done.err
    table = pd.read_csv(tmp_path / "out" / "calls.csv").set_index("call")
    assert dict(table["state"]) == {"good": "done", "empty": "failed", "noise": "failed"}
    again = batch("calls", "-o", "out", "-q", cwd=tmp_path)
    assert again.code == 4
    assert again.err.count("failed: calls/") == done.err.count("failed: calls/") == 2


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_says_how_to_go_on_and_goes_on(number: signal.Signals, tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    calls.mkdir()
    for place in range(1, 7):
        (calls / f"{place}.json").write_text((SAMPLES / f"deal/call-{place}.json").read_text())
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command("calls", "-o", "out"),
        cwd=tmp_path,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # a job in the background ignores some
    )
    until = time.monotonic() + 120
    while not list(tmp_path.glob("out/calls/*/items.json")) and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert err.splitlines()[-1].startswith("closeplan: interrupted; what is done is kept")
    assert "done" in set(pd.read_csv(tmp_path / "out" / "calls.csv")["state"])
    done = batch("calls", "-o", "out", cwd=tmp_path)
    assert done.code == 0, done.err
    assert done.out.startswith("6 calls done (")
    assert "(6 now)" not in done.out


@pytest.mark.slow
def test_killed_again_and_again_it_loses_and_doubles_nothing() -> None:
    script = ROOT / "benchmarks" / "batch.py"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, script, "kills", "--kills", "5", "--calls", "6"],
        capture_output=True,
        text=True,
        env=environment,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "none lost, none twice" in done.stdout
