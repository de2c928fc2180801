"""How the order of a triage stands to what was planted: every run with a cause above every healthy one, but for whom?

    python tests/benchmarks/order.py FOLDER...

Each folder holds runs in folders of their own, with a truth.json whose `cause` is null for a healthy run. Runs whose
planted cause is a harmless one are neither and left out. Printed are the share of pairs (a run with a cause, a healthy
one) in the right order, and the fewest runs without which every pair would be.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.model.options import Options
from lossacc_gui.model.request import Request
from lossacc_gui.resource import resource
from lossacc_gui.triage.harm import ordered
from lossacc_gui.triage.row import Row
from lossacc_gui.triage.triage import Triage


def planted(row: Row) -> str | None:
    """The cause of a run; None for a healthy one."""
    cause: str | None = json.loads((row.path.parent / "truth.json").read_text(encoding="utf-8"))["cause"]
    return cause


def fewest(sick: list[bool]) -> int:
    """The place that the fewest runs are on the wrong side of: a healthy one above it, or one with a cause below."""
    wrong = [sum(not one for one in sick[:at]) + sum(sick[at:]) for at in range(len(sick) + 1)]
    return wrong.index(min(wrong))


def tell(folder: Path, harmless: set[str]) -> None:
    rows = ordered(Triage([folder], Request()).results(), Options()).rows
    judged = [(row, planted(row)) for row in rows if (row.path.parent / "truth.json").is_file()]
    judged = [(row, cause) for row, cause in judged if cause not in harmless]
    sick = [cause is not None for _, cause in judged]
    right = sum(sum(not other for other in sick[at:]) for at, one in enumerate(sick) if one)
    pairs = sum(sick) * (len(sick) - sum(sick))
    at = fewest(sick)
    wrong = [(place, *one) for place, one in enumerate(judged, 1) if (one[1] is not None) != (place <= at)]
    print(
        f"{folder}: {sum(sick)} runs with a cause, {len(sick) - sum(sick)} healthy: {right / max(pairs, 1):.4f} of "
        f"{pairs:,} pairs in order; {len(wrong)} exceptions (of {len(sick)} places, the line is after {at}):"
    )
    for place, row, cause in wrong:
        print(f"  {place:4}  {cause or 'healthy':22} {row.state:12} {row.cause or '-':20} {row.path.parent.name}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    harmless = {cause.id for cause in load_causes(resource("causes")) if cause.benign}
    for folder in parser.parse_args().folders:
        tell(folder, harmless)


if __name__ == "__main__":
    main()
