"""Make the pipeline to ship out of the best checkpoint: the facts and the model card written in."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import spacy
from evaluate import table
from spacy.language import Language

PROJECT = Path(__file__).resolve().parent.parent
ASSETS = PROJECT / "assets"
NAME, VERSION, LICENCE = "closeplan_syntax", "0.1.0", "CC BY-SA 4.0"
SOURCES = [
    ("UD English EWT, train", "https://github.com/UniversalDependencies/UD_English-EWT", "CC BY-SA 4.0"),
    ("Universal NER, English EWT, test part", "https://www.universalner.org/", "CC BY-SA 4.0"),
    ("AMI Meeting Corpus, named entities, train", "https://groups.inf.ed.ac.uk/ami/corpus/", "CC BY 4.0"),
    ("Earnings-21 (silver entities)", "https://github.com/revdotcom/speech-datasets", "CC BY-SA 4.0"),
    ("Sentences from this project's own templates and name lists", "", "as the project"),
]


def describe(nlp: Language, scores: dict[str, Any]) -> None:
    """Write name, version, licence, sources and scores into the pipeline's meta data."""
    nlp.meta.update(
        name=NAME,
        version=VERSION,
        license=LICENCE,
        description="Small English syntax and names for spoken and written sales talk: tags, dependencies, lemmas, "
        "persons and organisations; reads recogniser output without case and punctuation too.",
        author="closeplan-nlp",
        url="",
        email="",
        sources=[{"name": name, "url": url, "license": licence} for name, url, licence in SOURCES],
        performance=scores,
    )


def model_card(nlp: Language, scores: dict[str, dict[str, float]]) -> str:
    """The text of the card that travels with the pipeline."""
    return (
        (ASSETS / "model_card.md")
        .read_text("utf8")
        .format(
            name=NAME,
            version=VERSION,
            licence=LICENCE,
            pipes=", ".join(f"`{name}`" for name in nlp.pipe_names),
            sources="\n".join(f"- {name} {url} ({licence})" for name, url, licence in SOURCES),
            scores=table({k: v for k, v in scores.items() if k != "footprint"}) if scores else "Not measured yet.",
            footprint=", ".join(f"{k} {v}" for k, v in scores.get("footprint", {}).items()) or "not measured yet",
        )
    )


def package(trained: Path, out: Path, scores: dict[str, Any]) -> None:
    """Write the finished pipeline to ``out``, replacing what is there."""
    nlp = spacy.load(trained)
    nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])  # where the corpora lay is nobody's business
    describe(nlp, scores)
    shutil.rmtree(out, ignore_errors=True)
    nlp.to_disk(out)
    (out / "README.md").write_text(model_card(nlp, scores), "utf8")
    size = sum(f.stat().st_size for f in out.rglob("*") if f.is_file())
    print(f"{out}: {size / 1e6:.1f} MB, {nlp.pipe_names}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trained", type=Path, default=PROJECT / "build" / "training" / "model-best")
    parser.add_argument("--scores", type=Path, default=PROJECT / "build" / "scores.json", help="from evaluate.py")
    parser.add_argument("--out", type=Path, default=PROJECT / "build" / "en_syntax")
    args = parser.parse_args()
    scores = json.loads(args.scores.read_text("utf8")) if args.scores.exists() else {}
    package(args.trained, args.out, scores)


if __name__ == "__main__":
    main()
