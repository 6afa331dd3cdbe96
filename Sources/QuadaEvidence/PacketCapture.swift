internal import QuadaDNS

/// Exchanges as a packet capture: classic pcap with stamps of nanoseconds, each packet an IP datagram (LINKTYPE_RAW).
///
/// The DNS messages, the servers' addresses and ports, the local ports and the times are those of the exchanges. What an
/// exchange does not tell is made up: this machine's address (of a range for documentation), the headers of IP, UDP and
/// TCP, TCP's handshake and end, and the ICMP message behind a refusal. Attempts that sent nothing are not in it.
///
/// Packets are put in the order of their times as far as `reorderingWindow` goes; no more than that is held.
public struct PacketCapture: Sendable {
    private struct Stamped {
        /// Nanoseconds from the start of the run.
        var time: Int64
        var packet: Packet
    }

    /// Longer than an exchange takes that waits for all its time-outs.
    static let reorderingWindow: Int64 = 60_000_000_000
    private static let maximumPending = 1 << 18

    private let startedMilliseconds: Int64
    private var pending: [Stamped] = []
    private var latest: Int64 = 0
    private var oldestPending = Int64.max

    /// - Parameter startedMilliseconds: When the run started, in milliseconds since 1970.
    public init(startedMilliseconds: Int64) {
        self.startedMilliseconds = startedMilliseconds
    }

    /// What a capture file begins with.
    public static let fileHeader: [UInt8] = {
        var octets: [UInt8] = []
        octets.append(littleEndian: 0xA1B2_3C4D)
        // Version 2.4, in two halves.
        octets.append(littleEndian: 4 << 16 | 2)
        octets.append(littleEndian: 0)
        octets.append(littleEndian: 0)
        octets.append(littleEndian: UInt32(Packet.maximumOctets))
        octets.append(littleEndian: 101)
        return octets
    }()

    /// Takes an observation's packets.
    ///
    /// - Returns: What is to be written now.
    public mutating func add(_ observation: Observation) -> [UInt8] {
        var trace = ExchangeTrace(observation)
        trace.addAttempts()
        for (time, packet) in trace.packets {
            pending.append(Stamped(time: time, packet: packet))
            latest = max(latest, time)
            oldestPending = min(oldestPending, time)
        }
        if pending.count > Self.maximumPending { return release(olderThan: latest - Self.reorderingWindow / 8) }
        guard latest - oldestPending > 2 * Self.reorderingWindow else { return [] }
        return release(olderThan: latest - Self.reorderingWindow)
    }

    /// What is left to be written.
    public mutating func finish() -> [UInt8] { release(olderThan: .max) }

    private mutating func release(olderThan limit: Int64) -> [UInt8] {
        // Stable, for packets of one time stand in the order of their causes.
        let sorted = pending.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
        let due = sorted.prefix { $0.time < limit }
        pending = Array(sorted[due.count...])
        oldestPending = pending.first?.time ?? .max
        var octets: [UInt8] = []
        for stamped in due { append(stamped, to: &octets) }
        return octets
    }

    private func append(_ stamped: Stamped, to octets: inout [UInt8]) {
        let nanoseconds = startedMilliseconds % 1000 * 1_000_000 + stamped.time
        octets.append(
            littleEndian: UInt32(truncatingIfNeeded: startedMilliseconds / 1000 + nanoseconds / 1_000_000_000))
        octets.append(littleEndian: UInt32(truncatingIfNeeded: nanoseconds % 1_000_000_000))
        octets.append(littleEndian: UInt32(stamped.packet.octets.count))
        octets.append(littleEndian: UInt32(stamped.packet.sizeInOctets))
        octets += stamped.packet.octets
    }
}

extension [UInt8] {
    fileprivate mutating func append(littleEndian value: UInt32) {
        for shift in [0, 8, 16, 24] as [UInt32] { append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
}
