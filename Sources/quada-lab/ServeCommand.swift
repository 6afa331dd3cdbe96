import ArgumentParser
import Dispatch
import QuadaDNS
import QuadaLab
import QuadaLoopback

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// `quada-lab serve FIXTURE`
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serves a scenario on this machine until it is interrupted.",
        discussion: """
            Each address of the scenario answers at an address of its own in 127.53.0.0/16, over UDP and TCP. With \
            --as-written the scenario's own addresses are used, which the machine must have: in a network namespace, \
            'ip address add 192.0.2.53/32 dev lo' gives it one.

            Examples:
              quada-lab serve fixtures/gtm-2014.yaml
              quada-lab serve --port 5300 fixtures/aaaa-nxdomain.yaml
              quada-lab serve --as-written fixtures/gtm-2014.yaml
            """)

    @Argument(help: ArgumentHelp("The scenario.", valueName: "fixture")) var fixture: String

    @Option(help: "The port of every server; 5353 on loopback, 53 with --as-written.") var port: UInt16?

    @Flag(help: "Listen at the scenario's own addresses.") var asWritten = false

    @Option(help: "Repeats the scenario's chance; its own seed if none is given.") var seed: UInt64?

    func run() async throws {
        let scenario = try Scenario(path: fixture)
        let network: LoopbackNetwork
        do throws(LoopbackError) {
            network = try await LoopbackNetwork(
                scenario, seed: seed ?? scenario.seed,
                at: asWritten ? .asWritten(port: port ?? 53) : .loopback(port: port ?? 5353))
        } catch {
            throw InputError(reason: "\(error)")
        }
        StandardOutput.write(Self.table(of: network, scenario) + "\n")
        await Self.interruption()
        await network.stop()
    }

    /// Who listens where, and what to type.
    private static func table(of network: LoopbackNetwork, _ scenario: Scenario) -> String {
        let names = network.places.map { "\($0.server.name)" }
        let width = names.map(\.count).max() ?? 0
        var lines = zip(names, network.places).map { name, place in
            name + String(repeating: " ", count: width - name.count + 2) + "\(place.written) at \(place.listening)"
        }
        lines.append("")
        for lie in scenario.lies {
            guard let name = lie.match.name ?? scenario.expectations.first?.name,
                let place = network.places.first(where: { lie.match.mayConcern($0.server, $0.written) })
            else { continue }
            let type = lie.match.types.contains(.aaaa) || lie.match.types.isEmpty ? "AAAA" : "A"
            lines.append(
                "dig +norecurse +nocookie @\(place.listening.address) -p \(place.listening.port) \(name) \(type)")
        }
        return lines.joined(separator: "\n")
    }

    /// Waits for SIGINT or SIGTERM.
    private static func interruption() async {
        let (signals, continuation) = AsyncStream.makeStream(of: Void.self)
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.finish() }
            source.resume()
            return source
        }
        for await _ in signals {}
        for source in sources { source.cancel() }
    }
}
