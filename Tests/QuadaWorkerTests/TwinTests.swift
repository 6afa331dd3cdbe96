import QuadaDNS
import QuadaEvidence
import Testing

@testable import QuadaWorker

/// What is written as another observation's twin comes back as it was, and says nothing that could not be said in full.
@Suite struct TwinTests {
    @Test(
        "every fixture's observations come back octet for octet where names are asked as they are",
        arguments: LabEvidence.all)
    func fixtures(_ lab: LabEvidence) async throws {
        for evidence in try await lab.walked(mixesCase: false) {
            let octets = EvidencePayload(order: 7, evidence: evidence).octets
            let read = try EvidencePayload(reading: octets) { _ in evidence.name }
            #expect(read.evidence == evidence)
            #expect(read.octets == octets)
            // Each in full.
            #expect(Self.observations(of: read.evidence) == Self.observations(of: evidence))
            let readings = Self.readings(of: evidence)
            #expect(Self.readings(of: read.evidence) == readings)
        }
    }

    @Test("in fixtures there are twins, and they take less")
    func less() async throws {
        let lab = try #require(LabEvidence.all.first { $0.path.hasSuffix("/gtm-2014.yaml") })
        let plain = try #require(try await lab.walked(mixesCase: false).first)
        let mixed = try #require(try await lab.walked().first)
        #expect(
            EvidencePayload(order: 0, evidence: plain).octets.count
                < EvidencePayload(order: 0, evidence: mixed).octets.count)
    }

    /// A pair of exchanges, and whether the second is written as the first one's twin.
    struct Pair: CustomTestStringConvertible {
        let testDescription: String
        let first: Exchange
        let second: Exchange
        let isTwin: Bool

        /// The first is the sample as it is.
        init(_ about: String, _ second: Exchange, isTwin: Bool) {
            self.init(about, Sample().exchange, second, isTwin: isTwin)
        }

        init(_ about: String, _ first: Exchange, _ second: Exchange, isTwin: Bool) {
            testDescription = about
            self.first = first
            self.second = second
            self.isTwin = isTwin
        }
    }

    static let pairs = [
        Pair("the same", Sample().exchange, isTwin: true),
        Pair("another identifier", Sample { $0.id = 0xBEEF }.exchange, isTwin: true),
        Pair("another address", Sample { $0.address = .v6(high: 0x2001_0DB8 << 32, low: 1) }.exchange, isTwin: true),
        Pair("another source port", Sample { $0.sourcePort = 65_535 }.exchange, isTwin: true),
        Pair("another mask of the same octets", Sample { $0.caseMask = .max }.exchange, isTwin: true),
        Pair("earlier", Sample { $0.sentAt = .zero }.exchange, isTwin: true),
        Pair("after years", Sample { $0.sentAt = .seconds(300_000_000) }.exchange, isTwin: true),
        Pair("later by less than is kept", Sample { $0.elapsed = .nanoseconds(7) }.exchange, isTwin: true),
        Pair("another port", Sample { $0.port = 5353 }.exchange, isTwin: false),
        Pair("another type", Sample { $0.type = .a }.exchange, isTwin: false),
        Pair("another name", Sample { $0.name = "other.test." }.exchange, isTwin: false),
        Pair("the name in another case", Sample { $0.name = "WWW.example.test." }.exchange, isTwin: false),
        Pair("another octet", Sample { $0.rest[20] ^= 1 }.exchange, isTwin: false),
        Pair("the last octet", Sample { $0.rest[29] ^= 1 }.exchange, isTwin: false),
        Pair("an octet more", Sample { $0.rest.append(0) }.exchange, isTwin: false),
        Pair("another identifier in the response", Sample { $0.responseID = 9 }.exchange, isTwin: false),
        Pair("without EDNS", Sample { $0.edns = nil }.exchange, isTwin: false),
        Pair("with recursion desired", Sample { $0.recursionDesired = true }.exchange, isTwin: false),
        Pair("over TCP", Sample { $0.transportProtocol = .tcp }.exchange, isTwin: false),
        Pair("both over TCP", Sample.tcp.exchange, Sample.tcp.exchange, isTwin: false),
        Pair("both silent", Sample.silent.exchange, Sample.silent.exchange, isTwin: false),
        Pair("both with a stray", Sample.stray.exchange, Sample.stray.exchange, isTwin: false),
        Pair("both at the second attempt", Sample.twice.exchange, Sample.twice.exchange, isTwin: false),
        Pair("both not sent", Sample.unsent.exchange, Sample.unsent.exchange, isTwin: false),
        Pair("both of one octet", Sample.short.exchange, Sample.short.exchange, isTwin: false),
        Pair("both of an identifier", Sample { $0.rest = [] }.exchange, Sample { $0.rest = [] }.exchange, isTwin: true),
    ]

    @Test("both of a pair come back as they were", arguments: pairs)
    func comesBack(_ pair: Pair) throws {
        let observations = [Observation(id: 1, exchange: pair.first), Observation(id: 2, exchange: pair.second)]
        var writer = PayloadWriter()
        writer.write(observations)
        var reader = PayloadReader(writer.octets)
        let read = try reader.observationList()
        try reader.end()
        #expect(read == observations)
        #expect(read.map { ObservationPayload($0).octets } == observations.map { ObservationPayload($0).octets })
        #expect(read.map(\.message) == observations.map(\.message))
        var known = PlainExchanges()
        let plain = [pair.first, pair.second].compactMap(PlainExchange.init)
        let twins = plain.enumerated().compactMap { known.twin(of: $1, at: $0) }
        #expect(twins == (pair.isTwin ? [0] : []))
    }

    @Test(
        "a twin of anything but a question and a response is refused",
        arguments: [
            Sample.tcp, Sample.silent, Sample.stray, Sample.twice, Sample.unsent, Sample.short,
            Sample { $0.responseID = 9 },
        ])
    func ofOthers(_ sample: Sample) {
        #expect(throws: Nonsense.self) { try Self.read(twinOf: sample.exchange, distance: 1) }
    }

    @Test("a twin of what is not before it is refused", arguments: [2, 3, 1 << 20, Int.max])
    func beyond(_ distance: Int) {
        #expect(throws: Nonsense.self) { try Self.read(twinOf: Sample().exchange, distance: distance) }
    }

    @Test("a twin of itself is refused")
    func ofItself() {
        var writer = PayloadWriter()
        writer.write(count: 0)
        Self.write(twin: 1, distance: 1, to: &writer)
        var reader = PayloadReader(writer.octets)
        #expect(throws: Nonsense("1 for how far back a twin is, more than 0", at: 3)) { try reader.observation() }
    }

    @Test("a twin gives the exchange that the full form gives")
    func likeInFull() throws {
        let read = try Self.read(twinOf: Sample().exchange, distance: 1)
        let full = Sample {
            $0.id = 0x1234
            $0.address = .v4(0xC000_0209)
            $0.sourcePort = 4096
            $0.sentAt = .seconds(8)
            $0.elapsed = .milliseconds(2)
        }
        #expect(
            ObservationPayload(read).octets == ObservationPayload(Observation(id: 2, exchange: full.exchange)).octets)
    }

    @Test("a twin whose times or numbers are out of range is refused")
    func ranges() {
        let changes: [(inout PayloadWriter) -> Void] = [
            { $0.write(UInt64(1) << 16) }, { $0.write(UInt64(UInt16.max) + 1) }, { $0.write(UInt64.max) },
        ]
        for place in 0..<4 {
            for change in changes where place != 1 {
                var writer = PayloadWriter()
                writer.write(Observation(id: 1, exchange: Sample().exchange))
                for number in [1, 2, 1, 0] as [UInt64] { writer.write(number) }
                for field in 0..<5 {
                    // Identifier, mask, source port and two times, of which a time may be that long.
                    if field == [0, 1, 2, 4][place] {
                        if place == 3 { writer.write(UInt64.max) } else { change(&writer) }
                    } else {
                        writer.write(UInt64(0))
                    }
                }
                var reader = PayloadReader(writer.octets)
                #expect(throws: Nonsense.self) { try reader.observations(2) }
            }
        }
    }

    @Test("twins of more octets than a frame has are refused before they are there")
    func amplified() throws {
        var writer = PayloadWriter()
        let largest = Sample { $0.rest = [UInt8](repeating: 0xFF, count: 65_533) }
        writer.write(Observation(id: 1, exchange: largest.exchange))
        let fitting = Frame.maximumOctets / 65_535 - 2
        for place in 1...(fitting + 3) {
            writer.write(count: place)
            Self.write(twin: place + 1, distance: 1, to: &writer)
        }
        var reader = PayloadReader(writer.octets)
        let read = try reader.observations(fitting)
        #expect(read.last?.exchange.response?.count == 65_535)
        #expect(throws: Nonsense.self) { try reader.observations(4) }
    }

    // MARK: -

    /// Reads an exchange, and a twin of what stands so far before it.
    private static func read(twinOf exchange: Exchange, distance: Int) throws(Nonsense) -> Observation {
        var writer = PayloadWriter()
        writer.write(Observation(id: 1, exchange: exchange))
        writer.write(count: 1)
        write(twin: 2, distance: distance, to: &writer)
        var reader = PayloadReader(writer.octets)
        let read = try reader.observations(2)
        try reader.end()
        return read[1]
    }

    /// All of a twin but its place.
    private static func write(twin id: Int, distance: Int, to writer: inout PayloadWriter) {
        writer.write(count: id)
        writer.write(count: distance)
        writer.write(IPAddress.v4(0xC000_0209))
        writer.write(UInt64(0x1234))
        writer.write(UInt64(0))
        writer.write(UInt64(4096))
        writer.write(Duration.seconds(8))
        writer.write(Duration.milliseconds(2))
    }

    private static func all(_ evidence: NameEvidence) -> [Observation] {
        var all: [Observation] = []
        for link in evidence.links {
            for survey in link.surveys { all += survey.probes + survey.ancestors }
            all += link.obstacle?.observations ?? []
        }
        for (_, zone) in evidence.zones.sorted(by: { $0.key < $1.key }) {
            all += [zone.referral].compactMap(\.self)
            for (_, facts) in zone.facts.sorted(by: { $0.key < $1.key }) { all += [facts.soa, facts.ns] }
            for (_, host) in zone.hosts.sorted(by: { $0.key < $1.key }) { all += host.aliasEvidence }
            all += (zone.glueCheck?.referrals ?? []) + (zone.glueCheck?.hosts ?? [])
        }
        for (_, delegation) in evidence.delegations.sorted(by: { $0.key < $1.key }) {
            all += [delegation.referral].compactMap(\.self)
        }
        for (_, identities) in evidence.identities.sorted(by: { $0.key < $1.key }) { all += identities }
        return all
    }

    private static func observations(of evidence: NameEvidence) -> [[UInt8]] {
        all(evidence).map { ObservationPayload($0).octets }
    }

    private static func readings(of evidence: NameEvidence) -> [Message?] { all(evidence).map(\.message) }
}

extension PayloadReader {
    fileprivate mutating func observations(_ count: Int) throws(Nonsense) -> [Observation] {
        var list: [Observation] = []
        for _ in 0..<count { list.append(try observation()) }
        return list
    }
}
