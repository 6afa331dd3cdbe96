internal import QuadaDNS
public import QuadaTransport

/// The way to a simulated Internet and back: it loses packets, delays them, and delivers them twice or out of order.
///
/// Pure like what lies behind it: chance comes from the packet's seed and number.
public struct Weather: SimulatedInternet {
    private let internet: any SimulatedInternet
    /// Of queries and of responses each, in per cent; over TCP loss is delay.
    public var lossPercent: Int
    public var duplicatePercent: Int
    /// Added to each delivery at most.
    public var jitter: Duration

    public init(
        over internet: any SimulatedInternet, lossPercent: Int, duplicatePercent: Int = 0, jitter: Duration = .zero
    ) {
        self.internet = internet
        self.lossPercent = lossPercent
        self.duplicatePercent = duplicatePercent
        self.jitter = jitter
    }

    public func deliveries(for octets: [UInt8], _ packet: SimulatedPacket) -> [Delivery] {
        let isTCP = packet.transportProtocol == .tcp
        if !isTCP, Chance(packet, salt: 11).percent < lossPercent { return [] }
        return internet.deliveries(for: octets, packet).enumerated().flatMap { index, delivery -> [Delivery] in
            let salt = UInt64(20 + 4 * (index % 1000))
            var delayed = delivery
            delayed.after += jitter * Double(Chance(packet, salt: salt).percent) / 100
            // TCP sends again what was lost.
            let isLost = Chance(packet, salt: salt + 1).percent < lossPercent
            if isLost, isTCP { delayed.after += .milliseconds(200) }
            if isLost, !isTCP { return [] }
            guard !isTCP, Chance(packet, salt: salt + 2).percent < duplicatePercent else { return [delayed] }
            var copy = delayed
            copy.after += .milliseconds(1) + jitter * Double(Chance(packet, salt: salt + 3).percent) / 100
            return [delayed, copy]
        }
    }
}
