import ArgumentParser
import QuadaDNS
import QuadaRender
import QuadaReport
import QuadaRun

/// `quada audit NAME...`
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Audits names from the root to every address of every authoritative server.",
        discussion: """
            Names are in presentation format or in Unicode (IDNA 2008).

            Examples:
              quada audit www.example.com
              quada audit --fail-on warning --require-aaaa www.example.com mail.example.com
              quada audit --server example.com=192.0.2.1 www.example.com
              quada audit --lab fixtures/gtm-2014.yaml www.shop.test
              quada audit --record evidence.ndjson.zst www.example.com
              quada audit --verbose --pcap exchanges.pcap www.example.com
            """)

    @Argument(
        help: ArgumentHelp("The names to audit; with --lab, all of the scenario's if none is given.", valueName: "name")
    )
    var names: [String] = []

    @OptionGroup(title: "Where to look") var network: NetworkOptions
    @OptionGroup(title: "What to print") var output: OutputOptions

    @OptionGroup(title: "What to keep") var keeping: KeepingOptions
    @OptionGroup(title: "What counts") var judgement: JudgementOptions

    @Option(help: ArgumentHelp("Stop after so long; names finished by then are printed, exit 3.", valueName: "seconds"))
    var timeout: Int?

    /// How a run ended, other than by bad input.
    struct End: Error {
        let status: QuadaReport.ExitStatus
        var message: String?
    }

    func validate() throws {
        if names.isEmpty, network.lab == nil {
            throw ValidationError("Missing a name to audit, as in: quada audit www.example.com")
        }
        if let timeout, !(1...86_400).contains(timeout) {
            throw ValidationError("--timeout takes 1 to 86400 seconds.")
        }
    }

    func run() async throws {
        var names = try Self.distinct(self.names)
        var configuration = try network.configuration()
        try keeping.validate(beside: output)
        let document = try OutputDocument(output)
        let progress = Progress(isShown: output.showsProgress)
        let log = output.verbose ? ExchangeLog() : nil
        let mount = try network.mount(seed: network.seed) { exchange in
            log?.log(exchange)
            progress.exchanged()
        }
        if names.isEmpty { names = mount.names }
        configuration.hints = mount.hints ?? configuration.hints
        configuration.network = mount.network
        if network.probe == nil, let probe = mount.probe { configuration.probe = probe }
        configuration.seed = mount.seed ?? configuration.seed
        configuration.started = mount.started ?? configuration.started
        let record = try keeping.record.map { try RecordFile(path: $0) }
        let capture = try keeping.captureFile(started: configuration.started)
        configuration.judgement = judgement.judgement()
        progress.begin(names: names.count)

        let run = AuditRun(
            configuration: configuration, transport: mount.transport, record: record,
            onObserved: capture?.witness)
        let audited = names
        let work = Task {
            try await run.report(for: audited) { audit in
                document.finished(audit)
                progress.finished(audit)
            }
        }
        let stop = Stop(cancelling: work, after: timeout.map { .seconds($0) })
        let result = await work.result
        stop.disarm()
        progress.end()
        let end = try end(result, stop.reason, document, expected: names.count)
        try record?.close()
        try capture?.finish()
        throw end
    }

    /// Prints what there is.
    ///
    /// - Returns: How it ended.
    private func end(
        _ result: Result<Report, any Error>, _ stopped: Stop.Reason?, _ document: OutputDocument, expected: Int
    ) throws -> End {
        let report: Report
        do {
            report = try result.get()
        } catch let error as RunError {
            return End(status: .indeterminate, message: error.description)
        }
        try document.finish(report)
        let unfinished = "\(report.audits.count) of \(expected) finished"
        switch stopped {
        case .interrupted: return End(status: .interrupted, message: "interrupted: \(unfinished)")
        case .timedOut where report.audits.count < expected:
            return End(status: .indeterminate, message: "--timeout is over: \(unfinished)")
        case .timedOut, nil: break
        }
        return End(status: QuadaReport.ExitStatus(report: report))
    }

    /// Each name once, in the order given.
    static func distinct(_ texts: [String]) throws -> [Name] {
        var seen: Set<Name> = []
        return try texts.map(Name.init(argument:)).filter { seen.insert($0).inserted }
    }
}
