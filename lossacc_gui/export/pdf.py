"""Drawings as the pages of a PDF: text that can be selected, the program's own font embedded as TrueType.

After ISO 32000-1: composite fonts (9.7), ToUnicode (9.10.3), ActualText (14.9.4).
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Sequence

import numpy as np

from lossacc_gui.export.drawing.dashes import unbroken
from lossacc_gui.export.drawing.font import face, is_own
from lossacc_gui.export.drawing.primitives import (
    Area,
    Drawing,
    Fill,
    Rect,
    Sign,
    Stroke,
    Text,
    around,
    corners,
    to_hundredths,
)
from lossacc_gui.export.foreign import foreign_path
from lossacc_gui.export.svg import number

_ROUND = 0.5522847498
"""Length of the handles of four Bezier curves that look like a circle, in radii."""
_NAMES = {False: "LiberationSans", True: "LiberationSans-Bold"}


def pdf_of(pages: Sequence[Drawing]) -> bytes:
    """A file with a page a drawing, which has the title and the description of the first."""
    used: dict[bool, dict[int, str]] = {False: {}, True: {}}
    alphas: dict[float, str] = {}
    contents = [_page(drawing, used, alphas) for drawing in pages]
    file = _File()
    catalog, tree, info = file.reserve(), file.reserve(), file.reserve()
    fonts = " ".join(f"/F{int(bold)} {_font(file, bold, glyphs)} 0 R" for bold, glyphs in used.items() if glyphs)
    states = " ".join(f"/{name} << /ca {number(alpha)} >>" for alpha, name in alphas.items())
    shared = file.add(f"<< /Font << {fonts} >> /ExtGState << {states} >> >>".encode())
    kids = []
    for drawing, content in zip(pages, contents, strict=True):
        box = f"[0 0 {drawing.width:.4f} {drawing.height:.4f}]"
        body = file.add_stream(content)
        parts = f"/MediaBox {box} /Resources {shared} 0 R /Contents {body} 0 R"
        kids.append(file.add(f"<< /Type /Page /Parent {tree} 0 R {parts} >>".encode()))
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    file.put(
        catalog, f"<< /Type /Catalog /Pages {tree} 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>"
    )
    file.put(tree, f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>")
    told = f"/Title {_words(pages[0].title)} /Subject {_words(pages[0].description)}" if pages else ""
    file.put(info, f"<< {told} /Creator (lossacc) /Producer (lossacc) >>")
    return file.finished(catalog, info)


class _File:
    """The numbered objects of a PDF."""

    def __init__(self) -> None:
        self._objects: list[bytes] = []

    def reserve(self) -> int:
        self._objects.append(b"")
        return len(self._objects)

    def put(self, name: int, content: str) -> None:
        self._objects[name - 1] = content.encode("latin-1")

    def add(self, content: bytes) -> int:
        self._objects.append(content)
        return len(self._objects)

    def add_stream(self, data: bytes, more: str = "") -> int:
        packed = zlib.compress(data, 9)
        head = f"<< /Length {len(packed)} /Filter /FlateDecode{more} >>\nstream\n"
        return self.add(head.encode() + packed + b"\nendstream")

    def finished(self, catalog: int, info: int) -> bytes:
        made = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
        places = []
        for i, content in enumerate(self._objects, 1):
            places.append(len(made))
            made += f"{i} 0 obj\n".encode() + content + b"\nendobj\n"
        start = len(made)
        # No time and no chance: the name of a file follows from what is in it.
        name = hashlib.sha256(made).hexdigest()[:32]
        made += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
        made += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
        trailer = f"/Size {len(places) + 1} /Root {catalog} 0 R /Info {info} 0 R /ID [<{name}> <{name}>]"
        return bytes(made + f"trailer\n<< {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode())


def _font(file: _File, bold: bool, glyphs: dict[int, str]) -> int:
    """A composite font of the glyphs that are used, with what letters they are."""
    ours = face(bold)
    tag = hashlib.sha256(repr(sorted(glyphs)).encode()).digest()
    name = "".join(chr(65 + byte % 26) for byte in tag[:6]) + f"+{_NAMES[bold]}"
    per = 1000 / ours.em
    data = ours.subset(glyphs)
    program = file.add_stream(data, f" /Length1 {len(data)}")
    box = " ".join(str(round(side * per)) for side in ours.box)
    heights = f"/Ascent {round(ours.ascent * per)} /Descent {round(ours.descent * per)} /CapHeight {round(0.72 * 1000)}"
    looks = f"/Flags 32 /FontBBox [{box}] /ItalicAngle 0 {heights} /StemV {140 if bold else 80}"
    described = file.add(f"<< /Type /FontDescriptor /FontName /{name} {looks} /FontFile2 {program} 0 R >>".encode())
    widths = " ".join(f"{glyph} [{number(ours.advance(glyph) * per)}]" for glyph in sorted(glyphs))
    system = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    inner = file.add(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} {system} /FontDescriptor {described} 0 R"
        f" /W [{widths}] /CIDToGIDMap /Identity >>".encode()
    )
    meant = file.add_stream(_meanings(glyphs))
    return file.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H"
        f" /DescendantFonts [{inner} 0 R] /ToUnicode {meant} 0 R >>".encode()
    )


def _meanings(glyphs: dict[int, str]) -> bytes:
    """The table that tells which letter a glyph is."""
    rows = [f"<{glyph:04X}> <{letter.encode('utf-16-be').hex().upper()}>" for glyph, letter in sorted(glyphs.items())]
    blocks = [rows[i : i + 100] for i in range(0, len(rows), 100)]
    told = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{told}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()


def _page(drawing: Drawing, used: dict[bool, dict[int, str]], alphas: dict[float, str]) -> bytes:
    """What is painted on a page; y grows downwards as in the drawing."""
    lines = [f"1 0 0 -1 0 {drawing.height:.4f} cm 1 j"]
    lines.append(f"{_colour(drawing.background)} rg {_rect(Rect(0, 0, drawing.width, drawing.height))} f")
    for item in drawing.items:
        if isinstance(item, Text):
            lines += _text(item, used)
        elif isinstance(item, Fill):
            lines += _fill(item, alphas)
        elif isinstance(item, Stroke):
            lines += _stroke(item)
        elif isinstance(item, Area):
            lines += _area(item, alphas)
        else:
            lines += _sign(item)
    return "\n".join(lines).encode("latin-1")


def _text(item: Text, used: dict[bool, dict[int, str]]) -> Iterable[str]:
    place = f"{number(item.x)} {number(item.y)}"
    if not is_own(item.text):
        yield from _foreign(item)
        return
    ours = face(item.bold)
    shown = []
    for letter in item.text:
        glyph = ours.glyph(letter)
        used[item.bold].setdefault(glyph, letter)
        shown.append(f"{glyph:04X}")
    matrix = f"0 -1 -1 0 {place}" if item.vertical else f"1 0 0 -1 {place}"
    font = f"/F{int(item.bold)} {number(item.size)} Tf"
    yield f"BT {_colour(item.colour)} rg {font} {matrix} Tm <{''.join(shown)}> Tj ET"


def _foreign(item: Text) -> Iterable[str]:
    """Words with letters that the own font has not, as outlines of a font of the machine that say what they are."""
    yield f"/Span << /ActualText {_words(item.text)} >> BDC q {_colour(item.colour)} rg"
    turn = "0 -1 1 0" if item.vertical else "1 0 0 1"
    yield f"{turn} {number(item.x)} {number(item.y)} cm"
    for command, points in foreign_path(item.text, item.size, item.bold, item.width):
        yield " ".join([*(number(value) for value in points), command])
    yield "f Q EMC"


def _fill(item: Fill, alphas: dict[float, str]) -> Iterable[str]:
    state = _state(item.alpha, alphas) if item.alpha < 1 else ""
    shape = _rounded(item.rect, item.radius) if item.radius else _rect(item.rect)
    edge = f"{_colour(item.edge)} RG {number(item.edge_width)} w " if item.edge else ""
    yield f"q {state}{_colour(item.colour)} rg {edge}{shape} {'B' if item.edge else 'f'} Q"


def _state(alpha: float, alphas: dict[float, str]) -> str:
    return f"/{alphas.setdefault(round(alpha, 2), f'A{round(100 * alpha)}')} gs "


def _area(item: Area, alphas: dict[float, str]) -> Iterable[str]:
    yield f"q {_clip(item.within)}{_state(item.alpha, alphas)}{_colour(item.colour)} rg"
    yield from ("\n".join([*_lines_to(points), "h"]) for points in around(item))
    yield "f Q"


def _lines_to(points: list[tuple[float, float]]) -> Iterable[str]:
    return (f"{number(x)} {number(y)} {'l' if i else 'm'}" for i, (x, y) in enumerate(points))


def _stroke(item: Stroke) -> Iterable[str]:
    ends = "1 J " if item.rounded else ""
    yield f"q {_clip(item.within)}{_colour(item.colour)} RG {number(item.width)} w {ends}{_dash(item)}"
    for piece in unbroken(item.y):
        places = to_hundredths(np.column_stack([item.x[piece], item.y[piece]])).tolist()
        yield "\n".join(f"{x:g} {y:g} {'l' if i else 'm'}" for i, (x, y) in enumerate(places))
        yield "S"
    yield "Q"


def _clip(box: Rect | None) -> str:
    return f"{_rect(box)} W n " if box is not None else ""


def _dash(item: Stroke) -> str:
    return f"[{' '.join(map(number, item.dashes))}] 0 d" if item.dash else ""


def _sign(item: Sign) -> Iterable[str]:
    line = f"{_colour(item.colour)} RG {number(item.width)} w " if item.width else ""
    if item.shape in ("ring", "dot"):
        half = item.size / 2
        shape = _rounded(Rect(item.x - half, item.y - half, item.size, item.size), half)
    else:
        shape = " ".join(" ".join(_lines_to(points)) for points in corners(item))
        shape += "" if item.shape == "cross" else " h"
    paint = "S" if item.shape == "cross" else "B" if item.width else "f"
    yield f"q {_colour(item.fill)} rg {line}{shape} {paint} Q"


def _rect(box: Rect) -> str:
    return f"{number(box.x)} {number(box.y)} {number(box.width)} {number(box.height)} re"


def _rounded(box: Rect, radius: float) -> str:
    """A rectangle with round corners, a circle where they meet."""
    x, y, right, bottom = box.x, box.y, box.right, box.bottom
    r = min(radius, box.width / 2, box.height / 2)
    c = r * (1 - _ROUND)
    corners_ = (
        ((right - r, y), (right - c, y, right, y + c, right, y + r)),
        ((right, bottom - r), (right, bottom - c, right - c, bottom, right - r, bottom)),
        ((x + r, bottom), (x + c, bottom, x, bottom - c, x, bottom - r)),
        ((x, y + r), (x, y + c, x + c, y, x + r, y)),
    )
    parts = [f"{number(x + r)} {number(y)} m"]
    for line, curve in corners_:
        parts += [" ".join(map(number, line)) + " l", " ".join(map(number, curve)) + " c"]
    return " ".join([*parts, "h"])


def _colour(colour: str) -> str:
    return " ".join(
        number(value / 255) if value in (0, 255) else f"{value / 255:.3f}" for value in bytes.fromhex(colour[1:])
    )


def _words(text: str) -> str:
    """A text of the document itself, in UTF-16."""
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex().upper()}>"
