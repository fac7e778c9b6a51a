"""Batches: calls per minute with one and two workers beside a plain loop, many calls end to end, kill -9, Ray.

    .venv/bin/python benchmarks/batch.py speed [--calls 60] [--rounds 3]
    .venv/bin/python benchmarks/batch.py generated [--calls 10000] [--workers 2]
    .venv/bin/python benchmarks/batch.py kills [--kills 1000] [--calls 30]
    .venv/bin/python benchmarks/batch.py ray [--calls 40]

Calls are the two samples and the six calls of the sample deal, again and again under other names of people and
companies, six to a deal. `speed` takes turns between a loop over `summarize`, one and two workers, so that what else
the machine does hits all of them. `kills` runs batches whose work takes no time, kills their process group at random
moments, runs a last one to the end, and looks for calls that are lost or there twice. `ray` runs the same calls
locally and on two Ray nodes, one of which is killed on the way, and compares all results byte by byte.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from closeplan_nlp.nlp.wordlists import words

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data" / "samples"
SOURCES = (*(f"deal/call-{n}.json" for n in range(1, 7)), "orchard-clinic.json", "harbour-cold-store.json")
FIRST = sorted(words("Alba Bram Ciara Deven Esra Farid Greta Hugo Ilse Jonas Kaja Leif Mira Nils Oona Pavel Rhea Sven"))
LAST = sorted(words("Abara Brandt Castell Dragan Ekström Fontaine Grieg Halloran Ibsen Jansen Kovač Lindqvist Moreau"))
FIRMS = sorted(words("Amber Birch Cobalt Delta Ember Fjord Granite Heron Indigo Juniper Kestrel Larch Meadow Osprey"))
TRADES = sorted(words("Foods Clinics Logistics Textiles Tools Paper Optics Farms Hotels Marine"))
CALLS_OF_A_DEAL = 6


def generate(folder: Path, count: int) -> None:
    """Write this many calls, each a sample under other names, in a folder for each deal."""
    texts = [json.loads((SAMPLES / name).read_text(encoding="utf-8")) for name in SOURCES]
    for number in range(count):
        deal, place = divmod(number, CALLS_OF_A_DEAL)
        source = texts[place % 6] if deal % 4 else texts[6 + place % 2]
        content = json.dumps(_renamed(source, deal, place), ensure_ascii=False)
        path = folder / f"{_firm(deal).lower().replace(' ', '-')}-{deal}" / f"call-{place + 1}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def _firm(deal: int) -> str:
    return f"{FIRMS[deal % len(FIRMS)]} {TRADES[deal // len(FIRMS) % len(TRADES)]}"


def _renamed(call: dict[str, object], deal: int, place: int) -> dict[str, object]:
    """The call with other people and another customer; people of a deal are the same in all its calls."""
    text = json.dumps(call, ensure_ascii=False)
    chance = random.Random(deal)
    for person in call.get("participants", ()):  # type: ignore[attr-defined]
        first, _, last = person["name"].partition(" ")
        text = text.replace(first, chance.choice(FIRST))
        text = text.replace(last, chance.choice(LAST)) if last else text
    if call.get("customer_org"):
        text = text.replace(str(call["customer_org"]), f"{_firm(deal)} {deal}")
    changed: dict[str, object] = json.loads(text)
    changed["title"] = f"Call {place + 1} of deal {deal}"
    return changed


def batch(*arguments: str, cores: int | None = None) -> tuple[float, str]:
    """Run `closeplan batch`, on the first `cores` alone if told; seconds by the clock and what it wrote on stderr."""
    start = time.monotonic()
    pinned = ["taskset", "-c", f"0-{cores - 1}"] if cores else []
    command = [*pinned, sys.executable, "-m", "closeplan_nlp", "batch", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 4):
        raise SystemExit(done.stderr)
    return time.monotonic() - start, done.stderr


LOOP = """
import sys, time
from pathlib import Path
from closeplan_nlp import export, summarize
paths = sorted(Path(sys.argv[1]).rglob("*.json"))
out = Path(sys.argv[2])
summarize(paths[0])  # loads the models
start, used = time.monotonic(), time.process_time()
for number, path in enumerate(paths):
    (out / f"{number}.json").write_text(export(summarize(path), "json"))
print(time.monotonic() - start, time.process_time() - used)
"""


def loop(folder: Path, out: Path, count: int) -> Figures:
    """A plain loop over `summarize` for these calls, with all cores for each, without the loading of the models."""
    command = [sys.executable, "-c", LOOP, str(folder), str(out)]
    took, used = map(float, subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    return Figures(count / took * 60, count / used * 60)


@dataclass(frozen=True)
class Figures:
    """Of one run: calls a minute by the clock and by processor time (of all workers), most memory of a worker."""

    rate: float
    processor_rate: float
    peak: float = 0.0


def figures(log: str) -> Figures:
    """From the first outcome of a batch to the last one, so that loading models does not count."""
    events = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    done = [event for event in events if event["event"] == "done" and event["stage"] == "analyse"]
    later, took = done[2:], done[-1]["time"] - done[1]["time"]
    used = sum(event["processor_seconds"] for event in later)
    return Figures(len(later) / took * 60, len(later) / used * 60, max(event["peak_megabytes"] for event in done))


def speed(options: argparse.Namespace) -> None:
    """Calls per minute: plain loop, one worker on one core, two workers on two, by turns."""
    runs: dict[str, list[Figures]] = {"loop": [], "1 worker, 1 core": [], "2 workers, 2 cores": []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder / "calls", options.calls)
        for turn in range(options.rounds):
            (folder / f"loop-{turn}").mkdir()
            runs["loop"].append(loop(folder / "calls", folder / f"loop-{turn}", options.calls))
            for workers, key in ((1, "1 worker, 1 core"), (2, "2 workers, 2 cores")):
                out = folder / f"out-{turn}-{workers}"
                arguments = (str(folder / "calls"), "-o", str(out), "--workers", str(workers), "--log-json")
                runs[key].append(figures(batch(*arguments, cores=workers)[1]))
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {options.calls} calls, {options.rounds} rounds")
    print("calls a minute      by the clock   by processor time   most memory of a worker")
    middle = {key: [statistics.median(getattr(f, n) for f in found) for n in FIELDS] for key, found in runs.items()}
    for key, (rate, used, peak) in middle.items():
        print(f"{key:<18} {rate:13.1f} {used:19.1f}   {f'{peak:.0f} MB' if peak else '':>20}")
    loop_, one, two = middle.values()
    print(
        f"2 workers over 2 x 1 worker: {two[0] / one[0] / 2:.2f} by the clock, {two[1] / one[1]:.2f} by processor time"
    )
    print(f"2 workers over the loop: {two[0] / loop_[0]:.2f} by the clock")


FIELDS = ("rate", "processor_rate", "peak")


def generated(options: argparse.Namespace) -> None:
    """Many calls from end to end, and once more with nothing to do."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder / "calls", options.calls)
        arguments = (str(folder / "calls"), "-o", str(folder / "out"), "--workers", str(options.workers), "--log-json")
        took, log = batch(*arguments)
        again, _ = batch(*arguments)
        found = figures(log)
        rows = sqlite3.connect(folder / "out" / "batch.sqlite").execute("SELECT state, COUNT(*) FROM calls GROUP BY 1")
        states, deals = dict(rows.fetchall()), len(list((folder / "out" / "deals").glob("*.plan.yaml")))
        peak_parent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{options.calls} calls, {options.workers} workers: {took:.0f} s in all; {states}, {deals} deals")
    print(f"calls alone: {found.rate:.0f} a minute; most memory of a worker {found.peak:.0f} MB")
    print(f"of the largest process {peak_parent:.0f} MB; a second run, nothing to do: {again:.0f} s")


KILLED = """
import sys
sys.path[:0] = [sys.argv[1]]
import batch_work
from closeplan_nlp.batch.batch import run_batch
from closeplan_nlp.batch.request import BatchRequest
from closeplan_nlp.batch.engines import Plan, pool
from closeplan_nlp.batch.progress import Silent
from pathlib import Path
if __name__ == "__main__":
    pool.SHARED = []  # workers need no models here
    plan = Plan(workers=2, perform=batch_work.quick)
    request = BatchRequest((sys.argv[2],), Path(sys.argv[3]), deals_by="none", plan=plan)
    run_batch(request, Silent())
"""


def kills(options: argparse.Namespace) -> None:
    """Kill batches at random moments; the store and the files must agree, with every call in them once."""
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        folder, script = Path(name), Path(name) / "killed.py"
        script.write_text(KILLED)
        killed = rounds = 0
        longest = 0.0
        while killed < options.kills:
            calls, out = folder / f"calls-{rounds}", folder / f"out-{rounds}"
            calls.mkdir()
            for number in range(options.calls):
                (calls / f"call-{number:03}.txt").write_text(f"Dana: call {rounds} number {number}\n")
            command = [sys.executable, str(script), str(ROOT / "tests"), str(calls), str(out)]
            while True:  # the first batch is left alone, so that it is known how long one takes
                start = time.monotonic()
                if _survives(command, chance.uniform(0.0, longest) if rounds else None, alone=killed % 2 == 0):
                    break
                killed += 1
                longest *= 1.02  # the machine may have become slower
                _check(out, calls, complete=False)
            longest = 1.2 * (time.monotonic() - start)
            rounds += 1
            _check(out, calls, complete=True)
            shutil.rmtree(out)
    print(f"{killed} runs killed, {rounds} batches of {options.calls} calls finished: none lost, none twice")


def _survives(command: list[str], seconds: float | None, *, alone: bool) -> bool:
    """Run a batch, and kill it `alone` or all its processes after so many seconds; whether it was done by then.

    Its workers have to end with it: their end of the pipe is waited for.
    """
    process = subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE, text=True)
    try:
        _, errors = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        (os.kill if alone else os.killpg)(process.pid, signal.SIGKILL)
        process.communicate(timeout=30)
        return False
    if process.returncode:
        raise SystemExit(f"a run failed: {errors}")
    return True


def _check(out: Path, calls: Path, *, complete: bool) -> None:
    """What is done has its files, with the right content; after a whole run everything is, once, in all tables."""
    import pandas as pd

    if not (out / "batch.sqlite").exists():
        return
    store = sqlite3.connect(out / "batch.sqlite")
    try:
        rows = store.execute("SELECT name, state FROM calls").fetchall()
    except sqlite3.OperationalError:  # killed before the tables were made
        return
    finally:
        store.close()
    for call, state in rows:
        if state == "done":
            item = json.loads((out / "calls" / call / "items.json").read_text())["items"][0]
            assert item["text"] == (calls / f"{call}.txt").read_text().strip(), call
    if complete:
        names = sorted(path.stem for path in calls.iterdir())
        assert sorted(call for call, state in rows if state == "done") == names
        for suffix, read in ((".csv", pd.read_csv), (".parquet", pd.read_parquet)):
            assert sorted(read(out / f"calls{suffix}")["call"]) == names
            assert sorted(read(out / f"items{suffix}")["call"]) == names
        assert not list(out.rglob("*.part"))


def results(out: Path) -> dict[str, bytes]:
    """All files of a batch that must not hang on how it was run."""
    names = ("*.json", "*.yaml", "*.html", "*.csv", "*.parquet")
    paths: Iterator[Path] = (path for pattern in names for path in out.rglob(pattern))
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in paths}


def on_ray(options: argparse.Namespace) -> None:
    """The same calls locally and on two nodes, one of them killed in the middle."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    from ray.cluster_utils import Cluster

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder / "calls", options.calls)
        took, _ = batch(str(folder / "calls"), "-o", str(folder / "local"))
        cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
        doomed = cluster.add_node(num_cpus=1)
        start = time.monotonic()
        command = [sys.executable, "-m", "closeplan_nlp", "batch", str(folder / "calls"), "-o", str(folder / "ray")]
        process = subprocess.Popen([*command, "--engine", "ray", "--address", cluster.address, "--log-json"])
        while process.poll() is None and len(list(folder.glob("ray/calls/*/items.json"))) < options.calls // 2:
            time.sleep(0.2)
        cluster.remove_node(doomed, allow_graceful=False)
        print(f"a node killed after {len(list(folder.glob('ray/calls/*/items.json')))} of {options.calls} calls")
        code = process.wait()
        cluster.shutdown()
        same = results(folder / "local") == results(folder / "ray")
    print(f"local {took:.0f} s; ray {time.monotonic() - start:.0f} s, exit code {code}, the same results: {same}")


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("speed", "generated", "kills", "ray"))
    parser.add_argument("--calls", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kills", type=int, default=1000)
    options = parser.parse_args()
    options.calls = options.calls or {"speed": 60, "generated": 10_000, "kills": 30, "ray": 40}[options.what]
    {"speed": speed, "generated": generated, "kills": kills, "ray": on_ray}[options.what](options)


if __name__ == "__main__":
    main()
