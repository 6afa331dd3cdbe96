import ArgumentParser
import QuadaDNS
import QuadaReport
import QuadaZone

/// `quada zone FILE`, `quada zone --axfr SERVER ZONE`, `quada zone --names FILE`
struct ZoneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zone",
        abstract: "Audits every name of a zone that clients look up, and the zone itself.",
        discussion: """
            The names are the owners of A, AAAA, CNAME, HTTPS and SVCB records, the targets of DNAME, a made-up name \
            below each wildcard, the hosts that MX, NS, SRV, HTTPS and SVCB records point to, and the apex. They are \
            asked of the servers that the Internet knows, or of those given with --server: so a zone is audited at its \
            new servers before the delegation leads there. What the names share is asked once.

            Examples:
              quada zone example.com.zone
              quada zone --server 192.0.2.1,2001:db8::1 example.com.zone
              quada zone --format junit=junit.xml --format markdown=summary.md example.com.zone
              quada zone --axfr 192.0.2.1 --tsig transfer.key example.com
              quada zone --names-from a,aaaa,cname --exclude '*.lab.example.com' example.com.zone
              quada zone --baseline last-week.json --require-aaaa example.com.zone
              cut -d, -f1 hosts.csv | quada zone --names - --format ndjson
            """)

    @Argument(help: ArgumentHelp("The zone's master file; with --axfr, the zone's name.", valueName: "file"))
    var source: String?

    @OptionGroup(title: "Which names") var names: ZoneNameOptions
    @OptionGroup(title: "Where to look") var network: NetworkOptions
    @OptionGroup(title: "What to print") var output: OutputOptions
    @OptionGroup(title: "What to keep") var keeping: KeepingOptions
    @OptionGroup(title: "What counts") var judgement: JudgementOptions
    @OptionGroup(title: "How to isolate") var isolation: IsolationOptions

    @Option(help: ArgumentHelp("Stop after so long; names finished by then are printed, exit 3.", valueName: "seconds"))
    var timeout: Int?

    func validate() throws {
        if let timeout, !(1...86_400).contains(timeout) {
            throw ValidationError("--timeout takes 1 to 86400 seconds.")
        }
        if names.list == nil, source == nil {
            throw ValidationError(
                names.axfr == nil
                    ? "Missing a zone's file, as in: quada zone example.com.zone; or --axfr, or --names."
                    : "Missing the zone's name, as in: quada zone --axfr 192.0.2.1 example.com")
        }
        if names.list != nil, source != nil || names.axfr != nil {
            throw ValidationError("--names stands in the place of a zone's file and of --axfr.")
        }
    }

    func run() async throws {
        // Bare addresses of --server mean this zone, which is known once it is read.
        let processes = try Processes(isolation, ports: [network.port] + [try names.transferPort()].compactMap(\.self))
        let zone = try names.zone(source, processes)
        var network = network
        network.zone = zone?.contents.apex
        var run = try NameRun(
            NameRunOptions(
                network: network, output: output, keeping: keeping, judgement: judgement, processes: processes,
                share: .allNames, timeout: timeout,
                showsCleanNames: false))
        let selection = try names.selection()
        try await run.run { _ in
            if let zone { return try zone.work(selection) }
            return try names.listWork(selection, processes)
        }
    }
}
