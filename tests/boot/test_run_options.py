"""Which provider and which key a run uses, and where its files lie."""

import os
from dataclasses import replace

import pytest

from app.boot.profile import Profile, profile
from app.boot.run_options import RunOptions, run_options
from app.domain.problem import EnvironmentFault
from app.domain.provider import GUIDE_PROVIDER, OPENAI_PROVIDER, Provider
from app.domain.settings import Settings

FIRST_RUN = Settings()
OTHER = Provider("other", "https://other.example/v1", "their-model")
CHOSEN = replace(FIRST_RUN, provider="other", providers=(OPENAI_PROVIDER, OTHER))
HERE = "http://localhost:11434/v1"


@pytest.fixture
def options(tmp_path):
    return RunOptions(Profile(tmp_path))


def test_the_guide_answers_until_somebody_chooses(options):
    assert options.provider(FIRST_RUN) == GUIDE_PROVIDER
    assert options.provider(CHOSEN) == OTHER


@pytest.mark.parametrize(
    ("given", "base_url"),
    [
        ({"base_url": HERE}, HERE),
        ({"environment_base_url": HERE}, HERE),
        ({"environment_key": "k"}, OPENAI_PROVIDER.base_url),
        ({"base_url": HERE, "environment_base_url": "http://elsewhere/v1"}, HERE),
    ],
)
def test_a_server_or_key_of_this_run_goes_before_the_guide(options, given, base_url):
    assert replace(options, **given).provider(FIRST_RUN) == replace(OPENAI_PROVIDER, base_url=base_url)


def test_the_settings_go_before_the_environment_and_the_options_before_both(options):
    options = replace(options, environment_base_url="http://elsewhere/v1")
    assert options.provider(CHOSEN) == OTHER
    options = replace(options, base_url=HERE, model="mine")
    assert options.provider(CHOSEN) == replace(OTHER, base_url=HERE, model="mine")


def test_offline_is_the_guide_whatever_else_is_said(options):
    options = replace(options, offline=True, base_url=HERE, model="mine", environment_key="k")
    provider = options.provider(CHOSEN)
    assert provider == GUIDE_PROVIDER
    assert options.key_for(provider) == ""


@pytest.mark.parametrize(
    ("given", "provider", "meant"),
    [
        ({}, OPENAI_PROVIDER, True),
        ({}, replace(OPENAI_PROVIDER, base_url="https://proxy.example/v1"), True),
        ({}, OTHER, False),
        ({}, replace(OTHER, base_url="https://API.openai.com/v1/"), True),
        ({"base_url": OTHER.base_url}, OTHER, True),
        ({"environment_base_url": OTHER.base_url}, OTHER, True),
        ({"environment_base_url": "https://elsewhere.example/v1"}, OPENAI_PROVIDER, False),
        ({"environment_base_url": "http://[bad"}, OTHER, False),
    ],
)
def test_the_environments_key_goes_to_no_host_that_it_was_not_meant_for(options, given, provider, meant):
    options = replace(options, environment_key="k", **given)
    assert options.key_for(provider) == ("k" if meant else "")


def test_the_key_leaves_the_environment_and_is_not_shown(monkeypatch, tmp_path):
    monkeypatch.setenv("OPENAI_API_KEY", " sk-canary-0123456789 \n")
    options = run_options(folder=str(tmp_path))
    assert options.environment_key == "sk-canary-0123456789"
    assert "OPENAI_API_KEY" not in os.environ
    assert "canary" not in repr(options)


def test_everything_lies_below_the_profile_and_is_private(tmp_path):
    mine = profile(str(tmp_path / "a" / "b"))
    mine.make()
    mine.make()
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700
    for path in (mine.history, mine.settings, mine.logs, mine.backups, mine.lock):
        assert path.parent == mine.folder


def test_a_profile_that_cannot_be_made_is_said_in_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentFault, match=r"profile folder .*Not a directory"):
        profile(str(tmp_path / "file" / "profile")).make()


def test_the_profile_has_its_place_on_each_system(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert profile(None).folder.name == "rivulet"
    assert profile(None).folder.is_relative_to(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert profile("mine").folder == tmp_path / "mine"
