import ArgumentParser
import QuadaDNS
import QuadaZone

/// `quada audit NAME...`
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Audits names from the root to every address of every authoritative server.",
        discussion: """
            Names are in presentation format or in Unicode (IDNA 2008).

            Examples:
              quada audit www.example.com
              quada audit --fail-on warning --require-aaaa www.example.com mail.example.com
              quada audit --server example.com=192.0.2.1 www.example.com
              quada audit --format html=report.html --format json=report.json www.example.com
              quada audit --lab fixtures/gtm-2014.yaml www.shop.test
              quada audit --record evidence.ndjson.zst www.example.com
              quada audit --verbose --pcap exchanges.pcap www.example.com
            """)

    @Argument(
        help: ArgumentHelp("The names to audit; with --lab, all of the scenario's if none is given.", valueName: "name")
    )
    var names: [String] = []

    @OptionGroup(title: "Where to look") var network: NetworkOptions
    @OptionGroup(title: "What to print") var output: OutputOptions

    @OptionGroup(title: "What to keep") var keeping: KeepingOptions
    @OptionGroup(title: "What counts") var judgement: JudgementOptions
    @OptionGroup(title: "How to isolate") var isolation: IsolationOptions

    @Option(help: ArgumentHelp("Stop after so long; names finished by then are printed, exit 3.", valueName: "seconds"))
    var timeout: Int?

    func validate() throws {
        if names.isEmpty, network.lab == nil {
            throw ValidationError("Missing a name to audit, as in: quada audit www.example.com")
        }
        if let timeout, !(1...86_400).contains(timeout) {
            throw ValidationError("--timeout takes 1 to 86400 seconds.")
        }
    }

    func run() async throws {
        let names = try Self.distinct(self.names)
        let processes = try Processes(isolation, ports: [network.port])
        var run = try NameRun(
            NameRunOptions(
                network: network, output: output, keeping: keeping, judgement: judgement, processes: processes,
                share: .aName(atOnce: max(1, min(names.count, Self.processesAtOnce))), timeout: timeout))
        try await run.run { scenario in NameRunWork(targets: TargetArray(names.isEmpty ? scenario : names)) }
    }

    /// Each gets that part of what an address may be pressed; more would make all of them wait.
    private static let processesAtOnce = 4

    /// Each name once, in the order given.
    static func distinct(_ texts: [String]) throws -> [Name] {
        var seen: Set<Name> = []
        return try texts.map(Name.init(argument:)).filter { seen.insert($0).inserted }
    }
}
