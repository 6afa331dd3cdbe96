import QuadaDNS
import QuadaEvidence
import Synchronization
import Testing

@testable import QuadaWalk

/// Names that ask the same servers take turns.
@Suite struct ServerTurnsTests {
    private static func cut(_ servers: [UInt32], names: [String] = []) throws -> Cut {
        let apex = try Name(presentation: "zone.test")
        var glue: [Name: [IPAddress]] = [:]
        for server in servers { glue[try Name(presentation: "ns\(server).test")] = [.v4(server)] }
        let others = try names.map { try Name(presentation: $0) }
        return Cut(apex: apex, parent: nil, serverNames: glue.keys.sorted() + others, glue: glue)
    }

    @Test("a server is known by its addresses where they came with the cut, else by its name")
    func keys() throws {
        let keys = ServerTurns.keys(of: try Self.cut([1, 2], names: ["ns.elsewhere.test"]))
        let name = try Name(presentation: "ns.elsewhere.test")
        #expect(Set(keys) == [.address(.v4(1)), .address(.v4(2)), .name(name)] && keys.count == 3)
    }

    /// Enters in order and notes who is in.
    private final class Log: Sendable {
        let inside = Mutex<[Int]>([])
        let aside = Mutex<[Int]>([])
    }

    /// Who is inside by server, and the most there were.
    private final class Tally: Sendable {
        private let state = Mutex((inside: [UInt32: Int](), most: 0))

        func add(_ count: Int, to servers: [UInt32]) {
            state.withLock { state in
                for server in servers {
                    state.inside[server, default: 0] += count
                    state.most = max(state.most, state.inside[server] ?? 0)
                }
            }
        }

        var most: Int { state.withLock { $0.most } }
        var isEmpty: Bool { state.withLock { $0.inside.values.allSatisfy { $0 == 0 } } }
    }

    @Test("who finds no room waits aside in order, and nobody waits for a server that is not theirs")
    func order() async throws {
        let log = Log()
        let turns = ServerTurns(limit: 2)
        turns.onAside { count in log.aside.withLock { $0.append(count) } }
        let (first, both, second) = (try Self.cut([1]), try Self.cut([1, 2]), try Self.cut([2]))
        let held = [await turns.enter(first), await turns.enter(first)]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, cut) in [(1, both), (2, first), (3, both)] {
                group.addTask {
                    let turn = await turns.enter(cut)
                    log.inside.withLock { $0.append(number) }
                    turns.leave(turn)
                }
                while log.aside.withLock({ $0.last }) != number { await Task.yield() }
            }
            // The second server is free.
            let other = [await turns.enter(second), await turns.enter(second)]
            turns.leave(held[0])
            // The first in line has no room at the second server and waits there; the next one has all that it needs.
            while log.inside.withLock({ $0 }) != [2] { await Task.yield() }
            turns.leave(other[0])
            try await group.waitForAll()
            turns.leave(other[1])
        }
        #expect(Set(log.inside.withLock { $0 }) == [1, 2, 3])
        #expect(log.aside.withLock { $0.last } == 0)
        turns.leave(held[1])
    }

    @Test("at no time are more inside than the limit, and all get in", arguments: 0..<20)
    func bound(seed: Int) async throws {
        let turns = ServerTurns(limit: 3)
        let tally = Tally()
        let cuts = try (0..<60).map { number -> ([UInt32], Cut) in
            let servers = Array(Set([number * 7 % 5, number * 11 % 5, (number + seed) % 5].map(UInt32.init)))
            return (servers, try Self.cut(servers))
        }
        await withDiscardingTaskGroup { group in
            for (servers, cut) in cuts {
                group.addTask {
                    let turn = await turns.enter(cut)
                    tally.add(1, to: servers)
                    for _ in 0..<20 * servers.count { await Task.yield() }
                    tally.add(-1, to: servers)
                    turns.leave(turn)
                }
            }
        }
        #expect((1...3).contains(tally.most))
        #expect(tally.isEmpty)
    }

    @Test("who waits when the walk ends is let in, and so is whoever comes later")
    func close() async throws {
        let log = Log()
        let turns = ServerTurns(limit: 1)
        turns.onAside { count in log.aside.withLock { $0.append(count) } }
        let cut = try Self.cut([1])
        _ = await turns.enter(cut)
        let waiter = Task { await turns.enter(cut) }
        while log.aside.withLock({ $0 }) != [1] { await Task.yield() }
        turns.close()
        turns.leave(await waiter.value)
        _ = await turns.enter(cut)
        _ = await turns.enter(cut)
    }
}
