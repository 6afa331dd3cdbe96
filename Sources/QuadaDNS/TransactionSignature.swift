internal import CCrypto

/// Signs one query and checks the responses to it, message by message (RFC 8945, sections 4.3 and 5.3.1).
public struct TransactionSignature: Sendable {
    private let key: TSIGKey
    /// The MAC that goes into the next digest: the query's, then that of the last response that had one.
    private var previousMAC: [UInt8] = []
    /// Responses since then, which had none.
    private var unsigned: [UInt8] = []
    private var unsignedCount = 0
    private var isFirst = true

    /// What is wrong with a response's signature.
    public enum Failure: Error, Hashable, Sendable {
        /// No TSIG record where one is due.
        case missing
        /// A TSIG record that can not be read, or of another key or algorithm.
        case malformed
        /// The server's own error: BADSIG 16, BADKEY 17, BADTIME 18 (RFC 8945, section 3).
        case refused(UInt16)
        case wrong
        /// The times differ by more than the fudge.
        case outOfTime
    }

    public init(key: TSIGKey) {
        self.key = key
    }

    private static let typeNumber: UInt16 = 250
    private static let fudgeInSeconds: UInt16 = 300
    /// RFC 8945, section 5.3.1: at least every 100th message has one.
    private static let maximumUnsigned = 99

    /// The query with a TSIG record behind it.
    ///
    /// - Parameters:
    ///   - query: A whole message whose additional section may grow by one.
    ///   - seconds: The time since 1970.
    public mutating func signed(_ query: [UInt8], at seconds: UInt64) -> [UInt8] {
        let timers = Timers(seconds: seconds, fudge: Self.fudgeInSeconds)
        let mac = mac(of: query + variables(timers, error: 0, other: []))
        previousMAC = mac
        var message = query
        let count = UInt16(message[10]) << 8 | UInt16(message[11])
        message.replaceSubrange(10..<12, with: Self.octets(count + 1))
        var rdata = key.algorithm.wireName.wire + timers.octets
        rdata += Self.octets(UInt16(mac.count)) + mac + query[0..<2] + [0, 0, 0, 0]
        message += key.name.wire + Self.octets(Self.typeNumber) + [0, 255, 0, 0, 0, 0]
        return message + Self.octets(UInt16(rdata.count)) + rdata
    }

    /// Checks the next response.
    ///
    /// - Parameter seconds: The time since 1970.
    public mutating func verify(_ response: [UInt8], at seconds: UInt64) throws(Failure) {
        guard let record = SignatureRecord(endOf: response) else {
            // The first must be signed; those behind it may be covered by a later one.
            guard !isFirst, unsignedCount < Self.maximumUnsigned else { throw .missing }
            unsigned += response
            unsignedCount += 1
            return
        }
        guard record.keyName == key.name, record.algorithm == key.algorithm.wireName else { throw .malformed }
        guard record.error == 0 || record.error == 18, !(record.mac.isEmpty && record.error != 0) else {
            throw .refused(record.error)
        }
        var digest = Self.octets(UInt16(previousMAC.count)) + previousMAC + unsigned + record.message
        digest += isFirst ? variables(record.timers, error: record.error, other: record.other) : record.timers.octets
        // A key's owner compares without haste: every octet is looked at.
        let expected = mac(of: digest)
        guard expected.count == record.mac.count, zip(expected, record.mac).reduce(0, { $0 | ($1.0 ^ $1.1) }) == 0
        else {
            throw .wrong
        }
        guard record.error == 0 else { throw .refused(record.error) }
        let distance =
            seconds > record.timers.seconds ? seconds - record.timers.seconds : record.timers.seconds - seconds
        guard distance <= UInt64(record.timers.fudge) else { throw .outOfTime }
        previousMAC = record.mac
        unsigned = []
        unsignedCount = 0
        isFirst = false
    }

    /// Whether the last response had a signature, as the last of a transfer must.
    public var isComplete: Bool { !isFirst && unsignedCount == 0 }

    /// RFC 8945, section 4.3.3: names in canonical form, class ANY, TTL 0.
    private func variables(_ timers: Timers, error: UInt16, other: [UInt8]) -> [UInt8] {
        key.name.lowercased.wire + [0, 255, 0, 0, 0, 0] + key.algorithm.wireName.wire + timers.octets
            + Self.octets(error) + Self.octets(UInt16(truncatingIfNeeded: other.count)) + other
    }

    private func mac(of octets: [UInt8]) -> [UInt8] {
        var mac = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        let digest =
            switch key.algorithm {
            case .md5: EVP_md5()
            case .sha1: EVP_sha1()
            case .sha224: EVP_sha224()
            case .sha256: EVP_sha256()
            case .sha384: EVP_sha384()
            case .sha512: EVP_sha512()
            }
        // Where the library refuses an algorithm (MD5 under FIPS), the MAC is empty and no server takes it.
        guard HMAC(digest, key.secret, Int32(key.secret.count), octets, octets.count, &mac, &length) != nil else {
            return []
        }
        return Array(mac[..<Int(length)])
    }

    private static func octets(_ value: UInt16) -> [UInt8] {
        [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
    }
}

/// Time signed and fudge: RFC 8945, section 4.2.
private struct Timers {
    /// Since 1970; 48 bits.
    var seconds: UInt64
    var fudge: UInt16

    var octets: [UInt8] {
        (0..<6).map { UInt8(truncatingIfNeeded: seconds >> (40 - 8 * UInt64($0))) }
            + [UInt8(truncatingIfNeeded: fudge >> 8), UInt8(truncatingIfNeeded: fudge)]
    }
}

/// The TSIG record at the end of a message, and the message as it was before it.
private struct SignatureRecord {
    let keyName: Name
    let algorithm: Name
    let timers: Timers
    let mac: [UInt8]
    let error: UInt16
    let other: [UInt8]
    /// Without the record, and with the identifier it was signed with.
    let message: [UInt8]

    /// None where the last record of the message is no TSIG, or can not be read.
    init?(endOf octets: [UInt8]) {
        let message = Message(reading: octets)
        guard message.defects.isEmpty, let record = message.additional.last, record.type.rawValue == 250,
            record.rrclass.rawValue == 255, case .opaque(let rdata) = record.data,
            let start = Self.lastRecord(of: octets)
        else { return nil }
        keyName = record.owner
        guard let (algorithm, end) = Self.name(in: rdata), rdata.count >= end + 16 else { return nil }
        self.algorithm = algorithm
        func number(_ offset: Int, _ count: Int) -> UInt64 {
            rdata[offset..<(offset + count)].reduce(0) { $0 << 8 | UInt64($1) }
        }
        timers = Timers(seconds: number(end, 6), fudge: UInt16(number(end + 6, 2)))
        let length = Int(number(end + 8, 2))
        guard rdata.count >= end + 16 + length else { return nil }
        mac = Array(rdata[(end + 10)..<(end + 10 + length)])
        let rest = end + 10 + length
        error = UInt16(number(rest + 2, 2))
        other = Array(rdata[(rest + 6)...])
        guard other.count == Int(number(rest + 4, 2)) else { return nil }
        let count = UInt16(octets[10]) << 8 | UInt16(octets[11])
        var plain = Array(octets[..<start])
        plain.replaceSubrange(0..<2, with: rdata[rest..<(rest + 2)])
        plain.replaceSubrange(
            10..<12, with: [UInt8(truncatingIfNeeded: (count - 1) >> 8), UInt8(truncatingIfNeeded: count - 1)])
        self.message = plain
    }

    /// A name without pointers at the front, and the offset behind it.
    private static func name(in rdata: [UInt8]) -> (Name, Int)? {
        guard let end = behindName(at: 0, in: rdata), let name = try? Name(wire: Array(rdata[..<end])) else {
            return nil
        }
        return (name, end)
    }

    /// Where the last record of a well-formed message begins.
    private static func lastRecord(of octets: [UInt8]) -> Int? {
        guard octets.count >= 12 else { return nil }
        func number(_ offset: Int) -> Int { Int(octets[offset]) << 8 | Int(octets[offset + 1]) }
        var offset = 12
        for _ in 0..<number(4) {
            guard let end = behindName(at: offset, in: octets) else { return nil }
            offset = end + 4
        }
        var last: Int?
        for _ in 0..<(number(6) + number(8) + number(10)) {
            guard let end = behindName(at: offset, in: octets), end + 10 <= octets.count else { return nil }
            last = offset
            offset = end + 10 + number(end + 8)
        }
        return offset == octets.count ? last : nil
    }

    private static func behindName(at start: Int, in octets: [UInt8]) -> Int? {
        var offset = start
        while offset < octets.count {
            switch octets[offset] {
            case 0: return offset + 1
            case 1...63: offset += 1 + Int(octets[offset])
            case 0xC0...: return offset + 1 < octets.count ? offset + 2 : nil
            default: return nil
            }
        }
        return nil
    }
}
