from __future__ import annotations

import contextlib
import io
import zipfile
from typing import Any

import pytest
from docx_files import PICTURE, document, docx, paragraph, zipped
from hypothesis import given, settings
from hypothesis import strategies as st

from closeplan_nlp.errors import InputError
from closeplan_nlp.readers import docx_text as module
from closeplan_nlp.readers.decoding import decode
from closeplan_nlp.readers.docx_text import docx_text


def text_of(body: str) -> str:
    found = docx_text(zipped(document(body)))
    assert found is not None
    assert found.problems == ()
    return found.text


def test_paragraphs_are_blocks_and_breaks_are_lines() -> None:
    assert text_of(paragraph("Dana  0:03\nHello & hi") + paragraph("") + paragraph("Bob: <so>")) == (
        "Dana  0:03\nHello & hi\n\n\n\nBob: <so>"
    )


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t></w:r></w:p>", "a\tb-c"),
        ("<w:p><w:pPr><w:tabs><w:tab w:pos='1'/></w:tabs></w:pPr><w:r><w:t>a</w:t></w:r></w:p>", "a"),
        (
            "<w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p>",
            "new",
        ),
        ("<w:p><w:moveFrom><w:r><w:t>old</w:t></w:r></w:moveFrom><w:r><w:t>new</w:t></w:r></w:p>", "new"),
        (paragraph("Dana", before=PICTURE), "Dana"),
        ("<w:sdt><w:sdtContent>" + paragraph("in a field") + "</w:sdtContent></w:sdt>", "in a field"),
        (
            "<w:p><w:hyperlink><w:r><w:t>0:03</w:t></w:r></w:hyperlink><w:r><w:t> - Dana</w:t></w:r></w:p>",
            "0:03 - Dana",
        ),
        (
            "<w:tbl><w:tr><w:tc>" + paragraph("0:03") + "</w:tc><w:tc>" + paragraph("Dana") + "</w:tc></w:tr></w:tbl>",
            "0:03\tDana",
        ),
        (
            "<w:p><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
            "<mc:Choice><w:r><w:t>once</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>once</w:t></w:r></mc:Fallback>"
            "</mc:AlternateContent></w:p>",
            "once",
        ),
    ],
)
def test_what_counts_as_text(markup: str, text: str) -> None:
    assert text_of(markup) == text


def test_other_names_of_the_main_part() -> None:
    found = docx_text(zipped(document(paragraph("Dana")), "word/document2.xml"))
    assert found is not None
    assert found.text == "Dana"
    assert docx_text(zipped("<x/>", "xl/workbook.xml")) is None
    assert docx_text(b"PK\x03\x04....") is None


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE w:document [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w:document SYSTEM "http://127.0.0.1/x.dtd">',
        '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>',
    ],
)
def test_document_types_are_refused(declaration: str) -> None:
    xml = document("<w:p><w:r><w:t>hi</w:t></w:r></w:p>").replace("<w:document", f"{declaration}<w:document", 1)
    with pytest.raises(InputError, match="document type"):
        docx_text(zipped(xml))


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIMIT", 2 * 1024 * 1024)
    content = docx(["a" * 3_000_000])
    assert len(content) < 10_000
    with pytest.raises(InputError, match="unpacks to more than 2 MB"):
        docx_text(content)


def test_a_damaged_document_is_read_as_far_as_it_goes() -> None:
    whole = document("".join(paragraph(f"Dana: number {at}") for at in range(9)))
    found = docx_text(zipped(whole[: whole.index("number 5") + 8]))
    assert found is not None
    assert found.text.endswith("Dana: number 4\n\nDana: number 5")
    (problem,) = found.problems
    assert problem.place == "paragraph 5"
    assert "damaged" in problem.reason


def test_damage_inside_the_package(read: Any) -> None:
    content = bytearray(docx([f"Dana: number {at} {at * 7919}" for at in range(4000)]))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        middle = archive.getinfo("word/document.xml").header_offset + 9000
    content[middle : middle + 40] = b"\xff" * 40
    transcript = read("call.docx", bytes(content))
    assert transcript.turns[0].text == "number 0 0"
    assert any("damaged" in problem.reason for problem in transcript.problems)


def test_cut_off_and_encrypted_documents_say_so() -> None:
    content = docx(["Dana: hi"])
    with pytest.raises(InputError, match="damaged"):
        docx_text(content[:-30])
    locked = content.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
    with pytest.raises(InputError, match="cannot be unpacked"):
        docx_text(locked)


def test_a_document_is_text_for_every_reader(read: Any) -> None:
    assert decode(docx(["Dana: hi", "Bob: so"])) == decode(docx(["Dana: hi", "Bob: so"]))
    assert decode(docx(["Dana: hi"])).encoding == "docx"
    for name in ("call.docx", "call.txt", "call"):
        turns = read(name, docx(["Dana: hello", "Bob: hi", "Dana: so"])).turns
        assert [(turn.speaker, turn.text) for turn in turns] == [("Dana", "hello"), ("Bob", "hi"), ("Dana", "so")]


@settings(max_examples=100, deadline=None)
@given(at=st.integers(0, 2000), new=st.binary(max_size=4), cut=st.booleans())
def test_no_bytes_make_it_crash(at: int, new: bytes, cut: bool) -> None:
    content = docx(["Dana: hello there", "Bob: hi"])
    at %= len(content)
    content = content[:at] + new + (b"" if cut else content[at + len(new) :])
    with contextlib.suppress(InputError):
        docx_text(content)
