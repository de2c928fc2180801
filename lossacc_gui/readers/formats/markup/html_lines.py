"""Finds the lines of a web page that were printed: in <pre>, ended by <br>, or the points of a list."""

from __future__ import annotations

from html.parser import HTMLParser

HIDDEN = frozenset({"script", "style", "template"})
WITHIN = frozenset({"b", "i", "em", "strong", "span", "code", "tt", "font", "a", "small", "kbd", "samp", "u"})
"""Tags that end no line."""
FEWEST = 4  # printed lines


def lines_of_page(text: str) -> list[str]:
    """Such lines of a page, each stripped; what stands behind the last break of a block is one of them.

    Where there are next to none, each point of a list is one.
    """
    parser = _Lines()
    parser.feed(text)
    parser.close()
    parser.end_block()
    lines = [line for line in parser.done if line]
    return lines if len(lines) >= FEWEST else [line for line in parser.points if line]


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[str] = []
        self.points: list[str] = []
        self.in_point = False
        self.block: list[str] = [""]
        self.hidden = 0
        self.as_written = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in HIDDEN:
            self.hidden += 1
        elif tag == "br":
            self.block.append("")
        elif tag not in WITHIN:
            self.end_block()
            self.as_written += tag == "pre"
            self.in_point = tag == "li"

    def handle_endtag(self, tag: str) -> None:
        if tag in HIDDEN:
            self.hidden = max(self.hidden - 1, 0)
        elif tag not in WITHIN:
            self.end_block()
            self.as_written = max(self.as_written - (tag == "pre"), 0)
            self.in_point = False

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        first, *others = data.split("\n") if self.as_written else [" ".join(f"|{data}|".split())[1:-1]]
        self.block[-1] += first
        self.block += others

    def end_block(self) -> None:
        """Keep the lines of a block that has breaks, and apart the points of lists."""
        self.points += [line.strip() for line in self.block] if self.in_point else []
        if len(self.block) > 1:
            self.done += [line.strip() for line in self.block]
        self.block = [""]
