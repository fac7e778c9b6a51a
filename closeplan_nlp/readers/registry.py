"""The formats that are read, one line each; on equal scores the first one wins."""

from __future__ import annotations

from closeplan_nlp.readers import (
    audacity,
    google_meet,
    json_formats,
    our_json,
    own_files,
    plain_text,
    podcast_html,
    sbv,
    srt,
    tables,
    text_exports,
    vcon,
    vtt,
    vtt_products,
)
from closeplan_nlp.readers.reader import Reader

READERS: dict[str, Reader] = {
    reader.name: reader
    for reader in (
        our_json.READER,
        own_files.VTT,
        own_files.TEXT,
        vtt.READER,
        *(each.reader() for each in vtt_products.PRODUCTS),
        srt.READER,
        sbv.READER,
        tables.READER,
        audacity.READER,
        podcast_html.READER,
        plain_text.READER,
        google_meet.READER,
        *(each.reader() for each in text_exports.FORMATS),
        *(each.reader() for each in (*json_formats.PLAIN_FORMATS, *vcon.FORMATS)),
    )
}
