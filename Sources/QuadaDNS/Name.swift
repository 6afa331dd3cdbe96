/// A domain name: octets as received, equal without case.
///
/// The octets of a label are arbitrary; only ASCII letters compare without case (RFC 4343, section 3). A name that
/// exists is valid: labels of 1 to 63 octets, at most 255 octets in all (RFC 1035, section 2.3.4).
public struct Name: Sendable {
    /// Labels, each behind its length octet, closed by the root's zero octet; never compressed.
    public let wire: [UInt8]

    /// The root, whose only label is empty.
    public static let root = Name(validated: [0])

    /// Takes octets that are known to be a valid uncompressed name.
    init(validated wire: [UInt8]) {
        self.wire = wire
    }

    /// Takes an uncompressed name in wire form.
    ///
    /// - Throws: `NameError` if a label or the whole is too long, or if the octets are not exactly one name.
    public init(wire: [UInt8]) throws(NameError) {
        guard wire.count <= Self.maximumOctets else { throw .nameTooLong(octets: wire.count) }
        var offset = 0
        while offset < wire.count, wire[offset] != 0 {
            let length = Int(wire[offset])
            guard length <= Self.maximumLabelOctets else { throw .labelTooLong(octets: length) }
            offset += 1 + length
        }
        guard offset == wire.count - 1 else { throw .notOneName }
        self.wire = wire
    }

    /// Joins labels, leftmost first; the root's empty label is implied.
    public init(labels: some Sequence<some Collection<UInt8>>) throws(NameError) {
        var wire: [UInt8] = []
        for label in labels {
            guard !label.isEmpty else { throw .emptyLabel }
            guard label.count <= Self.maximumLabelOctets else { throw .labelTooLong(octets: label.count) }
            wire.append(UInt8(label.count))
            wire.append(contentsOf: label)
        }
        wire.append(0)
        guard wire.count <= Self.maximumOctets else { throw .nameTooLong(octets: wire.count) }
        self.wire = wire
    }

    /// RFC 1035, section 2.3.4.
    public static let maximumOctets = 255
    /// RFC 1035, section 2.3.4.
    public static let maximumLabelOctets = 63
}

// MARK: - Labels

extension Name {
    /// The number of labels, the root's empty one not counted.
    public var labelCount: Int {
        var count = 0
        var offset = 0
        while wire[offset] != 0 {
            count += 1
            offset += 1 + Int(wire[offset])
        }
        return count
    }

    /// The labels, leftmost first, the root's empty one left out.
    public var labels: [ArraySlice<UInt8>] {
        var labels: [ArraySlice<UInt8>] = []
        var offset = 0
        while wire[offset] != 0 {
            let end = offset + 1 + Int(wire[offset])
            labels.append(wire[(offset + 1)..<end])
            offset = end
        }
        return labels
    }

    public var isRoot: Bool { wire.count == 1 }

    public var isWildcard: Bool { wire.count > 2 && wire[0] == 1 && wire[1] == UInt8(ascii: "*") }

    /// The name without its leftmost label; none above the root.
    public var parent: Name? {
        isRoot ? nil : Name(validated: Array(wire[(1 + Int(wire[0]))...]))
    }

    /// The name's last `count` labels: `www.example.test` gives `example.test` for 2.
    public func suffix(labels count: Int) -> Name {
        var offset = 0
        for _ in 0..<(labelCount - min(max(count, 0), labelCount)) { offset += 1 + Int(wire[offset]) }
        return offset == 0 ? self : Name(validated: Array(wire[offset...]))
    }

    /// Whether the name is `other` or below it.
    public func isAtOrBelow(_ other: Name) -> Bool {
        let start = wire.count - other.wire.count
        guard start >= 0 else { return false }
        var offset = 0
        while offset < start { offset += 1 + Int(wire[offset]) }
        guard offset == start else { return false }
        return Self.equal(wire.span.extracting(start...), other.wire.span)
    }

    public func isBelow(_ other: Name) -> Bool {
        wire.count > other.wire.count && isAtOrBelow(other)
    }

    /// A child of this name; fails where the result would be too long.
    public func child(label: some Collection<UInt8>) throws(NameError) -> Name {
        guard !label.isEmpty else { throw .emptyLabel }
        guard label.count <= Self.maximumLabelOctets else { throw .labelTooLong(octets: label.count) }
        let octets = [UInt8(label.count)] + label + wire
        guard octets.count <= Self.maximumOctets else { throw .nameTooLong(octets: octets.count) }
        return Name(validated: octets)
    }

    /// The name with `suffix` at its end replaced, as a DNAME does (RFC 6672, section 2.2).
    ///
    /// - Throws: `.nameTooLong` where the server would answer YXDOMAIN.
    public func replacing(suffix: Name, with target: Name) throws(NameError) -> Name {
        precondition(isAtOrBelow(suffix), "the name must be below the suffix")
        let octets = Array(wire[..<(wire.count - suffix.wire.count)]) + target.wire
        guard octets.count <= Self.maximumOctets else { throw .nameTooLong(octets: octets.count) }
        return Name(validated: octets)
    }

    /// The same name in lower case.
    public var lowercased: Name {
        Name(validated: wire.map(Self.lowercase))
    }
}

// MARK: - Equality, order, hash: without case

extension Name: Hashable, Comparable {
    public static func == (left: Name, right: Name) -> Bool {
        left.sharesOctets(with: right) || equal(left.wire.span, right.wire.span)
    }

    /// Whether both are copies of one name, as the records of a message have them.
    private func sharesOctets(with other: Name) -> Bool {
        wire.withUnsafeBufferPointer { own in
            other.wire.withUnsafeBufferPointer { own.baseAddress == $0.baseAddress && own.count == $0.count }
        }
    }

    /// Canonical order: by labels from the right, as octets in lower case (RFC 4034, section 6.1).
    public static func < (left: Name, right: Name) -> Bool {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 2 * maximumOctets) { offsets in
            let leftCount = left.writeLabelOffsets(to: offsets, at: 0)
            let rightCount = right.writeLabelOffsets(to: offsets, at: maximumOctets)
            for index in 1..<(1 + min(leftCount, rightCount)) {
                let order = orderOfLabels(
                    left.wire.span, Int(offsets[leftCount - index]),
                    right.wire.span, Int(offsets[maximumOctets + rightCount - index]))
                if order != 0 { return order < 0 }
            }
            return leftCount < rightCount
        }
    }

    /// - Returns: How many labels there are, the root's not counted.
    private func writeLabelOffsets(to offsets: UnsafeMutableBufferPointer<UInt8>, at start: Int) -> Int {
        var count = 0
        var offset = 0
        while wire[offset] != 0 {
            offsets[start + count] = UInt8(offset)
            count += 1
            offset += 1 + Int(wire[offset])
        }
        return count
    }

    /// - Returns: Below 0 where the left label comes first, above 0 where the right one does.
    private static func orderOfLabels(
        _ left: Span<UInt8>, _ leftStart: Int, _ right: Span<UInt8>, _ rightStart: Int
    ) -> Int {
        let (leftLength, rightLength) = (Int(left[leftStart]), Int(right[rightStart]))
        for index in 1..<(1 + min(leftLength, rightLength)) {
            let (first, second) = (lowercase(left[leftStart + index]), lowercase(right[rightStart + index]))
            if first != second { return Int(first) - Int(second) }
        }
        return leftLength - rightLength
    }

    public func hash(into hasher: inout Hasher) {
        withUnsafeTemporaryAllocation(byteCount: Self.maximumOctets + 1, alignment: 8) { lower in
            wire.withUnsafeBytes { octets in
                var offset = 0
                while offset + 8 <= octets.count {
                    let eight = octets.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    lower.storeBytes(of: Self.lowercase(eight), toByteOffset: offset, as: UInt64.self)
                    offset += 8
                }
                while offset < octets.count {
                    lower[offset] = Self.lowercase(octets[offset])
                    offset += 1
                }
            }
            hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(lower)[..<wire.count]))
        }
    }

    /// Whether the two have the same octets in the same case, as an answer's question must (RFC 5452, section 9.1).
    public func isIdentical(to other: Name) -> Bool { sharesOctets(with: other) || wire.isEqual(to: other.wire) }

    private static func equal(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        return left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in
                var offset = 0
                while offset + 8 <= left.count {
                    let first = left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    let second = right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    guard first == second || lowercase(first) == lowercase(second) else { return false }
                    offset += 8
                }
                while offset < left.count {
                    guard lowercase(left[offset]) == lowercase(right[offset]) else { return false }
                    offset += 1
                }
                return true
            }
        }
    }

    /// The same of eight octets at once: those from A to Z have their bit 0x20 set.
    private static func lowercase(_ eight: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let low = eight & (0x7F * ones)
        let isAtLeastA = low + (0x80 - UInt64(UInt8(ascii: "A"))) * ones
        let isBeyondZ = low + (0x7F - UInt64(UInt8(ascii: "Z"))) * ones
        let isLetter = (isAtLeastA & ~isBeyondZ & ~eight) & (0x80 * ones)
        return eight | isLetter >> 2
    }

    /// Length octets are below 64 and so never touched.
    static func lowercase(_ octet: UInt8) -> UInt8 {
        octet &- UInt8(ascii: "A") < 26 ? octet | 0x20 : octet
    }
}
