import ArgumentParser
import QuadaDNS
import QuadaPolicy
import QuadaRender
import QuadaReport
import QuadaScan
import QuadaTransport

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Which names a scan audits.
struct ScanSelectionOptions: ParsableArguments {
    enum InputFormat: String, ExpressibleByArgument, CaseIterable {
        case auto, names, csv
    }

    @Option(help: "What the lines hold: a name, or rank,domain; auto goes by the first one.")
    var inputFormat: InputFormat = .auto

    @Flag(help: "Audit www.NAME beside each name.")
    var www = false

    @Flag(help: "Audit the hosts of the name's MX records, too.")
    var mail = false

    @Flag(help: "Audit the servers of the name's zone as hosts, too.")
    var ns = false

    @Option(
        help: ArgumentHelp(
            "Audit one of N parts only; the names of one zone are in one part.", valueName: "i/n"))
    var shard: String?

    func validate() throws {
        if let shard, Shard(shard) == nil {
            throw ValidationError("--shard takes I/N with I from 1 to N, as in --shard 2/8.")
        }
    }

    func apply(to scan: inout ScanConfiguration) throws {
        switch inputFormat {
        case .auto: scan.format = nil
        case .names: scan.format = .names
        case .csv: scan.format = .rankedList
        }
        if www { scan.related.insert(.www) }
        if mail { scan.related.insert(.mail) }
        if ns { scan.related.insert(.ns) }
        if let shard = shard.flatMap({ Shard($0) }) { scan.shard = shard }
        scan.settings["shard"] = shard ?? "1/1"
        scan.settings["related"] = scan.related.map(\.rawValue).sorted().joined(separator: ",")
    }
}

/// Where a scan's results go.
struct ScanOutputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write results there, packed where the name ends in .gz or .zst, and keep a journal beside them.",
            valueName: "file"))
    var output: String?

    @Option(help: "A line for each name: its whole audit as JSON, or what fits a table.")
    var format: Format = .ndjson

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case ndjson, csv
    }

    @Option(
        help: ArgumentHelp(
            "Keep results in this SQLite database, too, for quada query; those that are there stay.",
            valueName: "file"))
    var database: String?

    @Option(
        help: ArgumentHelp(
            "Add up what all names come to, and write that in the end: text, json or html. Repeatable.",
            valueName: "format[=file]"))
    var summary: [SummaryOutput.Request] = []

    @Option(
        help: ArgumentHelp(
            """
            Begin another file when one has so many octets before packing; K, M and G are understood. They are \
            numbered: scan.0001.ndjson.
            """, valueName: "size"))
    var rotate: String?

    @Option(help: ArgumentHelp("The journal. (default: the output's name and .journal)", valueName: "file"))
    var journal: String?

    @Flag(help: "Go on with a scan that did not end.")
    var resume = false

    @Flag(help: "Write results in the order of the names.")
    var ordered = false

    @Option(
        help: ArgumentHelp(
            "Write results of these verdicts only, as in broken,degraded; all names are audited.",
            valueName: "verdict[,verdict]"))
    var only: String?

    func validate() throws {
        if output == nil, resume || journal != nil || rotate != nil {
            throw ValidationError("--resume, --journal and --rotate need --output: a pipe can not be gone on with.")
        }
        if let rotate, Self.octets(rotate) == nil {
            throw ValidationError("--rotate takes a size from 1K on, as in --rotate 512M.")
        }
        _ = try verdicts()
    }

    private func verdicts() throws -> Set<Verdict>? {
        guard let only else { return nil }
        return Set(
            try only.split(separator: ",", omittingEmptySubsequences: false).map { word in
                guard let verdict = Verdict(rawValue: String(word)) else {
                    let all = Verdict.allCases.map(\.rawValue).joined(separator: ", ")
                    throw ValidationError("--only: '\(word)' is no verdict; there are \(all).")
                }
                return verdict
            })
    }

    func apply(to scan: inout ScanConfiguration) {
        scan.output = output
        scan.octetsPerPart = rotate.flatMap(Self.octets)
        scan.journal = output.map { journal ?? "\($0).journal" }
        scan.resumes = resume
        scan.isOrdered = ordered
        if format == .csv { scan.heading = ScanCSV().header }
        scan.isSummed = !summary.isEmpty
        scan.settings["output"] = output ?? "-"
        scan.settings["format"] = format.rawValue
        scan.settings["database"] = database ?? ""
        scan.settings["summary"] = summary.isEmpty ? "no" : "yes"
        scan.settings["only"] = only ?? ""
    }

    /// How a result is written; none where it is left out.
    func encoder() throws -> ScanRun.Encoder {
        let verdicts = try verdicts()
        let format = format
        return { audit in
            guard verdicts?.contains(audit.verdict) != false else { return nil }
            return switch format {
            case .ndjson: NDJSONRenderer().line(for: audit)
            case .csv: ScanCSV().line(for: audit)
            }
        }
    }

    /// Where summaries go.
    ///
    /// - Throws: `InputError` where two would be written to one place.
    func pages() throws -> [SummaryOutput.Page] {
        var seen: Set<String?> = output == nil ? [nil] : [output]
        for request in summary where !seen.insert(request.path).inserted && request.path?.hasPrefix("/dev/") != true {
            throw InputError(
                request.path.map { "\($0): a summary and something else would be written there" }
                    ?? "--summary \(request.format.rawValue): something else goes to standard output; give it a file, as in "
                    + "--summary \(request.format.rawValue)=FILE")
        }
        return summary.map { SummaryOutput.Page(format: $0.format, place: WrittenPage(output: $0.path, colour: .auto)) }
    }

    /// Where results are kept besides.
    ///
    /// - Throws: `InputError` where it can not be written.
    func store(started: Timestamp) throws -> DatabaseStore? { try database.map { try DatabaseStore($0, started) } }

    var showsProgress: Bool { Terminal.isTerminal(.standardError) && !Terminal.isDumb }

    private static func octets(_ text: String) -> Int? {
        let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
        let unit = text.last.flatMap { units[$0] }
        guard let number = Int(unit == nil ? text : String(text.dropLast())), number > 0 else { return nil }
        let (octets, isTooMuch) = number.multipliedReportingOverflow(by: unit ?? 1)
        return isTooMuch || octets < 1024 ? nil : octets
    }
}

/// How hard a scan presses servers and this machine.
struct ScanPaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Threads that ask, each with its own cache. (default: one for each core)", valueName: "count"))
    var loops: Int?

    @Option(
        help: ArgumentHelp(
            """
            Names under way on each of them; up to three times as many more while names wait for silent servers, and up \
            to eight times as many that wait for others at the same servers.
            """, valueName: "count"))
    var namesAtOnce = 128

    func validate() throws {
        if let loops, !(1...256).contains(loops) { throw ValidationError("--loops takes 1 to 256.") }
        if !(1...65_536).contains(namesAtOnce) { throw ValidationError("--names-at-once takes 1 to 65536.") }
    }

    /// One mount for each loop; a scenario in memory has one.
    ///
    /// - Throws: `InputError` where there are more loops than queries that one address may get: each must be able to ask it.
    func mounts(
        _ network: NetworkOptions, policy: PolicyFile.PacingLimits?, workers: WorkerPlan?, processes: Processes,
        watch: ExchangeWatch
    ) throws -> [Mount] {
        let most = min(
            policy?.inFlight ?? Pacing.polite.maximumInFlightPerAddress,
            policy?.queriesPerSecond ?? Pacing.polite.maximumPerSecondPerAddress)
        if let loops, loops > most {
            throw InputError(
                "--loops \(loops): they share what one address may get, and that is \(most) (pacing in quada.yaml)")
        }
        let count = network.lab == nil ? loops ?? min(most, ProcessInfo.processInfo.activeProcessorCount) : 1
        return try (0..<count).map { _ in
            try network.mount(
                seed: network.seed, pacing: policy, workers: workers, processes: processes,
                bulk: BulkShare(loops: count), watch: watch)
        }
    }
}

extension ScanPaceOptions {
    /// A name has a query or two on its way to a server: so many names at once keep it at its cap.
    ///
    /// - Returns: None where all names under way may ask one server.
    func namesPerServer(_ policy: PolicyFile.PacingLimits?, loops: Int) -> Int? {
        let share = (policy?.inFlight ?? Pacing.polite.maximumInFlightPerAddress) / loops
        return share < namesAtOnce ? max(4, share) : nil
    }
}

/// What one of several loops may take of what all are allowed together: an equal part.
///
/// Nothing is shared or lent: loops are threads or processes of their own, and whoever asks a server asks nobody first.
/// An address with many zones gets all of its cap, since its zones fall on all loops alike; one with a single zone gets
/// the part of the one loop that has it.
struct BulkShare {
    let loops: Int
}
