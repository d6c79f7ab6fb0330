"""What a tool that runs at the provider is doing, in words."""

_WORDS = {
    "web_search_call": ("Searching the web…", "Searched the web.", "The search of the web failed."),
    "file_search_call": ("Searching in files…", "Searched in files.", "The search in files failed."),
    "code_interpreter_call": ("Running code…", "Ran code.", "The code failed."),
    "image_generation_call": ("Making a picture…", "Made a picture.", "The picture failed."),
    "mcp_list_tools": (
        "Looking for remote tools…",
        "Found remote tools.",
        "The remote tools were not found.",
    ),
    "mcp_call": ("Using a remote tool…", "Used a remote tool.", "The remote tool failed."),
    "computer_call": ("Using a computer…", "Used a computer.", "The use of a computer failed."),
    "local_shell_call": ("Running a command…", "Ran a command.", "The command failed."),
    "shell_call": ("Running a command…", "Ran a command.", "The command failed."),
}
"""By the kind of the output item: while it runs, when it is done, when it failed."""


def tool_status(name: str, states: str) -> str:
    """One sentence.

    Args:
        name: the kind of the tool, as the provider calls it.
        states: its states so far, one a line.
    """
    plain = name.removesuffix("_call").replace("_", " ") or "a tool"
    running, done, failed = _WORDS.get(
        name, (f"Using {plain}…", f"Used {plain}.", f"The use of {plain} failed.")
    )
    match states.rstrip("\n").rpartition("\n")[2]:
        case "completed":
            return done
        case "failed" | "incomplete":
            return failed
        case _:
            return running
