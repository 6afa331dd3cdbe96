internal import CLDNS

/// What ldns makes of a message: a second opinion, that of a client which takes a message whole or not at all.
///
/// It stands beside our own reading and never replaces it: ldns throws the whole message away for one AAAA of 4 octets,
/// and takes one of 20 octets for an address.
///
/// Only tests and the fuzzer ask for it, to hold `Message(reading:)` to it. It is the one way by which octets from the
/// network could come to ldns, and no program takes it: a parser in C would meet them in the process that judges.
public enum StrictReading: Hashable, Sendable {
    case accepted(Contents)
    /// The library's words.
    case rejected(reason: String)

    /// What was accepted. OPT is not among the records.
    public struct Contents: Hashable, Sendable {
        public let id: UInt16
        public let rcode: RCODE
        public let hasEDNS: Bool
        public let questions: [Question]
        public let answer: [ResourceRecord]
        public let authority: [ResourceRecord]
        public let additional: [ResourceRecord]
    }

    /// Gives ldns a copy of the octets: a whole message, without the two-octet TCP length prefix.
    public init(_ octets: [UInt8]) {
        do throws(LDNSRecord.Failure) {
            self = .accepted(try LDNSMessage(octets).contents())
        } catch {
            self = .rejected(reason: error.reason)
        }
    }

    public var isAccepted: Bool { if case .accepted = self { true } else { false } }
}

/// A message as ldns holds it; freed with its owner.
private struct LDNSMessage: ~Copyable {
    private let pointer: UnsafeMutablePointer<ldns_pkt>

    init(_ octets: [UInt8]) throws(LDNSRecord.Failure) {
        var packet: UnsafeMutablePointer<ldns_pkt>?
        let status = ldns_wire2pkt(&packet, octets, octets.count)
        guard status == LDNS_STATUS_OK, let packet else { throw LDNSRecord.Failure(status) }
        pointer = packet
    }

    deinit { ldns_pkt_free(pointer) }

    borrowing func contents() throws(LDNSRecord.Failure) -> StrictReading.Contents {
        let bits = UInt16(ldns_pkt_get_rcode(pointer).rawValue)
        let extended = UInt16(ldns_pkt_edns_extended_rcode(pointer))
        return StrictReading.Contents(
            id: ldns_pkt_id(pointer), rcode: RCODE(rawValue: extended << 4 | bits),
            hasEDNS: ldns_pkt_edns(pointer) != 0,
            questions: try Self.questions(ldns_pkt_question(pointer)),
            answer: try Self.records(ldns_pkt_answer(pointer)),
            authority: try Self.records(ldns_pkt_authority(pointer)),
            additional: try Self.records(ldns_pkt_additional(pointer)))
    }

    private static func questions(_ list: UnsafePointer<ldns_rr_list>?) throws(LDNSRecord.Failure) -> [Question] {
        var questions: [Question] = []
        for index in 0..<ldns_rr_list_rr_count(list) {
            let record = ldns_rr_list_rr(list, index)
            guard let owner = ldns_rr_owner(record), let name = name(owner) else { throw .init(LDNS_STATUS_ERR) }
            questions.append(
                Question(
                    name: name, type: RRType(rawValue: UInt16(truncatingIfNeeded: ldns_rr_get_type(record).rawValue)),
                    rrclass: RRClass(rawValue: UInt16(truncatingIfNeeded: ldns_rr_get_class(record).rawValue))))
        }
        return questions
    }

    private static func records(_ list: UnsafePointer<ldns_rr_list>?) throws(LDNSRecord.Failure) -> [ResourceRecord] {
        var records: [ResourceRecord] = []
        for index in 0..<ldns_rr_list_rr_count(list) {
            let wire = try LDNSRecord.wire(of: ldns_rr_list_rr(list, index))
            guard let record = ResourceRecord(wire: wire) else { throw .init(LDNS_STATUS_ERR) }
            records.append(record)
        }
        return records
    }

    private static func name(_ owner: UnsafePointer<ldns_rdf>) -> Name? {
        let octets = UnsafeRawBufferPointer(start: ldns_rdf_data(owner), count: ldns_rdf_size(owner))
        return try? Name(wire: Array(octets))
    }
}
