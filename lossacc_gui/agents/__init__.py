"""The analysis as tools for agents, by the Model Context Protocol."""

from __future__ import annotations

from lossacc_gui.language import say
from lossacc_gui.model.errors import BadOption


def serve() -> None:
    """Serve on standard input and output until the client goes; BadOption where the SDK is not installed."""
    try:
        from lossacc_gui.agents.server import server
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise BadOption(say('`lossacc mcp` needs the SDK of the protocol: pip install "lossacc[mcp]"')) from error
    server().run("stdio")
