internal import QuadaDNS
internal import QuadaEvidence

/// A hunch at the software behind a server address: said beside the findings, never part of a verdict.
///
/// How sure it is follows from the traits in `SoftwareTrait.table` that are met:
/// - each aspect of the server (what it says, how it refuses, its zone's SOA ...) counts once, by its heaviest trait;
/// - `high`: the server itself says the product's name;
/// - `medium`: traits of at least two aspects, one of them met in that product alone;
/// - `low`: one trait met in that product alone, or two that it shares with others;
/// - one step lower for traits that the product does not have, and one where the answers show a trait met in another
///   product alone; below `low` nothing is said;
/// - two products that fit equally well leave both unnamed.
public struct SoftwareHint: Hashable, Sendable {
    public enum Confidence: String, Hashable, Sendable, CaseIterable, Comparable {
        case low
        case medium
        case high

        public static func < (left: Confidence, right: Confidence) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .low: 0
            case .medium: 1
            case .high: 2
            }
        }

        fileprivate var lower: Confidence? {
            switch self {
            case .high: .medium
            case .medium: .low
            case .low: nil
            }
        }
    }

    public let product: Product
    /// As the server says it: at most `Trait.versionLimit` letters, digits and `.-_+~`.
    public let version: String?
    public let confidence: Confidence
    /// What was seen, in printable ASCII: the heaviest first, then what speaks against it.
    public let traits: [String]
}

/// Software, or a service where only its operator knows what runs there.
public enum Product: String, Hashable, Sendable, CaseIterable {
    case bind = "BIND"
    case nsd = "NSD"
    case knot = "Knot DNS"
    case powerDNS = "PowerDNS"
    case gdnsd = "gdnsd"
    case yadifa = "YADIFA"
    case unbound = "Unbound"
    case dnsmasq = "dnsmasq"
    case coreDNS = "CoreDNS"
    case microsoftDNS = "Microsoft DNS"
    case bigIP = "F5 BIG-IP DNS"
    case route53 = "Amazon Route 53"
    case cloudflare = "Cloudflare"
    case akamai = "Akamai"
    case azureDNS = "Azure DNS"
    case azureTrafficManager = "Azure Traffic Manager"
}

extension SoftwareHint {
    /// The best hint that the evidence gives, if any.
    ///
    /// - Parameter rows: Those of the table that such evidence can meet where they are not given.
    init?(_ seen: SoftwareEvidence, by rows: [SoftwareTrait]? = nil) {
        let met = (rows ?? SoftwareTrait.rows(for: seen)).compactMap { row in
            row.trait.match(in: seen).map { Met(row: row, match: $0) }
        }
        guard !met.isEmpty else { return nil }
        let ranked = Product.allCases.compactMap { Case(of: $0, met) }.sorted { $1.isWeaker(than: $0) }
        guard let best = ranked.first, ranked.dropFirst().first?.isAsStrong(as: best) != true else { return nil }
        product = best.product
        version = best.version
        confidence = best.confidence
        traits = best.traits
    }

    /// A row of the table that the evidence meets.
    private struct Met {
        let row: SoftwareTrait
        let match: Trait.Match
    }

    /// What speaks for one product, and against it.
    private struct Case {
        let product: Product
        let confidence: Confidence
        let score: Int
        let version: String?
        let traits: [String]

        init?(of product: Product, _ met: [Met]) {
            let own = met.filter { $0.row.product == product }
            let speaking = own.filter { $0.row.weight != .against }.sorted {
                $1.row.weight.points < $0.row.weight.points
            }
            var counted: [Met] = []
            for met in speaking where !counted.contains(where: { $0.row.trait.aspect == met.row.trait.aspect }) {
                counted.append(met)
            }
            guard var confidence = Self.confidence(counted.map(\.row.weight)) else { return nil }
            let against = own.filter { $0.row.weight == .against }
            // A zone's data say who wrote it, and any server may serve it: they contradict nobody.
            let rivals = met.filter {
                $0.row.product != product && $0.row.weight.isTelling && $0.row.trait.aspect.isOfTheServer
            }
            for contradicts in [!against.isEmpty, !rivals.isEmpty] where contradicts {
                guard let lower = confidence.lower else { return nil }
                confidence = lower
            }
            self.product = product
            self.confidence = confidence
            score = counted.reduce(0) { $0 + $1.row.weight.points } - against.count
            version = speaking.lazy.compactMap(\.match.version).first
            traits =
                speaking.map(\.match.text).uniqued() + against.map { "but \($0.match.text)" }.uniqued()
                + rivals.map { "but as \($0.row.product.rawValue) does: \($0.match.text)" }.uniqued()
        }

        private static func confidence(_ weights: [SoftwareTrait.Weight]) -> Confidence? {
            if weights.contains(.said) { return .high }
            if weights.contains(.own) { return weights.count > 1 ? .medium : .low }
            return weights.count > 1 ? .low : nil
        }

        func isWeaker(than other: Case) -> Bool { (confidence, score) < (other.confidence, other.score) }

        func isAsStrong(as other: Case) -> Bool { (confidence, score) == (other.confidence, other.score) }
    }
}

extension Sequence where Element: Hashable {
    /// Each element once, where it was met first.
    fileprivate func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
