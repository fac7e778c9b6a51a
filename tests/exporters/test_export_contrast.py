"""WCAG AA: the contrast of every pair of colours that the page puts on each other, in both schemes and on paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[2] / "closeplan_nlp" / "exporters" / "templates" / "page.css").read_text(
    encoding="utf-8"
)
TEXTS = ("ink", "soft", "customer", "seller", "both", "late", "good", "warn")
SIGNS = ("edge", "focus", "customer", "seller", "both", "late")
GROUNDS = ("paper", "panel")


def colours(text: str) -> dict[str, str]:
    """The colours that a part of the style sheet declares; the last one counts."""
    return {name: _six(value) for name, value in re.findall(r"--([a-z]+): #([0-9a-f]{3,6})\b", text)}


def _six(value: str) -> str:
    return value if len(value) == 6 else "".join(2 * letter for letter in value)


LIGHT = colours(re.search(r":root \{\n  color-scheme: light;(.*?)\}", CSS, re.DOTALL)[1])  # type: ignore[index]
DARK = colours(re.search(r"macro dark\(\) %\}(.*?)\{%", CSS, re.DOTALL)[1])  # type: ignore[index]
PAPER = LIGHT | colours(CSS[CSS.index("@media print") :])
SCHEMES = {"light": LIGHT, "dark": DARK, "paper": PAPER}


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula() -> None:
    assert contrast("ffffff", "000000") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_can_be_read(scheme: str, ground: str, text: str) -> None:
    assert contrast(SCHEMES[scheme][text], SCHEMES[scheme][ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("sign", SIGNS)
def test_borders_marks_and_focus_can_be_seen(scheme: str, ground: str, sign: str) -> None:
    assert contrast(SCHEMES[scheme][sign], SCHEMES[scheme][ground]) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
def test_signs_within_marks_can_be_seen(scheme: str) -> None:
    for sign in ("late", "customer", "seller", "both", "ink"):
        assert contrast(SCHEMES[scheme]["paper"], SCHEMES[scheme][sign]) >= 3


def test_every_colour_is_one_of_the_palette() -> None:
    rules = re.sub(r"--[a-z]+: #[0-9a-f]{3,6};", "", CSS)
    assert not re.search(r"#[0-9a-f]{3,6}\b(?=[;, )])|rgba?\(|hsl", rules)
    assert set(LIGHT) == set(DARK)
    used = set(re.findall(r"var\(--([a-z]+)\)", CSS)) - {"serif", "sans", "row", "names"}
    assert used <= set(LIGHT)
