"""Answers by what was asked for, those of one content version only, in as many bytes as are given."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from .answers import Answer


class Store:
    """The answers that were asked for last. Safe for threads."""

    def __init__(self, most: int) -> None:
        self.most = most  # bytes
        self.version = 0
        self.used = 0
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, asked: Hashable, version: int) -> Answer | None:
        """The answer of this version; all of any other version are forgotten."""
        with self._lock:
            if version != self.version:
                self._answers.clear()
                self.version, self.used = version, 0
            answer = self._answers.get(asked)
            if answer is not None:
                self._answers.move_to_end(asked)
            return answer

    def put(self, asked: Hashable, version: int, answer: Answer) -> None:
        """Keep an answer that was drawn when this was the version, or later; the ones not asked for longest go."""
        with self._lock:
            if version != self.version or asked in self._answers or answer.size > self.most:
                return
            self._answers[asked] = answer
            self.used += answer.size
            while self.used > self.most:
                self.used -= self._answers.popitem(last=False)[1].size
