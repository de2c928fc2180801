"""Tables of metrics in web pages, LaTeX and XML, and what must not be believed of such files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.formats.markup.html_tables import MOST_COLUMNS, html_tables
from lossacc_gui.readers.formats.markup.latex_tables import latex_tables
from lossacc_gui.readers.formats.markup.xml_tables import NoXml, xml_tables
from lossacc_gui.readers.registry import identify, read

DATA = Path(__file__).resolve().parent.parent / "data" / "markup"
HISTORY = [("epoch", "loss", "val_loss")] + [(str(e), f"{2 / e:.3f}", f"{2.5 / e:.3f}") for e in range(1, 6)]
MODELS = [("model", "accuracy"), ("resnet", "0.91"), ("vgg", "0.89"), ("lenet", "0.71")]


def as_html(rows: list[tuple[str, ...]]) -> str:
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>\n"


def test_the_same_training_in_three_languages_is_the_same_run() -> None:
    found = []
    for name in ("history.html", "history.tex", "history.xml"):
        assert identify(DATA / name).name == "markup"
        (run,) = read(DATA / name)
        assert run.x_name == "epoch"
        found.append({(s.quantity, s.split): (s.x.tolist(), np.round(s.value, 4).tolist()) for s in run.series})
    assert found[0] == found[1] == found[2]
    assert set(found[0]) == {(q, s) for q in (Quantity.LOSS, Quantity.ACCURACY) for s in (Split.TRAIN, Split.VAL)}


@pytest.mark.parametrize("version", ["1.0", "1", "1.1", "2.0", "-1.0"])
def test_whatever_version_of_xml_is_declared_the_log_is_read(version: str) -> None:
    rows = '<log>\n<epoch number="1" loss="0.9"/>\n<epoch number="2" loss="0.8"/>\n</log>'
    (table,) = xml_tables(f'<?xml version="{version}"\nencoding="latin-1"?>\n{rows}')
    assert [(line, cells[-1]) for line, cells in table] == [(4, "loss"), (4, "0.9"), (5, "0.8")]


def test_of_several_tables_those_with_metrics_over_a_counter_are_read(tmp_path: Path) -> None:
    """What a table says again is told once, also where it comes first and says less."""
    page, other = tmp_path / "report.html", [HISTORY[0], *HISTORY[3:], *HISTORY[1:3]]
    tables = "\n".join(map(as_html, (MODELS, HISTORY[:3], HISTORY, HISTORY)))
    page.write_text(f"<html><body>{tables}</body></html>")
    (run,) = read(page)
    assert run.name == "report" and not run.notices
    assert [(one.metric, len(one.value)) for one in run.series] == [("loss", 5), ("val_loss", 5)]
    shorter = [row[:2] for row in other]
    page.write_text(f"<html><body>{as_html(HISTORY)}{as_html(MODELS)}{as_html(shorter)}</body></html>")
    runs = read(page)
    assert [run.name for run in runs] == ["report table 1", "report table 2"]
    assert [[one.metric for one in run.series] for run in runs] == [["loss", "val_loss"], ["loss"]]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", f"<html><body>{as_html(MODELS)}</body></html>"),
        ("a.html", "<html><body>epoch 1 loss 0.5<br>epoch 2 loss 0.4</body></html>"),
        ("a.tex", "\\begin{tabular}{lr} model & accuracy \\\\ a & 0.9 \\\\ b & 0.8 \\\\ c & 0.7 \\end{tabular}"),
        ("a.xml", "<project><dependency version='1.0'/><dependency version='2.0'/></project>"),
        ("a.svg", "<?xml version='1.0'?><svg><path d='M0 0'/><path d='M1 1'/></svg>"),
    ],
)
def test_a_page_without_such_a_table_is_no_log(tmp_path: Path, name: str, text: str) -> None:
    page = tmp_path / name
    page.write_text(text)
    with pytest.raises(UnreadableLog):
        read(page)


def test_cells_that_span_columns_and_rows_keep_the_others_in_their_place() -> None:
    head = "<tr><th rowspan=2>epoch</th><th colspan=2>train</th></tr><tr><th>loss</th><th>acc</th></tr>"
    ((heading, names, row),) = html_tables(f"<table>{head}\n<tr><td>1<td>0.5<td>0.9</table>")
    assert [cells for _, cells in (heading, names, row)] == [
        ["epoch", "train", ""],
        ["", "loss", "acc"],
        ["1", "0.5", "0.9"],
    ]
    assert row[0] == 2


def test_a_page_that_breaks_off_has_the_rows_before() -> None:
    whole = as_html(HISTORY)
    ((*rows,),) = html_tables(whole[: whole.rindex("<tr>") + 12])
    assert [cells for _, cells in rows[:-1]] == [list(row) for row in HISTORY[:-1]]


def test_what_says_how_a_latex_table_looks_is_not_in_its_cells() -> None:
    text = (
        "\\begin{tabularx}{\\linewidth}[t]{@{}l S[table-format=1.2]r@{}} % & no cell\n\\toprule\n"
        "\\textbf{Epoch} & \\multicolumn{2}{c}{val\\_loss (\\%)} \\\\[2pt] \\cmidrule(lr){2-3}\n"
        "1 & $0.5 \\pm 0.1$ & \\emph{\\underline{7}}\\,\\% \\\\\n\\end{tabularx}"
    )
    ((heading, row),) = latex_tables(text)
    assert heading == (3, ["Epoch", "val_loss (%)", ""])
    assert row == (4, ["1", "0.5 ± 0.1", "7%"])


def test_xml_that_breaks_off_has_the_elements_before(tmp_path: Path) -> None:
    whole = (DATA / "history.xml").read_text()
    log = tmp_path / "history.xml"
    log.write_text(whole[: whole.rindex("<epoch") + 20])
    (run,) = read(log)
    (before,) = read(DATA / "history.xml")
    assert {len(one.value) for one in run.series} == {len(before.series[0].value) - 1}


BOMB = "".join(f'<!ENTITY l{i} "{10 * f"&l{i - 1};"}">' for i in range(1, 30))
DECLARED = [
    f'<!DOCTYPE x [<!ENTITY l0 "lol">{BOMB}]><x><epoch n="1" loss="2"/><epoch n="2" loss="1"/><a>&l29;</a></x>',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x><epoch n="1" loss="2"/><epoch n="2" loss="1"/>&e;</x>',
    '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;]><x><epoch n="1" loss="2"/></x>',
]


@pytest.mark.parametrize("text", DECLARED)
def test_entities_are_neither_expanded_nor_fetched(tmp_path: Path, text: str) -> None:
    with pytest.raises(NoXml, match="entities"):
        xml_tables(text)
    log = tmp_path / "log.xml"
    log.write_text('<?xml version="1.0"?>' + text)
    with pytest.raises(UnreadableLog) as error:
        read(log)
    assert "XML" in error.value.sentence


@pytest.mark.parametrize(
    "text", ["<a>" * 100_000, "<a><b></a>", "<table>" * 20_000 + "<tr>" * 20_000, "\\begin{array}" * 5000]
)
def test_what_is_nested_without_end_or_crosswise_is_refused(tmp_path: Path, text: str) -> None:
    log = tmp_path / "log.xml"
    log.write_text(text)
    with pytest.raises(UnreadableLog):
        read(log)


def test_cells_that_claim_many_places_take_no_more_than_a_row_may_have() -> None:
    row = "<tr><td colspan=200 rowspan=200>1</td></tr>"
    (rows,) = html_tables(f"<table>{row * 400}</table>")
    assert max(len(cells) for _, cells in rows) <= MOST_COLUMNS
