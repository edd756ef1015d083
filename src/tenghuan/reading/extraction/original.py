"""Back from simplified characters to the document's own: outputs are cut out of the text as it stood."""

from __future__ import annotations

from typing import Any

from tenghuan.reading.documents.characters import simplify
from tenghuan.reading.documents.model import Document


class Original:
    """Restores strings that were read from the simplified text of a document in traditional characters."""

    def __init__(self, document: Document) -> None:
        texts = document.texts()
        self._blocks = {key: (simplify(text), text) for key, text in texts.items()}
        self._own = "\n".join(text for _, text in self._blocks.values())
        self._simple = "\n".join(simple for simple, _ in self._blocks.values())
        self.needed = self._own != self._simple

    def restore(self, value: Any, block: str = "") -> Any:
        """The same value with every string in the document's own characters; codes and keys stay as they are."""
        if isinstance(value, str):
            return self._text(value, block)
        if isinstance(value, list):
            return [self.restore(item, block) for item in value]
        if isinstance(value, dict):
            return {key: self.restore(item, block) for key, item in value.items()}
        return value

    def _text(self, text: str, block: str) -> str:
        out, i = "", 0
        near = self._blocks.get(block, ("", ""))
        while i < len(text):
            piece = self._longest(text[i:], *near) or self._longest(text[i:], self._simple, self._own) or text[i]
            out += piece
            i += len(piece)
        return out

    @staticmethod
    def _longest(text: str, simple: str, own: str) -> str:
        """The longest beginning of ``text`` that stands in ``simple``, as it stands in ``own``."""
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if text[:middle] in simple:
                low = middle
            else:
                high = middle - 1
        at = simple.find(text[:low]) if low else -1
        return own[at : at + low] if at >= 0 else ""
