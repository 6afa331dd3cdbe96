extension Message {
    /// The message as `dig` shows it, in printable ASCII and line feeds whatever the octets are; what is wrong with it
    /// comes last, behind `;; WARNING:`.
    ///
    /// Counts are those that the header claims.
    public func digText() -> String {
        var lines = headerLines()
        if let edns { lines += [""] + edns.digLines() }
        if !questions.isEmpty {
            lines += ["", ";; QUESTION SECTION:"]
            lines += questions.map { ";\($0)" }
        }
        for (title, records) in [("ANSWER", answer), ("AUTHORITY", authority), ("ADDITIONAL", additional)]
        where !records.isEmpty {
            lines += ["", ";; \(title) SECTION:"]
            lines += records.map(\.description)
        }
        if !defects.isEmpty {
            lines.append("")
            lines += defects.map { ";; WARNING: \($0)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func headerLines() -> [String] {
        let flags = [
            header.isResponse ? "qr" : nil, header.isAuthoritative ? "aa" : nil, header.isTruncated ? "tc" : nil,
            header.recursionDesired ? "rd" : nil, header.recursionAvailable ? "ra" : nil,
            header.authenticData ? "ad" : nil, header.checkingDisabled ? "cd" : nil,
        ].compactMap { $0 }
        // The last of the three bits that RFC 1035 reserved.
        let mustBeZero = header.flags & 0x40 == 0 ? "" : "; MBZ: 0x4"
        let counts =
            "QUERY: \(header.questionCount), ANSWER: \(header.answerCount), AUTHORITY: \(header.authorityCount), "
            + "ADDITIONAL: \(header.additionalCount)"
        return [
            ";; ->>HEADER<<- opcode: \(Self.opcodeName(header.opcode)), status: \(rcode), id: \(header.id)",
            (";; flags:" + flags.map { " \($0)" }.joined()) + "\(mustBeZero); \(counts)",
        ]
    }

    private static func opcodeName(_ opcode: UInt8) -> String {
        switch opcode {
        case 0: "QUERY"
        case 1: "IQUERY"
        case 2: "STATUS"
        case 4: "NOTIFY"
        case 5: "UPDATE"
        case 6: "DSO"
        default: "RESERVED\(opcode)"
        }
    }
}

extension EDNSResponse {
    fileprivate func digLines() -> [String] {
        [
            ";; OPT PSEUDOSECTION:",
            "; EDNS: version: \(version), flags:\(dnssecOK ? " do" : ""); udp: \(payloadSizeInOctets)",
        ]
            + options.map { option in
                switch option.code {
                case EDNSOption.nsidCode:
                    "; NSID: \(Hex.text(option.value)) (\(PresentationText.quoted(option.value)))"
                case EDNSOption.cookieCode:
                    "; COOKIE: \(Hex.text(option.value))"
                case EDNSOption.extendedErrorCode where option.value.count >= 2:
                    Self.extendedErrorLine(option.value)
                default:
                    "; OPT=\(option.code): \(Hex.text(option.value))"
                }
            }
    }

    private static func extendedErrorLine(_ value: [UInt8]) -> String {
        let code = UInt16(value[0]) << 8 | UInt16(value[1])
        let text = value.count > 2 ? ": \(PresentationText.quoted(Array(value.dropFirst(2))))" : ""
        return "; EDE: \(code)\(extendedErrorName(code).map { " (\($0))" } ?? "")\(text)"
    }

    /// What an INFO-CODE stands for (RFC 8914, section 4); none for one that came later.
    public static func extendedErrorName(_ code: UInt16) -> String? {
        code < extendedErrorNames.count ? extendedErrorNames[Int(code)] : nil
    }

    private static let extendedErrorNames = [
        "Other Error", "Unsupported DNSKEY Algorithm", "Unsupported DS Digest Type", "Stale Answer", "Forged Answer",
        "DNSSEC Indeterminate", "DNSSEC Bogus", "Signature Expired", "Signature Not Yet Valid", "DNSKEY Missing",
        "RRSIGs Missing", "No Zone Key Bit Set", "NSEC Missing", "Cached Error", "Not Ready", "Blocked", "Censored",
        "Filtered", "Prohibited", "Stale NXDOMAIN Answer", "Not Authoritative", "Not Supported",
        "No Reachable Authority", "Network Error", "Invalid Data",
    ]
}

extension WireDefect: CustomStringConvertible {
    /// One line: where, and what.
    public var description: String { "octet \(offset), \(section.rawValue) section: \(kind)" }
}

extension WireDefect.Kind: CustomStringConvertible {
    public var description: String {
        switch self {
        case .headerTruncated: "shorter than a header"
        case .truncatedSection: "the message ends before the records that its header promises"
        case .reservedLabelType: "label of a reserved type"
        case .compressionLoop: "compression pointer that does not point back to an earlier name"
        case .nameTooLong: "name of more than \(Name.maximumOctets) octets"
        case .rdataOverrunsMessage(let length): "RDATA of \(length) octets reaches beyond the message"
        case .rdataMalformed(let type, let length, let expected?):
            "\(type) RDATA of \(length) octets, not \(expected)"
        case .rdataMalformed(let type, let length, nil): "\(type) RDATA of \(length) octets is not of the type's shape"
        case .trailingOctets(let count): "\(count) octets after the last record"
        case .misplacedOPT: "OPT where it may not be"
        case .optionOverrunsOPT: "EDNS option reaches beyond its OPT record"
        }
    }
}
