public import QuadaDNS
public import QuadaEvidence

/// A rule that was violated: by whom, about which name, and how it was seen.
public struct Finding: Sendable {
    public let rule: Rule
    public let owner: Name
    /// The zone that holds the owner; none where it was not reached.
    public let zone: Name?
    /// None for a finding about a zone or a name.
    public let server: ServerAddress?
    public let detail: String
    public let evidence: [Observation]

    public var code: String { rule.code }
    public var severity: Severity { rule.severity }

    /// A command that shows it, from a machine that reaches the server.
    public var reproduce: String? {
        evidence.first.map { DigCommand($0).description } ?? "dig \(owner) AAAA"
    }
}

/// A rule that could neither be found met nor violated.
public struct Inconclusive: Sendable {
    public let rule: Rule
    public let owner: Name
    public let zone: Name?
    public let server: ServerAddress?
    public let reason: String
}

/// The `dig` command that puts the same question to the same server.
public struct DigCommand: CustomStringConvertible {
    private let observation: Observation

    public init(_ observation: Observation) {
        self.observation = observation
    }

    public var description: String {
        let exchange = observation.exchange
        var words = ["dig", "+norecurse"]
        if let edns = exchange.query.edns {
            words.append("+bufsize=\(edns.payloadSizeInOctets)")
            words.append("+nocookie")
            if edns.dnssecOK { words.append("+dnssec") }
        } else {
            words.append("+noedns")
        }
        if observation.startedOverTCP { words.append("+tcp") }
        if exchange.server.port != 53 { words.append("-p \(exchange.server.port)") }
        words += ["@\(exchange.server.address)", Self.quoted(observation.question.name), "\(observation.question.type)"]
        return words.joined(separator: " ")
    }

    /// Presentation format is printable ASCII; only what a shell would take apart needs quotes.
    private static func quoted(_ name: Name) -> String {
        let text = name.lowercased.description
        let plain = text.utf8.allSatisfy { octet in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(octet) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet)
                || octet == UInt8(ascii: ".") || octet == UInt8(ascii: "-") || octet == UInt8(ascii: "_")
        }
        return plain ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}
