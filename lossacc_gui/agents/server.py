"""The server with its tools; the only file that knows the protocol's SDK, which is an extra."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from lossacc_gui import __version__
from lossacc_gui.agents import tools
from lossacc_gui.model.errors import LossaccError, UnreadableLog

Asked = ParamSpec("Asked")
Told = TypeVar("Told")

INSTRUCTIONS = """
lossacc reads logs of training runs (TensorBoard, CSV, Keras, Hugging Face, printed output and many more), relates loss
to accuracy and explains where they disagree. Begin with `analyze` for one run, with `triage` for a folder. A state is
problem, watch, fine, undetermined or too_short; a cause is a guess from curves, with evidence for and against, unless
predictions settled it.
""".strip()


def server() -> MCPServer:
    """A server that offers every tool of `tools`."""
    made = MCPServer("lossacc", instructions=INSTRUCTIONS, version=__version__)
    for tool in (tools.analyze, tools.explain, tools.export, tools.triage):
        made.add_tool(_telling(tool))
    return made


def _telling(tool: Callable[Asked, Awaitable[Told]]) -> Callable[Asked, Awaitable[Told]]:
    """The tool with what it has to say against a call as the protocol's own error: the SDK hides all others."""

    @wraps(tool)
    async def call(*asked: Asked.args, **named: Asked.kwargs) -> Told:
        try:
            return await tool(*asked, **named)
        except UnreadableLog as error:
            raise ToolError(f"{error.path}: {error.sentence}") from error
        except LossaccError as error:
            raise ToolError(str(error)) from error

    return call
