/// Who runs a server, as far as its name tells: `ns-9.awsdns-12.co.uk.` and `ns-8.awsdns-13.co.uk.` are both
/// `awsdns-*.co.uk.`.
///
/// It is the domain above the server's name, each run of digits in it written as `*`; but a server named inside the
/// zone that it serves counts as that zone. A label of digits alone stays as it is, or `360.com.` and `163.com.` would
/// be one operator, and so does an A-label, whose digits are an encoding (RFC 5890, section 2.3.2.1).
public enum ServerOperator {
    /// - Parameters:
    ///   - server: The server's name in presentation format.
    ///   - zone: The apex of the zone that it was asked about; none where that is not known.
    /// - Returns: In lower case; "." for the name of a server that has no domain above it.
    public static func name(of server: String, in zone: String?) -> String {
        var octets: [UInt8] = []
        write(server, in: zone, to: &octets)
        return String(decoding: octets, as: UTF8.self)
    }

    /// The same octets in a buffer that is used again, since a scan asks for them at every server of every name.
    static func write(_ server: String, in zone: String?, to octets: inout [UInt8]) {
        octets.removeAll(keepingCapacity: true)
        octets.append(contentsOf: server.utf8)
        for index in octets.indices { octets[index] = octets[index].lowercased }
        if let zone, let start = start(of: zone, in: octets) {
            octets.removeSubrange(..<start)
        } else {
            octets.removeSubrange(..<endOfLabel(in: octets, from: 0))
            if octets.isEmpty { octets.append(dot) }
            replaceNumbers(in: &octets)
        }
    }

    /// Where the name of the zone begins in that of the server; none where the server is outside, and of the root zone,
    /// in which everything is.
    private static func start(of zone: String, in server: [UInt8]) -> Int? {
        let start = server.count - zone.utf8.count
        guard start >= 0, zone != "." else { return nil }
        var index = start
        for octet in zone.utf8 {
            guard server[index] == octet.lowercased else { return nil }
            index += 1
        }
        guard start > 0 else { return 0 }
        // The dot before it parts labels unless it is escaped itself.
        guard server[start - 1] == dot else { return nil }
        var escapes = 0
        while escapes < start - 1, server[start - 2 - escapes] == backslash { escapes += 1 }
        return escapes.isMultiple(of: 2) ? start : nil
    }

    /// Behind the dot that ends the label, or the end of all.
    private static func endOfLabel(in octets: [UInt8], from start: Int) -> Int {
        var index = start
        while index < octets.count {
            switch octets[index] {
            case dot: return index + 1
            case backslash: index += 2
            default: index += 1
            }
        }
        return octets.count
    }

    private static func replaceNumbers(in octets: inout [UInt8]) {
        var (read, written) = (0, 0)
        while read < octets.count {
            let end = endOfLabel(in: octets, from: read)
            if !isKept(octets[read..<end]) {
                replaceNumbers(in: read..<end, of: &octets, writtenTo: &written)
            } else {
                for index in read..<end {
                    octets[written] = octets[index]
                    written += 1
                }
            }
            read = end
        }
        octets.removeSubrange(written...)
    }

    private static func replaceNumbers(in label: Range<Int>, of octets: inout [UInt8], writtenTo written: inout Int) {
        var index = label.lowerBound
        while index < label.upperBound {
            if octets[index].isDigit {
                while index < label.upperBound, octets[index].isDigit { index += 1 }
                octets[written] = star
                written += 1
                continue
            }
            // `\046` is one octet of the name (RFC 1035, section 5.1), and its digits are no number.
            let isEscape = octets[index] == backslash && index + 1 < label.upperBound
            let width = isEscape ? (octets[index + 1].isDigit ? 4 : 2) : 1
            for _ in 0..<min(width, label.upperBound - index) {
                octets[written] = octets[index]
                written += 1
                index += 1
            }
        }
    }

    private static func isKept(_ label: ArraySlice<UInt8>) -> Bool {
        label.starts(with: [0x78, 0x6E, 0x2D, 0x2D]) || label.allSatisfy { $0.isDigit || $0 == dot }
    }

    private static let dot = UInt8(ascii: ".")
    private static let star = UInt8(ascii: "*")
    private static let backslash = UInt8(ascii: "\\")
}

extension UInt8 {
    fileprivate var lowercased: UInt8 { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self ? self | 0x20 : self }
    fileprivate var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
}
