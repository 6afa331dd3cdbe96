/// At most one deadline for each key, earliest first; equal deadlines in the order they were set.
///
/// A binary heap that knows where each key is, so that a timer that is no longer wanted leaves nothing behind. Keys are
/// places of a `SlotTable`.
struct TimerHeap {
    private struct Entry {
        /// In nanoseconds from the start of the run.
        var deadline: Int64
        var sequence: UInt64
        var key: Int32

        func precedes(_ other: Entry) -> Bool {
            deadline != other.deadline ? deadline < other.deadline : sequence < other.sequence
        }
    }

    private var heap: [Entry] = []
    /// Where each key is in the heap; -1 where it is not.
    private var positions: [Int32] = []
    private var sequence: UInt64 = 0

    var next: Int64? { heap.first?.deadline }

    /// Sets a key's deadline, whatever it was before.
    mutating func set(_ key: Int32, at deadline: Int64) {
        cancel(key)
        while positions.count <= Int(key) { positions.append(-1) }
        sequence += 1
        heap.append(Entry(deadline: deadline, sequence: sequence, key: key))
        positions[Int(key)] = Int32(heap.count - 1)
        siftUp(heap.count - 1)
    }

    mutating func cancel(_ key: Int32) {
        guard Int(key) < positions.count, positions[Int(key)] >= 0 else { return }
        remove(at: Int(positions[Int(key)]))
    }

    /// The key whose deadline is the earliest, if it has come.
    mutating func popDue(at now: Int64) -> Int32? {
        guard let first = heap.first, first.deadline <= now else { return nil }
        remove(at: 0)
        return first.key
    }

    private mutating func remove(at position: Int) {
        positions[Int(heap[position].key)] = -1
        let last = heap.removeLast()
        guard position < heap.count else { return }
        heap[position] = last
        positions[Int(last.key)] = Int32(position)
        siftDown(position)
        siftUp(position)
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].precedes(heap[parent]) else { return }
            exchange(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(_ start: Int) {
        var parent = start
        while true {
            var least = 2 * parent + 1
            guard least < heap.count else { return }
            if least + 1 < heap.count, heap[least + 1].precedes(heap[least]) { least += 1 }
            guard heap[least].precedes(heap[parent]) else { return }
            exchange(parent, least)
            parent = least
        }
    }

    private mutating func exchange(_ first: Int, _ second: Int) {
        heap.swapAt(first, second)
        positions[Int(heap[first].key)] = Int32(first)
        positions[Int(heap[second].key)] = Int32(second)
    }
}
