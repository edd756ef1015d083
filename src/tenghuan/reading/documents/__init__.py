"""A file of any kind a county office hands in becomes a ``Document``: ordered, healed, addressable blocks."""

from tenghuan.reading.documents.load import load_document
from tenghuan.reading.documents.model import Block, Cell, Document

__all__ = ["Block", "Cell", "Document", "load_document"]
