"""What every run begins with, before anything can fail."""

from app.boot.bug_report import BugReports
from app.boot.run_options import RunOptions, run_options


def start(*, folder: str | None, offline: bool, base_url: str, model: str) -> tuple[RunOptions, BugReports]:
    """The reports of bugs, and the options with what the environment adds to them."""
    options = run_options(folder=folder, offline=offline, base_url=base_url, model=model)
    reports = BugReports(options.profile.logs)
    reports.install()
    return options, reports
