internal import QuadaDNS
internal import QuadaEvidence

extension Rule {
    /// The response to AAAA can not be read, the one to A can.
    static let aaaaMalformed = Rule(
        code: "aaaa-malformed",
        severity: .error,
        title: "the response to AAAA can not be read",
        sources: [.rfc(4074, "4.4"), .rfc(3596, "2.2"), .rfc(1035, "4.1.1", "4.1.3", "4.1.4")],
        explanation: """
            An AAAA record's RDATA is 16 octets. A response whose records do not have their type's shape, or that ends \
            before its counts say, is dropped whole by strict clients, which then see a silent server.
            """,
        impact: """
            Resolvers answer SERVFAIL, or nothing, for AAAA, and some keep asking. Clients that wait for AAAA wait.
            """,
        remedy: """
            Mend the software that builds the record. Four octets that equal the A record are an IPv4 address under the \
            wrong type: answer NODATA instead.
            """,
        demonstration: [
            "dig +norecurse @SERVER NAME A  # answered",
            "dig +norecurse @SERVER NAME AAAA  # malformed message, or bad packet",
        ],
        scenarios: ["aaaa-malformed"],
        behaviour: .malforms,
        judge: .server { server in
            server.outcome(a: \.isNoError, aaaa: { if case .malformed = $0.answer { true } else { false } }) { fault in
                server.malformation(of: fault)
            }
        })
}

extension ServerCase {
    fileprivate func malformation(of observation: Observation) -> String {
        guard case .malformed(let defects) = observation.answer, let defect = defects.first else {
            return "the response can not be read"
        }
        let place = "in the \(defect.section.rawValue) section at octet \(defect.offset)"
        guard case .rdataMalformed(let type, let length, let expected) = defect.kind else {
            return "\(defect.kind.words) \(place)"
        }
        let rdata = observation.message?.answer.lazy.compactMap {
            if case .malformed(let octets) = $0.data { octets } else { nil }
        }.first
        let hex = rdata.map { $0.prefix(32).map { octet in Self.hex(octet) }.joined() } ?? ""
        let wanted = expected.map { ", \($0) are wanted" } ?? ""
        let same =
            rdata.flatMap { IPAddress(octets: $0) }.map { address in
                address.family == .ipv4 && gives(address) ? "; they are the A record's \(address)" : ""
            } ?? ""
        return "\(type) RDATA of \(length) octets (\(hex)) \(place)\(wanted)\(same)"
    }

    private func gives(_ address: IPAddress) -> Bool {
        a.contains { observation in
            observation.message?.answer.contains { $0.data == .a(address) } == true
        }
    }

    private static func hex(_ octet: UInt8) -> String {
        let digits = Array("0123456789abcdef")
        return String([digits[Int(octet >> 4)], digits[Int(octet & 15)]])
    }
}

extension WireDefect.Kind {
    /// What broke, as the start of a sentence.
    var words: String {
        switch self {
        case .headerTruncated: "a header cut short"
        case .truncatedSection: "fewer records than the counts say"
        case .reservedLabelType: "a reserved label type"
        case .compressionLoop: "a compression pointer that does not point back"
        case .nameTooLong: "a name of more than 255 octets"
        case .rdataOverrunsMessage(let length): "RDLENGTH \(length) reaches beyond the message"
        case .rdataMalformed(let type, let length, _): "\(type) RDATA of \(length) octets"
        case .trailingOctets(let count): "\(count) octets after the last record"
        case .misplacedOPT: "a misplaced OPT record"
        case .optionOverrunsOPT: "an option that overruns its OPT record"
        }
    }
}
