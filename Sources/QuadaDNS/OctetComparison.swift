extension [UInt8] {
    /// Whether both are as long and have the same octets from an offset on, eight of which are compared at once.
    ///
    /// - Parameter offset: At most the number of octets.
    public func isEqual(to other: [UInt8], from offset: Int = 0) -> Bool {
        guard count == other.count else { return false }
        return withUnsafeBytes { own in
            other.withUnsafeBytes { other in
                var offset = offset
                while offset + 8 <= own.count {
                    let first = own.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    guard first == other.loadUnaligned(fromByteOffset: offset, as: UInt64.self) else { return false }
                    offset += 8
                }
                while offset < own.count {
                    guard own[offset] == other[offset] else { return false }
                    offset += 1
                }
                return true
            }
        }
    }
}
