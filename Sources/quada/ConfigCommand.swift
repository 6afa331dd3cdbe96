import ArgumentParser
import QuadaPolicy
import QuadaRender
import QuadaReport

/// `quada config check [FILE]`
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Checks a policy.",
        subcommands: [Check.self], defaultSubcommand: Check.self)

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Reads a policy, and says what it does and which of its waivers have expired.",
            discussion: """
                Exit status: 0 the policy can be used, 1 a waiver has expired, 2 the policy can not be used.

                Examples:
                  quada config check
                  quada config check zones/quada.yaml
                """)

        @Argument(
            help: ArgumentHelp(
                "The policy. (default: quada.yaml, in the working directory or above it)", valueName: "file"))
        var file: String?

        @OptionGroup(title: "How to isolate") var isolation: IsolationOptions

        func run() throws {
            let processes = try Processes(isolation)
            guard let path = file ?? PolicyFile.path() else {
                throw InputError("no \(PolicyFile.name) here or above; name the file, as in: quada config check FILE")
            }
            let policy = try PolicyFile(path: path, processes).policy
            let today = CalendarDay(.now)
            let expired = policy.waivers.filter { $0.expires < today }
            var lines = expired.map { "\($0.location): the waiver expired on \($0.expires): \($0.reason)" }
            lines.append(
                "\(path): \(Self.count(policy.entries.count, "entry", "entries")) for names, "
                    + "\(Self.count(policy.waivers.count, "waiver", "waivers"))"
                    + (expired.isEmpty ? "" : ", \(expired.count) of them expired"))
            let text = lines.map { $0.visible + "\n" }.joined()
            if let number = writeAll(Array(text.utf8), to: StandardStream.standardOutput.rawValue) {
                throw InputError("standard output: \(reason(number))")
            }
            throw End(status: expired.isEmpty ? .clean : .findings)
        }

        private static func count(_ count: Int, _ one: String, _ many: String) -> String {
            "\(count) \(count == 1 ? one : many)"
        }
    }
}
