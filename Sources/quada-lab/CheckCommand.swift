import ArgumentParser
import QuadaLab

/// `quada-lab check FIXTURE...`
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Reads scenarios and says what in them is wrong or of no use.",
        discussion: """
            Examples:
              quada-lab check fixtures/*.yaml
            """)

    @Argument(help: ArgumentHelp("The scenarios.", valueName: "fixture")) var fixtures: [String]

    func run() throws {
        var isClean = true
        for path in fixtures {
            for remark in try Scenario(path: path).remarks {
                print("\(path): \(remark)")
                isClean = false
            }
        }
        if !isClean { throw ExitCode(1) }
    }
}
