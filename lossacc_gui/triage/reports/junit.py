"""A triage as JUnit XML, which continuous integration shows as tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape  # xml.sax would bring a client of HTTP with it

from lossacc_gui.model.verdict import State
from lossacc_gui.triage.harm import is_as_bad_as
from lossacc_gui.triage.reports.report import Report, Told
from lossacc_gui.triage.row import Failure, Row

FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot say, not even escaped."""
LINES = {ord(one): f"&#{ord(one)};" for one in "\t\n\r"}


def as_junit(told: Told) -> str:
    """A test case a run: failed where its state is as bad as `fail_on`; a log that cannot be read is an error."""
    table = told.table
    failed = sum(is_as_bad_as(row, told.fail_on) for row in table.rows)
    counts = f'tests="{len(table.rows) + len(table.failures)}" failures="{failed}" errors="{len(table.failures)}"'
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<testsuites name="lossacc" {counts}>',
        f'<testsuite name="lossacc triage" {counts}>',
        *(line for row in table.rows for line in _case(row, told.fail_on)),
        *(line for one in table.failures for line in _error(one)),
        "</testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines)


def _case(row: Row, fail_on: State) -> Iterator[str]:
    head = f"<testcase classname={_quoted(row.source)} name={_quoted(row.name)}"
    if not is_as_bad_as(row, fail_on):
        yield f"{head}/>"
        return
    yield f"{head}>"
    kind = _quoted(row.cause or row.main or row.state)
    yield f"<failure type={kind} message={_quoted(row.text)}>{escape(_said(row.text))}</failure>"
    yield "</testcase>"


def _error(one: Failure) -> Iterator[str]:
    yield f'<testcase classname={_quoted(one.source)} name="read">'
    yield f'<error type="unreadable" message={_quoted(one.reason)}/>'
    yield "</testcase>"


def _quoted(text: str) -> str:
    """As the value of an attribute, whose ends of lines would else be read as blanks."""
    return f'"{escape(_said(text)).translate(LINES)}"'


def _said(text: str) -> str:
    return FORBIDDEN.sub("�", text)


REPORT = Report("junit", "JUnit XML, for continuous integration", (".xml",), as_junit)
