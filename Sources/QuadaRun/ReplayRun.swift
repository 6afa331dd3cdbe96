public import QuadaDNS
public import QuadaEvidence
public import QuadaReport

/// An evidence file in, line by line, the report of the run that recorded it out: judged anew, without a network.
public struct ReplayRun: Sendable {
    /// What a file comes to.
    public struct Replay: Sendable {
        /// Its audits in the order the names were given to the run.
        public let report: Report
        /// The same audits in the order in which they were finished.
        public let inOrderOfFinishing: [NameAudit]
        /// What the file lacks of the run that it should hold, in a sentence; none where it is whole.
        public let shortcoming: String?
    }

    private var reader = EvidenceReader()
    private let wanted: Set<Name>
    private let judgement: Judgement
    /// When the recorded run started; known once the first line is read.
    public private(set) var started = Timestamp(millisecondsSince1970: 0)
    private var finished: Timestamp?
    private var network = Vantage.Network.internet
    private var isolation: Isolation?
    private var preflight: Preflight?
    /// The latest time that anything in the file tells of.
    private var latest = Duration.zero
    private var judged: [(position: Int, name: Name, judged: JudgedName)] = []

    /// - Parameters:
    ///   - names: Those that the report is to hold; all if there is none.
    ///   - judgement: What the findings are held against.
    public init(names: [Name] = [], judgement: Judgement = Judgement(today: CalendarDay(.now))) {
        wanted = Set(names)
        self.judgement = judgement
    }

    /// Reads the next line.
    ///
    /// - Parameter line: Without its line feed.
    /// - Returns: The line's observation, where it is one.
    /// - Throws: `EvidenceFileError` for whatever can not have been recorded.
    public mutating func read(_ line: [UInt8]) throws(EvidenceFileError) -> Observation? {
        switch try reader.read(line) {
        case .header(let header):
            guard let network = Vantage.Network(rawValue: header.network) else {
                throw error("network: no such network")
            }
            self.network = network
            started = try moment(header.started)
            isolation = try header.isolation.map { (saved) throws(EvidenceFileError) in
                guard let isolation = Isolation(saved) else { throw error("isolation: no such level") }
                return isolation
            }
        case .observation(let observation):
            if let last = observation.exchange.attempts.last { latest = max(latest, last.sentAt + last.elapsed) }
            return observation
        case .preflight(let saved): preflight = Preflight(saved)
        case .name(let entry):
            latest = max(latest, entry.evidence.effort.ended)
            if wanted.isEmpty || wanted.contains(entry.evidence.name) {
                judged.append((entry.position, entry.evidence.name, JudgedName(entry.evidence, judgement)))
            }
        case .end(let end): finished = try moment(end.finished)
        }
        return nil
    }

    /// What the lines read come to.
    ///
    /// - Parameter isCutOff: Whether the file ends within a line, or within what it is packed in.
    /// - Throws: `.file` where there is no header or a wanted name is missing, `.run` as the run did.
    public func replay(isCutOff: Bool) throws(ReplayError) -> Replay {
        guard let header = reader.header else {
            throw .file(EvidenceFileError(line: 1, reason: .notEvidence))
        }
        let known = Set(judged.map(\.name))
        if let missing = wanted.subtracting(known).min() { throw .missing(missing) }
        let facts = RunFacts(
            started: started, finished: finished ?? started.advanced(by: latest), network: network,
            port: header.port, seed: header.seed, preflight: preflight ?? .skipped,
            bounds: header.bounds.map { Bound(name: $0.name, limit: $0.limit) }, isolation: isolation,
            judgement: judgement)
        let report: Report
        do throws(RunError) {
            report = try facts.report(
                of: judged.sorted { $0.position < $1.position }.map(\.judged.report),
                used: judged.reduce(into: []) { $0.formUnion($1.judged.usedFamilies) })
        } catch {
            throw .run(error)
        }
        return Replay(
            report: report, inOrderOfFinishing: judged.map(\.judged.report),
            shortcoming: shortcoming(header, isCutOff: isCutOff))
    }

    private func shortcoming(_ header: EvidenceFile.Header, isCutOff: Bool) -> String? {
        let count = "\(reader.nameCount) of \(header.names) names are in it"
        if isCutOff { return "cut off behind line \(reader.lineCount): \(count)" }
        if reader.end == nil { return "without its end, the run that wrote it was cut short: \(count)" }
        return reader.nameCount < header.names ? "the run that wrote it was stopped: \(count)" : nil
    }

    private func moment(_ text: String) throws(EvidenceFileError) -> Timestamp {
        guard let moment = Timestamp(text) else { throw error("'\(text.prefix(40))' is no moment in UTC") }
        return moment
    }

    private func error(_ text: String) -> EvidenceFileError {
        EvidenceFileError(line: reader.lineCount, reason: .malformed(text))
    }
}

/// Why a file gives no report.
public enum ReplayError: Error, Hashable, Sendable {
    case file(EvidenceFileError)
    /// A name was asked for that the file does not hold.
    case missing(Name)
    /// The run that was recorded had no report either.
    case run(RunError)
}
