import ArgumentParser
import QuadaDNS
import QuadaReport
import QuadaTransport
import QuadaZone

/// Where the names of a zone come from, and which are taken.
struct ZoneNameOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Fetch the zone from this server, by AXFR; the argument is the zone's name.",
            valueName: "address[@port]"))
    var axfr: String?

    @Option(
        help: ArgumentHelp(
            """
            Sign the transfer with the key in this file: a key clause as tsig-keygen writes it, or one line \
            algorithm:name:secret.
            """, valueName: "file"))
    var tsig: String?

    @Option(
        name: .customLong("names"),
        help: ArgumentHelp("Audit the names in this list, one a line; - is standard input.", valueName: "file"))
    var list: String?

    @Option(
        help: ArgumentHelp(
            "What relative names of the file are completed with. (default: from the file's name)", valueName: "name"))
    var origin: String?

    @Option(
        help: ArgumentHelp(
            """
            The records that names are taken from, with commas: zone (the apex), a, aaaa, cname, dname, https, svcb, \
            wildcard, mx, ns, srv, delegation. (default: all but delegation)
            """, valueName: "types"))
    var namesFrom: String?

    @Option(help: ArgumentHelp("Only names that match: * is any text, ? any character. Repeatable.", valueName: "glob"))
    var include: [String] = []

    @Option(help: ArgumentHelp("No names that match. Repeatable.", valueName: "glob"))
    var exclude: [String] = []

    func validate() throws {
        if tsig != nil, axfr == nil { throw ValidationError("--tsig goes with --axfr.") }
        if origin != nil, axfr != nil || list != nil { throw ValidationError("--origin is for a zone's file.") }
        if namesFrom != nil, list != nil { throw ValidationError("--names-from is for a zone, not for a list.") }
    }

    func selection() throws -> TargetSelection {
        func patterns(_ texts: [String], _ option: String) throws -> [NamePattern] {
            try texts.map { text in
                guard let pattern = NamePattern(text) else { throw InputError("\(option): a pattern is wanted") }
                return pattern
            }
        }
        return TargetSelection(
            roles: try namesFrom.map(Self.roles) ?? TargetSelection.usualRoles,
            including: try patterns(include, "--include"), excluding: try patterns(exclude, "--exclude"))
    }

    private static func roles(_ text: String) throws -> Set<Role> {
        var roles: Set<Role> = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let role = Role(rawValue: word.lowercased()), role != .given else {
                let known = Role.allCases.filter { $0 != .given }.map(\.rawValue).joined(separator: ", ")
                throw InputError("--names-from: '\(word)' is none of \(known)")
            }
            roles.insert(role)
        }
        return roles
    }

    /// Where a transfer's server listens; none where there is no transfer.
    func transferPort() throws -> UInt16? { try axfr.map(Self.endpoint)?.port }

    /// The zone that the argument and the options mean; none for a list.
    func zone(_ source: String?, _ processes: Processes) throws -> LoadedZone? {
        guard let source, list == nil else { return nil }
        guard let axfr else { return try LoadedZone(file: source, origin: origin, processes) }
        let server = try Self.endpoint(axfr)
        let key = try tsig.map(Self.key)
        return try LoadedZone(transferring: try Name(argument: source), from: server, key: key, processes)
    }

    private static func key(path: String) throws -> TSIGKey {
        let text = try InputFile.text(path)
        do throws(TSIGKeyError) {
            return try TSIGKey(text: text, source: path)
        } catch {
            throw InputError("\(error)")
        }
    }

    /// `192.0.2.1`, `2001:db8::1`, or with a port behind an `@`.
    private static func endpoint(_ text: String) throws -> Endpoint {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = IPAddress(String(parts[0])) else {
            throw InputError("--axfr \(text): want an IPv4 or IPv6 address, as in 192.0.2.1 or 192.0.2.1@5353")
        }
        guard parts.count == 2 else { return Endpoint(address: address, port: 53) }
        guard let port = UInt16(parts[1]), port > 0 else { throw InputError("--axfr \(text): a port is 1 to 65535") }
        return Endpoint(address: address, port: port)
    }

    // MARK: - Lists

    func listWork(_ selection: TargetSelection, _ processes: Processes) throws -> NameRunWork {
        guard let list else { return NameRunWork(targets: TargetArray([AuditTarget]())) }
        if list == "-" {
            let names = StandardInputNames(selection, processes)
            return NameRunWork(
                targets: names, subject: Subject(zone: nil, source: .list, place: "standard input"),
                flaw: { names.flaw })
        }
        let text = try InputFile.text(list, maximumOctets: InputFile.greatMaximum)
        var reader = NameListReader(source: list, selection: selection)
        var targets: [AuditTarget] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let target = try reader.target(in: String(line)) { targets.append(target) }
        }
        guard !targets.isEmpty else { throw InputError("\(list): no name in it to audit") }
        return NameRunWork(
            targets: TargetArray(targets), subject: Subject(zone: nil, source: .list, place: list))
    }
}
