"""The least server there is over HTTP: the bare SDK, one tool, uvicorn with h11."""

import sys

import uvicorn
from mcp.server import Server

from .one_tool import call_tool, list_tools


def main() -> None:
    server = Server("one", version="1", on_list_tools=list_tools, on_call_tool=call_tool)
    uvicorn.run(server.streamable_http_app(), port=int(sys.argv[1]), http="h11", log_level="warning")


if __name__ == "__main__":
    main()
