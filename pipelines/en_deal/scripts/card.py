"""The model card (`README.md`) and the scores in `meta.json` of a packaged pipeline.

python scripts/card.py --trained build/en --quality build/quality.json --model ../../models/en_closeplan
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from closeplan_nlp.kinds import KINDS

SYNTAX = "\n## Syntax and names\n"
CARD = Path(__file__).resolve().parent.parent / "assets" / "model_card.md"
PUBLIC = """- As an auxiliary task before that: dialogue acts of the AMI Meeting Corpus (linked actions and decisions;
  CC BY 4.0) and of ICSI MRDA (promises, directives, suggestions, acceptances; annotations CC BY 4.0). Its heads are
  not shipped.
"""
ADDED = """- {calls} annotated calls, {turns} turns, added to them; they are not in `data/training`.
"""
CONTINUED = """- The weights go on from an earlier run of the same project on a part of these calls.
"""
AVERAGED = """- The weights are the mean of {averaged} trainings, each of which went on from the one before.
"""
INVENTED = (
    "Trained on invented calls only; real calls hold more noise and less to find. "
    "No call of a real customer was ever seen."
)
MIXED = "Trained on invented calls and on those that were added; the scores above are of invented calls alone."


def scores_table(quality: dict[str, dict[str, Any]]) -> str:
    """A row per system and set of calls; `quality` is what `benchmarks/quality.py --json` wrote."""
    kinds = list(KINDS.values())
    head = ["calls", "system", *(kind.title for kind in kinds), "macro F1", "95 %"]
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for calls, systems in quality.items():
        for system, scores in systems.items():
            cells = [_share(scores["kinds"][kind.key]["f1"]) for kind in kinds]
            low, high = scores["interval"]
            row = [f"{calls} ({scores['calls']})", system, *cells, _share(scores["macro_f1"]), f"{low:.2f}–{high:.2f}"]
            lines.append(f"| {' | '.join(row)} |")
    for calls, systems in quality.items():
        parts = [f"{k} {_share(v['accuracy'])} of {v['items']}" for k, v in systems["closeplan"]["attributes"].items()]
        lines.append(f"\nAttributes on matched items, {calls}: {', '.join(parts)}.")
    return "\n".join(lines)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def write_card(trained: Path, quality: dict[str, Any], model: Path, syntax_card: str) -> None:
    """Write `README.md` and the scores in `meta.json` of the pipeline in `model`."""
    facts = json.loads((trained / "facts.json").read_text(encoding="utf-8"))
    classifier = json.loads((model / "closeplan_classifier" / "classifier.json").read_text(encoding="utf-8"))
    meta = json.loads((model / "meta.json").read_text(encoding="utf-8"))
    encoder = facts["config"]["encoder"]
    added = facts.get("added", {}).get("calls", 0)
    text = CARD.read_text(encoding="utf-8").format(
        name=f"{meta['lang']}_{meta['name']}",
        version=meta["version"],
        pipes=", ".join(f"`{name}`" for name in meta["pipeline"]),
        encoder=f"`{encoder['name']}`",
        encoder_licence=encoder["licence"],
        window=facts["config"]["sizes"]["window"],
        storage="int8 ONNX, heads in fp16 safetensors" if encoder["quantize"] else "safetensors",
        megabytes=sum(f.stat().st_size for f in model.rglob("*") if f.is_file()) / 1e6,
        calls=facts["calls"],
        turns=f"{facts['turns']:,}",
        more="".join(
            [
                ADDED.format(**facts["added"]) if added else "",
                PUBLIC if facts["public"] else "",
                CONTINUED if facts["continued"] else "",
                AVERAGED.format(**facts) if "averaged" in facts else "",
            ]
        ),
        seen=MIXED if added else INVENTED,
        validation=classifier["about"]["calls"],
        scores=scores_table(quality),
        syntax=syntax_card,
    )
    (model / "README.md").write_text(text, encoding="utf-8")
    meta["performance"] = quality
    meta["license"] = "Apache-2.0; syntax and names CC BY-SA 4.0"
    (model / "meta.json").write_text(json.dumps(meta, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def syntax_part(folder: Path) -> str:
    """The syntax pipeline's own card, its headings one level lower, without its title.

    Of a pipeline that this script has written a card for, the part that is about the syntax.
    """
    text = (folder / "README.md").read_text(encoding="utf-8")
    if SYNTAX in text:
        return text.split(SYNTAX, 1)[1].strip()
    lines = text.splitlines()
    return "\n".join("#" + line if line.startswith("#") else line for line in lines[1:]).strip()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trained", type=Path, required=True)
    parser.add_argument("--quality", type=Path, required=True)
    parser.add_argument("--syntax", type=Path, required=True, help="the packaged syntax pipeline, for its card")
    parser.add_argument("--model", type=Path, required=True)
    args = parser.parse_args()
    read = json.loads(args.quality.read_text(encoding="utf-8"))
    write_card(args.trained, read, args.model, syntax_part(args.syntax))
