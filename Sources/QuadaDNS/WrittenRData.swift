/// A record's RDATA as a master file has it: text that is to be read by a library in C.
public struct WrittenRData: Hashable, Sendable {
    public let type: RRType
    public let rrclass: RRClass
    /// On one line, without comments and parentheses; without NUL.
    public let text: String
    /// Completes relative names in it.
    public let origin: Name

    public init(type: RRType, rrclass: RRClass, text: String, origin: Name) {
        self.type = type
        self.rrclass = rrclass
        self.text = text
        self.origin = origin
    }

    /// What came of one.
    public enum Reading: Hashable, Sendable {
        /// RDATA in wire form, its names not compressed; nobody has looked whether it is of its type's shape.
        case octets([UInt8])
        /// In the library's words.
        case refused(String)
    }

    /// Why none could be read: whoever was to do it can not.
    public struct Unread: Error, Hashable, Sendable {
        public let reason: String

        public init(_ reason: String) {
            self.reason = reason
        }
    }

    /// Reads some, and gives as many readings in the same order.
    public typealias Reader = ([WrittenRData]) throws(Unread) -> [Reading]

    /// More than the text of 65,535 octets comes to, however it is written.
    public static let maximumTextOctets = 1 << 20

    /// What comes of it in this process; ldns reads it, but for what that would ask the system about.
    public var reading: Reading {
        // The generic form is read whatever the type (RFC 3597, section 5).
        if type == .wks, !text.hasPrefix("\\#") { return servicesReading }
        do throws(LDNSRecord.Failure) {
            let wire = try LDNSRecord(type: type, rrclass: rrclass, rdata: text, origin: origin).wire()
            // The root, type, class, TTL and length stand in front.
            return .octets(Array(wire.dropFirst(Self.headerOctets)))
        } catch {
            return .refused(error.reason)
        }
    }

    /// The record of the root that has this RDATA; none where that is not of its type's shape.
    func record(_ rdata: [UInt8]) -> ResourceRecord? {
        guard let length = UInt16(exactly: rdata.count) else { return nil }
        var wire: [UInt8] = [0]
        for field in [type.rawValue, rrclass.rawValue, 0, 0, length] {
            wire += [UInt8(field >> 8), UInt8(truncatingIfNeeded: field)]
        }
        guard let record = ResourceRecord(wire: wire + rdata), !record.isMalformed else { return nil }
        return record
    }

    private static let headerOctets = 11
}
