"""What the export dialog tells of a file: its size on paper, where it is, and what of the runs is in sight."""

from __future__ import annotations

from lossacc_gui.chart.across import axes_of, axis_in
from lossacc_gui.export.drawing.style import MM_PER_INCH
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.gui.dialogs.export_subject import Subject
from lossacc_gui.gui.dialogs.export_work import Figure, Written
from lossacc_gui.language import Number, tr
from lossacc_gui.model.run import XAxis


def saved_text(written: Written) -> str:
    """Where a file is and what is beside it, and a line for each run that is not in it."""
    saved = tr("Saved {0}").format(written.path.absolute())
    if written.beside:
        first, last = written.beside[0].name, written.beside[-1].name
        charts = first if first == last else tr("{0} to {1}").format(first, last)
        saved = tr("{0}, and beside it {1}").format(saved, charts)
    left_out = [tr("{0} is not in it: {1}").format(one.path.name, tr(one.sentence)) for one in written.left_out]
    return "\n".join([saved, *left_out])


def size_text(figure: Figure, dpi: float, exporter: Exporter) -> str:
    """The size in millimetres; of a picture its pixels, too."""
    mm = f"{figure.width_mm:.0f} × {figure.height_mm:.0f} mm"
    if exporter.name != "png":
        return mm
    width, height = (tr(Number(f"{side / MM_PER_INCH * dpi:,.0f}")) for side in (figure.width_mm, figure.height_mm))
    return f"{mm}, {width} × {height} px"


def undotted(exporter: Exporter) -> tuple[str, ...]:
    """The suffixes of its files without their dots."""
    return tuple(suffix.removeprefix(".") for suffix in exporter.suffixes)


def is_whole(subject: Subject, axis: XAxis, shown: tuple[float, float]) -> bool:
    """Whether everything is shown; each run counts along x in its own way."""
    for analysis in subject.analyses:
        own = axis_in(axes_of(analysis.run), axis.id)
        places = [own.values(series.x[[0, -1]]) for series in analysis.run.series if len(series.x)]
        if not all(shown[0] <= first and last <= shown[1] for first, last in places):
            return False
    return True
