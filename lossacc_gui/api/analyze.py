"""The one function that notebooks and programs call."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from lossacc_gui.api.arguments import called_as_here, mapping_in, path_in, text_in, texts_in
from lossacc_gui.api.objects import runs_of_object
from lossacc_gui.api.result import Result
from lossacc_gui.measure.pairing import check_pairs
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.options import Options
from lossacc_gui.model.request import Request
from lossacc_gui.readers.mapping import check_metrics, choice_of
from lossacc_gui.use_case import analyze_all, analyze_runs


def analyze(
    source: object,
    *,
    name: str = "run",
    metrics: Mapping[str, str] | None = None,
    pairs: Iterable[str] = (),
    options: Mapping[str, float] | None = None,
    causes: str | os.PathLike[str] | None = None,
    evidence: str | os.PathLike[str] | None = None,
) -> Result:
    """Relate loss and accuracy of training runs, and explain where they part.

    source    a log or a folder of logs by its path; or, in memory, a DataFrame, a Keras History, the state of a Hugging
              Face Trainer, a dictionary of lists, or a list of dictionaries
    name      what a run in memory is called
    metrics   what metrics mean whose names do not tell: {"val_f1": "accuracy:val"}
    pairs     metrics to relate before all others: ["val_loss:val_f1"]
    options   thresholds by name (`lossacc options`)
    causes    a folder of your own causes
    evidence  a file with the run's predictions; "auto" takes the one beside each log

    Logs in a folder that cannot be read stand in `Result.errors`. Raises UnreadableLog where there is no run at all,
    BadOption for an option, metric or pair that does not fit, BadKnowledge for an own cause that cannot be read,
    TypeError for a source or an argument of another kind.
    """
    name = text_in("name", name)
    changes = mapping_in("options", options, '{"loss_effect": 0.05}')
    meanings = mapping_in("metrics", metrics, '{"val_f1": "accuracy:val"}')
    with called_as_here():
        request = Request(
            options=Options().changed({key: str(value) for key, value in changes.items()}),
            own_causes=None if causes is None else path_in("causes", causes),
            choices=tuple(
                choice_of(f"{metric}={text_in(f'the meaning of {metric!r} in metrics', told)}")
                for metric, told in meanings.items()
            ),
            pairs=texts_in("pairs", pairs, '["val_loss:val_f1"]'),
            evidence=_wanted(evidence),
        )
        return _analyzed(source, name, request)


def _analyzed(source: object, name: str, request: Request) -> Result:
    errors: list[UnreadableLog] = []
    if isinstance(source, str | os.PathLike):
        analyses: list[Analysis] = []
        for found in analyze_all([path_in("source", source)], request):
            if isinstance(found, UnreadableLog):
                errors.append(found)
            else:
                analyses.append(found)
        if not analyses and errors:
            raise errors[0]
    else:
        analyses = list(analyze_runs(runs_of_object(source, name), request))
    if analyses:
        check_metrics(request.choices, [one.run for one in analyses])
        check_pairs(request.pairs, [one.run for one in analyses])
    return Result(analyses, errors)


def _wanted(evidence: str | os.PathLike[str] | None) -> Path | Literal["auto"] | None:
    if evidence is None:
        return None
    return "auto" if evidence == "auto" else path_in("evidence", evidence)
