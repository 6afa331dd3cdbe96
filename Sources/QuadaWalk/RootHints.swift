public import QuadaDNS

/// The servers a walk starts at (RFC 9609, section 2).
public struct RootHints: Hashable, Sendable {
    /// A root server and all its addresses; at least one.
    public struct Server: Hashable, Sendable {
        public let name: Name
        public let addresses: [IPAddress]

        public init(name: Name, addresses: [IPAddress]) {
            self.name = name
            self.addresses = addresses
        }
    }

    /// In the order of the file; at least one.
    public let servers: [Server]

    /// Servers that are known without a file.
    public init(servers: [Server]) {
        self.servers = servers
    }

    /// Reads a file in root-hints format: NS records of the root, A and AAAA records of the names they give.
    ///
    /// - Parameters:
    ///   - text: The file's content.
    ///   - source: The file's name for errors.
    ///   - rdata: Reads the records' RDATA: ldns in this process, unless somebody else is to do it.
    public init(
        text: String, source: String, rdata: @escaping WrittenRData.Reader = { $0.map(\.reading) }
    ) throws(RootHintsError) {
        let zone: ZoneFile
        do throws(ZoneFileError) {
            zone = try ZoneFile(text: text, origin: .root, source: source, rdata: rdata)
        } catch {
            throw .unreadable(error)
        }
        var names: [(name: Name, line: Int)] = []
        var addresses: [Name: [IPAddress]] = [:]
        for (record, line) in zip(zone.records, zone.places.map(\.line)) {
            switch record.data {
            case .ns(let name) where record.owner.isRoot:
                if !names.contains(where: { $0.name == name }) { names.append((name, line)) }
            case .a(let address), .aaaa(let address):
                if addresses[record.owner]?.contains(address) != true {
                    addresses[record.owner, default: []].append(address)
                }
            default:
                throw .unexpectedRecord(file: source, line: line, owner: record.owner, type: record.type)
            }
        }
        guard !names.isEmpty else { throw .noServer(file: source) }
        var servers: [Server] = []
        for (name, line) in names {
            guard let found = addresses[name] else { throw .noAddress(file: source, line: line, server: name) }
            servers.append(Server(name: name, addresses: found))
        }
        self.servers = servers
    }

    /// The 13 root servers, as published in <https://www.internic.net/domain/named.root>.
    public static let builtIn: RootHints = {
        do throws(RootHintsError) {
            return try RootHints(text: builtInText, source: "built-in root hints")
        } catch {
            preconditionFailure("\(error)")
        }
    }()
}

/// Why a root-hints file can not be used.
public enum RootHintsError: Error, Hashable, Sendable {
    case unreadable(ZoneFileError)
    /// Not an NS of the root, nor an address.
    case unexpectedRecord(file: String, line: Int, owner: Name, type: RRType)
    case noServer(file: String)
    case noAddress(file: String, line: Int, server: Name)
}

extension RootHintsError: CustomStringConvertible {
    /// One line: file, line and reason.
    public var description: String {
        switch self {
        case .unreadable(let error):
            error.description
        case .unexpectedRecord(let file, let line, let owner, let type):
            "\(file):\(line): \(type) record of \(owner) is neither an NS of the root nor an address"
        case .noServer(let file):
            "\(file):1: no NS record of the root"
        case .noAddress(let file, let line, let server):
            "\(file):\(line): no address of \(server)"
        }
    }
}

extension RootHints {
    private static let builtInText = """
        $TTL 3600000
        .  NS  a.root-servers.net.
        .  NS  b.root-servers.net.
        .  NS  c.root-servers.net.
        .  NS  d.root-servers.net.
        .  NS  e.root-servers.net.
        .  NS  f.root-servers.net.
        .  NS  g.root-servers.net.
        .  NS  h.root-servers.net.
        .  NS  i.root-servers.net.
        .  NS  j.root-servers.net.
        .  NS  k.root-servers.net.
        .  NS  l.root-servers.net.
        .  NS  m.root-servers.net.
        $ORIGIN root-servers.net.
        a  A     198.41.0.4
        a  AAAA  2001:503:ba3e::2:30
        b  A     170.247.170.2
        b  AAAA  2801:1b8:10::b
        c  A     192.33.4.12
        c  AAAA  2001:500:2::c
        d  A     199.7.91.13
        d  AAAA  2001:500:2d::d
        e  A     192.203.230.10
        e  AAAA  2001:500:a8::e
        f  A     192.5.5.241
        f  AAAA  2001:500:2f::f
        g  A     192.112.36.4
        g  AAAA  2001:500:12::d0d
        h  A     198.97.190.53
        h  AAAA  2001:500:1::53
        i  A     192.36.148.17
        i  AAAA  2001:7fe::53
        j  A     192.58.128.30
        j  AAAA  2001:503:c27::2:30
        k  A     193.0.14.129
        k  AAAA  2001:7fd::1
        l  A     199.7.83.42
        l  AAAA  2001:500:9f::42
        m  A     202.12.27.33
        m  AAAA  2001:dc3::35
        """
}
