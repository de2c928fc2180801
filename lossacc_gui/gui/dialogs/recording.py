"""Tells how a training saves its predictions, with lines to copy."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui.gui.dialogs.closing import add_close_button, be_aside
from lossacc_gui.gui.look.letters import fixed_letters
from lossacc_gui.gui.look.plain import plain
from lossacc_gui.gui.look.room import room_for

SIZE = QSize(760, 420)
HIGHEST = 0.9
"""Share of the screen."""
KERAS = """\
from lossacc_gui.recorder import Recorder, keras_callback

recorder = Recorder(y_val, "predictions.npz", every=5)
model.fit(x, y, validation_data=(x_val, y_val), callbacks=[keras_callback(recorder, x_val)])
"""
PYTORCH = """\
from lossacc_gui.recorder import Recorder

recorder = Recorder(val_labels, "predictions.npz", every=5, kind="logits")
for epoch in range(epochs):
    recorder.record(epoch, torch.cat([model(inputs) for inputs, _ in val_loader]))
"""


class RecordingDialog(QDialog):
    """What to put into a training with Keras and with PyTorch, and what comes of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Record Predictions"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        content = QWidget(self)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(
            _words(
                self.tr(
                    "Curves suggest a cause; what the model answered on the validation set settles it. These lines "
                    "save it at every fifth epoch as predictions.npz. Keep that file beside the log, and the window "
                    "offers it."
                )
            )
        )
        for title, code in (("Keras", KERAS), ("PyTorch", PYTORCH)):
            layout.addLayout(self._block(title, code))
        layout.addStretch(1)
        layout.addWidget(
            _words(
                self.tr(
                    "The recorder is one file, lossacc_gui/recorder.py, that needs numpy alone: import it or copy it. "
                    'kind="values" is for a regression. An .npz, CSV or Parquet file of your own does as well: y_true, '
                    "and y_prob or y_pred for each epoch."
                )
            )
        )
        area = QScrollArea(self)  # large fonts on small screens need more room than there is
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(content)
        add_close_button(self, area)
        self._take_room(content, area)

    def _take_room(self, content: QWidget, area: QScrollArea) -> None:
        """As high as the words want it at this width, and no higher than the screen."""
        self.ensurePolished()
        around = self.sizeHint().height() - area.sizeHint().height() + 2 * self.fontMetrics().lineSpacing()
        size = room_for(self, SIZE)
        wanted = content.heightForWidth(size.width() - 2 * self.fontMetrics().lineSpacing()) + around
        most = int(HIGHEST * self.screen().availableGeometry().height())
        self.resize(size.width(), max(size.height(), min(wanted, most)))

    def _block(self, title: str, code: str) -> QVBoxLayout:
        heading = QLabel(title, self)
        font = heading.font()
        font.setBold(True)
        heading.setFont(font)
        copying = QPushButton(self.tr("&Copy") if title == "Keras" else self.tr("C&opy"), self)
        copying.setAccessibleName(self.tr("Copy the lines for {0}").format(title))
        be_aside(copying)
        copying.clicked.connect(lambda: QGuiApplication.clipboard().setText(code))
        text = QPlainTextEdit(code.rstrip(), self)
        text.setReadOnly(True)
        text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        text.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        text.setTabChangesFocus(True)
        text.setFont(fixed_letters())
        text.setAccessibleName(self.tr("Lines for {0}").format(title))
        margin = 2 * (text.frameWidth() + int(text.document().documentMargin()))
        bar = text.horizontalScrollBar().sizeHint().height()
        text.setFixedHeight(text.fontMetrics().lineSpacing() * len(code.splitlines()) + margin + bar)
        top = QHBoxLayout()
        top.addWidget(heading)
        top.addStretch(1)
        top.addWidget(copying)
        block = QVBoxLayout()
        block.addLayout(top)
        block.addWidget(text)
        return block


def _words(text: str) -> QLabel:
    label = plain(QLabel(text))
    label.setWordWrap(True)
    return label
