"""The wheel: complete, the same each time, and the same program by pip, pipx and uv."""

import email
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import app

ROOT = Path(__file__).parents[2]
QUESTION = "How do I change the model?"

pytestmark = pytest.mark.packaging


@pytest.fixture(scope="module")
def wheel():
    command = [sys.executable, ROOT / "packaging" / "build.py", "wheel"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Path(done.stdout.strip())


@pytest.fixture(scope="module")
def contents(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def metadata(contents):
    (name,) = (name for name in contents if name.endswith(".dist-info/METADATA"))
    return email.message_from_bytes(contents[name])


def test_it_holds_the_program_its_resources_and_nothing_else(contents):
    committed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "app", "resources"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    wanted = {f"app/{path}" if path.startswith("resources/") else path for path in committed}
    found = {name for name in contents if ".dist-info/" not in name}
    assert found == wanted
    assert "app/resources/rivulet.svg" in found
    assert f"rivulet-{app.__version__}.dist-info/licenses/LICENSE" in contents


def test_it_says_where_the_program_comes_from(contents):
    said = metadata(contents)
    assert said["Version"] == app.__version__
    assert said["Summary"] == app.SUMMARY
    assert f"Homepage, {app.HOMEPAGE}" in said.get_all("Project-URL")
    assert said["License-Expression"] == "MIT"
    assert "Programming Language :: Python :: 3.13" in said.get_all("Classifier")


def test_the_page_of_an_index_leads_to_files_of_this_version(contents):
    page = metadata(contents).get_payload()
    links = re.findall(r"]\(([^)]+)\)", page)
    assert all(re.match("https://|#", link) for link in links)
    ours = [link for link in links if re.match(f"{app.HOMEPAGE}/(raw|blob)/", link)]
    assert any(link.endswith(".png") for link in ours)
    for link in ours:
        tag, _, path = link.removeprefix(f"{app.HOMEPAGE}/").partition("/")[2].partition("/")
        assert (tag, (ROOT / path).is_file()) == (f"v{app.__version__}", True)


def test_another_checkout_gives_the_same_bytes(wheel, tmp_path):
    """Made by a wary user, elsewhere, from the archive of the sources."""
    sources = wheel.with_name(f"rivulet-{app.__version__}.tar.gz")
    with tarfile.open(sources) as archive:
        archive.extractall(tmp_path, filter="data")
    (checkout,) = tmp_path.iterdir()
    for path in checkout.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    epoch = subprocess.run(
        [sys.executable, "-c", "import project; print(project.source_date_epoch())"],
        cwd=ROOT / "packaging",
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    subprocess.run(
        [build_python(), "-c", "import wheel; wheel.build()"],
        env={**os.environ, "SOURCE_DATE_EPOCH": epoch, "PYTHONPATH": str(checkout / "packaging")},
        check=True,
    )
    for made in (wheel, sources):
        assert (checkout / "dist" / made.name).read_bytes() == made.read_bytes()


def build_python():
    """The environment that packages are built in, which the first build has made."""
    return max((ROOT / ".venv").glob("build-3.*/bin/python"), key=lambda path: path.stat().st_mtime)


class Home:
    """A user's, with nothing of Python's in it."""

    def __init__(self, folder, installers):
        self.folder, self.programs = folder, folder / "bin"
        self.installers = installers
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "XDG_"))},
            "HOME": str(folder),
            "PIP_CACHE_DIR": str(Path("~/.cache/pip").expanduser()),
            "UV_CACHE_DIR": str(Path("~/.cache/uv").expanduser()),
            "PIPX_HOME": str(folder / "environments"),
            "PIPX_BIN_DIR": str(self.programs),
            "UV_TOOL_DIR": str(folder / "environments"),
            "UV_TOOL_BIN_DIR": str(self.programs),
            "QT_QPA_PLATFORM": "offscreen",
        }

    def run(self, program, *arguments):
        command = [program, *map(str, arguments)]
        done = subprocess.run(
            command, env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def install(self, way, wheel):
        match way:
            case "pip":
                self.run(sys.executable, "-m", "venv", self.folder)
                self.run(self.programs / "pip", "install", wheel)
            case "pipx":
                self.run(self.installers / "pipx", "install", "--python", sys.executable, wheel)
            case "uv":
                self.run(self.installers / "uv", "tool", "install", "--python", sys.executable, wheel)

    def remove(self, way):
        match way:
            case "pip":
                self.run(self.programs / "pip", "uninstall", "--yes", "rivulet")
            case "pipx":
                self.run(self.installers / "pipx", "uninstall", "rivulet")
            case "uv":
                self.run(self.installers / "uv", "tool", "uninstall", "rivulet")


@pytest.mark.parametrize("way", ["pip", "pipx", "uv"])
def test_each_installer_gives_the_same_program_and_takes_it_away(way, wheel, installers, tmp_path):
    home = Home(tmp_path, installers)
    home.install(way, wheel)
    program = home.programs / "rivulet"
    assert home.run(program, "--version") == f"Rivulet {app.__version__}\n"
    assert "model" in home.run(program, "ask", "--offline", QUESTION).lower()
    home.run(program, "--self-test")
    home.remove(way)
    assert not program.exists()
    assert not any(path.name == "resources" for path in tmp_path.rglob("app/*"))
    shutil.rmtree(tmp_path)
