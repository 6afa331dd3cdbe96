internal import QuadaAudit

/// What may run behind a server address, and what makes one think so: a hunch, part of no verdict.
public struct Software: Hashable, Sendable, Codable {
    /// How sure the hint is.
    public enum Confidence: String, Hashable, Sendable, Codable, CaseIterable {
        /// One trait met in that product alone, or two that it shares with others.
        case low
        /// Traits of two aspects that do not depend on each other.
        case medium
        /// The server says so itself, and nothing contradicts it.
        case high
    }

    /// Software, or a service where only its operator knows what runs there.
    public var product: String
    @OrNull public var version: String?
    public var confidence: Confidence
    /// What was seen, the heaviest first; what speaks against it begins with "but".
    public var traits: [String]

    public init(product: String, version: String?, confidence: Confidence, traits: [String]) {
        self.product = product
        self.version = version
        self.confidence = confidence
        self.traits = traits
    }

    init(_ hint: SoftwareHint) {
        self.init(
            product: hint.product.rawValue, version: hint.version, confidence: Confidence(hint.confidence),
            traits: hint.traits)
    }
}

extension Software.Confidence {
    fileprivate init(_ confidence: SoftwareHint.Confidence) {
        switch confidence {
        case .low: self = .low
        case .medium: self = .medium
        case .high: self = .high
        }
    }
}
