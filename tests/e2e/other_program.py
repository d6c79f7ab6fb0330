"""Somebody else's window: prints each line that is typed into it."""

import sys

from PySide6.QtWidgets import QApplication, QLineEdit

application = QApplication(sys.argv)
field = QLineEdit()
field.setWindowTitle("Other")
field.resize(500, 300)
field.returnPressed.connect(lambda: print(field.text(), flush=True))
field.show()
application.exec()
