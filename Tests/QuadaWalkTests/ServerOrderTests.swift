import QuadaDNS
import QuadaEvidence
import Testing

@testable import QuadaWalk

@Suite("The order of a zone's servers")
struct ServerOrderTests {
    private static let servers = (1...9).map { number in
        ServerAddress(name: .root, address: .v4(UInt32(number)), source: .both)
    }

    @Test("the first is the first of all, whatever has failed", arguments: 0...9, [UInt64(1), 2, 77])
    func first(count: Int, seed: UInt64) throws {
        let servers = Array(Self.servers.prefix(count))
        for failures in 0..<(1 << count) {
            let hasFailed = { (address: IPAddress) -> Bool in
                servers.firstIndex { $0.address == address }.map { failures >> $0 & 1 == 1 } ?? false
            }
            var order = ServerOrder(seed: seed, zone: try Name(presentation: "shop.test"))
            var again = order
            let arranged = order.arranged(servers, failed: hasFailed)
            #expect(again.first(of: servers, failed: hasFailed) == arranged.first)
            #expect(Set(arranged.map(\.address)) == Set(servers.map(\.address)))
        }
    }
}
