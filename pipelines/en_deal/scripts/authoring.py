"""Calls and annotations as people type them, to the JSON files that training reads.

    python scripts/authoring.py call en041.call.txt --out ../../data/training
    python scripts/authoring.py items en041.items.txt --calls ../../data/training
    python scripts/authoring.py show ../../data/training/en041.json
    python scripts/authoring.py check ../../data/training

A call is a header (`title: …`, `date: …`, one `person: NAME | SIDE | ROLE | LABEL` each, role and label may be left
out), an empty line, and one `SPEAKER: text` line per turn, where SPEAKER is what the recorder shows. Times are
estimated from the number of words. `show` prints a call with numbered turns for the annotator.

Annotations are blocks with an empty line between them: a line with the kind and `field=value` parts separated by ` | `,
a line `text: …`, and one `TURN ROLE: quote` line per piece of evidence, the quote word for word:

    customer_commitment | side=customer | owner=Dana Reyes | due=2026-03-06 | due_text=by Friday | status=agreed
    text: Send the SSO metadata
    40 ask: could you share your SSO metadata
    41 accept: Sure, by Friday

Fields that are left out are null; `sure=no` marks what a careful reader might leave out. Status `declined` or
`withdrawn` puts a block among the dropped ones. `check` reads a whole folder and prints every fault.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from closeplan_nlp.kinds import SIDES
from closeplan_nlp.training.annotations import DROPPED, FIELDS, faults
from closeplan_nlp.training.corpus import check_corpus

HEADER = ("id", "title", "date", "language", "seller_org", "customer_org", "style", "stage")
SECONDS_PER_WORD = 0.36
_EVIDENCE = re.compile(r"(\d+)\s+([a-z]+):\s*(.+)")


class AnnotationError(ValueError):
    """Something in a file that is not as it must be; the text names the place."""


def read_call(text: str) -> dict[str, Any]:
    """The transcript (contract 1) of a typed call. Raises AnnotationError."""
    head, _, body = text.strip().partition("\n\n")
    call: dict[str, Any] = {}
    people = []
    for number, line in enumerate(head.splitlines(), 1):
        key, colon, value = line.partition(":")
        if not colon or key.strip() not in (*HEADER, "person"):
            raise AnnotationError(f"line {number}: {line!r} is no header field")
        if key.strip() == "person":
            people.append(_person(value, number))
        else:
            call[key.strip()] = value.strip()
    turns, clock = [], 2.0
    for number, line in enumerate(body.splitlines(), 1):
        if not line.strip():
            continue
        speaker, colon, words = line.partition(":")
        if not colon or not words.strip():
            raise AnnotationError(f"line {number} of the turns: {line[:60]!r} is not SPEAKER: text")
        length = round(0.6 + SECONDS_PER_WORD * len(words.split()), 1)
        turns.append(
            {
                "speaker": speaker.strip(),
                "text": words.strip(),
                "start": round(clock, 1),
                "end": round(clock + length, 1),
            }
        )
        clock += length + 0.3
    return {key: call[key] for key in HEADER if key in call} | {"participants": people, "turns": turns}


def _person(value: str, number: int) -> dict[str, str]:
    parts = [part.strip() for part in value.split("|")]
    if len(parts) < 2 or parts[1] not in SIDES:
        raise AnnotationError(
            f"line {number}: a person is NAME | SIDE | ROLE | LABEL, the side one of {', '.join(SIDES)}"
        )
    return {key: part for key, part in zip(("name", "side", "role", "label"), parts, strict=False) if part}


def read_items(text: str, call: dict[str, Any]) -> dict[str, Any]:
    """Gold items of a typed annotation file.

    Raises AnnotationError for values outside the guide and for quotes that were not said.
    """
    result: dict[str, Any] = {"id": call["id"], "items": [], "dropped": []}
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in block.splitlines() if line.strip() and not line.startswith("#")]
        if lines:
            item = _item(lines, call)
            result["dropped" if item["status"] in DROPPED else "items"].append(item)
    return result


def _item(lines: list[str], call: dict[str, Any]) -> dict[str, Any]:
    kind, *parts = [part.strip() for part in lines[0].split(" | ")]
    values: dict[str, Any] = dict.fromkeys(FIELDS)
    for part in parts:
        key, equals, value = part.partition("=")
        if not equals or key.strip() not in FIELDS:
            raise AnnotationError(f"{lines[0][:70]!r}: {part!r} is no field")
        values[key.strip()] = value.strip() or None
    texts = [line[5:].strip() for line in lines[1:] if line.startswith("text:")]
    evidence = []
    for line in (line for line in lines[1:] if not line.startswith("text:")):
        found = _EVIDENCE.fullmatch(line)
        if not found:
            raise AnnotationError(f"{lines[0][:70]!r}: {line[:60]!r} is not TURN ROLE: quote")
        evidence.append({"turn": int(found[1]), "role": found[2], "quote": found[3].strip()})
    evidence.sort(key=lambda proof: proof["turn"])
    turns = sorted({proof["turn"] for proof in evidence})
    item = {"kind": kind, "text": texts[0] if texts else "", "turns": turns} | values
    item["sure"] = values["sure"] != "no"
    item["evidence"] = evidence
    for fault in faults(item, [turn["text"] for turn in call["turns"]], dropped=item["status"] in DROPPED):
        raise AnnotationError(f"{kind} {item['text'][:50]!r}: {fault}")
    return item


def check(folder: Path) -> list[str]:
    """Faults of all annotated calls of a folder, and of its `split.json`."""
    corpus = check_corpus(folder, complete=True)
    lines = [str(problem) for problem in corpus.problems]
    split = json.loads((folder / "split.json").read_text(encoding="utf-8"))
    listed = [name for part in split.values() for name in part]
    lines += [f"{name}: in two splits" for name in corpus.names if listed.count(name) > 1]
    lines += [f"{name}: in no split" for name in corpus.names if name not in listed]
    lines += [f"{name}: in the split but not in the folder" for name in sorted(set(listed) - set(corpus.names))]
    return lines


def _write(path: Path, data: dict[str, Any]) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{path.name}: {len(data.get('turns', data.get('items', [])))} {'turns' if 'turns' in data else 'items'}")


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    call = commands.add_parser("call")
    call.add_argument("file", type=Path)
    call.add_argument("--out", type=Path, required=True)
    items = commands.add_parser("items")
    items.add_argument("file", type=Path)
    items.add_argument("--calls", type=Path, required=True)
    commands.add_parser("show").add_argument("file", type=Path)
    commands.add_parser("check").add_argument("folder", type=Path)
    args = parser.parse_args()
    if args.command == "check":
        lines = check(args.folder)
        print("\n".join(lines) or "no faults")
        return bool(lines)
    text = args.file.read_text(encoding="utf-8")
    try:
        if args.command == "call":
            made = read_call(text)
            _write(args.out / f"{made['id']}.json", made)
        elif args.command == "items":
            name = args.file.name.split(".")[0]
            gold = read_items(text, json.loads((args.calls / f"{name}.json").read_text(encoding="utf-8")))
            _write(args.calls / f"{name}.items.json", gold)
        else:
            made = json.loads(text)
            print(json.dumps({k: v for k, v in made.items() if k != "turns"}, ensure_ascii=False, indent=1))
            print("\n".join(f"{n} {turn.get('speaker')}: {turn['text']}" for n, turn in enumerate(made["turns"])))
    except (AnnotationError, KeyError) as error:
        print(f"{args.file}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
