"""Heights of many things in a row, with their sums: where the n-th begins, and which one is at this y."""


class Heights:
    """A Fenwick tree: changing a height and finding a position cost O(log n)."""

    def __init__(self) -> None:
        self._heights: list[float] = []
        self._tree: list[float] = [0.0]

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, index: int) -> float:
        return self._heights[index]

    def reset(self, heights: list[float]) -> None:
        self._heights = list(heights)
        tree = [0.0, *heights]
        for index in range(1, len(tree)):
            parent = index + (index & -index)
            if parent < len(tree):
                tree[parent] += tree[index]
        self._tree = tree

    def append(self, height: float) -> None:
        self._heights.append(height)
        index = len(self._heights)
        total, step = height, 1
        while step < index & -index:
            total += self._tree[index - step]
            step <<= 1
        self._tree.append(total)

    def truncate(self, count: int) -> None:
        """Forgets all heights from `count` on: no sum before depends on them."""
        del self._heights[count:]
        del self._tree[count + 1 :]

    def set(self, index: int, height: float) -> None:
        change = height - self._heights[index]
        if not change:
            return
        self._heights[index] = height
        index += 1
        while index < len(self._tree):
            self._tree[index] += change
            index += index & -index

    def top(self, index: int) -> float:
        """The sum of all heights before `index`."""
        total = 0.0
        while index > 0:
            total += self._tree[index]
            index &= index - 1
        return total

    def total(self) -> float:
        return self.top(len(self._heights))

    def at(self, y: float) -> int:
        """The index of what lies at `y`; the last one below the end, 0 when there is nothing."""
        index, step = 0, 1 << len(self._heights).bit_length()
        while step:
            if index + step < len(self._tree) and self._tree[index + step] <= y:
                index += step
                y -= self._tree[index]
            step >>= 1
        return max(0, min(index, len(self._heights) - 1))
