"""What is loaded before anybody asks for an answer, and that what is left out then is there later."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.wire.certificate import certificate
from tests.wire.server import WireServer

_TOLD = "; import linecache, colorsys; print(colorsys.__file__ in linecache.cache)"
_LOAD = "from app.boot.loading import load_asyncio, load_qt; load_asyncio(); load_qt(); "


def _says(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("load", "is_read"),
    [
        pytest.param(f"{_LOAD}import PySide6.QtGui", "False", id="ours"),
        # Where this fails, the workaround in app/boot/loading.py has had its day.
        pytest.param("import PySide6.QtGui", "True", id="without the workaround"),
    ],
)
def test_the_source_of_a_module_is_not_read_and_kept(load: str, is_read: str) -> None:
    assert _says(load + _TOLD) == is_read


def test_a_program_at_rest_has_loaded_nothing_that_only_an_answer_needs() -> None:
    heavy = (
        "openai httpx2 pydantic anyio keyring ssl _hashlib h11 pygments ziamath markdown_it.main "
        "app.ui.transcript.view app.ui.settings_dialog app.services.updates app.adapters.releases"
    )
    loaded = (
        f"import sys, app.boot.desktop, app.boot.session; print(*set(sys.modules) & set('{heavy}'.split()))"
    )
    assert _says(_LOAD + loaded) == ""


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are Qt's there")
def test_qt_is_loaded_without_its_network() -> None:
    assert _says(f"{_LOAD}import sys, app.boot.session; print('PySide6.QtNetwork' in sys.modules)") == "False"


def test_servers_are_reached_by_tls_all_the_same(tmp_path: Path) -> None:
    ask = """
import asyncio
from app.adapters.openai.connector import OpenAIConnector
from app.domain.problem import TurnError
from app.domain.provider import Provider
async def ask(url):
    backend = await OpenAIConnector().connect(Provider("p", url, "m"), "")
    try:
        await backend.models()
    except TurnError as error:
        print(error.problem.title)
    finally:
        await backend.close()
"""
    with WireServer(certificate(tmp_path / "server.pem", "api.example", 9)) as server:
        said = _says(f"{_LOAD}{ask}asyncio.run(ask('{server.base_url}'))")
    assert "certificate" in said
