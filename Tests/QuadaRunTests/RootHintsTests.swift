import QuadaDNS
import QuadaWalk
import Testing

@Suite("Root hints")
struct RootHintsTests {
    @Test("thirteen servers are built in, each with an IPv4 and an IPv6 address of its own")
    func builtIn() {
        let servers = RootHints.builtIn.servers
        #expect(servers.map(\.name.description) == "abcdefghijklm".map { "\($0).root-servers.net." })
        #expect(servers.allSatisfy { $0.addresses.map(\.family) == [.ipv4, .ipv6] })
        #expect(Set(servers.flatMap(\.addresses)).count == 26)
        #expect(servers[1].addresses.map(\.description) == ["170.247.170.2", "2801:1b8:10::b"])
    }

    @Test("servers come in the file's order, with every address, whatever the case of their names")
    func reads() throws {
        let text = """
            ; hints of a laboratory
            .        3600000  NS  NS2.Lab.
            .        3600000  NS  ns1.lab.
            ns1.lab. 3600000  A   192.0.2.1
            ns2.lab. 3600000  A   192.0.2.2
            ns2.lab. 3600000  A   192.0.2.3
            NS2.LAB. 3600000  AAAA  2001:db8::2
            .        3600000  NS  ns2.lab.
            """
        let hints = try RootHints(text: text, source: "lab.hints")
        #expect(hints.servers.map(\.name.description) == ["NS2.Lab.", "ns1.lab."])
        #expect(hints.servers[0].addresses.map(\.description) == ["192.0.2.2", "192.0.2.3", "2001:db8::2"])
        #expect(hints.servers[1].addresses.map(\.description) == ["192.0.2.1"])
    }

    static let unusable: [(String, String)] = [
        ("", "h:1: no NS record of the root"),
        ("a.lab. A 192.0.2.1", "h:1: no NS record of the root"),
        (". NS a.lab.\n. NS b.lab.\na.lab. A 192.0.2.1", "h:2: no address of b.lab."),
        (". NS a.lab.\na.lab. A 192.0.2", "h:2: A: not an IPv4 address"),
        (". NS a.lab.\nlab. NS a.lab.", "h:2: NS record of lab. is neither an NS of the root nor an address"),
        (". NS a.lab.\na.lab. TXT x", "h:2: TXT record of a.lab. is neither an NS of the root nor an address"),
        ("<html>", "h:1: record without a type"),
    ]

    @Test("a file that can not be used is refused with its line", arguments: unusable)
    func refuses(text: String, expected: String) {
        let error = #expect(throws: RootHintsError.self) { try RootHints(text: text, source: "h") }
        #expect(error?.description == expected)
    }
}
