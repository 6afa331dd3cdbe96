import ArgumentParser
import QuadaPolicy
import QuadaReport
import QuadaYAML

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What of a report makes the exit status.
struct JudgementOptions: ParsableArguments {
    @Option(
        help: "The least severity that makes a name fail, and the exit status 1. (default: error)")
    var failOn: FailOn?

    @Flag(
        name: .customLong("require-aaaa"),
        help: "A name fails without AAAA at the end of its chain, where the policy says nothing else.")
    var requireAAAA = false

    @Option(
        help: ArgumentHelp(
            "The policy. (default: quada.yaml, in the working directory or above it)", valueName: "file"))
    var config: String?

    @Flag(help: "Use no policy, even if a quada.yaml is there.")
    var noConfig = false

    @Option(
        help: ArgumentHelp(
            "An earlier report in JSON: only what it does not hold makes a name fail.", valueName: "file"))
    var baseline: String?

    func validate() throws {
        if config != nil, noConfig { throw ValidationError("--config and --no-config exclude each other.") }
    }

    /// Everything that was asked for, read and checked.
    struct Loaded {
        let judgement: Judgement
        let file: PolicyFile?
    }

    /// - Parameter processes: Where the policy is read.
    func load(_ processes: Processes) throws -> Loaded {
        let file =
            try config.map { try PolicyFile(path: $0, processes) } ?? (noConfig ? nil : PolicyFile.found(processes))
        var policy = file?.policy ?? Policy()
        if requireAAAA, let all = NamePattern("*") {
            policy.entries.append(Policy.Entry(names: [all], aaaa: .required))
        }
        let earlier = try baseline.map { Baseline(try SavedReport.read($0), place: $0) }
        return Loaded(
            judgement: Judgement(
                failOn: failOn.map(\.severity) ?? Self.severity(file?.failOn), policy: policy, baseline: earlier,
                today: CalendarDay(.now)),
            file: file)
    }

    private static func severity(_ failOn: PolicyFile.FailOn?) -> Severity? {
        switch failOn {
        case .severity(let severity): severity
        case .never: nil
        case nil: .error
        }
    }
}

/// The choices of `--fail-on`.
enum FailOn: String, ExpressibleByArgument, CaseIterable {
    case error, warning, notice, never

    var severity: Severity? {
        switch self {
        case .error: .error
        case .warning: .warning
        case .notice: .notice
        case .never: nil
        }
    }
}

extension PolicyFile {
    /// - Throws: `InputError` with the file, the line and the reason.
    init(path: String, _ processes: Processes) throws {
        let reading = try processes.textReading()
        do throws(YAMLError) {
            try self.init(text: try Self.text(path), source: path, compose: reading.compose)
        } catch {
            throw InputError("\(error)")
        }
    }

    private static func text(_ path: String) throws(YAMLError) -> String {
        do {
            return try InputFile.text(path)
        } catch {
            let words = (error as? InputError)?.reason ?? "\(error)"
            throw YAMLError(source: path, line: nil, reason: String(words.trimmingPrefix("\(path): ")))
        }
    }

    /// The nearest `quada.yaml`, if there is one; its path relative where that is shorter.
    ///
    /// - Throws: `InputError` also where somebody else owns it: in a folder that all may write to, as `/tmp`, anybody
    ///   could decide what counts.
    static func found(_ processes: Processes) throws -> PolicyFile? {
        guard let path = path() else { return nil }
        guard isTrusted(path) else {
            throw InputError("\(path): belongs to another user; name it with --config to use it, or give --no-config")
        }
        return try PolicyFile(path: path, processes)
    }

    /// From the working directory upwards, not beyond the top of a checkout.
    static func path() -> String? {
        let here = FileManager.default.currentDirectoryPath
        var folder = here[...]
        while true {
            let path = (folder.isEmpty ? "" : folder) + "/\(name)"
            if FileManager.default.fileExists(atPath: String(path)) { return folder == here ? name : String(path) }
            if FileManager.default.fileExists(atPath: (folder.isEmpty ? "" : folder) + "/.git") { return nil }
            guard let slash = folder.lastIndex(of: "/") else { return nil }
            folder = folder[..<slash]
        }
    }

    /// Whether the file is this user's or the system's.
    private static func isTrusted(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && (status.st_uid == getuid() || status.st_uid == 0)
    }
}

/// A report that was written as JSON.
enum SavedReport {
    /// - Throws: `InputError` where the file holds no report, or one of another shape.
    static func read(_ path: String) throws -> Report {
        let octets = try InputFile.octets(path, maximumOctets: InputFile.greatMaximum)
        let decoder = JSONDecoder()
        do {
            return try decoder.decode(Report.self, from: Data(octets))
        } catch {
            struct Head: Decodable { let schema: String }
            let schema = (try? decoder.decode(Head.self, from: Data(octets)))?.schema
            switch schema {
            case Report.schema?: throw InputError("\(path): \(Self.words(for: error))")
            case let other?:
                throw InputError(
                    "\(path): its schema is '\(other.prefix(40))', this version reads \(Report.schema); make the report "
                        + "anew with --format json=\(path)")
            case nil: throw InputError("\(path): not a report; quada audit and quada zone write one with --format json")
            }
        }
    }

    static func words(for error: any Error) -> String {
        guard let error = error as? DecodingError else { return "not a report" }
        let (path, reason) =
            switch error {
            case .keyNotFound(let key, let context): (context.codingPath, "'\(key.stringValue)' is missing")
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                (context.codingPath, context.debugDescription)
            @unknown default: ([], "not a report")
            }
        let place = path.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
        return (place.isEmpty ? "" : "at \(place): ") + reason
    }
}
