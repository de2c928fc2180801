"""Writes a project as JSON with a version, and reads what may be anybody's."""

from __future__ import annotations

import json
from pathlib import Path

from lossacc_gui import __version__
from lossacc_gui.language import say
from lossacc_gui.model.errors import BadProject
from lossacc_gui.project.asked import request_json, request_of
from lossacc_gui.project.checked import Checked
from lossacc_gui.project.looked import run_json, run_of, view_json, view_of
from lossacc_gui.project.parts import Project, WindowView
from lossacc_gui.project.places import path_in, place_of

VERSION = 1
"""Keys may be added within a version, never renamed or removed."""
LARGEST = 64 * 1024 * 1024
"""Bytes of a file that are read: a project is small."""


def written(project: Project, folder: Path) -> str:
    """The text of a project file that will lie in `folder`."""
    document = {
        "lossacc_project": VERSION,
        "written_by": f"lossacc {__version__}",
        "logs": [place_of(log, folder) for log in project.logs],
        "analysis": request_json(project.request, folder),
        "runs": [run_json(run, folder) for run in project.runs],
        "view": view_json(project.view, folder),
    }
    return json.dumps(document, indent=1, allow_nan=False) + "\n"


def read_project(path: Path) -> Project:
    """The project in a file; BadProject says what is wrong with it."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else "") or str(error)
        raise BadProject(say("{path} could not be read: {why}", path=path, why=why)) from error
    if len(content) > LARGEST:
        raise BadProject(say("{path} is too large for a project", path=path))
    try:
        return parsed(content.decode("utf-8"), path.parent)
    except BadProject as error:
        raise BadProject(say("{path} is no project that can be opened: {why}", path=path, why=error.said)) from error
    except UnicodeDecodeError as error:
        raise BadProject(say("{path} is no project that can be opened: it is no text", path=path)) from error


def parsed(text: str, folder: Path) -> Project:
    """The project that a text tells, which lies in `folder`; BadProject names the place that is wrong."""
    try:
        document = Checked(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise BadProject(say("it is no JSON")) from error
    version = document["lossacc_project"].whole(1, 10**6)
    if version > VERSION:
        raise BadProject(say("it was written by a newer lossacc"))
    request, notice = request_of(document["analysis"], folder)
    return Project(
        logs=tuple(path_in(one, folder) for one in document["logs"].list()),
        request=request,
        runs=tuple(run_of(one, folder) for one in document["runs"].list()),
        view=document["view"].maybe(lambda view: view_of(view, folder)) or WindowView(),
        notice=notice,
    )
