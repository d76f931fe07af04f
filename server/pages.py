"""The lesson room's pages: one built file tree, with index.html behind every address of a page."""

from __future__ import annotations

from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from server.hints import Hints

NOT_BUILT = (
    "Klangbro is running, but its web pages are not built yet.\n\n"
    "On the machine that runs it: make setup, then start it again.\n"
    "Native clients (klangbro join INVITE) work meanwhile.\n"
)
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


def default_web_root() -> Path:
    """Where the build of client/web leaves the pages."""
    return Path(__file__).parent.parent / "client" / "web" / "dist"


def is_built(web_root: Path) -> bool:
    """Tell whether there are pages to serve."""
    return (web_root / "index.html").is_file()


class Pages(StaticFiles):
    """Serve the built pages; a page's address (no dot in its last part) is index.html.

    Files under ``assets/`` have their content's hash in their name and never change; all others are asked
    for again each time, so that a new version of the server is a new version of the page.
    """

    def __init__(self, web_root: Path) -> None:
        super().__init__(directory=web_root, check_dir=False)
        self._web_root = web_root
        self._hints = Hints(web_root)

    async def check_config(self) -> None:
        """Leave a missing folder to `get_response`, which says what to do about it."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        if not is_built(self._web_root):
            return PlainTextResponse(NOT_BUILT, status_code=503, headers={"Retry-After": "60"})
        name = path
        if path in {".", ""} or "." not in path.rsplit("/", 1)[-1]:
            name = "index.html"
        if path == "api" or path.startswith("api/"):
            raise HTTPException(status_code=404)
        response = await super().get_response(name, scope)
        response.headers["Cache-Control"] = FOR_EVER if name.startswith("assets/") else ASK_AGAIN
        if name == "index.html":
            response.headers["Vary"] = "Accept-Language"
            languages = Headers(scope=scope).get("accept-language", "")
            if hint := self._hints.link(path, languages):
                response.headers["Link"] = hint
        return response
