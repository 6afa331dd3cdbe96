internal import CLDNS

/// One resource record as ldns holds it, read from a line of a zone file; freed with its owner.
///
/// Zone files are all that the programs give to ldns: octets from the network it does not get (see `StrictReading`).
struct LDNSRecord: ~Copyable {
    private let pointer: UnsafeMutablePointer<ldns_rr>

    /// What ldns says it stumbled over.
    struct Failure: Error {
        let reason: String

        init(_ status: ldns_status) {
            reason = ldns_get_errorstr_by_id(status).map { String(cString: $0) } ?? "ldns status \(status.rawValue)"
        }
    }

    /// Reads a record's RDATA in presentation format.
    ///
    /// - Parameters:
    ///   - rdata: On one line, without comments and parentheses; without NUL.
    ///   - origin: Completes relative names in it.
    init(type: RRType, rrclass: RRClass, rdata: String, origin: Name) throws(Failure) {
        var record: UnsafeMutablePointer<ldns_rr>?
        let originData = ldns_dname_new_frm_data(UInt16(origin.wire.count), origin.wire)
        defer { ldns_rdf_deep_free(originData) }
        // The type by number: a mnemonic of ours need not be one of theirs.
        let line = ". 0 \(rrclass) TYPE\(type.rawValue) \(rdata)"
        let status = ldns_rr_new_frm_str(&record, line, 0, originData, nil)
        guard status == LDNS_STATUS_OK, let record else { throw Failure(status) }
        pointer = record
    }

    deinit { ldns_rr_free(pointer) }

    /// The whole record in wire form, its names not compressed.
    borrowing func wire() throws(Failure) -> [UInt8] {
        try Self.wire(of: pointer)
    }

    /// The same for a record that belongs to somebody else.
    static func wire(of record: UnsafePointer<ldns_rr>?) throws(Failure) -> [UInt8] {
        var octets: UnsafeMutablePointer<UInt8>?
        var count = 0
        let status = ldns_rr2wire(&octets, record, Int32(LDNS_SECTION_ANSWER.rawValue), &count)
        defer { free(octets) }
        guard status == LDNS_STATUS_OK, let octets else { throw Failure(status) }
        return Array(UnsafeBufferPointer(start: octets, count: count))
    }
}
