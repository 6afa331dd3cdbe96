import QuadaDNS
import Synchronization
import Testing

@testable import QuadaTransport

/// The pace toward an address that shows to be pressed too hard, in simulated time.
@Suite struct CongestionTests {
    private static let pacing: Pacing = {
        var pacing = Pacing.polite
        pacing.measuresRoundTrips = true
        pacing.adapts = true
        return pacing
    }()

    /// What a server does with queries, how many of `queries` it answers at last, and how they were put.
    struct Row: Sendable, CustomStringConvertible {
        var about: String
        var habit: RestrainedInternet.Habit
        var queries = 3000
        /// In the last part of the run, in a second.
        var rate: ClosedRange<Int>
        /// Of all queries in that part, those that came in vain.
        var inVain: ClosedRange<Double> = 0...0

        var description: String { about }
    }

    static let rows = [
        Row(about: "an honest server gets what the cap allows", habit: .answers, rate: 98...101),
        Row(
            about: "loss by chance is no reason to be slower", habit: .loses(everyOneIn: 50), rate: 96...101,
            inVain: 0.01...0.04),
        Row(
            about: "one that drops all over 20 a second", habit: .limits(20, by: .dropping), rate: 8...26,
            inVain: 0...0.3),
        Row(
            about: "one that slips all over 20 a second", habit: .limits(20, by: .slipping), rate: 8...36,
            inVain: 0...0.3),
        Row(
            about: "one that refuses all over 20 a second", habit: .limits(20, by: .refusing), rate: 8...36,
            inVain: 0...0.5),
    ]

    @Test("the pace follows what is answered when asked again", arguments: rows)
    func follows(row: Row) async throws {
        let seen = try await Self.seen(row.habit, queries: row.queries, Self.pacing)
        #expect(seen.mostInOneSecond <= 100 + 20, "never above the cap")
        let last = seen.steady
        #expect(row.rate.contains(Int(last.rate.rounded())), "\(last.rate) a second")
        #expect(row.inVain.contains(last.inVain), "\(last.inVain) in vain")
    }

    @Test(
        "what is never answered, always refused or too long for a datagram is no sign",
        arguments: [RestrainedInternet.Habit.answers, .dropsSome, .refuses, .truncatesLongAnswers])
    func noSign(habit: RestrainedInternet.Habit) async throws {
        var pacing = Self.pacing
        let adapting = try await Self.seen(habit, queries: 1000, pacing)
        pacing.adapts = false
        let steady = try await Self.seen(habit, queries: 1000, pacing)
        #expect(adapting.queries.count >= 1000)
        #expect(adapting.queries.map(\.at) == steady.queries.map(\.at))
    }

    private static func seen(
        _ habit: RestrainedInternet.Habit, queries: Int, _ pacing: Pacing
    ) async throws -> RestrainedInternet.Seen {
        let internet = RestrainedInternet(habit)
        let transport = try MemoryTransport(internet: internet, seed: 1, pacing: pacing)
        await transport.run {
            await withDiscardingTaskGroup { group in
                for lane in 0..<50 {
                    group.addTask {
                        for number in 0..<(queries / 50) { await ask("n\(lane)-\(number)", habit, transport) }
                    }
                }
            }
        }
        return internet.seen
    }

    /// As a survey does: what was refused is asked once more.
    private static func ask(_ label: String, _ habit: RestrainedInternet.Habit, _ transport: MemoryTransport) async {
        guard
            let request = try? request(
                label, of: SmallInternet.server, udp: [.seconds(2), .seconds(2), .seconds(3)])
        else { return }
        for _ in 0..<8 {
            let exchange = await transport.exchange([request]).first
            guard case .limits(_, .refusing) = habit, case .response(let octets)? = exchange?.attempts.last?.outcome,
                octets[3] & 0x0F == 5
            else { return }
        }
    }

    @Test("half for eight signs of 32 answers, then a twentieth of the cap more each second, never above it")
    func arithmetic() {
        var congestion = Congestion()
        let second: Int64 = 1_000_000_000
        for number in 0..<8 {
            #expect(!congestion.isReduced)
            congestion.answered(after: Int64(number), at: second + Int64(number))
        }
        #expect(congestion.part(of: 100) == 50)
        #expect(congestion.stretched(10) == 20)
        // What left before is of the old pace.
        for _ in 0..<32 { congestion.answered(after: second, at: 2 * second) }
        #expect(congestion.part(of: 100) == 50)
        for number in 1...9 { congestion.answered(after: nil, at: second + Int64(number) * second + 7) }
        #expect(congestion.part(of: 100) == 95)
        for number in 10...20 { congestion.answered(after: nil, at: second + Int64(number) * second + 7) }
        #expect(!congestion.isReduced)
        #expect(congestion.part(of: .max) == .max)
        for _ in 0..<1000 { congestion.answered(after: 100 * second, at: 100 * second) }
        #expect(congestion.share == Congestion.least)
        #expect(congestion.part(of: 20) == 1)
        #expect(congestion.part(of: 1) == 1)
    }

    @Test("seven signs of 32 answers are no reason")
    func tolerated() {
        var congestion = Congestion()
        for number in 0..<3200 { congestion.answered(after: number % 32 < 7 ? 1 : nil, at: 1) }
        #expect(!congestion.isReduced)
    }
}

/// One server, 20 ms away, that bears so much.
final class RestrainedInternet: SimulatedInternet {
    enum Measure: Sendable {
        case dropping, slipping, refusing
    }

    enum Habit: Sendable {
        case answers
        case loses(everyOneIn: UInt64)
        case limits(Int, by: Measure)
        /// Every other name.
        case dropsSome
        case refuses
        case truncatesLongAnswers
    }

    /// What the server saw of queries over UDP.
    struct Seen: Sendable {
        /// When each came, in milliseconds, and whether it came in vain.
        var queries: [(at: Int, inVain: Bool)] = []

        var mostInOneSecond: Int {
            var first = 0
            var most = 0
            for (index, query) in queries.enumerated() {
                while queries[first].at <= query.at - 1000 { first += 1 }
                most = max(most, index - first + 1)
            }
            return most
        }

        /// The second half but for the end, when there is not enough left to ask.
        var steady: (rate: Double, inVain: Double) {
            let part = queries[(queries.count / 2)..<(queries.count * 9 / 10)]
            guard let first = part.first, let last = part.last, last.at > first.at else { return (0, 0) }
            return (
                Double(part.count) * 1000 / Double(last.at - first.at),
                Double(part.count { $0.inVain }) / Double(part.count)
            )
        }
    }

    private let habit: Habit
    private let state = Mutex((seen: Seen(), allowance: 0.0, at: Duration.zero))

    init(_ habit: Habit) { self.habit = habit }

    var seen: Seen { state.withLock { $0.seen } }

    func deliveries(for octets: [UInt8], _ packet: SimulatedPacket) -> [Delivery] {
        var answer = FarSide.response(to: octets)
        if packet.transportProtocol == .tcp {
            if case .truncatesLongAnswers = habit { answer += Array(repeating: 0, count: 600) }
        } else {
            guard let given = overUDP(answer, to: octets, packet) else { return [] }
            answer = given
        }
        return [Delivery(after: .milliseconds(20), event: .message(answer, from: packet.destination))]
    }

    private func overUDP(_ answer: [UInt8], to octets: [UInt8], _ packet: SimulatedPacket) -> [UInt8]? {
        var answer: [UInt8]? = answer
        var isInVain = false
        switch habit {
        case .answers: break
        case .loses(let one):
            // As if at random, and the same each time.
            isInVain = (packet.number &* 0x9E37_79B9_7F4A_7C15) >> 32 % one == 0
            if isInVain { answer = nil }
        case .limits(let rate, let measure):
            isInVain = !takesOne(rate, at: packet.sentAt)
            if isInVain {
                switch measure {
                case .dropping: answer = nil
                case .slipping: answer?[2] |= 0x02
                case .refusing: answer?[3] |= 0x05
                }
            }
        case .dropsSome:
            isInVain = FarSide.firstLabel(of: octets).utf8.last.map { $0 % 2 == 1 } ?? false
            if isInVain { answer = nil }
        case .refuses: answer?[3] |= 0x05
        case .truncatesLongAnswers: answer?[2] |= 0x02
        }
        let at = Int(packet.sentAt / .milliseconds(1))
        state.withLock { $0.seen.queries.append((at: at, inVain: isInVain)) }
        return answer
    }

    /// A bucket of a fifth of a second's queries.
    private func takesOne(_ rate: Int, at now: Duration) -> Bool {
        state.withLock { state in
            let gained = (now - state.at) / .seconds(1) * Double(rate)
            state.allowance = min(Double(rate) / 5, state.allowance + gained)
            state.at = now
            guard state.allowance >= 1 else { return false }
            state.allowance -= 1
            return true
        }
    }
}
