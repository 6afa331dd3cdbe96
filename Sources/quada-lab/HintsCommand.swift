import ArgumentParser
import QuadaDNS
import QuadaLab

/// `quada-lab hints FIXTURE`
struct HintsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hints",
        abstract: "Prints a scenario's root servers in root-hints format.",
        discussion: """
            Examples:
              quada-lab hints fixtures/gtm-2014.yaml >hints && quada audit --hints hints www.shop.test
            """)

    @Argument(help: ArgumentHelp("The scenario.", valueName: "fixture")) var fixture: String

    func run() throws {
        for server in try Scenario(path: fixture).roots {
            print(". 3600000 NS \(server.name)")
            for address in server.addresses {
                print("\(server.name) 3600000 \(address.family == .ipv4 ? "A" : "AAAA") \(address)")
            }
        }
    }
}
