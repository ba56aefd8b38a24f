"""Ways in which a document may try to reach the network or the machine's files."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SVG_NAMES = (
    'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"'
)

# {at} is a listener on this machine, {file} a file that must stay private
VECTORS = {
    "picture": '<img src="{at}/picture">',
    "picture of a file": '<img src="{file}">',
    "style sheet": '<link rel="stylesheet" href="{at}/sheet">',
    "import": "<style>@import url({at}/import);</style>",
    "background": '<p style="background: url({at}/background)">x</p>',
    "page background": "<style>@page {{ background: url({at}/page) }}</style>",
    "font": "<style>@font-face {{ font-family: y; src: url({at}/font) }}</style><p>x</p>",
    "font of a file": "<style>@font-face {{ font-family: z; src: url({file}) }}</style><p>x</p>",
    "list mark": '<ul style="list-style-image: url({at}/mark)"><li>x</ul>',
    "generated content": "<style>p::before {{ content: url({at}/content) }}</style><p>x</p>",
    "border": '<p style="border: 9px solid; border-image-source: url({at}/border)">x</p>',
    "object": '<object data="{at}/object" type="image/png"></object>',
    "embedded": '<embed src="{at}/embed" type="image/png">',
    "picture in a drawing": f'<svg {SVG_NAMES}><image xlink:href="{{at}}/svg" width="9" height="9"/></svg>',
    "part of a drawing": f'<svg {SVG_NAMES}><use xlink:href="{{at}}/use.svg#a"/></svg>',
    "sheet of a drawing": f"<svg {SVG_NAMES}><style>@import url({{at}}/svg-sheet);</style></svg>",
    "drawing in the address": (
        "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
        "<image href='{at}/nested' width='9' height='9'/></svg>\">"
    ),
    "attachment": '<link rel="attachment" href="{at}/attachment">',
    "attached file": '<link rel="attachment" href="{file}">',
    "attachment by link": '<a rel="attachment" href="{file}">x</a>',
    "base": '<base href="{at}/base/"><img src="picture">',
    "old style background": '<body background="{at}/body">',
}
LINKS = (
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "file:///etc/hostname",
    "data:text/html,x",
    "vbscript:x",
    "ftp://host/x",
    "relative/path",
)


class Listener(socketserver.ThreadingTCPServer):
    """A server on the loopback address that counts who calls."""

    allow_reuse_address = True
    daemon_threads = True
    hits = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Caller(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        server: Any = self.server
        server.hits += 1
        self.request.recv(2048)
        self.request.sendall(b"HTTP/1.0 404 no\r\nContent-Length: 0\r\n\r\n")


@contextmanager
def listening() -> Iterator[Listener]:
    """A listener for the length of a block."""
    with Listener(("127.0.0.1", 0), _Caller) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
