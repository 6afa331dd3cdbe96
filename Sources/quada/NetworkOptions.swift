public import ArgumentParser
import QuadaDNS
import QuadaPolicy
import QuadaReport
import QuadaRun
public import QuadaWalk

/// Where an audit starts and what it may use.
struct NetworkOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Start at these root servers, in root-hints format, not at the built-in ones.", valueName: "file"))
    var hints: String?

    @Option(
        help: ArgumentHelp(
            "Audit the zone at these servers, whatever its delegation says. Repeatable.",
            valueName: "zone=address[,address]"))
    var server: [String] = []

    /// What bare addresses of `--server` are servers of; none where they need a zone in front.
    var zone: Name?

    private enum CodingKeys: String, CodingKey {
        case hints, server, port, ipv4Only, ipv6Only, probe, lab, seed, noPreflight
    }

    @Option(help: "The port of every server.")
    var port: UInt16 = 53

    @Flag(name: .customShort("4"), help: "Ask over IPv4 only.")
    var ipv4Only = false

    @Flag(name: .customShort("6"), help: "Ask over IPv6 only.")
    var ipv6Only = false

    @Option(
        help: """
            How much each server is asked: minimal is A and AAAA and what a finding about them needs, standard adds \
            more where an answer calls for it, full asks everything of every server. (default: standard)
            """)
    var probe: ProbeLevel?

    @Option(help: ArgumentHelp("Audit a scenario in memory: no network, no root.", valueName: "fixture"))
    var lab: String?

    @Option(help: "Repeats a run's order of servers and queries; with --lab, the whole run.")
    var seed: UInt64?

    @Flag(help: "Do not look first whether the network intercepts port 53.")
    var noPreflight = false

    func validate() throws {
        if ipv4Only, ipv6Only {
            throw ValidationError("-4 and -6 exclude each other; without either, both families are used.")
        }
        if port == 0 { throw ValidationError("--port takes 1 to 65535.") }
        if lab != nil, hints != nil { throw ValidationError("--lab has its own root; leave out --hints.") }
    }

    /// Everything that can be wrong with the input is found here, before a packet is sent.
    ///
    /// - Parameters:
    ///   - policy: Holds where the options say nothing.
    ///   - processes: Where hints are read.
    func configuration(policy: PolicyFile? = nil, _ processes: Processes) throws -> RunConfiguration {
        let pinned = try pinnedZones()
        return RunConfiguration(
            hints: try (hints ?? policy?.hintsPath).map { try Self.rootHints(path: $0, processes) } ?? .builtIn,
            pinned: pinned, port: port,
            families: families,
            probe: probe ?? .standard, seed: seed ?? UInt64(UInt32.random(in: 0...(.max))),
            bounds: WalkBounds(policy?.bounds), preflight: !noPreflight,
            namesAtOnce: policy?.pacing.namesAtOnce ?? 16, network: pinned.isEmpty ? .internet : .pinned)
    }

    private var families: Set<IPFamily> {
        ipv4Only ? [.ipv4] : ipv6Only ? [.ipv6] : Set(IPFamily.allCases)
    }

    private static func rootHints(path: String, _ processes: Processes) throws -> RootHints {
        let text = try InputFile.text(path)
        let reading = try processes.textReading()
        do throws(RootHintsError) {
            return try RootHints(text: text, source: path, rdata: reading.rdata)
        } catch {
            throw InputError("\(error)")
        }
    }

    private func pinnedZones() throws -> [Name: [IPAddress]] {
        var pinned: [Name: [IPAddress]] = [:]
        for text in server {
            let equals = text.firstIndex(of: "=")
            guard let zone = try equals.map({ try Name(argument: String(text[..<$0])) }) ?? self.zone else {
                throw InputError("--server \(text): want ZONE=ADDRESS, as in example.com=192.0.2.1,2001:db8::1")
            }
            for part in text[(equals.map(text.index(after:)) ?? text.startIndex)...].split(
                separator: ",", omittingEmptySubsequences: false)
            {
                let plain = part.hasPrefix("[") && part.hasSuffix("]") ? part.dropFirst().dropLast() : part
                guard let address = IPAddress(String(plain)) else {
                    throw InputError("--server \(text): '\(part)' is not an IPv4 or IPv6 address")
                }
                if pinned[zone]?.contains(address) != true { pinned[zone, default: []].append(address) }
            }
        }
        return pinned
    }
}

extension WalkBounds {
    fileprivate init(_ bounds: PolicyFile.Bounds?) {
        self.init()
        if let limit = bounds?.referrals { referrals = limit }
        if let limit = bounds?.links { links = limit }
        if let limit = bounds?.serverNames { serverNames = limit }
        if let limit = bounds?.addresses { addresses = limit }
        if let limit = bounds?.queries { queries = limit }
    }
}

extension PolicyFile {
    /// The hints as a path from here: the policy names them from where it stands itself.
    fileprivate var hintsPath: String? {
        guard let hints, !hints.hasPrefix("/"), let place = policy.place, let slash = place.lastIndex(of: "/") else {
            return hints
        }
        return place[...slash] + hints
    }
}

extension ProbeLevel: ExpressibleByArgument {}

extension Name {
    /// - Throws: `InputError` in one line.
    init(argument text: String) throws {
        do throws(NameError) {
            try self.init(userInput: text)
        } catch {
            throw InputError("'\(text)' is not a name: \(error)")
        }
    }
}
