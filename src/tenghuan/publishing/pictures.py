"""Photos that somebody handed in, brought to the size of print in a process with limits: a few kB may unpack to GB."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tenghuan.guarding import Bounds, call
from tenghuan.guarding.runner import GuardError

ROOT = Path(__file__).parents[2]  # the folder that holds the package


@dataclass(frozen=True)
class Limits:
    """What a photo may be and what opening it may take; see ``pictures.yaml``."""

    formats: tuple[str, ...]
    most_pixels: int
    printed_width: int
    quality: int
    memory_bytes: int
    seconds: float
    reply_bytes: int


@cache
def limits() -> Limits:
    """Return the limits as the file gives them."""
    told = yaml.safe_load(Path(__file__).with_name("pictures.yaml").read_text(encoding="utf-8"))
    return Limits(**{**told, "formats": tuple(told["formats"])})


def printed(content: bytes, bounds: Limits | None = None) -> bytes | None:
    """Return a photo upright, at the width of print, as JPEG; None for what is no picture, or passes a limit."""
    found = bounds or limits()
    request = {
        "content": content,
        "formats": list(found.formats),
        "pixels": found.most_pixels,
        "width": found.printed_width,
        "quality": found.quality,
    }
    bound = Bounds(found.memory_bytes, found.seconds, found.reply_bytes)
    try:
        made: bytes | None = call("tenghuan.publishing.pictures:work", request, bound, folder=ROOT)
    except GuardError:
        return None
    return made


def work(request: dict[str, Any], _say: object) -> bytes | None:
    """Do it, inside the guarded process."""
    from PIL import Image, ImageOps

    try:
        opened = Image.open(io.BytesIO(request["content"]), formats=request["formats"])
        if opened.width * opened.height > request["pixels"]:
            return None
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    upright.thumbnail((request["width"], request["width"]))
    target = io.BytesIO()
    upright.save(target, "JPEG", quality=request["quality"])
    return target.getvalue()
