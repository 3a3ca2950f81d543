"""A fitted forest of two classes as flat arrays: small on disk, and walked without the library that grew it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np


@dataclass(eq=False)
class Forest:
    """Trees one after the other, each in depth-first order, so that the left branch of a node is the next one; N nodes, T trees.

    Attributes:
        feature: column that a node asks (N,).
        value: threshold of a node that asks, up to which the way goes left; of a leaf, the share of the second class (N,).
        right: where the way goes otherwise, counted from the root of the tree; 0 marks a leaf (N,).
        roots: first node of each tree (T,).
        depth: most questions on a way.
        compiled: whether it is walked by the compiled function.
    """

    feature: np.ndarray
    value: np.ndarray
    right: np.ndarray
    roots: np.ndarray
    depth: int
    compiled: bool = False

    @classmethod
    def grown(cls, trees: Sequence[Any]) -> Forest:
        """From the `tree_` of scikit-learn's fitted classification trees of two classes."""
        left, right, feature = (
            np.concatenate([getattr(tree, name) for tree in trees])
            for name in ("children_left", "children_right", "feature")
        )
        leaf = left < 0
        counts = np.concatenate([tree.value[:, 0, :] for tree in trees])
        threshold = np.concatenate([tree.threshold for tree in trees])
        # scikit-learn compares inputs of 32 bits with thresholds of 64: rounded down, a threshold of 32 bits parts them alike.
        rounded = threshold.astype(np.float32)
        rounded = np.where(rounded > threshold, np.nextafter(rounded, np.float32(-np.inf)), rounded)
        return cls(
            feature=np.where(leaf, 0, feature).astype(np.uint8),
            value=np.where(leaf, counts[:, 1] / counts.sum(axis=1), rounded).astype(np.float32),
            right=np.where(leaf, 0, right).astype(np.uint16),
            roots=np.cumsum([0, *(tree.node_count for tree in trees[:-1])]).astype(np.int32),
            depth=max(tree.max_depth for tree in trees),
        )

    @classmethod
    def read(cls, arrays: Mapping[str, np.ndarray]) -> Forest:
        """From what `arrays` gave."""
        return cls(arrays["feature"], arrays["value"], arrays["right"], arrays["roots"], depth=int(arrays["depth"][0]))

    def arrays(self) -> dict[str, np.ndarray]:
        """All of it, to be written to a file."""
        named = {name: getattr(self, name) for name in ("feature", "value", "right", "roots")}
        return {**named, "depth": np.array([self.depth], dtype=np.int32)}

    def __call__(self, inputs: np.ndarray) -> np.ndarray:
        """Mean over the trees of the share of the second class, for inputs (n, C) that are compared as float32, (n,)."""
        if self.compiled:
            return self._walk(inputs)
        feature, threshold, branches = self._questions
        values = inputs.astype(np.float32).ravel()
        row = inputs.shape[1] * np.arange(len(inputs))[:, None]
        node = np.repeat(self.roots.astype(np.intp)[None, :], len(inputs), axis=0)
        for _ in range(self.depth):
            goes_right = values.take(row + feature.take(node)) > threshold.take(node)
            node = branches.take(2 * node + goes_right)
        return np.asarray(self.value.take(node).mean(axis=1, dtype=np.float64))

    def compile(self) -> None:
        """Walk by the compiled function from now on: the same answers in a tenth of the time."""
        if not self.compiled:
            self._walk(np.zeros((1, int(self.feature.max()) + 1)))
            self.compiled = True

    def _walk(self, inputs: np.ndarray) -> np.ndarray:
        from hea_core.kernels.forest import walk  # numba comes with it

        out = np.empty(len(inputs))
        walk(np.ascontiguousarray(inputs, dtype=np.float32), self.feature, self.value, self.right, self.roots, out)
        return out

    @cached_property
    def _questions(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Column asked and threshold of every node (N,), and left and right branch of one after the other (2N,); a leaf leads to itself."""
        leaf = self.right == 0
        nodes = np.arange(len(self.right))
        root = np.repeat(self.roots, np.diff(self.roots, append=len(self.right)))
        left, right = np.where(leaf, nodes, nodes + 1), np.where(leaf, nodes, root + self.right.astype(np.intp))
        return self.feature.astype(np.intp), self.value, np.stack([left, right], axis=1).astype(np.intp).ravel()
