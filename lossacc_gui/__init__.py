"""lossacc: relates the loss of a training run to its accuracy and explains where they part."""

__version__ = "0.1.0"

_PLACES = {
    "analyze": "lossacc_gui.api.analyze",
    "schema": "lossacc_gui.api.contract",
    "Figure": "lossacc_gui.api.result",
    "Result": "lossacc_gui.api.result",
    "BadKnowledge": "lossacc_gui.model.errors",
    "BadOption": "lossacc_gui.model.errors",
    "CannotWrite": "lossacc_gui.model.errors",
    "LossaccError": "lossacc_gui.model.errors",
    "UnreadableLog": "lossacc_gui.model.errors",
}
"""What is promised to other programs, and where it is; imported when it is first asked for."""

__all__ = ["__version__", *sorted(_PLACES)]  # noqa: PLE0604 - names, as the stub beside this file has them


def __getattr__(name: str) -> object:
    """A promised name, from where it is."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    found: object = getattr(importlib.import_module(_PLACES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """The promised names."""
    return list(__all__)
