from lossacc_gui.api.analyze import analyze as analyze
from lossacc_gui.api.contract import schema as schema
from lossacc_gui.api.result import Figure as Figure
from lossacc_gui.api.result import Result as Result
from lossacc_gui.model.errors import BadKnowledge as BadKnowledge
from lossacc_gui.model.errors import BadOption as BadOption
from lossacc_gui.model.errors import CannotWrite as CannotWrite
from lossacc_gui.model.errors import LossaccError as LossaccError
from lossacc_gui.model.errors import UnreadableLog as UnreadableLog

__version__: str
