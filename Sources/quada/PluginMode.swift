import ArgumentParser
import QuadaRender

/// Whether the command runs as a plug-in of Nagios, Icinga and their kin: `--format nagios` without a file.
///
/// Then its exit status is a plug-in's, and whatever keeps it from its work is said in a plug-in's words: a monitoring
/// system reads one line of standard output, and takes exit status 2 for a fault of what is watched.
enum PluginMode {
    /// Read from the arguments themselves, for it also holds where they can not be parsed.
    static let isAsked: Bool = {
        let arguments = CommandLine.arguments
        return arguments.contains("--format=nagios")
            || zip(arguments, arguments.dropFirst()).contains { $0 == "--format" && $1 == "nagios" }
    }()

    /// Ends as a plug-in that could not do its work; returns where the command is none.
    static func giveUp(_ reason: String) {
        guard isAsked else { return }
        let words = reason.visible.map { $0 == "|" ? "/" : $0 }
        let line = "QUADA \(PluginStatus.unknown.word) - \(String(words))\n"
        _ = writeAll(Array(line.utf8), to: StandardStream.standardOutput.rawValue)
        Quada.exit(withError: ExitCode(PluginStatus.unknown.rawValue))
    }
}
