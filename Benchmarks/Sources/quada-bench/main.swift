// The bare socket transport against one server: how much of a processor a query costs.
//
//     quada-bench PORT QUERIES OUTSTANDING REQUESTS-PER-CALL QUERIES-PER-SOCKET [ADDRESSES [handed]]
//
// Asks 127.0.0.1 and the ADDRESSES - 1 that follow it, in turn, for n0.bench.test to n19999.bench.test, A and AAAA in turn;
// prints queries, answers and seconds. With "handed" every socket comes from a broker, a process of its own behind closed
// doors; its processor time counts as this process's child's.

import QuadaBroker
import QuadaDNS
import QuadaSandbox
import QuadaTransport

#if os(Linux)
    if CommandLine.arguments.first == BrokerMain.name { BrokerMain.run() }
#endif

let arguments = CommandLine.arguments.dropFirst().prefix(6).compactMap { Int($0) }
guard arguments.count >= 5, let port = UInt16(exactly: arguments[0]), arguments[1...].allSatisfy({ $0 > 0 }) else {
    fatalError(
        "usage: quada-bench PORT QUERIES OUTSTANDING REQUESTS-PER-CALL QUERIES-PER-SOCKET [ADDRESSES [handed]]")
}
let (total, outstanding, window, perSocket) = (arguments[1], arguments[2], arguments[3], arguments[4])
let addresses = arguments.count > 5 ? arguments[5] : 1
let servers = (0..<addresses).map { Endpoint(address: .v4(0x7F00_0001 + UInt32($0)), port: port) }
let names = try (0..<20_000).map { try Name(labels: [Array("n\($0)".utf8), Array("bench".utf8), Array("test".utf8)]) }
let policy = RetryPolicy(start: .udpOnly, udpTimeouts: [.seconds(1), .seconds(1)], tcpTimeout: .zero, tcpAttempts: 0)
var origin = SocketOrigin.own
#if os(Linux)
    var broker: BrokerHandle?
    if CommandLine.arguments.last == "handed" {
        let user = UIDPool().flatMap { pool in
            var pool = pool
            return try? pool.take()
        }
        let capability = SandboxCapability.probe(.strict, user: user)
        let handle = try BrokerHandle(
            spawner: try Spawner(), capability: capability, user: capability.inForce.contains(.ownUser) ? user : nil,
            ports: [port], bounds: .init(requestsPerSecond: 1_000_000))
        origin = .handed(over: try handle.connect())
        broker = handle
    }
#endif
let transport = try SocketTransport(
    pacing: .unpaced(maximumInFlight: outstanding), sourcePorts: SourcePorts(queriesPerSocket: perSocket),
    sockets: origin)

let workers = outstanding / window
let answered = await transport.run {
    await withTaskGroup(of: Int.self) { group in
        for worker in 0..<workers {
            group.addTask {
                var answered = 0
                var next = worker * window
                while next < total {
                    let requests = (next..<min(next + window, total)).map { number in
                        Request(
                            server: servers[number % addresses],
                            query: Query(Question(name: names[number % 20_000], type: number & 1 == 0 ? .a : .aaaa)),
                            policy: policy)
                    }
                    for exchange in await transport.exchange(requests) where exchange.response != nil { answered += 1 }
                    next += workers * window
                }
                return answered
            }
        }
        return await group.reduce(0, +)
    }
}
print("queries \(total) answered \(answered) seconds \(transport.now / .seconds(1))")
#if os(Linux)
    if let end = broker?.end(waits: true) { precondition(end.end == .exited(status: 0), "\(end)") }
#endif
