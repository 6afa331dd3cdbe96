/// Which attempt awaits which identifier on one shared source: open addressing, identifiers being random already.
struct IDTable {
    /// 0 where free, else a mark, the identifier and the attempt's place.
    private var entries: [UInt64]
    private let mask: Int

    /// - Parameter capacity: The most identifiers at a time.
    init(capacity: Int) {
        var size = 4
        while size < capacity * 2 { size *= 2 }
        entries = Array(repeating: 0, count: size)
        mask = size - 1
    }

    private static let taken: UInt64 = 1 << 63

    private static func id(of entry: UInt64) -> UInt16 { UInt16(truncatingIfNeeded: entry >> 32) }

    subscript(id: UInt16) -> Int32? {
        let place = place(of: id)
        return entries[place] == 0 ? nil : Int32(bitPattern: UInt32(truncatingIfNeeded: entries[place]))
    }

    /// The identifier is not in the table, and the table has room.
    mutating func insert(_ id: UInt16, _ attempt: Int32) {
        entries[place(of: id)] = Self.taken | UInt64(id) << 32 | UInt64(UInt32(bitPattern: attempt))
    }

    mutating func remove(_ id: UInt16) {
        var hole = place(of: id)
        guard entries[hole] != 0 else { return }
        entries[hole] = 0
        // Moves back what had to step over the hole.
        var place = (hole + 1) & mask
        while entries[place] != 0 {
            let home = Int(Self.id(of: entries[place])) & mask
            if (place - home) & mask >= (place - hole) & mask {
                entries[hole] = entries[place]
                entries[place] = 0
                hole = place
            }
            place = (place + 1) & mask
        }
    }

    /// Where the identifier is, or the free place where it would be.
    private func place(of id: UInt16) -> Int {
        var place = Int(id) & mask
        while entries[place] != 0, Self.id(of: entries[place]) != id { place = (place + 1) & mask }
        return place
    }
}
