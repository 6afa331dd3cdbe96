internal import QuadaAudit
internal import QuadaDNS
internal import QuadaEvidence

// The report's words for what the audit and the evidence say; no `default`, so that a new case asks for a word.

extension Verdict {
    init(_ word: QuadaAudit.Verdict.Word) {
        self =
            switch word {
            case .ready: .ready
            case .degraded: .degraded
            case .broken: .broken
            case .ipv4Only: .ipv4Only
            case .nonexistent: .nonexistent
            case .indeterminate: .indeterminate
            }
    }
}

extension Severity {
    init(_ severity: QuadaAudit.Severity) {
        self =
            switch severity {
            case .error: .error
            case .warning: .warning
            case .notice: .notice
            }
    }
}

extension ProductRemedy {
    init(_ remedy: QuadaAudit.ProductRemedy) {
        self.init(product: remedy.product, text: remedy.text, source: remedy.source)
    }
}

extension ServerSource {
    init(_ source: ServerAddress.Source) {
        self =
            switch source {
            case .parent: .parent
            case .child: .child
            case .both: .both
            case .pinned: .pinned
            }
    }
}

extension Outcome {
    init(_ answer: Answer, of type: RRType) {
        self =
            switch answer {
            case .data: type == .a || type == .aaaa ? .addresses : .data
            case .alias: .alias
            case .noData: .noData
            case .nameError: .nameError
            case .referral: .referral
            case .wrongData: .wrongType
            case .errorCode: .rcode
            case .malformed: .malformed
            case .truncated: .truncated
            case .noResponse(.silence): .silence
            case .noResponse(.refused), .noResponse(.unreachable), .noResponse(.closed): .unreachable
            case .notTested: .notTested
            }
    }
}

extension TypeOutcome {
    /// What the rounds of one type come to: the first answer's, unless others differ in kind.
    init(of observations: [Observation], _ texts: inout RecordTexts) {
        if observations.count == 1, observations[0].plainness == .data {
            self.init(inOrder: observations[0], &texts)
        } else {
            self.init(ofRounds: observations, &texts)
        }
    }

    /// What an answer comes to that was given at once and leaves nothing to be looked at; nearly all are so.
    private init(inOrder observation: Observation, _ texts: inout RecordTexts) {
        let records = observation.answerSection
        // All are at the name and of the type asked.
        let type = records.first?.type
        let words = texts.words(of: records)
        let attempts = observation.exchange.attempts
        self.init(
            type == .a || type == .aaaa ? .addresses : .data, rcode: "\(RCODE.noError)", aa: true, tc: false,
            records: words.texts, ttl: words.ttl,
            roundTrip: attempts.isEmpty ? nil : Milliseconds(attempts[0].elapsed), attempts: 1)
    }

    /// The same of any answers.
    init(ofRounds observations: [Observation], _ texts: inout RecordTexts) {
        guard let first = observations.first(where: \.isAnswered) ?? observations.first else {
            self.init(.notTested)
            return
        }
        let question = first.question
        let section = first.answerSection
        let records =
            section.allSatisfy { $0.owner == question.name } ? section : section.filter { $0.owner == question.name }
        let words = texts.words(of: records)
        self.init(
            Self.varies(observations) ? .varies : Outcome(first.answer, of: question.type),
            rcode: first.rcode.map { "\($0)" }, aa: first.isTruncated.map { _ in first.isAuthoritative },
            tc: first.isTruncated, records: words.texts, ttl: words.ttl,
            roundTrip: first.exchange.roundTrip.map { Milliseconds($0) },
            attempts: observations.reduce(0) { $0 + $1.exchange.attempts.count })
    }

    private static func varies(_ observations: [Observation]) -> Bool {
        guard observations.count > 1 else { return false }
        return Set(observations.filter(\.isAnswered).map { Outcome($0.answer, of: $0.question.type) }).count > 1
    }
}

/// Records in words; the addresses of the last two answers are kept, for nearly all servers of a zone give the same ones for A and
/// for AAAA.
struct RecordTexts {
    struct Words {
        var texts: [String] = []
        /// The least.
        var ttl: UInt32?
    }

    private var known: [(records: [ResourceRecord], words: Words)] = []

    mutating func words(of records: [ResourceRecord]) -> Words {
        if records.isEmpty { return Words() }
        // What is read from the same octets is kept once: mostly that tells it.
        for index in known.indices where known[index].records.isKept(with: records) { return known[index].words }
        for index in known.indices where known[index].records == records { return known[index].words }
        let words = Words(
            texts: records.map { $0.type.description + " " + $0.rdataText }, ttl: records.lazy.map(\.ttl).min())
        // Names are equal without case, and are shown in the case that they have.
        guard records.allSatisfy(\.data.isAddress) else { return words }
        if known.count == 2 { known.removeFirst() }
        known.append((records, words))
        return words
    }
}

extension [ResourceRecord] {
    /// Whether both are copies of one array.
    fileprivate func isKept(with other: [ResourceRecord]) -> Bool {
        withUnsafeBufferPointer { own in
            other.withUnsafeBufferPointer { own.baseAddress == $0.baseAddress && own.count == $0.count }
        }
    }
}

extension RData {
    fileprivate var isAddress: Bool {
        switch self {
        case .a, .aaaa: true
        case .ns, .cname, .dname, .ptr, .soa, .mx, .srv, .opaque, .malformed: false
        }
    }
}

extension AttemptEntry {
    init(_ attempt: Attempt) {
        self.init(
            transport: attempt.transportProtocol == .tcp ? .tcp : .udp, sentAt: Milliseconds(attempt.sentAt),
            elapsed: Milliseconds(attempt.elapsed), outcome: Outcome(attempt.outcome), id: attempt.id,
            sourcePort: attempt.sourcePort, strays: attempt.strays.count)
    }
}

extension AttemptEntry.Outcome {
    fileprivate init(_ outcome: Attempt.Outcome) {
        self =
            switch outcome {
            case .response: .response
            case .silence: .silence
            case .refused: .refused
            case .unreachable: .unreachable
            case .noRoute: .noRoute
            case .closed: .closed
            case .localError: .localError
            }
    }
}

extension DigCommand {
    /// The command that puts the same question to the same server.
    init(_ observation: Observation) {
        let query = observation.exchange.query
        var options: [String] = []
        if let edns = query.edns {
            options += ["+bufsize=\(edns.payloadSizeInOctets)", "+nocookie"]
            if edns.dnssecOK { options.append("+dnssec") }
        } else {
            options.append("+noedns")
        }
        if observation.startedOverTCP { options.append("+tcp") }
        self.init(
            name: observation.question.name.reported, type: "\(observation.question.type)",
            address: "\(observation.address)", port: observation.exchange.server.port, options: options)
    }
}
