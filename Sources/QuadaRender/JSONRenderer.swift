public import QuadaReport

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The report as one JSON document: sorted keys, two spaces of indent, ASCII only.
public struct JSONRenderer: Renderer {
    public let name = "json"

    public init() {}

    public func render(_ report: Report) -> [UInt8] {
        json(of: report, isPretty: true) + [UInt8(ascii: "\n")]
    }
}

/// The octets of a value of the report; sorted keys make the same value the same octets.
func json(of value: some Encodable, isPretty: Bool) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    do {
        return asciiOnly(try encoder.encode(value))
    } catch {
        // No value of the report throws while it is encoded, and no number is refused by the strategy above.
        preconditionFailure("a report did not encode: \(error)")
    }
}

/// Octets outside printable ASCII, which JSON has in strings only, as `\uXXXX` (RFC 8259, section 7): the document reads
/// the same, and a terminal it is shown on sees no control code and no bidirectional override.
private func asciiOnly(_ encoded: some Sequence<UInt8>) -> [UInt8] {
    let octets = Array(encoded)
    guard !octets.allSatisfy({ 0x20...0x7E ~= $0 || $0 == 0x0A }) else { return octets }
    var ascii: [UInt8] = []
    ascii.reserveCapacity(octets.count + octets.count / 4)
    for unit in String(decoding: octets, as: UTF8.self).utf16 {
        if let octet = UInt8(exactly: unit), 0x20...0x7E ~= octet || octet == 0x0A {
            ascii.append(octet)
        } else {
            let digits = String(unit, radix: 16)
            ascii += "\\u".utf8
            ascii += [UInt8](repeating: UInt8(ascii: "0"), count: 4 - digits.utf8.count)
            ascii += digits.utf8
        }
    }
    return ascii
}
