"""Speed and memory: cold start to plan for 80, 800 and 8,000 turns, and utterances per second of each component.

    .venv/bin/python benchmarks/speed.py [--turns 80 800 8000] [--repeat 3] [--json FILE]

Calls of each size are made by repeating the sample call's turns. Every cold run is a new process of the installed
command; the figures are the median of the repeats and the largest peak memory.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from closeplan_nlp import load_pipeline, read_transcript
from closeplan_nlp.nlp.analysis import SYNTAX
from closeplan_nlp.nlp.documents import make_docs
from closeplan_nlp.nlp.items import make_items

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "samples" / "orchard-clinic.json"
_RUN = """
import resource, sys
from closeplan_nlp.cli import main
try:
    main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


def stretched(turns: int) -> dict[str, Any]:
    """The sample call with its turns repeated to this number; times go on, words vary by a running number."""
    call: dict[str, Any] = json.loads(SAMPLE.read_text(encoding="utf-8"))
    own, length = call["turns"], call["turns"][-1].get("end") or 600.0
    rows = []
    for number in range(turns):
        lap, turn = divmod(number, len(own))
        row = dict(own[turn])
        if lap:
            row["text"] += f" Point {lap}."
            row["start"], row["end"] = row["start"] + lap * length, row["end"] + lap * length
        rows.append(row)
    return call | {"turns": rows}


def cold_run(path: Path) -> tuple[float, float, int]:
    """Seconds and peak memory (MB) of one new process, and the number of items it found."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _RUN, "--quiet", "summarize", str(path), "--format", "json"],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - started
    return seconds, int(done.stderr.split()[-1]) / 1024, len(json.loads(done.stdout)["items"])


def cold_table(sizes: list[int], repeat: int) -> list[dict[str, float]]:
    """One row per size."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / f"call-{size}.json"
            path.write_text(json.dumps(stretched(size)), encoding="utf-8")
            runs = [cold_run(path) for _ in range(repeat)]
            seconds = statistics.median(run[0] for run in runs)
            rows.append({"turns": size, "seconds": seconds, "peak_mb": max(r[1] for r in runs), "items": runs[0][2]})
    return rows


def component_table(turns: int) -> list[dict[str, float | str]]:
    """Utterances per second of each component alone, over a call of this many turns, after a warm-up."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "call.json"
        path.write_text(json.dumps(stretched(turns)), encoding="utf-8")
        transcript = read_transcript(path)
    nlp = load_pipeline("en")
    started = time.perf_counter()
    docs = list(make_docs(transcript, nlp))
    rows: list[tuple[str, float]] = [("tokenizer", time.perf_counter() - started)]
    for name in nlp.pipe_names:
        if name in SYNTAX:
            continue
        started = time.perf_counter()
        component = nlp.get_pipe(name)
        docs = list(component.pipe(docs) if hasattr(component, "pipe") else map(component, docs))
        rows.append((name, time.perf_counter() - started))
    marked = [doc for doc in docs if doc.spans["items"]]
    started = time.perf_counter()
    with nlp.select_pipes(enable=[n for n in SYNTAX if n in nlp.pipe_names]):
        list(nlp.pipe(marked))
    rows.append((f"syntax and names ({len(marked)} of {len(docs)} turns)", time.perf_counter() - started))
    from closeplan_nlp.nlp.analysis import complete_mentions

    mentions = [m for doc in docs for m in complete_mentions(doc)]
    started = time.perf_counter()
    classifier = nlp.get_pipe("closeplan_classifier")
    make_items(transcript, mentions, classifier.heads, classifier.chooser)
    rows.append(("items", time.perf_counter() - started))
    total = sum(seconds for _, seconds in rows)
    count = sum(len(doc.spans["utterances"]) for doc in docs)
    return [{"component": name, "utterances_per_second": count / s} for name, s in [*rows, ("all together", total)]]


def load_seconds() -> float:
    """Seconds to load the pipeline in this process, imports included."""
    started = time.perf_counter()
    load_pipeline("en")
    return time.perf_counter() - started


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, nargs="+", default=[80, 800, 8000])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    machine = f"{len(os.sched_getaffinity(0))} cores, Python {platform.python_version()}, {platform.machine()}"
    loading = load_seconds()
    cold, components = cold_table(args.turns, args.repeat), component_table(800)
    print(f"{machine}; model load {loading:.2f} s\n")
    print("| turns | cold start to plan, s | peak memory, MB | items |\n| ---: | ---: | ---: | ---: |")
    for row in cold:
        print(f"| {row['turns']:.0f} | {row['seconds']:.2f} | {row['peak_mb']:.0f} | {row['items']:.0f} |")
    print("\n| component (800 turns) | utterances/s |\n| --- | ---: |")
    for part in components:
        print(f"| {part['component']} | {part['utterances_per_second']:.0f} |")
    if args.json:
        result = {"machine": machine, "load_seconds": loading, "cold": cold, "components": components}
        args.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
