import CSockets
import Foundation
import QuadaDNS
import Synchronization

/// The far side on loopback: UDP and TCP at one port, served by a thread of its own.
final class Responder: Sendable {
    let endpoint: Endpoint
    private let isStopped = Flag()

    struct NoSocket: Error {
        let errno: Int32
    }

    final class Flag: Sendable {
        private let value = Atomic(false)

        var isSet: Bool { value.load(ordering: .relaxed) }

        func set() { value.store(true, ordering: .relaxed) }
    }

    final class Number: Sendable {
        private let stored = Atomic<UInt16>(0)

        var value: UInt16 {
            get { stored.load(ordering: .acquiring) }
            set { stored.store(newValue, ordering: .releasing) }
        }
    }

    init(address: IPAddress = .v4(0x7F00_0001), hasTCP: Bool = true) throws {
        let family: Int32 = address.family == .ipv4 ? 4 : 6
        var udp: Int32 = -1
        var tcp: Int32 = -1
        var port: Int32 = 0
        // The port that UDP got may be taken for TCP.
        for _ in 0..<20 where udp < 0 {
            udp = try Self.check(quada_socket(family, 0))
            _ = quada_set_buffers(udp, 4 << 20)
            _ = try Self.check(Self.bind(udp, to: Endpoint(address: address, port: 0)))
            port = try Self.check(quada_local_port(udp))
            guard hasTCP else { break }
            tcp = try Self.check(quada_socket(family, 1))
            if Self.bind(tcp, to: Endpoint(address: address, port: UInt16(port))) < 0 || quada_listen(tcp, 128) < 0 {
                close(udp)
                close(tcp)
                udp = -1
            }
        }
        let other = try Self.check(quada_socket(family, 0))
        _ = try Self.check(Self.bind(other, to: Endpoint(address: address, port: 0)))
        endpoint = Endpoint(address: address, port: UInt16(port))
        let loop = Loop(udp: try Self.check(udp), other: other, tcp: tcp, isStopped: isStopped)
        Thread.detachNewThread { loop.run() }
    }

    deinit {
        isStopped.set()
    }

    private static func check(_ result: Int32) throws -> Int32 {
        guard result >= 0 else { throw NoSocket(errno: -result) }
        return result
    }

    static func bind(_ descriptor: Int32, to endpoint: Endpoint) -> Int32 {
        var local = shimEndpoint(endpoint)
        return quada_bind(descriptor, &local)
    }

    static func shimEndpoint(_ endpoint: Endpoint) -> quada_endpoint {
        switch endpoint.address {
        case .v4(let value): quada_endpoint(high: 0, low: UInt64(value), port: endpoint.port, family: 4)
        case .v6(let high, let low): quada_endpoint(high: high, low: low, port: endpoint.port, family: 6)
        }
    }
}

extension Responder {
    private struct Loop: Sendable {
        let udp: Int32
        /// Datagrams from here come from a wrong port.
        let other: Int32
        /// -1 where TCP is refused.
        let tcp: Int32
        let isStopped: Flag
        private let log = QueryLog()

        init(udp: Int32, other: Int32, tcp: Int32, isStopped: Flag) {
            self.udp = udp
            self.other = other
            self.tcp = tcp
            self.isStopped = isStopped
        }

        func run() {
            var kept: [Int32] = []
            var held: [String: Held] = [:]
            while !isStopped.isSet {
                var descriptors = [udp, tcp].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
                guard poll(&descriptors, 2, 50) > 0 else { continue }
                if descriptors[0].revents != 0 { answerDatagram(&held) }
                if descriptors[1].revents != 0 { kept += answerConnection() }
            }
            for descriptor in [udp, other, tcp] + kept where descriptor >= 0 { close(descriptor) }
        }

        /// A response that waits for the next query for its name.
        private struct Held {
            var octets: [UInt8]
            var address: sockaddr_storage
        }

        private func answerDatagram(_ held: inout [String: Held]) {
            var address = sockaddr_storage()
            var buffer = [UInt8](repeating: 0, count: 65_535)
            let count = withSocketAddress(&address) { recvfrom(udp, &buffer, buffer.count, 0, $0, $1) }
            guard count > 12 else { return }
            let query = Array(buffer[..<count])
            let label = FarSide.firstLabel(of: query)
            if let late = held.removeValue(forKey: label) { sendDatagram(late.octets, from: udp, to: late.address) }
            for reply in FarSide.replies(to: query, earlier: log.earlier(than: query, over: .udp), over: .udp) {
                switch reply {
                case .message(let octets), .cut(let octets): sendDatagram(octets, from: udp, to: address)
                case .elsewhere(let octets): sendDatagram(octets, from: other, to: address)
                case .afterNext(let octets): held[label] = Held(octets: octets, address: address)
                }
            }
        }

        private func sendDatagram(_ octets: [UInt8], from descriptor: Int32, to address: sockaddr_storage) {
            var address = address
            _ = withSocketAddress(&address) { sendto(descriptor, octets, octets.count, 0, $0, $1.pointee) }
        }

        private func withSocketAddress(
            _ storage: inout sockaddr_storage,
            _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int
        ) -> Int {
            var size = socklen_t(
                storage.ss_family == AF_INET6
                    ? MemoryLayout<sockaddr_in6>.size
                    : storage.ss_family == AF_INET
                        ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_storage>.size)
            return withUnsafeMutablePointer(to: &storage) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &size) }
            }
        }

        /// - Returns: The connection, where it is to stay open without a word.
        private func answerConnection() -> [Int32] {
            let connection = quada_accept(tcp, nil)
            guard connection >= 0 else { return [] }
            _ = fcntl(connection, F_SETFL, 0)
            guard let prefix = read(2, from: connection),
                let query = read(Int(prefix[0]) << 8 | Int(prefix[1]), from: connection)
            else {
                close(connection)
                return []
            }
            let replies = FarSide.replies(to: query, earlier: log.earlier(than: query, over: .tcp), over: .tcp)
            if replies.isEmpty { return [connection] }
            for reply in replies {
                switch reply {
                case .message(let octets), .elsewhere(let octets), .afterNext(let octets):
                    write(prefixed(octets), to: connection)
                case .cut(let octets): write(Array(prefixed(octets).prefix(octets.count / 2)), to: connection)
                }
            }
            close(connection)
            return []
        }

        private func prefixed(_ octets: [UInt8]) -> [UInt8] {
            [UInt8(octets.count >> 8), UInt8(octets.count & 0xFF)] + octets
        }

        private func read(_ count: Int, from descriptor: Int32) -> [UInt8]? {
            var octets = [UInt8](repeating: 0, count: count)
            return recv(descriptor, &octets, count, Int32(MSG_WAITALL)) == count ? octets : nil
        }

        private func write(_ octets: [UInt8], to descriptor: Int32) {
            var sent = 0
            while sent < octets.count {
                let count = octets.withUnsafeBytes {
                    send(descriptor, $0.baseAddress.map { $0 + sent }, $0.count - sent, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return }
                sent += count
            }
        }
    }
}
