"""Sentence vectors: all-MiniLM-L6-v2 with eight-bit weights, run by onnxruntime; see docs/adr/0002-sentence-vectors.md."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from multiprocessing import parent_process
from typing import TYPE_CHECKING, Final

from briefprism.data.weights import encoder_file

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSIONS: Final = 384
_LONGEST: Final = 128  # word pieces; longer sentences are cut
_BATCH: Final = 16


class Encoder:
    """Turns texts into unit vectors. A text has the same vector whatever stands beside it in a batch.

    ``memo``: how many vectors are kept, so that a text that comes again costs nothing. The texts themselves are not kept.
    """

    def __init__(self, memo: int = 20_000) -> None:
        import onnxruntime
        from tokenizers import BertWordPieceTokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1 if parent_process() else 2  # processes that work side by side share the processors
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # a thread that waits would use up a processor
        self._session = onnxruntime.InferenceSession(encoder_file("model.onnx").read_bytes(), options, providers=["CPUExecutionProvider"])
        self._tokenizer = BertWordPieceTokenizer(_vocabulary(), lowercase=True)
        self._tokenizer.enable_truncation(_LONGEST)
        self._limit = memo
        self._memo: dict[bytes, NDArray[np.float32]] = {}

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of length one, shape (texts, 384)."""
        import numpy as np

        if len(self._memo) > self._limit:
            self._memo.clear()
        keys = {text: _key(text) for text in texts}
        todo = sorted((t for t, key in keys.items() if key not in self._memo), key=lambda t: (len(t), t))
        for start in range(0, len(todo), _BATCH):
            batch = todo[start : start + _BATCH]
            self._memo.update(zip((keys[t] for t in batch), self._run(batch), strict=True))
        if not texts:
            return np.zeros((0, DIMENSIONS), np.float32)
        return np.stack([self._memo[keys[t]] for t in texts])

    def _run(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        pieces = self._tokenizer.encode_batch([t.encode("utf-8", "replace").decode() or "-" for t in texts])  # it takes no half characters
        width = max(len(p.ids) for p in pieces)
        ids = np.zeros((len(pieces), width), np.int64)
        mask = np.zeros_like(ids)
        for row, piece in enumerate(pieces):
            ids[row, : len(piece.ids)] = piece.ids
            mask[row, : len(piece.ids)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, feed)[0]
        weight = mask[:, :, None].astype(np.float32)
        mean = (hidden * weight).sum(1) / weight.sum(1)
        norm: NDArray[np.float32] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return norm


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _vocabulary() -> dict[str, int]:
    words = encoder_file("vocab.txt").read_bytes().decode("utf-8").split("\n")
    return {word: i for i, word in enumerate(words) if word}


@lru_cache(maxsize=1)
def shared_encoder() -> Encoder:
    """The one encoder of this process; it takes half a second to load."""
    return Encoder()
