internal import QuadaReport

/// What the clients get, one line for each kind; nothing where all of them get there.
extension TextRenderer {
    func addClients(of audit: NameAudit, to page: inout TextPage) {
        guard let impact = audit.impact, audit.verdict != .ready else { return }
        page.gap()
        page.paragraph("Clients", indent: 0, style: .bold)
        let clients = [
            ("IPv4 only", impact.ipv4Only), ("IPv4 and IPv6", impact.dualStack), ("IPv6 only", impact.ipv6Only),
            ("IPv6 and NAT64", impact.ipv6OnlyDNS64),
        ]
        for (name, client) in clients {
            let cached = client.cached == client.cold ? "" : "; with the aliases cached: \(client.cached.words)"
            page.labelled(
                name, indent: 2, column: Self.clientColumn, client.cold.words + cached, style: client.cold.effect.style)
        }
        if let masking = impact.masking { page.labelled("Note", indent: 2, column: Self.clientColumn, masking) }
    }

    /// Behind the longest of the names above.
    private static let clientColumn = 18
}

extension ClientImpact.Effect {
    /// "fails behind BIND; behind Unbound it works"
    fileprivate var words: String {
        let word =
            switch effect {
            case .works: "works"
            case .slow:
                "slow" + (secondsLost.map { ", up to \($0.rounded() == $0 ? "\(Int($0))" : "\($0)") s lost" } ?? "")
            case .intermittent: "fails for \(share.map { "\(Int(($0 * 100).rounded())) % of" } ?? "some") lookups"
            case .fails: "fails"
            case .unknown: "unknown"
            }
        return detail.map { "\(word) \($0.hasPrefix("behind") || $0.hasPrefix("over") ? $0 : "(\($0))")" } ?? word
    }
}

extension ClientImpact.Effect.Word {
    fileprivate var style: TextStyle {
        switch self {
        case .works: .plain
        case .slow, .intermittent, .unknown: .yellow
        case .fails: .red
        }
    }
}
