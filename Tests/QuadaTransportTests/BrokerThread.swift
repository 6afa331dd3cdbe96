import Foundation
import QuadaBroker
import QuadaDNS

/// A broker in this process, for what needs no closed doors.
enum BrokerThread {
    struct NoChannel: Error {
        let errno: Int32
    }

    /// The asking end of a channel; the broker ends when it is closed.
    static func channel(to ports: Set<UInt16>, bounds: Broker.Bounds = .init()) throws -> Int32 {
        let (asking, answering) = try pair()
        Thread.detachNewThread {
            Broker.serve(channels: [answering], allowedPorts: ports, bounds: bounds)
        }
        return asking
    }

    /// Two ends that keep messages apart.
    static func pair() throws -> (Int32, Int32) {
        var ends: [Int32] = [-1, -1]
        #if os(Linux)
            let kind = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        #else
            let kind = SOCK_DGRAM
        #endif
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw NoChannel(errno: errno) }
        return (ends[0], ends[1])
    }
}
