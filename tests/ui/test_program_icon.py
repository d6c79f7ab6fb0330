"""The icon of the windows, sharp in title bars too."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage

from app.boot import resources
from app.ui.program_icon import program_icon


def picture(icon: QIcon, side: int) -> QImage:
    return icon.pixmap(QSize(side, side), 1.0).toImage()


def test_each_size_has_the_drawing_that_is_made_for_it(qapp):
    icon = program_icon(resources.icon(), resources.small_icon())
    large, small = QIcon(str(resources.icon())), QIcon(str(resources.small_icon()))
    assert picture(large, 16) != picture(small, 16)
    for side, drawing in ((16, small), (24, small), (32, large), (256, large)):
        assert picture(icon, side) == picture(drawing, side)
        assert picture(icon, side).size() == QSize(side, side)
