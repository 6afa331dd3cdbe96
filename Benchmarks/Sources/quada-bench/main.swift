// The bare socket transport against one server: how much of a processor a query costs.
//
//     quada-bench PORT QUERIES OUTSTANDING REQUESTS-PER-CALL QUERIES-PER-SOCKET
//
// Asks 127.0.0.1 for n0.bench.test to n19999.bench.test, A and AAAA in turn; prints queries, answers and seconds.

import QuadaDNS
import QuadaTransport

let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
guard arguments.count == 5, let port = UInt16(exactly: arguments[0]), arguments[1...].allSatisfy({ $0 > 0 }) else {
    fatalError("usage: quada-bench PORT QUERIES OUTSTANDING REQUESTS-PER-CALL QUERIES-PER-SOCKET")
}
let (total, outstanding, window, perSocket) = (arguments[1], arguments[2], arguments[3], arguments[4])
let server = Endpoint(address: .v4(0x7F00_0001), port: port)
let names = try (0..<20_000).map { try Name(labels: [Array("n\($0)".utf8), Array("bench".utf8), Array("test".utf8)]) }
let policy = RetryPolicy(start: .udpOnly, udpTimeouts: [.seconds(1), .seconds(1)], tcpTimeout: .zero, tcpAttempts: 0)
let transport = try SocketTransport(
    pacing: .unpaced(maximumInFlight: outstanding), sourcePorts: SourcePorts(queriesPerSocket: perSocket))

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
                            server: server,
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
