"""What tells apart two analyses of the same log: the program itself, and what it was asked for."""

from __future__ import annotations

from pathlib import Path

import lossacc_gui
from lossacc_gui.model.request import Request
from lossacc_gui.resource import resource
from lossacc_gui.triage.places import Places, digest_of


def program() -> str:
    """The program's version with the state of its files: a checkout changes while its number stays the same."""
    places = Places.under([Path(lossacc_gui.__file__).parent, resource()])
    files = (f"{name}\0{stamp[:2]}" for name, stamp in sorted(places.stamps.items()) if not name.endswith(".pyc"))
    return digest_of([lossacc_gui.__version__, *files])


def asked(request: Request) -> str:
    """The request by its content; its causes have been read."""
    return digest_of([repr(request)])
