"""A minimal Debian in a folder, entered in namespaces of its own: a machine that knows nothing of us."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BASES = Path("/tmp/rivulet-roots")
"""Made once, and kept: each takes a minute. `/tmp/rivulet-roots/SUITE` is never changed by a test."""
NEEDED = ("debootstrap", "unshare", "chroot")
USER, HOME, RUNTIME = "ada", "/home/ada", "/run/user/1000"

ENTER = """
set -e
root=$1; shift
mount --make-rprivate /
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mkdir -p "$root/tmp/.X11-unix" && mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
mount --bind "$packages" "$root/var/cache/apt/archives"
exec chroot "$root" "$@"
"""
"""Within a mount and a process namespace: all of it is gone with the command."""


class DebianRoot:
    """One that a test may change. The network, and the screens, are those of the machine around it."""

    def __init__(self, folder: Path, suite: str) -> None:
        self.folder = folder
        self.suite = suite

    def path(self, inside: str) -> Path:
        """Where a file of it lies for us."""
        return self.folder / inside.lstrip("/")

    def command(self, *words: str, user: str = "root", **environment: str) -> list[str]:
        """What runs a program in it: alone, and with nothing of our own environment."""
        is_root = user == "root"
        variables = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root" if is_root else HOME,
            "LANG": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
            **({} if is_root else {"XDG_RUNTIME_DIR": RUNTIME}),
            **environment,
        }
        become = ["setpriv", "--reuid=1000", "--regid=1000", "--clear-groups", "--pdeathsig=KILL"]
        return [
            *("env", f"packages={BASES / 'packages' / self.suite}"),
            *("unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", ENTER, "enter"),
            *(str(self.folder), "env", "-i", *(f"{name}={value}" for name, value in variables.items())),
            *("sh", "-c", 'cd "$HOME" && exec "$@"', "run", *([] if is_root else become), *words),
        ]

    def run(
        self, *words: str, user: str = "root", given: str = "", timeout: float = 300, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Runs a program to its end, with `given` on its standard input."""
        return subprocess.run(
            self.command(*words, user=user, **environment),
            input=given,
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def do(self, *words: str, **details: str) -> str:
        """What it prints. The test fails where it fails."""
        done = self.run(*words, **details)
        assert done.returncode == 0, f"{' '.join(words)}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout

    def install(self, *packages: Path | str) -> str:
        """By apt, with what they need and no more."""
        names = []
        for package in packages:
            if isinstance(package, Path):
                shutil.copy(package, self.path("/root") / package.name)
                names.append(f"/root/{package.name}")
            else:
                names.append(package)
        return self.apt("install", "--no-install-recommends", *names)

    def apt(self, *words: str) -> str:
        """What apt-get says. It waits for another root's, which has the same store of packages."""
        return self.do("flock", "/var/cache/apt/archives/in-use", "apt-get", "--yes", "--quiet", *words)

    def packages(self) -> set[str]:
        """What is installed."""
        told = self.do("dpkg-query", "--show", "--showformat=${Package} ${db:Status-Abbrev}\n")
        return {line.split()[0] for line in told.splitlines() if line.split()[1].startswith("i")}

    def files(self) -> set[str]:
        """All that lies in it, but for what is no file of it: devices, processes and the like."""
        skipped = {self.path(name) for name in ("/dev", "/proc", "/sys", "/tmp", "/run", "/root")}
        found: set[str] = set()
        for place, folders, names in os.walk(self.folder):
            folders[:] = [name for name in folders if Path(place, name) not in skipped]
            found.update(os.path.relpath(Path(place, name), self.folder) for name in (*folders, *names))
        return found


@contextmanager
def debian_root(folder: Path, suite: str) -> Iterator[DebianRoot]:
    """A copy of a suite's base below an empty folder, with a user in it. Removed afterwards."""
    base = _base(suite)
    root = folder / suite
    subprocess.run(["cp", "-a", "--reflink=auto", str(base), str(root)], check=True)
    try:
        yield DebianRoot(root, suite)
    finally:
        subprocess.run(["rm", "-rf", "--one-file-system", str(root)], check=True)


def _base(suite: str) -> Path:
    base = BASES / suite
    (BASES / "packages" / suite / "partial").mkdir(parents=True, exist_ok=True)
    if not (base / "ready").exists():
        shutil.rmtree(base, ignore_errors=True)
        made = DebianRoot(base, suite)
        _quietly("debootstrap", "--variant=minbase", suite, str(base), "http://deb.debian.org/debian")
        shutil.copy("/etc/resolv.conf", base / "etc/resolv.conf")
        made.do("useradd", "--create-home", "--uid", "1000", USER)
        runtime = made.path(RUNTIME)
        runtime.mkdir(parents=True, mode=0o700)
        os.chown(runtime, 1000, 1000)
        (base / "ready").touch()
    _quietly(*DebianRoot(base, suite).command("apt-get", "update"))
    return base


def _quietly(*command: str) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 0, f"{command[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
