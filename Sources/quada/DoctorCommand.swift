import ArgumentParser
import QuadaSandbox

/// `quada doctor`
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Tells what this machine has to isolate a process with.",
        discussion: """
            Every measure by which the processes that read what strangers' servers send are cut off from the machine: \
            tried in a child made for it, as the user who runs this. Root has more of them than others have; a \
            container may have fewer. audit, zone and scan take what is there; with --isolation strict they do not run \
            where anything is missing.

            Examples:
              quada doctor
              sudo quada doctor
              quada doctor --format json | jq -r '.measures[] | select(.standing == "missing") | .title'

            Exit status: 0, whatever is missing; 2 wrong usage.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Option(help: "text for a person, json for a program.")
    var format: Format = .text

    @Option(
        help: ArgumentHelp(
            "Write there instead of to standard output; the file is replaced whole or not at all.", valueName: "file"))
    var output: String?

    func run() throws {
        let diagnosis = Diagnosis()
        let octets =
            switch format {
            case .text: Array(diagnosis.text.utf8)
            case .json: try diagnosis.json()
            }
        try WrittenPage(output: output, colour: .never).write(octets)
    }
}
