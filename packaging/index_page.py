"""What a package index shows: the summary in app/__init__.py, and README.md with links that lead somewhere
from there. Hatchling runs it.
"""

import re
import runpy
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

RELATIVE_LINK = re.compile(r"(!?)(\[[^]]*]\()(?!https?:|#)")


class IndexPage(MetadataHookInterface):
    def update(self, metadata: dict[str, Any]) -> None:
        home, tag = metadata["urls"]["Homepage"], f"v{metadata['version']}"
        metadata["description"] = runpy.run_path(str(Path(self.root, "app/__init__.py")))["SUMMARY"]
        readme = Path(self.root, "README.md").read_text("utf-8")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": RELATIVE_LINK.sub(
                lambda link: f"{link[1]}{link[2]}{home}/{'raw' if link[1] else 'blob'}/{tag}/", readme
            ),
        }
