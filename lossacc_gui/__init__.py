"""lossacc: relates the loss of a training run to its accuracy and explains where they part."""

__version__ = "0.1.0"
