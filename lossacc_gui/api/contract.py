"""The JSON Schema of what `lossacc analyze --json` and `Result.to_dict` give."""

from __future__ import annotations

import json
from typing import Any

from lossacc_gui.resource import resource


def schema() -> dict[str, Any]:
    """The schema (draft-07) as a dictionary, a new one each time."""
    return dict(json.loads(schema_text()))


def schema_text() -> str:
    """The schema as it stands in the package."""
    return resource("analysis.schema.json").read_text(encoding="utf-8")
