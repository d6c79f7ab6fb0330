"""What every run begins with, before anything can fail."""

from app.boot.bug_report import BugReports
from app.boot.logs import set_up_logging
from app.boot.run_options import RunOptions, run_options


def start(
    *,
    folder: str | None,
    offline: bool,
    base_url: str,
    model: str,
    log_level: str,
    log_json: bool,
) -> tuple[RunOptions, BugReports]:
    """The log, the reports of bugs, and the options with what the environment adds to them."""
    set_up_logging(log_level, as_json=log_json)
    options = run_options(folder=folder, offline=offline, base_url=base_url, model=model)
    reports = BugReports(options.profile.logs)
    reports.install()
    return options, reports
