/// Values in an array whose places are used again; a handle to a value that was removed finds nothing.
struct SlotTable<Element> {
    struct Handle: Hashable, Sendable {
        let index: Int32
        /// Odd, so that a handle's bits are never 0.
        let generation: UInt32

        var bits: UInt64 { UInt64(generation) << 32 | UInt64(UInt32(bitPattern: index)) }

        init(index: Int32, generation: UInt32) {
            self.index = index
            self.generation = generation
        }

        init(bits: UInt64) {
            index = Int32(bitPattern: UInt32(truncatingIfNeeded: bits))
            generation = UInt32(truncatingIfNeeded: bits >> 32)
        }
    }

    private var values: [Element] = []
    /// Odd where the place is taken.
    private var generations: [UInt32] = []
    private var free: [Int32] = []
    private let vacant: Element

    /// - Parameter vacant: Stands in places that are not taken.
    init(vacant: Element) {
        self.vacant = vacant
    }

    var count: Int { values.count - free.count }

    mutating func insert(_ value: Element) -> Handle {
        guard let index = free.popLast() else {
            values.append(value)
            generations.append(1)
            return Handle(index: Int32(values.count - 1), generation: 1)
        }
        values[Int(index)] = value
        generations[Int(index)] &+= 1
        return Handle(index: index, generation: generations[Int(index)])
    }

    func contains(_ handle: Handle) -> Bool {
        Int(handle.index) < generations.count && generations[Int(handle.index)] == handle.generation
    }

    /// The handle of the value that is at a place now.
    func handle(at index: Int32) -> Handle? {
        let generation = generations[Int(index)]
        return generation & 1 == 1 ? Handle(index: index, generation: generation) : nil
    }

    /// The caller knows that the handle is good.
    subscript(handle: Handle) -> Element {
        _read {
            assert(contains(handle))
            yield values[Int(handle.index)]
        }
        _modify {
            assert(contains(handle))
            yield &values[Int(handle.index)]
        }
    }

    mutating func remove(_ handle: Handle) {
        guard contains(handle) else { return }
        _ = take(handle)
    }

    /// Removes a value and gives it back; the caller knows that the handle is good.
    mutating func take(_ handle: Handle) -> Element {
        assert(contains(handle))
        generations[Int(handle.index)] &+= 1
        free.append(handle.index)
        var value = vacant
        swap(&value, &values[Int(handle.index)])
        return value
    }

    /// Every handle in use, by place.
    var handles: [Handle] {
        generations.indices.compactMap { handle(at: Int32($0)) }
    }
}
