"""Another program: a window titled "Notes" with a text, which it writes to a file at each change.

python notes.py FILE
"""

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QPlainTextEdit

app = QApplication(sys.argv)
text = QPlainTextEdit()
text.textChanged.connect(lambda: Path(sys.argv[1]).write_text(text.toPlainText()))
text.setWindowTitle("Notes")
text.setGeometry(40, 420, 500, 300)
text.show()
app.exec()
