"""Goes the way to a server stage by stage, and tells where it ends. Light to import: see Probe."""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from app.adapters.openai.connector import computer_fault, usable_base_url, usable_key
from app.adapters.openai.daemon_thread import in_daemon_thread
from app.domain.connection_check import Finding, Stage, Verdict
from app.domain.network import Network
from app.domain.problem import Problem, TurnError
from app.domain.provider import Provider


async def check_connection(provider: Provider, network: Network, key: str) -> AsyncGenerator[Finding]:
    """A finding for each stage as soon as it is over; the first failure is the last.

    Each stage has a time-out. The server is asked for its models alone, which costs nothing. Closing the
    generator ends it at once.
    """
    begun = time.monotonic()
    try:
        base_url = usable_base_url(provider.base_url)
    except TurnError as error:
        yield failed(Stage.NAME, error.problem, begun)
        return
    try:
        key = usable_key(key)
    except TurnError as error:
        yield failed(Stage.KEY, error.problem, begun)
        return

    def load() -> Callable[[], AsyncGenerator[Finding]]:
        from app.adapters.openai.probe import Probe

        return Probe(base_url, provider.model, network, key).findings

    try:
        findings = await in_daemon_thread(load)
    except TurnError as error:
        yield failed(Stage.CONNECTION, error.problem, begun)
        return
    except (ImportError, ValueError, OSError) as error:
        yield failed(Stage.CONNECTION, computer_fault(error, key), begun)
        return
    async with aclosing(findings()) as stages:
        async for finding in stages:
            yield finding


def failed(stage: Stage, problem: Problem, begun: float) -> Finding:
    """`begun`: of time.monotonic()."""
    sentence = f"{problem.title} {problem.remedy}".strip()
    return Finding(stage, Verdict.FAILED, sentence, 1000 * (time.monotonic() - begun), problem.detail)
