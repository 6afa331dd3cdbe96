import ArgumentParser
import QuadaDNS
import QuadaPolicy
import QuadaReport
import QuadaRun
import QuadaScan
import QuadaWalk

/// `quada scan [FILE|-]`
struct ScanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Audits names in bulk, as a stream.",
        discussion: """
            The same walk, survey and judgement as quada audit, for as many names as there are: one name a line, or a \
            top-list of rank,domain; .gz and .zst are unpacked. Each result is one line of NDJSON, written as the name \
            ends. A line that holds no name gives a result that says so, and the scan goes on.

            With --output a journal is kept beside the results: a scan that was killed goes on with --resume and loses \
            or doubles no name.

            Examples:
              quada scan --output scan.ndjson.zst top-list.csv
              quada scan --resume --output scan.ndjson.zst top-list.csv
              quada scan --www --mail --only broken,degraded domains.txt
              quada scan --shard 2/8 --output part-2.ndjson domains.txt
              cut -d, -f1 hosts.csv | quada scan - | jq -r 'select(.verdict == "broken") | .name'

            Exit status: 0 all names are through, whatever was found; 2 wrong usage or input; 3 the network intercepts \
            DNS; 130 interrupted, what was finished is kept.
            """)

    @Argument(help: ArgumentHelp("The names; - is standard input.", valueName: "file"))
    var input: String

    @OptionGroup(title: "Which names") var selection: ScanSelectionOptions
    @OptionGroup(title: "Where results go") var output: ScanOutputOptions
    @OptionGroup(title: "How hard to press") var pace: ScanPaceOptions
    @OptionGroup(title: "Where to look") var network: NetworkOptions
    @OptionGroup(title: "What counts") var judgement: JudgementOptions
    @OptionGroup(title: "How to isolate") var isolation: IsolationOptions

    func run() async throws {
        let processes = try Processes(isolation, ports: [network.port], inBulk: true)
        let loaded = try judgement.load(processes)
        var configuration = try network.configuration(policy: loaded.file, processes)
        let progress = ScanProgress(isShown: output.showsProgress)
        var watch = ExchangeWatch()
        if output.showsProgress { watch.onQueries = { progress.exchanged($0) } }
        let ground = network.lab == nil ? try processes.ground() : nil
        let workers = try ground.flatMap { _ in try WorkerPlan(processes, share: .allNames) }
        let mounts = try pace.mounts(
            network, policy: loaded.file?.pacing, workers: workers, processes: processes, watch: watch)
        configuration.isBulk = true
        configuration.namesPerServer = pace.namesPerServer(loaded.file?.pacing, loops: mounts.count)
        configuration.judgement = loaded.judgement
        if let lab = mounts.first, lab.network == .lab {
            configuration.hints = lab.hints ?? configuration.hints
            configuration.seed = lab.seed ?? configuration.seed
            if network.probe == nil, let probe = lab.probe { configuration.probe = probe }
            configuration.started = lab.started ?? configuration.started
        }
        configuration.network = mounts.first?.network ?? configuration.network

        let scan = try ScanConfiguration(self, of: configuration)
        let encode = try output.encoder()
        let pages = try output.pages()
        let store = try output.store(started: configuration.started)
        let run: ScanRun
        do throws(ScanError) {
            run = try ScanRun(
                scan, of: configuration, from: mounts.map { $0.source(configuration.walk, nil) }, store: store,
                unpacking: processes.unpacking, encode: encode,
                onFinished: { progress.finished($0) })
        } catch {
            throw InputError(error.words)
        }
        if ground != nil { try processes.warn() }
        progress.begin { run.standing }
        let signals = ScanSignals { run.stop() }
        let result: Result<ScanRun.Outcome, ScanError>
        do throws(ScanError) {
            result = .success(try await run.run())
        } catch {
            result = .failure(error)
        }
        workers?.end()
        signals.disarm()
        progress.end()
        try store?.close()
        if case .success(let outcome) = result, let summary = outcome.summary {
            for page in pages { try page.write(summary) }
        }
        throw try end(result, wasStopped: signals.wasStopped)
    }

    private func end(_ result: Result<ScanRun.Outcome, ScanError>, wasStopped: Bool) throws -> End {
        let again = output.output == nil ? "" : "; go on with --resume"
        switch result {
        case .failure(.run(let error)): return End(status: .indeterminate, message: error.description)
        case .failure(let error): throw InputError(error.words)
        case .success where wasStopped: return End(status: .interrupted, message: "interrupted\(again)")
        case .success: return End(status: .clean)
        }
    }
}

extension ScanConfiguration {
    fileprivate init(_ command: ScanCommand, of run: RunConfiguration) throws {
        self.init(input: command.input)
        try command.selection.apply(to: &self)
        command.output.apply(to: &self)
        namesAtOnce = command.pace.namesAtOnce
        settings["families"] = run.families.map { "\($0)" }.sorted().joined(separator: ",")
        settings["port"] = "\(run.port)"
        settings["probe"] = run.probe.rawValue
        settings["network"] = run.network.rawValue
    }
}

extension ScanError {
    /// What is wrong, for a person.
    var words: String {
        switch self {
        case .storage(let path, let error): "\(path): \(error.words)"
        case .noJournal(let path): "\(path): not a journal of this version of quada; remove it to begin anew"
        case .otherSettings(let path, let name, let was, let isNow):
            "\(path): the journal of a scan with other settings: \(name) was '\(was)' and is '\(isNow)' now"
        case .otherInput(let path, let line):
            "\(path): the journal of a scan of another input: it differs at or before line \(line)"
        case .unfinished(let path):
            "\(path): a scan that was not finished; go on with --resume, or remove the journal to begin anew"
        case .run(let error): error.description
        case .store(let words): words
        }
    }
}
