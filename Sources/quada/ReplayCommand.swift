import ArgumentParser
import QuadaDNS
import QuadaEvidence
import QuadaRender
import QuadaReport
import QuadaRun
import QuadaStorage

/// `quada replay FILE [NAME...]`
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Judges recorded evidence again, without a network.",
        discussion: """
            The file is one that 'quada audit --record' wrote, packed or not. The report is that of the run that wrote \
            it, but for what the rules say anew. A file that was cut off is read up to its last whole line; what it \
            lacks is said on standard error, and ends the command with 3 where nothing else is wrong.

            Examples:
              quada audit --record evidence.ndjson.zst www.example.com
              quada replay evidence.ndjson.zst
              quada replay --verbose evidence.ndjson.zst www.example.com
              quada replay --format json --fail-on warning evidence.ndjson.zst
              quada replay --pcap exchanges.pcap evidence.ndjson.zst
            """)

    @Argument(help: ArgumentHelp("The evidence.", valueName: "file"))
    var file: String

    @Argument(help: ArgumentHelp("The names to report on; all in the file if none is given.", valueName: "name"))
    var names: [String] = []

    @OptionGroup(title: "What to print") var output: OutputOptions
    @OptionGroup(title: "What to keep") var capture: CaptureOptions
    @OptionGroup(title: "What counts") var judgement: JudgementOptions
    @OptionGroup(title: "How to isolate") var isolation: IsolationOptions

    func run() throws {
        let wanted = try AuditCommand.distinct(names)
        try capture.validate(beside: output)
        let processes = try Processes(isolation)
        let judgement = try judgement.load(processes).judgement
        let documents = try OutputSet(output, showsCleanNames: true)
        let (replay, captured) = try read(wanted, judgement, processes)
        replay.inOrderOfFinishing.forEach(documents.finished)
        try documents.finish(replay.report)
        try captured?.finish()
        let status = documents.status
        let isPartial = wanted.isEmpty && replay.shortcoming != nil
        throw End(
            status: isPartial && status == .clean ? .indeterminate : status,
            message: replay.shortcoming.map { "\(file): \($0)" },
            plugin: PluginMode.isAsked ? PluginStatus(report: replay.report) : nil)
    }

    /// Reads the whole file before a word is printed.
    private func read(
        _ wanted: [Name], _ judgement: Judgement, _ processes: Processes
    ) throws -> (ReplayRun.Replay, CaptureFile?) {
        var run = ReplayRun(names: wanted, judgement: judgement)
        var captured: CaptureFile?
        var line = 1
        do {
            var reader = try LineReader(
                path: file, maximumLineOctets: EvidenceFile.maximumLineOctets,
                maximumOctets: EvidenceFile.maximumOctets, unpacking: processes.unpacking)
            while let octets = try reader.next() {
                let observation = try run.read(octets)
                // The capture's stamps need the moment that the first line tells.
                if line == 1 { captured = try capture.pcap.map { try CaptureFile(path: $0, started: run.started) } }
                if let observation { captured?.add(observation) }
                line += 1
            }
            return (try run.replay(isCutOff: reader.isCutOff), captured)
        } catch let error as StorageError {
            switch error {
            case .lineTooLong: throw InputError("\(file):\(line): \(error.words)")
            case .system, .library, .notUnpacked, .damaged, .tooLarge, .inUse:
                throw InputError("\(file): \(error.words)")
            }
        } catch let error as EvidenceFileError {
            throw InputError("\(file):\(error.line): \(error.reason)")
        } catch let error as ReplayError {
            switch error {
            case .file(let error): throw InputError("\(file):\(error.line): \(error.reason)")
            case .missing(let name):
                throw InputError("\(file): nothing is recorded of \(name); leave out the names to see what is")
            case .run(let error):
                throw End(status: .indeterminate, message: error.description)
            }
        }
    }
}
