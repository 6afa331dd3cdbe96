/// RDATA of the types that are kept as octets, in presentation format and printable ASCII.
///
/// A text stands for exactly the octets that it was made from. Where a type's own form would hide some of them, and for
/// types without one here, it is the generic form.
enum RDataText {
    static func text(_ type: RRType, _ octets: [UInt8]) -> String {
        var rdata = FieldReader(octets)
        guard let fields = try? fields(type, &rdata), rdata.isAtEnd else { return generic(octets) }
        return fields.joined(separator: " ")
    }

    /// `\# 4 c0000201` (RFC 3597, section 5).
    static func generic(_ octets: [UInt8]) -> String {
        octets.isEmpty ? "\\# 0" : "\\# \(octets.count) \(Hex.text(octets))"
    }

    /// - Returns: None for a type that is always shown in the generic form.
    private static func fields(_ type: RRType, _ rdata: inout FieldReader) throws(FieldReader.Misshapen) -> [String]? {
        switch type {
        case .txt, .spf: try rdata.txt()
        case .hinfo: try rdata.hinfo()
        case .naptr: try rdata.naptr()
        case .uri: try rdata.uri()
        case .caa: try rdata.caa()
        case .rp: try rdata.rp()
        case .afsdb: try rdata.afsdb()
        case .loc: try rdata.loc()
        case .ds, .cds: try rdata.ds()
        case .dnskey, .cdnskey: try rdata.dnskey()
        case .rrsig: try rdata.rrsig()
        case .nsec: try rdata.nsec()
        case .nsec3: try rdata.nsec3()
        case .nsec3param: try rdata.nsec3param()
        case .csync: try rdata.csync()
        case .zonemd: try rdata.zonemd()
        case .sshfp: try rdata.sshfp()
        case .tlsa, .smimea: try rdata.tlsa()
        case .openpgpkey: try rdata.openpgpkey()
        case .svcb, .https: try rdata.svcb()
        default: nil
        }
    }
}
