#if os(Linux)
    import CSockets
    import Foundation
    import QuadaDNS
    import Synchronization

    /// Answers every query on loopback with an empty NOERROR, over UDP and TCP at one port.
    final class EchoServer: Sendable {
        let endpoint: Endpoint
        private let isStopped = Flag()

        private final class Flag: Sendable {
            let value = Atomic(false)
        }

        struct NoSocket: Error {}

        init() throws {
            let udp = quada_socket(4, 0)
            let tcp = quada_socket(4, 1)
            var local = quada_endpoint(high: 0, low: 0x7F00_0001, port: 0, family: 4)
            guard quada_bind(udp, &local) == 0 else { throw NoSocket() }
            local.port = UInt16(quada_local_port(udp))
            guard quada_bind(tcp, &local) == 0, quada_listen(tcp, 16) == 0 else { throw NoSocket() }
            endpoint = Endpoint(address: .v4(0x7F00_0001), port: local.port)
            let isStopped = isStopped
            Thread.detachNewThread {
                while !isStopped.value.load(ordering: .relaxed) {
                    var ready = [udp, tcp].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
                    guard poll(&ready, 2, 50) > 0 else { continue }
                    if ready[0].revents != 0 { Self.answerDatagram(udp) }
                    if ready[1].revents != 0 { Self.answerConnection(tcp) }
                }
                close(udp)
                close(tcp)
            }
        }

        deinit {
            isStopped.value.store(true, ordering: .relaxed)
        }

        private static func answerDatagram(_ udp: Int32) {
            var octets = [UInt8](repeating: 0, count: 4096)
            var address = sockaddr_storage()
            var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
            withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    let count = recvfrom(udp, &octets, octets.count, 0, $0, &size)
                    guard count > 12 else { return }
                    octets[2] |= 0x84
                    _ = sendto(udp, octets, count, 0, $0, size)
                }
            }
        }

        private static func answerConnection(_ tcp: Int32) {
            let connection = quada_accept(tcp, nil)
            guard connection >= 0 else { return }
            _ = fcntl(connection, F_SETFL, 0)
            var octets = [UInt8](repeating: 0, count: 4096)
            let count = recv(connection, &octets, octets.count, 0)
            if count > 14 {
                octets[4] |= 0x84
                _ = send(connection, octets, count, Int32(MSG_NOSIGNAL))
            }
            close(connection)
        }
    }
#endif
