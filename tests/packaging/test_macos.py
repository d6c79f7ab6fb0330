"""What macOS is told of the program, and the commands that sign and pack it, run by stand-ins."""

import base64
import platform
import plistlib
import sys
from pathlib import Path

import project
import pytest
from macos import dmg, info, signing
from system_parts import SetupError

ROOT = Path(__file__).parents[2]

WHEEL = "Wheel-Version: 1.0\nRoot-Is-Purelib: {}\n{}\n"
PURE = WHEEL.format("true", "Tag: py3-none-any")
PYSIDE = WHEEL.format("false", "Tag: cp310-abi3-macosx_14_0_universal2")
TWO_IN_ONE = WHEEL.format("false", "Tag: cp313-cp313-macosx_10_9_x86_64\nTag: cp313-cp313-macosx_11_0_arm64")


def test_the_info_goes_into_a_plist_and_back():
    told = info.info_plist()
    assert plistlib.loads(plistlib.dumps(told)) == told
    assert told["CFBundleIdentifier"] == project.APPLICATION_ID
    assert told["CFBundleShortVersionString"] == project.VERSION.partition("rc")[0]
    assert told["CFBundleExecutable"] == project.NAME
    assert told["NSHighResolutionCapable"] is True
    assert told["NSHumanReadableCopyright"] in (ROOT / "LICENSE").read_text("utf-8")
    assert not {"LSUIElement", "LSBackgroundOnly", "NSMicrophoneUsageDescription"} & told.keys()


@pytest.mark.parametrize(
    ("version", "shown", "build"),
    [
        ("0.1.0", "0.1.0", "0.1.0"),
        ("1.2.0a3", "1.2.0", "1.2.0a3"),
        ("1.2.0b1", "1.2.0", "1.2.0b1"),
        ("1.2.0rc1", "1.2.0", "1.2.0fc1"),
    ],
)
def test_versions_have_apples_form(version, shown, build):
    assert info.bundle_versions(version) == (shown, build)


@pytest.mark.parametrize("version", ["1.2", "1.2.0.dev1", "1.2.0.post1", "1.2.0+local", "1.2.0rc256"])
def test_a_version_without_such_a_form_is_refused(version):
    with pytest.raises(ValueError, match=version.replace("+", r"\+")):
        info.bundle_versions(version)


def test_the_newest_need_decides_which_macos_is_old_enough():
    assert info.newest_of([PURE], "10.13", "arm64") == "10.13"
    assert info.newest_of([PURE, PYSIDE, TWO_IN_ONE], "10.13", "arm64") == "14.0"
    assert info.newest_of([PYSIDE], "15.0", "x86_64") == "15.0"
    assert info.newest_of([TWO_IN_ONE], "10.9", "x86_64") == "10.9"
    assert info.newest_of([TWO_IN_ONE], "10.9", "arm64") == "11.0"


def test_the_entitlements_are_one():
    allowed = plistlib.loads((ROOT / "packaging/macos/entitlements.plist").read_bytes())
    assert allowed == {"com.apple.security.cs.allow-unsigned-executable-memory": True}


STAND_IN = """#!/bin/sh
name=${0##*/}
IFS='|'
echo "$name|$*" >> LOG
if [ -e "FOLDER/fails-$name" ]; then echo "first"; echo "$name is busy" >&2; exit 1; fi
for word; do
  case "$word" in *.plist) /bin/cat "$word" > "FOLDER/entitlements" ;; esac
done
case "$name $1" in
  "security list-keychains") echo '    "/Users/me/login.keychain-db"' ;;
  "xcrun notarytool") if [ "$2" = submit ]; then echo '{"id": "7-7", "status": "STATUS"}'; fi ;;
  "hdiutil create") eval "image=\\${$#}"; : > "$image" ;;
esac
"""


class Mac:
    """A macOS with nothing on its PATH but stand-ins that write their arguments down."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self._monkeypatch = folder, monkeypatch
        self.has_status("Accepted")
        monkeypatch.setenv("PATH", str(folder))
        for name in (*signing.CERTIFICATE, "NOTARY_KEY", "NOTARY_KEY_ID", "NOTARY_ISSUER"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(dmg, "DIST", folder / "dist")
        monkeypatch.setattr(dmg, "PAUSE", 0.0)

    def has_status(self, status: str) -> None:
        text = STAND_IN.replace("LOG", str(self.folder / "log")).replace("FOLDER", str(self.folder))
        text = text.replace("STATUS", status)
        for name in ("codesign", "ditto", "hdiutil", "security", "spctl", "xcrun"):
            (self.folder / name).write_text(text)
            (self.folder / name).chmod(0o755)

    def fails(self, name: str) -> None:
        (self.folder / f"fails-{name}").touch()

    def has_secrets(self) -> None:
        certificate = base64.b64encode(b"a certificate").decode()
        self._monkeypatch.setenv("MACOS_CERTIFICATE", certificate)
        self._monkeypatch.setenv("MACOS_CERTIFICATE_PASSWORD", "hush")
        self._monkeypatch.setenv("MACOS_IDENTITY", "Developer ID Application: Us")
        self._monkeypatch.setenv("NOTARY_KEY", "-----BEGIN PRIVATE KEY-----")
        self._monkeypatch.setenv("NOTARY_KEY_ID", "K1")
        self._monkeypatch.setenv("NOTARY_ISSUER", "I1")

    def commands(self) -> list[list[str]]:
        log = self.folder / "log"
        return [line.split("|") for line in log.read_text().splitlines()] if log.exists() else []


@pytest.fixture
def mac(tmp_path, monkeypatch):
    if sys.platform == "win32":
        pytest.skip("its stand-ins are shell scripts")
    folder = tmp_path / "mac"
    folder.mkdir()
    return Mac(folder, monkeypatch)


@pytest.fixture
def bundle(tmp_path):
    """As PyInstaller leaves it: code and data under Frameworks, with links among them and from Resources."""
    contents = tmp_path / "frozen" / "Rivulet.app" / "Contents"
    code, data = b"\xcf\xfa\xed\xfe...", b"words"
    for place, what in {
        "MacOS/rivulet": code,
        "Frameworks/libcrypto.3.dylib": code,
        "Frameworks/apsw/__init__.cpython-313-darwin.so": code,
        "Frameworks/PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore": code,
        "Frameworks/PySide6/Qt/lib/QtCore.framework/Versions/A/Resources/Info.plist": data,
        "Resources/app/resources/rivulet.svg": data,
    }.items():
        (contents / place).parent.mkdir(parents=True, exist_ok=True)
        (contents / place).write_bytes(what)
    (contents / "Frameworks/PySide6/Qt/lib/QtCore.framework/QtCore").symlink_to("Versions/A/QtCore")
    (contents / "Resources/libcrypto.3.dylib").symlink_to("../Frameworks/libcrypto.3.dylib")
    (contents / "Resources/PySide6").symlink_to("../Frameworks/PySide6")
    return contents.parent


def test_without_secrets_it_is_signed_for_nobody_and_packed(mac, bundle, capsys):
    image = dmg.build(bundle.with_name("rivulet"))
    assert image.name == f"Rivulet-{project.VERSION}-{platform.machine()}.dmg"
    assert image.exists()
    inside = str(bundle / "Contents/Frameworks")
    nobody = ["codesign", "--force", "--timestamp=none", "--sign", "-"]
    libraries, framework, program, checked, copied, packed = mac.commands()
    assert libraries == [
        *nobody,
        f"{inside}/apsw/__init__.cpython-313-darwin.so",
        f"{inside}/libcrypto.3.dylib",
    ]
    assert framework == [*nobody, f"{inside}/PySide6/Qt/lib/QtCore.framework"]
    assert program == [*nobody, str(bundle)]
    assert checked == ["codesign", "--verify", "--deep", "--strict", str(bundle)]
    assert copied[:2] == ["ditto", str(bundle)]
    assert packed[:2] == ["hdiutil", "create"]
    assert packed[-5:-1] == ["HFS+", "-format", "UDZO", "-ov"]
    assert capsys.readouterr().err.splitlines() == [
        "Not signed with a certificate: MACOS_CERTIFICATE and MACOS_IDENTITY are not set."
    ]


def test_with_secrets_it_is_signed_from_the_inside_out_and_notarised(mac, bundle):
    mac.has_secrets()
    image = dmg.build(bundle)
    commands = mac.commands()
    names = [" ".join(command[:2]) for command in commands]
    assert names == [
        "security create-keychain",
        "security set-keychain-settings",
        "security unlock-keychain",
        "security import",
        "security set-key-partition-list",
        "security list-keychains",
        "security list-keychains",
        *["codesign --force"] * 3,
        "codesign --verify",
        f"ditto {bundle}",
        "hdiutil create",
        "codesign --force",
        "xcrun notarytool",
        "xcrun stapler",
        "spctl --assess",
        "security delete-keychain",
    ]
    assert commands[6][-1] == "/Users/me/login.keychain-db"
    hardened = ["--force", "--timestamp", "--options", "runtime", "--sign", "Developer ID Application: Us"]
    assert [command[1:7] for command in commands[7:10]] == [hardened] * 3
    assert not any("--deep" in command for command in commands if "--sign" in command)
    entitled = [command[-1] for command in commands if "--entitlements" in command]
    assert entitled == [str(bundle)]
    allowed = (mac.folder / "entitlements").read_bytes()
    assert plistlib.loads(allowed)
    assert b"<!--" not in allowed
    submit = commands[14]
    assert (submit[2], Path(submit[3]).name) == ("submit", image.name)
    assert submit[submit.index("--key-id") + 1] == "K1"
    assert not any("PRIVATE" in word for command in commands for word in command)
    assert not Path(submit[submit.index("--key") + 1]).exists()


def test_what_apple_finds_bad_is_not_published(mac, bundle, capsys):
    mac.has_secrets()
    mac.has_status("Invalid")
    with pytest.raises(SetupError, match="Notarising failed: Invalid"):
        dmg.build(bundle)
    commands = mac.commands()
    assert ["xcrun", "notarytool", "log", "7-7"] in [command[:4] for command in commands]
    assert not any("stapler" in command for command in commands)
    assert list(dmg.DIST.iterdir()) == []
    assert commands[-1][:2] == ["security", "delete-keychain"]


def test_an_answer_of_apple_that_nobody_understands_is_told(mac, bundle):
    mac.has_secrets()
    mac.has_status('"}} maintenance')
    with pytest.raises(SetupError, match=r"Notarising failed: its answer was .*maintenance"):
        dmg.build(bundle)


def test_a_step_that_fails_is_told_without_its_arguments(mac, bundle):
    mac.has_secrets()
    mac.fails("codesign")
    with pytest.raises(SetupError) as failed:
        dmg.build(bundle)
    assert str(failed.value) == "Signing the libraries failed: codesign is busy"
    assert mac.commands()[-1][:2] == ["security", "delete-keychain"]


def test_packing_is_tried_again_while_the_system_is_busy(mac, bundle, capsys):
    mac.fails("hdiutil")
    with pytest.raises(SetupError, match=r"^Packing the image failed: hdiutil is busy$"):
        dmg.build(bundle)
    assert sum(command[0] == "hdiutil" for command in mac.commands()) == dmg.TRIES


def test_elsewhere_it_is_one_line(tmp_path, mac, bundle):
    with pytest.raises(SetupError, match="frozen on macOS alone"):
        dmg.build(tmp_path / "rivulet")
    (mac.folder / "codesign").unlink()
    with pytest.raises(SetupError, match=r"^codesign is not here: this is done on macOS alone\.$"):
        dmg.build(bundle)
