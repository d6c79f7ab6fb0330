"""`rivulet demo-server`: the Guide alone, for any OpenAI client."""

import asyncio

from app.adapters.guide.server import GuideServer
from app.boot import resources
from app.boot.terminal.stdout import put

_TEXT = """{url}

It speaks Chat Completions and the Responses API, and has a moderation check:

curl -N {url}/chat/completions -H 'Content-Type: application/json' \\
  -d '{{"model": "guide", "stream": true, "messages": [{{"role": "user", "content": "/demo markdown"}}]}}'

curl -N {url}/responses -H 'Content-Type: application/json' \\
  -d '{{"model": "guide", "stream": true, "background": true, "input": "/demo background"}}'

curl {url}/moderations -H 'Content-Type: application/json' -d '{{"input": "/demo moderation"}}'

Answers are kept in memory for an hour; those in the background go on when their clients go.
Ctrl+C ends it.
"""


async def serve_guide(port: int) -> None:
    """Serves until it is cancelled. Raises EnvironmentFault if the port cannot be had."""
    server = GuideServer(resources.manual())
    url = server.start(port)
    try:
        put(_TEXT.format(url=url).encode())
        await asyncio.Event().wait()
    finally:
        server.stop()
