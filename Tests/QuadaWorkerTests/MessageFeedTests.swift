#if os(Linux)
    import Foundation
    import Glibc
    import QuadaDNS
    import QuadaSandbox
    import QuadaTransport
    import Testing

    @testable import QuadaWorker

    @Suite("A transfer's messages come through a process of their own as into this one")
    struct MessageFeedTests {
        /// What a server does once it has the query.
        enum Manner: String, Sendable, CaseIterable {
            case sendsAll = "sends all"
            case closes = "closes at once"
            case cuts = "cuts the second message"
            case stalls = "says nothing more"
            case resets = "resets the connection"
            case isNotThere = "is not there"
        }

        /// Four messages, one of them as long as can be.
        static let messages = [[1], [UInt8](repeating: 7, count: 65_535), [], Array(1...255)] as [[UInt8]]

        @Test(
            "the same messages, and the same end", arguments: Manner.allCases, [IsolationLevel.strict, .process])
        func same(manner: Manner, level: IsolationLevel) throws {
            let here = try Self.heard(manner) { (server) throws(MessageStream.Failure) in
                try OwnMessageFeed(to: server, sending: [1, 2, 3], patience: .seconds(1))
            }
            let there = try Self.heard(manner) { (server) in
                let kit = try Self.kit(level, port: server.port)
                return try WorkerMessageFeed(kit, to: server, sending: [1, 2, 3], patience: .seconds(1))
            }
            #expect(there == here)
            switch manner {
            case .sendsAll: #expect(there == Heard(messages: Self.messages, end: .closed))
            case .closes: #expect(there == Heard(messages: [], end: .closed))
            case .cuts: #expect(there == Heard(messages: [[1]], end: .closed))
            case .stalls: #expect(there == Heard(messages: [[1]], end: .silence))
            case .resets: #expect(there.end != .silence)
            case .isNotThere: #expect(there == Heard(messages: [], end: .ended(.refused)))
            }
        }

        struct Heard: Equatable {
            var messages: [[UInt8]] = []
            var end: MessageStream.Failure?
        }

        private static func kit(_ level: IsolationLevel, port: UInt16) throws -> WorkerKit {
            var users = try #require(UIDPool())
            let capability = SandboxCapability.probe(level, user: try users.take())
            let scene = ["", "", "0", "0", "0", "0", "0", "", "", "", "worker"]
            return try WorkerKit(
                capability, users: try #require(UIDPool()), ports: [port],
                program: WorkerProgram(
                    path: TakenOverTests.attacker, arguments: ["quada-attack", "worker", ""] + scene))
        }

        private static func heard(_ manner: Manner, _ open: (Endpoint) throws -> any MessageFeed) throws -> Heard {
            let server = try OneConnection(manner)
            defer { server.end() }
            var heard = Heard()
            do {
                let feed = try open(server.endpoint)
                while heard.messages.count < 10 { heard.messages.append(try feed.next()) }
            } catch let failure as MessageStream.Failure {
                heard.end = failure
            }
            return heard
        }

        /// A listener on loopback for one connection, on a thread of its own.
        private final class OneConnection: Sendable {
            let endpoint: Endpoint
            private let listener: Int32

            init(_ manner: Manner) throws {
                let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
                var address = sockaddr_in()
                address.sin_family = sa_family_t(AF_INET)
                address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
                var size = socklen_t(MemoryLayout<sockaddr_in>.size)
                try withUnsafeMutablePointer(to: &address) {
                    try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        try #require(bind(listener, $0, size) == 0)
                        if manner != .isNotThere { try #require(listen(listener, 1) == 0) }
                        try #require(getsockname(listener, $0, &size) == 0)
                    }
                }
                self.listener = listener
                endpoint = Endpoint(
                    address: try #require(IPAddress("127.0.0.1")), port: UInt16(bigEndian: address.sin_port))
                if manner != .isNotThere { Thread.detachNewThread { Self.serve(listener, manner) } }
            }

            func end() { shutdown(listener, Int32(SHUT_RDWR)) }

            private static func serve(_ listener: Int32, _ manner: Manner) {
                defer { close(listener) }
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                defer { close(connection) }
                var query = [UInt8](repeating: 0, count: 5)
                guard recv(connection, &query, 5, Int32(MSG_WAITALL)) == 5 else { return }
                var octets: [UInt8] = []
                for message in MessageFeedTests.messages {
                    octets += [UInt8(message.count >> 8), UInt8(message.count & 0xFF)] + message
                }
                switch manner {
                case .sendsAll: break
                case .closes, .isNotThere: octets = []
                case .cuts: octets = Array(octets.prefix(1000))
                case .stalls: octets = Array(octets.prefix(3))
                case .resets:
                    var linger = linger(l_onoff: 1, l_linger: 0)
                    setsockopt(
                        connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
                    octets = []
                }
                var sent = 0
                while sent < octets.count {
                    let count = octets.withUnsafeBytes {
                        send(
                            connection, $0.baseAddress.map { $0 + sent }, $0.count - sent, Int32(MSG_NOSIGNAL))
                    }
                    guard count > 0 else { return }
                    sent += count
                }
                // Until the other end has had enough.
                if manner == .stalls { _ = recv(connection, &query, 1, 0) }
            }
        }
    }
#endif
