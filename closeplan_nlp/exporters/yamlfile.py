"""The plan as YAML: the same content as the JSON, laid out for people who edit it by hand.

Unknown values are left empty (`due:`), as ruamel.yaml leaves them when it rewrites a file that a person changed.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import TYPE_CHECKING, Any

from closeplan_nlp.plan.yamltext import LOOKS_LIKE_ANOTHER_TYPE
from closeplan_nlp.types import ClosePlan

if TYPE_CHECKING:
    from ruamel.yaml import YAML

WIDTH = 100


def write_yaml(plan: ClosePlan, today: dt.date | None = None) -> str:
    """The plan as block-style YAML that reads back equal. `today` changes nothing here."""
    content = json.loads(plan.model_dump_json())
    stream = io.StringIO()
    _writer().dump(_lay_out(content), stream)
    return stream.getvalue()


def _writer() -> YAML:
    from ruamel.yaml import YAML

    writer = YAML()
    writer.width = WIDTH
    writer.indent(mapping=2, sequence=4, offset=2)
    return writer


def _lay_out(content: dict[str, Any]) -> Any:
    """The top level: a blank line before each section and between items."""
    from ruamel.yaml.comments import CommentedMap

    top: Any = CommentedMap((key, _styled(value)) for key, value in content.items())
    for key in list(top)[1:]:
        top.yaml_set_comment_before_after_key(key, before="\n")
    for position in range(1, len(top["items"])):
        top["items"].yaml_set_comment_before_after_key(position, before="\n")
    return top


def _styled(value: Any) -> Any:
    """The same value with a style on each string that needs one."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(value, dict):
        return CommentedMap((_styled(key), _styled(inner)) for key, inner in value.items())
    if isinstance(value, list):
        return CommentedSeq(_styled(inner) for inner in value)
    return _styled_text(value) if isinstance(value, str) else value


def _styled_text(text: str) -> str:
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    if LOOKS_LIKE_ANOTHER_TYPE.fullmatch(text) or not text.isprintable():
        quoted: str = DoubleQuotedScalarString(text)
        return quoted
    return text
