public import QuadaDNS
public import QuadaEvidence

/// A name's evidence as a worker sends it.
public struct EvidencePayload: Hashable, Sendable {
    /// The number of the order that it answers.
    public let order: UInt32
    public let evidence: NameEvidence

    public init(order: UInt32, evidence: NameEvidence) {
        self.order = order
        self.evidence = evidence
    }

    /// Standing alone.
    public var octets: [UInt8] {
        var nothing: SaidEvidence?
        return octets(after: &nothing)
    }

    /// - Parameter said: What the worker said before, and now says beside; none for a payload that stands alone.
    func octets(after said: inout SaidEvidence?) -> [UInt8] {
        var writer = PayloadWriter()
        writer.makeRoom()
        swap(&writer.said, &said)
        defer { swap(&writer.said, &said) }
        writer.write(UInt64(order))
        writer.write(evidence)
        return writer.octets
    }

    /// - Parameters:
    ///   - numbers: What the run calls the worker's observations.
    ///   - name: Says of which name evidence was ordered under a number; none where none was.
    /// - Throws: `Nonsense` for whatever is not evidence, or not of the name that was ordered.
    public init(
        reading octets: [UInt8], numbers: ObservationNumbers = .asTheyAre, ordered name: (UInt32) -> Name?
    ) throws(Nonsense) {
        var nothing: HeardEvidence?
        try self.init(reading: octets, after: &nothing, numbers: numbers, ordered: name)
    }

    /// - Parameter heard: What the worker said before, and now says beside; none where its payloads stand alone.
    init(
        reading octets: [UInt8], after heard: inout HeardEvidence?, numbers: ObservationNumbers,
        ordered name: (UInt32) -> Name?
    ) throws(Nonsense) {
        var reader = PayloadReader(octets, numbers: numbers)
        reader.makeRoom()
        swap(&reader.heard, &heard)
        defer { swap(&reader.heard, &heard) }
        order = try reader.integer()
        guard let expected = name(order) else { throw Nonsense("evidence for order \(order), which was not given") }
        let evidence = try reader.evidence()
        guard evidence.name.isIdentical(to: expected) else {
            throw Nonsense("evidence about another name than order \(order) is for")
        }
        try reader.end()
        self.evidence = evidence
    }
}
