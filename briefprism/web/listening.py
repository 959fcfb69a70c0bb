"""HTTP/1.1 as uvicorn speaks it, with a limit to the time that the head of a request may take.

uvicorn ends connections that are silent between two requests, and waits for ever for the rest of a request that has begun: a
few hundred of such would use up all connections of the process. The body has its limit in `security`.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS: Final = 10.0
"""How long the first line and the headers of a request may take to come, counted from its first byte, or from the opening of
the connection."""


class TimelyProtocol(H11Protocol):
    """Closes a connection on which no request is whole in time. (h11 bounds the size of a head: 64 kB.)"""

    def connection_made(self, transport: Any) -> None:
        """Start the clock."""
        super().connection_made(transport)
        self._clock: asyncio.TimerHandle = self.loop.call_later(HEAD_SECONDS, self._close_unless_asked)

    def data_received(self, data: bytes) -> None:
        """Take what came; where it begins the next request, the clock starts anew."""
        if self.timeout_keep_alive_task is not None:
            self._clock.cancel()
            self._clock = self.loop.call_later(HEAD_SECONDS, self._close_unless_asked)
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._clock.cancel()
        super().connection_lost(exc)

    def _close_unless_asked(self) -> None:
        """Close where a head has not come in time, or nothing has; a request that is answered, and a pause after one, may last."""
        answering = self.cycle is not None and not self.cycle.response_complete
        if not answering and self.timeout_keep_alive_task is None:
            self.transport.close()
