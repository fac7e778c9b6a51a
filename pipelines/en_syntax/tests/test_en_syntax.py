"""The noise keeps trees whole, the readers say only what is annotated, and the whole workflow runs on little data."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import entities
import grammar
import noise
import prepare
import pytest
import spacy
import synthetic
from tokens import Sentence, Tok, join, to_doc

SCRIPTS = Path(prepare.__file__).parent


def quote() -> Sentence:
    """``I'll send the updated quote.`` with its tree."""
    rows = [
        ("I", False, "PRP", "I", 2, "nsubj"),
        ("'ll", True, "MD", "will", 2, "aux"),
        ("send", True, "VB", "send", 2, "ROOT"),
        ("the", True, "DT", "the", 5, "det"),
        ("updated", True, "VBN", "update", 5, "amod"),
        ("quote", False, "NN", "quote", 2, "obj"),
        (".", True, ".", ".", 2, "punct"),
    ]
    return [Tok(*row) for row in rows]


def crosses(tokens: Sentence) -> bool:
    arcs = [sorted((i, t.head)) for i, t in enumerate(tokens) if t.head != i]
    return any(a < c < b < d for a, b in arcs for c, d in arcs)


@pytest.mark.parametrize("seed", range(30))
def test_disfluencies_are_leaves_of_the_same_tree(seed: int) -> None:
    spoken = noise.disfluent(quote(), random.Random(seed), rate=0.5)
    assert not crosses(spoken)
    kept = [(t.text.lower(), t.dep, spoken[t.head].text) for t in spoken if t.dep not in {"discourse", "reparandum"}]
    for tok in quote():
        assert (tok.text.lower(), tok.dep, quote()[tok.head].text) in kept


def test_raw_text_has_no_case_and_no_punctuation() -> None:
    doc = to_doc(spacy.blank("en").vocab, noise.raw(join([quote(), quote()]), random.Random(0)))
    assert doc.text.strip() == "i'll send the updated quote i'll send the updated quote"
    assert [t.text for t in doc if t.dep_ == "ROOT"] == ["send", "send"]


def test_layers_nobody_annotated_are_missing() -> None:
    vocab = spacy.blank("en").vocab
    assert not to_doc(vocab, quote()).has_annotation("ENT_IOB")
    named = to_doc(vocab, [Tok("Ask", ent="O"), Tok("Priya", ent="B-PERSON"), Tok("Then")])
    assert not named.has_annotation("DEP")
    assert [t.ent_iob_ for t in named] == ["O", "B", ""]


def test_near_a_proper_noun_the_treebank_says_nothing() -> None:
    tokens = [replace(t, tag="NNP") if t.text == "quote" else t for t in quote()]
    assert [t.ent for t in prepare.not_names(tokens)] == ["O", "O", "O", "O", "", "", ""]


@pytest.mark.parametrize(
    ("surface", "label", "ours"),
    [
        ("David", "PERSON_ROLE", "PERSON"),
        ("Industrial Designer", "PERSON_ROLE", "O"),
        ("coach", "PERSON", "O"),
        ("Nokia", "ORGANIZATION", "ORG"),
        ("real reaction", "ORGANIZATION", ""),
        ("Milan", "LOCATION", "O"),
    ],
)
def test_ami_labels(surface: str, label: str, ours: str) -> None:
    assert entities._ami_label(surface, label) == ours


def test_spelled_letters_move_the_spans() -> None:
    text, spans = entities._spelled_out("The L_C_D_ and the I_B_M_ logo", [[19, 25, "ORGANIZATION"]])
    assert text == "The LCD and the IBM logo"
    assert [text[a:b] for a, b, _ in spans] == ["IBM"]


def test_templates_mark_their_names() -> None:
    rng, names = random.Random(1), synthetic.Names.load()
    tokens = synthetic.fill(spacy.blank("en"), "I'll ask {P} from {O}.", names, rng)
    assert [t.ent for t in tokens if t.ent[:2] == "B-"] == ["B-PERSON", "B-ORG"]
    assert tokens[0].ent == "O"


def test_every_pattern_is_one_tree_on_our_tokens() -> None:
    nlp, rng, patterns = spacy.blank("en"), random.Random(3), grammar.Grammar()
    for _ in range(500):
        tokens = patterns.sentence(rng)
        doc = to_doc(nlp.vocab, tokens)
        assert [t.text for t in nlp.make_doc(doc.text)] == [t.text for t in tokens]
        assert sum(t.dep_ == "ROOT" for t in doc) == 1
        assert not crosses(tokens)
        assert all(t.dep_ and t.tag_ and t.lemma_ for t in doc)


@pytest.mark.slow
@pytest.mark.skipif(not prepare.default_data().exists(), reason="the public corpora are not here")
def test_workflow_on_little_data(tmp_path: Path) -> None:
    def run(script: str, *options: str) -> None:
        subprocess.run([sys.executable, str(SCRIPTS / script), *options], check=True, cwd=tmp_path)

    corpus, training, model, scores = (str(tmp_path / n) for n in ("corpus", "training", "model", "scores.json"))
    run("prepare.py", "--small", "--out", corpus)
    run("train.py", "--small", "--corpus", corpus, "--out", training)
    run("package.py", "--trained", f"{training}/model-best", "--scores", scores, "--out", model)
    run("evaluate.py", "--model", model, "--corpus", corpus, "--out", scores)
    assert spacy.load(model)("I'll send it.").has_annotation("DEP")
    assert set(json.loads(Path(scores).read_text("utf8"))) >= {"ewt", "ewt_noised", "ami", "footprint"}


def test_the_shipped_pipeline_tells_no_paths_of_a_machine() -> None:
    shipped = Path(prepare.__file__).parents[3] / "models" / "en_closeplan"
    settings = (shipped / "config.cfg").read_text() + (shipped / "meta.json").read_text()
    assert 'train = "' not in settings
    assert str(shipped.parents[1]) not in settings
