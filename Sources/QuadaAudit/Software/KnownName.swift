internal import QuadaDNS

/// A name, or the beginning of a label, by which an operator's servers and zones are known: read once, for it is compared
/// with every server that is met.
struct KnownName: Hashable, Sendable, ExpressibleByStringLiteral {
    let text: String
    /// None for the beginning of a label, which has no dot.
    private let name: Name?
    /// In lower case.
    private let octets: [UInt8]

    init(stringLiteral text: String) {
        self.text = text
        octets = Array(text.utf8)
        name = text.utf8.contains(UInt8(ascii: ".")) ? Name(text) : nil
    }

    /// Whether the name is this one or below it, or has a label that begins so.
    @inline(__always)
    func matches(_ other: Name) -> Bool {
        let wire = other.wire.span
        if let name {
            // The letter before the root's octet tells most names apart.
            let own = name.wire.span
            guard wire.count >= own.count,
                own.count == 1 || Self.lowercase(wire[wire.count - 2]) == Self.lowercase(own[own.count - 2])
            else { return false }
            return other.isAtOrBelow(name)
        }
        var start = 0
        while wire[start] != 0 {
            if Int(wire[start]) >= octets.count, isLabel(wire, at: start + 1) { return true }
            start += 1 + Int(wire[start])
        }
        return false
    }

    private func isLabel(_ wire: Span<UInt8>, at start: Int) -> Bool {
        for index in octets.indices where Self.lowercase(wire[start + index]) != octets[index] { return false }
        return true
    }

    private static func lowercase(_ octet: UInt8) -> UInt8 {
        octet &- UInt8(ascii: "A") < 26 ? octet | 0x20 : octet
    }
}
