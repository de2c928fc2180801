"""What the mouse asks of the chart, and what is kept of where somebody looked; without the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QByteArray, QPointF, QSizeF, Qt

from lossacc_gui.gui.chart.mouse import WHEEL_PAN, WHEEL_STEP, Box, SideAxis
from lossacc_gui.gui.chart.place import Place, Spot
from lossacc_gui.gui.chart.ranges import Ranges
from lossacc_gui.gui.look.preferences import Wheel, WheelChoice
from lossacc_gui.gui.persistence.project_state import _bytes, _run_view, _spot, _text
from lossacc_gui.gui.session.state import NOTHING, Selection
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.project.parts import RunView

pytestmark = pytest.mark.usefixtures("qapp")
WIDTH, HEIGHT = 400.0, 200.0


class Event:
    """What a mouse does, as pyqtgraph tells it."""

    def __init__(self, at: QPointF, before: QPointF = QPointF(), turned: float = 0.0, **more: Any) -> None:  # noqa: B008
        self._at, self._before, self._turned, self._more = at, before, turned, more

    def __getattr__(self, name: str) -> Callable[[], Any]:
        answers = {
            "pos": self._at,
            "scenePos": self._at,
            "lastPos": self._before,
            "buttonDownPos": self._before,
            "delta": self._turned,
            "accept": None,
            "ignore": None,
            "button": Qt.MouseButton.LeftButton,
            "modifiers": Qt.KeyboardModifier.NoModifier,
            "orientation": Qt.Orientation.Vertical,
            "isStart": False,
            "isFinish": False,
            "double": False,
        } | self._more
        return lambda: answers[name]


def axis(side: str) -> tuple[SideAxis, list[tuple[Any, ...]]]:
    """An axis of a known size, and what it tells."""
    made = SideAxis(side, lambda *_: {})
    made.size = lambda: QSizeF(WIDTH, HEIGHT)
    made.mapFromScene = lambda at: at
    told: list[tuple[Any, ...]] = []
    made.zoomed.connect(lambda *said: told.append(("zoomed", *said)))
    made.panned.connect(lambda *said: told.append(("panned", *said)))
    return made, told


@pytest.mark.parametrize(
    ("side", "moved", "panned"),
    [
        ("bottom", QPointF(WIDTH, 9), (-1.0, 0.0, None)),
        ("bottom", QPointF(-WIDTH / 4, 9), (0.25, 0.0, None)),
        ("left", QPointF(9, HEIGHT), (0.0, 1.0, "left")),
        ("right", QPointF(9, -HEIGHT / 4), (0.0, -0.25, "right")),
    ],
)
def test_a_drag_along_an_axis_moves_it_as_far_as_the_hand(
    side: str, moved: QPointF, panned: tuple[float, float, str | None]
) -> None:
    made, told = axis(side)
    made.mouseDragEvent(Event(QPointF(50, 60) + moved, QPointF(50, 60)))
    assert told == [("panned", *panned)]


@pytest.mark.parametrize(
    ("side", "at", "share"),
    [
        ("bottom", QPointF(0, 9), 0.0),
        ("bottom", QPointF(0.75 * WIDTH, 9), 0.75),
        ("left", QPointF(9, 0), 1.0),
        ("right", QPointF(9, 0.75 * HEIGHT), 0.25),
    ],
)
def test_the_wheel_on_an_axis_zooms_it_alone_about_the_place_under_the_cursor(
    side: str, at: QPointF, share: float
) -> None:
    made, told = axis(side)
    made.wheelEvent(Event(at, turned=120))
    made.wheel = Wheel(WheelChoice.MOVE, 2.0, True)
    made.wheelEvent(Event(at, turned=120))
    which = "x" if side == "bottom" else side
    assert told == [
        ("zoomed", which, pytest.approx(share), pytest.approx(WHEEL_STEP**-120)),
        ("zoomed", which, pytest.approx(share), pytest.approx(WHEEL_STEP**240)),
    ]


NONE, SHIFT, CONTROL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
X, BOTH, MOVES = ["x"], ["left", "right"], ["moves"]


@pytest.mark.parametrize(
    ("does", "held", "sideways", "asked"),
    [
        (WheelChoice.ZOOM, NONE, False, X),
        (WheelChoice.ZOOM, CONTROL, False, MOVES),
        (WheelChoice.MOVE, NONE, False, MOVES),
        (WheelChoice.MOVE, CONTROL, False, X),
        (WheelChoice.ZOOM, NONE, True, MOVES),
        (WheelChoice.MOVE, CONTROL, True, MOVES),
        (WheelChoice.ZOOM, SHIFT, False, BOTH),
        (WheelChoice.MOVE, SHIFT, False, BOTH),
    ],
)
def test_the_wheel_over_the_curves_zooms_or_moves_as_wanted(
    does: WheelChoice, held: Qt.KeyboardModifier, sideways: bool, asked: list[str]
) -> None:
    box = Box()
    box.wheel = Wheel(does)
    box.mapSceneToView = lambda at: QPointF(3.0, 8.0)
    box.viewRange = lambda: ([2.0, 6.0], [6.0, 16.0])
    told: list[tuple[Any, ...]] = []
    box.zoomed.connect(lambda *said: told.append(said))
    box.panned.connect(lambda x, *said: told.append(("moves", x, *said)))
    orientation = Qt.Orientation.Horizontal if sideways else Qt.Orientation.Vertical
    box.wheelEvent(Event(QPointF(), turned=120, modifiers=held, orientation=orientation))
    assert [said[0] for said in told] == asked
    for said in told:
        shares = {"x": (0.25, WHEEL_STEP**-120), "moves": (-120 / WHEEL_PAN, 0.0)}.get(said[0], (0.2, WHEEL_STEP**-120))
        assert said[1:3] == pytest.approx(shares)


def test_a_drag_over_the_curves_moves_both_ways_or_with_shift_draws_a_box() -> None:
    box = Box()
    box.size = lambda: QSizeF(WIDTH, HEIGHT)
    box.mapToView = lambda at: at
    box.viewRange = lambda: ([0.0, WIDTH], [0.0, HEIGHT])
    moved: list[tuple[Any, ...]] = []
    boxed: list[tuple[Any, ...]] = []
    box.panned.connect(lambda *said: moved.append(said))
    box.boxed.connect(lambda *said: boxed.append(said))
    box.mouseDragEvent(Event(QPointF(WIDTH / 2, HEIGHT / 4)))
    assert moved == [(-0.5, 0.25, None)]
    box.mouseDragEvent(Event(QPointF(), button=Qt.MouseButton.RightButton))
    start, end = QPointF(WIDTH / 4, HEIGHT / 2), QPointF(WIDTH / 2, HEIGHT)
    box.mouseDragEvent(Event(start, start, isStart=True, modifiers=SHIFT))
    box.mouseDragEvent(Event(end, start, isFinish=True))
    assert len(moved) == 1 and boxed == [((0.25, 0.5), (0.5, 1.0))]
    box.mouseDragEvent(Event(QPointF(WIDTH / 2, HEIGHT / 4)))
    assert len(moved) == 2, "a box is over when it is drawn"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, ["clicked"]),
        ({"double": True}, ["double"]),
        ({"modifiers": CONTROL}, ["pinned"]),
        ({"button": Qt.MouseButton.RightButton}, []),
    ],
)
def test_a_click_is_told_as_what_it_was(more: dict[str, Any], told: list[str]) -> None:
    box, heard = Box(), list[str]()
    box.clicked.connect(lambda at: heard.append("clicked"))
    box.pinned.connect(lambda at: heard.append("pinned"))
    box.double_clicked.connect(lambda: heard.append("double"))
    box.mouseClickEvent(Event(QPointF(), **more))
    assert heard == told


@pytest.mark.parametrize("own", ["box", "left", "right"])
def test_y_that_a_hand_has_set_is_its_own_and_what_goes_to_a_stretch_is_not(own: str) -> None:
    place = Place(lambda _: None)
    if own == "box":
        place.box((0.1, 0.1), (0.6, 0.6))
        assert place.ranges == Ranges((0.1, 0.6), (0.1, 0.6), (0.1, 0.6))
    else:
        place.zoom("left" if own == "left" else "right", 0.5, 0.5)
    assert place.spot.own_y
    place.show_stretch(0.2, 0.3)
    assert place.spot.own_y and place.ranges.x == (0.2, 0.3)
    place.go_to(0.2, 0.3)
    assert not place.spot.own_y
    place.zoom("x", 0.5, 0.5)
    assert not place.spot.own_y


SPOT = Spot(Ranges((1.0, 2.0), (3.0, 4.0), (5.0, 6.0)), whole=False, own_y=True, event=(1.2, 1.8))


def test_where_a_run_was_looked_at_comes_back_from_the_project() -> None:
    view = _run_view(("loss",), SPOT, Selection(event=2))
    assert (view.shown, view.event, view.x) == (("loss",), 2, (1.0, 2.0))
    found = _spot(view)
    assert found is not None and replace(found, across=SPOT.across) == SPOT


@pytest.mark.parametrize("spot", [None, Spot(Ranges((1.0, 2.0)))])
def test_of_a_run_that_is_shown_whole_no_place_is_kept(spot: Spot | None) -> None:
    view = _run_view(None, spot, NOTHING)
    assert view == RunView() and _spot(view) is None


@pytest.mark.parametrize("missing", ["x", "left", "right"])
def test_a_place_without_one_of_its_ranges_is_none(missing: str) -> None:
    ranges: dict[str, Any] = {"x": (0.0, 1.0), "left": (0.0, 1.0), "right": (0.0, 1.0)}
    assert _spot(RunView(**ranges)) is not None
    assert _spot(RunView(**(ranges | {missing: None}))) is None


@pytest.mark.parametrize("damaged", ["", "YWJ", "YWJj!", "YW Jj", "ä"])
def test_the_state_of_the_window_comes_back_and_a_damaged_one_is_none(damaged: str) -> None:
    assert _bytes(_text(QByteArray(b"abc"))).data() == b"abc"
    assert _bytes(damaged).isEmpty()


def test_what_the_cursor_reads_does_not_hide_the_box_that_is_drawn(filled: MainWindow) -> None:
    assert filled.workspace is not None and filled.workspace.chart is not None
    chart = filled.workspace.chart
    box, middle = chart._box, chart._box.sceneBoundingRect().center()
    chart._on_mouse_moved(middle)
    assert chart.reading is not None
    shifted = {"modifiers": Qt.KeyboardModifier.ShiftModifier}
    box.mouseDragEvent(Event(QPointF(50.0, 50.0), QPointF(10.0, 10.0), isStart=True, **shifted))
    chart._on_mouse_moved(middle)
    assert box.is_boxing and chart.reading is None
    box.mouseDragEvent(Event(QPointF(90.0, 50.0), QPointF(10.0, 10.0), isFinish=True, **shifted))
    chart._on_mouse_moved(middle)
    assert not box.is_boxing and chart.reading is not None
