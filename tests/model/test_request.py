"""What is asked of an analysis is one plain value."""

from __future__ import annotations

import pickle
from pathlib import Path

from lossacc_gui.explain.knowledge import load_causes, with_causes
from lossacc_gui.model.choice import Choice
from lossacc_gui.model.options import Options
from lossacc_gui.model.quantity import Quantity, Split
from lossacc_gui.model.request import Request
from lossacc_gui.resource import resource

LOG, OTHER = Path("a/history.csv"), Path("b/history.csv")


def full() -> Request:
    choice = Choice("score", Quantity.ACCURACY, Split.VAL)
    return Request(
        options=Options(n_examples=500),
        own_causes=Path("mine"),
        causes=load_causes(resource("causes")),
        choices=(choice,),
        meanings=(("header", (choice,)),),
        pairs=("loss:acc",),
        pairs_of=((LOG, ("val_loss:score",)),),
        evidence_of=((LOG, Path("a/predictions.npz")),),
    )


def test_a_request_survives_pickling_and_is_equal_and_hashed_alike() -> None:
    one, other = full(), pickle.loads(pickle.dumps(full()))
    assert one == other and hash(one) == hash(other) and one is not other
    assert one != Request() and len({one, other, Request(), Request()}) == 2


def test_what_is_wanted_of_one_log_goes_before_what_is_wanted_of_all() -> None:
    request = full()
    assert request.pairs_in(LOG) == ("val_loss:score",) and request.pairs_in(OTHER) == ("loss:acc",)
    assert request.evidence_for(LOG) == Path("a/predictions.npz") and request.evidence_for(OTHER) is None
    changed = request.with_pairs(LOG, ()).with_evidence(OTHER, Path("p.npz"))
    assert changed.pairs_in(LOG) == () and changed.evidence_for(OTHER) == Path("p.npz")
    assert len(changed.pairs_of) == 1 and changed.evidence_for(LOG) == Path("a/predictions.npz")


def test_the_causes_of_a_request_are_read_once_and_what_is_wrong_with_them_is_told(tmp_path: Path) -> None:
    (tmp_path / "coffee.toml").write_text("title = 3")
    request, (error,) = with_causes(Request(own_causes=tmp_path))
    assert request.causes == load_causes(resource("causes")) and "coffee" in str(error)
    assert with_causes(request) == (request, ())
