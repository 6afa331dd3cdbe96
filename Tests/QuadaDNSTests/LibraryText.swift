import CLDNS

/// What ldns makes of RDATA: a second opinion on `rdataText`.
enum LibraryText {
    /// - Returns: Printable as the product prints, none where ldns refuses the octets.
    static func rdata(type: UInt16, _ octets: [UInt8]) -> String? {
        let header: [UInt8] = [0, UInt8(type >> 8), UInt8(truncatingIfNeeded: type), 0, 1, 0, 0, 0, 0]
        let wire = header + [UInt8(octets.count >> 8), UInt8(truncatingIfNeeded: octets.count)] + octets
        var record: UnsafeMutablePointer<ldns_rr>?
        var position = 0
        guard ldns_wire2rr(&record, wire, wire.count, &position, LDNS_SECTION_ANSWER) == LDNS_STATUS_OK else {
            return nil
        }
        defer { ldns_rr_free(record) }
        var format = ldns_output_format(flags: 0, data: nil)
        guard let text = ldns_rr2str_fmt(&format, record) else { return nil }
        defer { free(text) }
        let line = UnsafeRawBufferPointer(start: text, count: strlen(text))
        // Owner, TTL, class and type come first, with a tab behind each; a record without RDATA has no last field.
        let fields = line.split(separator: UInt8(ascii: "\t"), maxSplits: 4, omittingEmptySubsequences: false)
        guard fields.count == 5 else { return nil }
        var rdata = Array(fields[4])
        while let last = rdata.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: " ") { rdata.removeLast() }
        // ldns leaves a tab in a string as it is.
        return String(decoding: rdata, as: UTF8.self).replacing("\t", with: "\\009")
    }

    static func sha1(_ octets: [UInt8]) -> [UInt8] {
        var context = ldns_sha1_ctx()
        ldns_sha1_init(&context)
        ldns_sha1_update(&context, octets, UInt32(octets.count))
        var digest = [UInt8](repeating: 0, count: Int(LDNS_SHA1_DIGEST_LENGTH))
        ldns_sha1_final(&digest, &context)
        return digest
    }
}
