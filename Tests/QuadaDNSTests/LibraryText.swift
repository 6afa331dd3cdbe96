import CLDNS

/// What ldns makes of the same octets.
enum LibraryText {
    static func sha1(_ octets: [UInt8]) -> [UInt8] {
        var context = ldns_sha1_ctx()
        ldns_sha1_init(&context)
        ldns_sha1_update(&context, octets, UInt32(octets.count))
        var digest = [UInt8](repeating: 0, count: Int(LDNS_SHA1_DIGEST_LENGTH))
        ldns_sha1_final(&digest, &context)
        return digest
    }
}
