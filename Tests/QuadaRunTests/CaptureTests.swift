import Foundation
import QuadaDNS
import QuadaEvidence
import QuadaLab
import QuadaReport
import Subprocess
import SystemPackage
import Testing

/// Captures of real audits, read by a program that is not ours.
@Suite struct CaptureTests {
    /// A scenario, and how many messages in its capture are malformed: those that its servers send so.
    struct Row: Sendable, CustomTestStringConvertible {
        let scenario: String
        var hasMalformed = false
        var hasStrays = false
        var testDescription: String { scenario }
    }

    static let rows = [
        Row(scenario: "gtm-2014"), Row(scenario: "gtm-2014-drop"), Row(scenario: "honest-big-answer"),
        Row(scenario: "truncated-tcp-fails"), Row(scenario: "server-unreachable"), Row(scenario: "no-ipv6-route"),
        Row(scenario: "hostile-names"), Row(scenario: "aaaa-malformed", hasMalformed: true),
        Row(scenario: "strays", hasMalformed: true, hasStrays: true),
    ]

    @Test(
        "a capture has every query and every response, with right checksums, and tshark has no complaint",
        arguments: rows)
    func isRead(_ row: Row) async throws {
        let scenario = try Fixture(path: "\(Fixtures.root)/\(row.scenario).yaml").scenario()
        let (_, file) = try await Lab.recorded(scenario, seed: scenario.seed)
        let observations = try Self.observations(file)
        let capture = try await Capture(of: observations)
        #expect(
            capture.complaints.filter { !$0.contains("Malformed") }.isEmpty || row.hasStrays, "\(capture.complaints)")
        #expect(capture.badChecksums == 0)
        #expect(capture.goodChecksums >= capture.queries.count + capture.responses)

        let attempts = observations.flatMap(\.exchange.attempts)
        let sent = attempts.filter(\.sentQuery)
        #expect(!sent.isEmpty)
        #expect(capture.queries.sorted() == sent.map { "\($0.id)" }.sorted())
        let strays = attempts.flatMap(\.strays).count
        #expect(capture.responses == attempts.count(where: \.outcome.isResponse) + strays)
        #expect((capture.malformed > 0) == row.hasMalformed)
        #expect(capture.malformed <= observations.count { $0.message?.defects.isEmpty == false } + strays)
        #expect(capture.isInOrder)
    }

    @Test("each outcome leaves its packets")
    func outcomes() async throws {
        let down = try Self.observations(
            await Lab.recorded(Fixture(path: "\(Fixtures.root)/server-unreachable.yaml").scenario(), seed: 1).file)
        let capture = try await Capture(of: down)
        let attempts = down.flatMap(\.exchange.attempts)
        let refused = attempts.count { $0.transportProtocol == .udp && $0.outcome == .refused }
        let resets = attempts.count { $0.transportProtocol == .tcp && $0.outcome == .refused }
        let lost = attempts.count { $0.outcome == .unreachable }
        #expect(refused + resets + lost > 0)
        #expect(try await capture.count("icmp.code == 3 || icmpv6.code == 4") == refused)
        #expect(try await capture.count("tcp.flags.reset == 1") == resets)
        #expect(try await capture.count("icmp.code == 1 || icmpv6.code == 3") == lost)
    }

    @Test("a message over TCP that is longer than a segment is put together again")
    func segments() async throws {
        let text = """
            zones:
              test: |
                @    SOA ns hostmaster 1 3600 600 86400 60
                @    NS  ns
                ns   A   192.0.2.1
                www  A   203.0.113.1
                \((0..<400).map { "www AAAA 2600:1480:4000::\(String($0, radix: 16))" }.joined(separator: "\n    "))
            expect:
              www.test: {verdict: degraded, findings: []}

            """
        let observations = try Self.observations(
            await Lab.recorded(Scenario(text: text, source: "big"), seed: 1).file)
        let largest = observations.compactMap { $0.exchange.response?.count }.max() ?? 0
        #expect(largest > 5 * 1220)
        let capture = try await Capture(of: observations)
        #expect(capture.complaints.isEmpty, "\(capture.complaints)")
        #expect(try await capture.count("dns.count.answers == 400 && tcp") > 0)
    }

    private static func observations(_ file: MemorySink) throws -> [Observation] {
        var reader = EvidenceReader()
        for line in file.lines { _ = try reader.read(line) }
        return reader.observations
    }
}

extension QuadaDNS.Attempt {
    /// Whether its query left this machine.
    fileprivate var sentQuery: Bool {
        switch outcome {
        case .response, .silence, .closed: true
        case .refused, .unreachable: transportProtocol == .udp
        case .noRoute, .localError: false
        }
    }
}

/// What tshark reads in a capture.
private struct Capture {
    private let octets: [UInt8]
    /// Of the severities warning and error.
    let complaints: [String]
    let badChecksums: Int
    let goodChecksums: Int
    let malformed: Int
    /// Identifiers.
    let queries: [String]
    let responses: Int
    let isInOrder: Bool

    init(of observations: [Observation]) async throws {
        var capture = PacketCapture(startedMilliseconds: 1_401_624_000_123)
        octets = PacketCapture.fileHeader + observations.flatMap { capture.add($0) } + capture.finish()
        // Expert severities: 0x600000 is a warning, 0x800000 an error.
        let fields = [
            "frame.time_epoch", "dns.id", "dns.flags.response", "_ws.expert.severity", "_ws.expert.message",
            "_ws.malformed", "ip.checksum.status", "udp.checksum.status", "tcp.checksum.status",
            "icmp.checksum.status", "icmpv6.checksum.status", "icmp.type", "icmpv6.type",
        ]
        let text = try await Self.tshark(octets, ["-T", "fields"] + fields.flatMap { ["-e", $0] })
        let rows = text.split(separator: "\n").map { line in
            Dictionary(
                uniqueKeysWithValues: zip(
                    fields, line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)))
        }
        let isQuoted = { (row: [String: String]) in row["icmp.type"] != "" || row["icmpv6.type"] != "" }
        complaints = rows.compactMap { row in
            let severities = (row["_ws.expert.severity"] ?? "").split(separator: ",").compactMap { Int($0) }
            return severities.contains { $0 >= 0x600000 } ? row["_ws.expert.message"] : nil
        }.filter { !$0.contains("Connection reset (RST)") }
        let statuses = rows.flatMap { row in
            ["ip", "udp", "tcp", "icmp", "icmpv6"].flatMap {
                (row["\($0).checksum.status"] ?? "").split(separator: ",")
            }
        }
        // 0 is bad, 1 is good, 2 is unverified.
        badChecksums = statuses.count { $0 == "0" }
        goodChecksums = statuses.count { $0 == "1" }
        malformed = rows.count { $0["_ws.malformed"] != "" }
        queries = rows.filter { $0["dns.flags.response"] == "0" && !isQuoted($0) }.compactMap { row in
            row["dns.id"].flatMap { Int($0.dropFirst(2), radix: 16) }.map { "\($0)" }
        }
        responses = rows.count { $0["dns.flags.response"] == "1" && !isQuoted($0) }
        let times = rows.compactMap { $0["frame.time_epoch"].flatMap(Double.init) }
        isInOrder = times == times.sorted() && times.allSatisfy { $0 >= 1_401_624_000.12 }
    }

    /// How many packets a display filter shows.
    func count(_ filter: String) async throws -> Int {
        try await Self.tshark(octets, ["-Y", filter]).split(separator: "\n").count
    }

    private static func tshark(_ octets: [UInt8], _ arguments: [String]) async throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "quada-\(UInt64.random(in: 0 ... .max)).pcap")
        try Data(octets).write(to: path)
        defer { try? FileManager.default.removeItem(at: path) }
        let checks = ["ip", "udp", "tcp"].flatMap { ["-o", "\($0).check_checksum:TRUE"] }
        let result = try await run(
            .name("tshark"), arguments: Arguments(["-n", "-r", path.path()] + checks + arguments),
            output: .string(limit: 1 << 24), error: .string(limit: 1 << 16))
        #expect(result.terminationStatus.isSuccess, "\(result.standardError)")
        return result.standardOutput
    }
}
