import ArgumentParser
import QuadaBroker
import QuadaRender
import QuadaReport
import QuadaWorker

/// The command: parses, runs a subcommand, and gives every way of ending its exit status.
@main
struct Quada: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quada",
        abstract: "Audits how the authoritative DNS servers behind a name answer AAAA queries.",
        discussion: """
            Walks from the root to every address of every authoritative server, asks each one directly, follows \
            each CNAME into its own zone, and says which server is at fault, what that does to clients, which RFC \
            it breaks, how to see it with dig, and how to mend it.

            Examples:
              quada audit www.example.com
              quada audit --lab fixtures/gtm-2014.yaml www.shop.test
              quada audit --server example.com=192.0.2.1,2001:db8::1 www.example.com
              quada audit --format json --output report.json www.example.com
              quada zone --require-aaaa --format junit=junit.xml example.com.zone
              quada scan --output scan.ndjson.zst top-list.csv
              quada replay evidence.ndjson.zst
              quada explain aaaa-cname-missing

            Exit status: 0 nothing found at or above --fail-on, 1 findings, 2 wrong usage or input, 3 a name \
            could not be audited, 130 interrupted. With --format nagios on standard output it is that of a \
            monitoring plug-in: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, wrong usage among the last.
            """,
        version: "\(Tool.quada.name) \(Tool.quada.version)",
        subcommands: [
            AuditCommand.self, ZoneCommand.self, ScanCommand.self, ReplayCommand.self, ReportCommand.self,
            DiffCommand.self, SummaryCommand.self, QueryCommand.self, ConfigCommand.self, ExplainCommand.self,
            RulesCommand.self, DoctorCommand.self,
        ])

    static func main() async {
        // Before anything else is used: a process whose doors are to be closed has one thread.
        switch CommandLine.arguments.first {
        case WorkerMain.name: WorkerMain.run()
        case ReaderMain.name: ReaderMain.run()
        #if os(Linux)
            case BrokerMain.name: BrokerMain.run()
        #endif
        default: break
        }
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as InputError {
            StandardError.write("quada: \(error.reason.visible)\n")
            PluginMode.giveUp(error.reason)
            terminate(.usage)
        } catch let end as End {
            if let message = end.message { StandardError.write("quada: \(message.visible)\n") }
            if let plugin = end.plugin { exit(withError: ExitCode(plugin.rawValue)) }
            PluginMode.giveUp(end.message ?? "no report")
            terminate(end.status)
        } catch {
            // Help and version end here with status 0; what is wrong with the arguments is told with the usage.
            guard exitCode(for: error) == .success else {
                let lines = fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false)
                StandardError.write(lines.map { String($0).visible + "\n" }.joined())
                PluginMode.giveUp("wrong usage; its words are on standard error")
                terminate(.usage)
            }
            exit(withError: error)
        }
    }

    private static func terminate(_ status: QuadaReport.ExitStatus) -> Never {
        exit(withError: ExitCode(status.rawValue))
    }
}

/// Input that can not be used, in one line that says what, why and, where there is one, the way out.
struct InputError: Error, Hashable {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
