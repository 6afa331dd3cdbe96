import QuadaReport

/// Faults that differ in nothing but the server and what was seen there: one block of a document.
struct FaultGroup {
    let faults: [Fault]
    let first: Fault

    private struct Key: Hashable {
        let finding: FindingEntry
        let names: [String]

        init(_ fault: Fault) {
            var finding = fault.finding
            finding.key = ""
            finding.server = nil
            finding.detail = ""
            finding.reproduce = nil
            finding.evidence = []
            self.finding = finding
            names = fault.names
        }
    }

    /// In the order in which the first of each stands.
    static func groups(of faults: [Fault]) -> [FaultGroup] {
        let keys = faults.map(Key.init)
        var members: [Key: [Fault]] = [:]
        for (key, fault) in zip(keys, faults) { members[key, default: []].append(fault) }
        return keys.uniqued().compactMap { key in
            members[key].flatMap { group in group.first.map { FaultGroup(faults: group, first: $0) } }
        }
    }

    /// The same without the names, for whoever asks about servers and commands.
    var findings: FindingGroup { FindingGroup(findings: faults.map(\.finding), first: first.finding) }
}

extension FindingEntry {
    /// Why it does not make its name fail, or why it does again: "known before", "waived until 2026-12-31".
    var standing: String? {
        if let waiver {
            return waiver.isExpired ? "its waiver expired on \(waiver.expires)" : "waived until \(waiver.expires)"
        }
        return switch baseline {
        case .known: "known before"
        case .new: "new"
        case nil: nil
        }
    }

    /// Whether it alone makes its name fail, held against what the report says of the threshold.
    func fails(by gate: Gate) -> Bool { gate.failOn.map { isFailure(at: $0) } ?? false }
}

extension ServerReference {
    /// `ns1.example. 192.0.2.1 over UDP`
    var phrase: String { "\(name) \(address) over \(transport.rawValue.uppercased())" }
}
