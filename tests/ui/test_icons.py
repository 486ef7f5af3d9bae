"""Icons come out of QtAwesome's font by name, and follow the theme."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from usage_tracker_gui.ui.frame.pages import PAGES, SETTINGS
from usage_tracker_gui.ui.look.gauge import TRAY_SIZES, GaugeState, app_icon, tray_icon
from usage_tracker_gui.ui.look.icons import icon, outline
from usage_tracker_gui.ui.look.theme import apply_theme


def inked(image: QImage) -> int:
    return sum(image.pixelColor(x, y).alpha() > 40 for x in range(image.width()) for y in range(image.height()))


def darkest(image: QImage) -> int:
    colors = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return min((color.lightness() for color in colors if color.alpha() > 200), default=255)


def test_every_page_has_a_picture_of_its_own(qapp: QApplication) -> None:
    shapes = {page.icon: outline(page.icon) for page in (*PAGES, SETTINGS)}
    ring = outline("no-such-icon")
    assert all(shape.boundingRect().width() > 0.4 for shape in shapes.values())
    assert all(shape != ring for shape in shapes.values())
    assert len({str(shape.toFillPolygon().size()) for shape in shapes.values()}) > 1


def test_glyphs_stand_within_the_unit_square(qapp: QApplication) -> None:
    for page in PAGES:
        bounds = outline(page.icon).boundingRect()
        assert bounds.left() >= -0.02, page.icon
        assert bounds.top() >= -0.02, page.icon
        assert bounds.right() <= 1.02, page.icon
        assert bounds.bottom() <= 1.02, page.icon


def test_an_unknown_name_is_a_ring_and_not_nothing(qapp: QApplication) -> None:
    assert inked(icon("no-such-icon").pixmap(QSize(24, 24)).toImage()) > 40


def test_an_icon_is_dark_on_light_and_light_on_dark(qapp: QApplication) -> None:
    apply_theme(qapp, "light")
    refresh = icon("refresh")
    on_light = darkest(refresh.pixmap(QSize(32, 32)).toImage())
    apply_theme(qapp, "dark")
    try:
        on_dark = darkest(refresh.pixmap(QSize(32, 32)).toImage())
    finally:
        apply_theme(qapp, "light")
    assert on_light < 80 < 180 < on_dark


def test_the_three_gauges_differ_without_their_colors(qapp: QApplication) -> None:
    drawn = [tray_icon(state).pixmap(QSize(22, 22)).toImage() for state in GaugeState]
    grey = [image.convertToFormat(QImage.Format.Format_Alpha8) for image in drawn]
    assert all(image.size() == QSize(22, 22) for image in drawn)
    light = [
        frozenset((x, y) for x in range(22) for y in range(22) if image.pixelColor(x, y).lightness() > 200)
        for image in drawn
    ]
    assert len(set(light)) == 3
    assert len(grey) == 3


def test_the_tray_icon_is_drawn_for_every_size_that_panels_ask_for(qapp: QApplication) -> None:
    sizes = {size.width() for size in tray_icon(GaugeState.NORMAL).availableSizes()}
    assert sizes == set(TRAY_SIZES)
    assert {16, 22, 32, 44} <= sizes
    assert app_icon().availableSizes()
