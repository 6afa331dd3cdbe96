public import QuadaReport

/// What a scan is told besides what every audit is told.
public struct ScanConfiguration: Sendable {
    /// A path; `-` is standard input.
    public var input: String
    /// None where the first line is to tell.
    public var format: ScanInput.Format?
    public var shard = Shard.whole
    /// Which hosts that belong to a name are audited beside it.
    public var related: Set<RelatedHosts> = []
    /// Where the results go; none for standard output.
    public var output: String?
    /// A part of the output before it is packed; none where all is one file.
    public var octetsPerPart: Int?
    /// Whether results stand in the order of the input.
    public var isOrdered = false
    /// None where the scan can not be gone on with.
    public var journal: String?
    /// Whether to go on with the scan that the journal tells of.
    public var resumes = false
    /// Whether to add up what the results come to.
    public var isSummed = false
    /// Names under way on each loop, those not counted that wait for silent servers.
    public var namesAtOnce = 128
    /// Names between input and output in all: those under way, those that wait for a loop, those that wait to be written.
    public var namesInMemory = 2048
    /// Stands at the beginning of each part.
    public var heading: [UInt8] = []
    /// What else the results depend on: a journal of other settings is refused.
    public var settings: [String: String] = [:]
    /// How long results may lie before a checkpoint makes them safe.
    public var checkpointInterval: Duration = .milliseconds(500)

    public init(input: String) {
        self.input = input
    }
}

/// Hosts that belong to a name.
public enum RelatedHosts: String, Hashable, Sendable, CaseIterable {
    /// The name with `www` in front.
    case www
    /// Those of its MX RRset.
    case mail
    /// The names of its zone's servers.
    case ns
}

/// Where results are kept besides the output: told of them on the writer's thread, batch by batch.
public protocol ResultStore: Sendable {
    /// Keeps audits for good before it returns; the same name again replaces what was there.
    ///
    /// - Throws: `.store` in words.
    func keep(_ audits: [NameAudit]) throws(ScanError)
}
