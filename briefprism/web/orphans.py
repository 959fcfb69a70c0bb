"""A process of a server with several ends when the one that started it is gone, however that ended.

Nobody would replace it, or could stop it by the command that is known; and it would hold the port against the next start.
"""

from __future__ import annotations

import signal
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess
from threading import Thread


def end_with_parent() -> None:
    """Wait aside for the end of the process that started this one; nothing happens where no other did."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_after, args=(parent,), name="briefprism-parent", daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    """End as on SIGTERM, with the answers at hand finished, once a pipe tells that the other end of it is closed."""
    parent.join()
    signal.raise_signal(signal.SIGTERM)
