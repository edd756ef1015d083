"""Run a function on something handed in, in a process of its own with limits of memory, time and reply.

Every parser of what comes from outside goes through here: a file may crash, swell or never end, and only the
process that reads it is lost. What comes back are plain values.
"""

from tenghuan.guarding.runner import Bounds, BrokenError, OutOfMemoryError, OutOfTimeError, RefusedError, call

__all__ = ["Bounds", "BrokenError", "OutOfMemoryError", "OutOfTimeError", "RefusedError", "call"]
