import QuadaDNS
import QuadaEvidence
import QuadaLab
import QuadaRun
import Testing

/// An evidence file is hostile input: whatever is in it, it is read or refused.
@Suite struct EvidenceFuzzTests {
    static let scenario = """
        zones:
          test: |
            @    SOA ns hostmaster 1 3600 600 86400 60
            @    NS  ns
            ns   A   192.0.2.1
            www  CNAME host
            host A   203.0.113.1
        lies:
          - {server: 192.0.2.1, name: host.test, type: AAAA, reply: {rcode: NXDOMAIN}}
        expect:
          www.test: {verdict: broken, findings: []}

        """

    static func lines() async throws -> [[UInt8]] {
        try await Lab.recorded(Scenario(text: scenario, source: "small"), seed: 1).file.lines
    }

    /// Everything up to each line, read once.
    private static func stages(_ lines: [[UInt8]]) throws -> [ReplayRun] {
        var run = ReplayRun()
        var stages = [run]
        for line in lines {
            _ = try run.read(line)
            stages.append(run)
        }
        return stages
    }

    /// Reads on from a line that was changed.
    ///
    /// - Returns: Whether all of it was taken.
    private static func isTaken(_ changed: [UInt8], _ stage: ReplayRun, then rest: ArraySlice<[UInt8]>) -> Bool {
        var run = stage
        do {
            _ = try run.read(changed)
            for line in rest { _ = try run.read(line) }
            _ = try run.replay(isCutOff: false)
            return true
        } catch is EvidenceFileError {
            return false
        } catch is ReplayError {
            return false
        } catch {
            Issue.record("\(error)")
            return false
        }
    }

    @Test("a file cut off anywhere gives what is whole in it, or is refused")
    func truncations() async throws {
        let lines = try await Self.lines()
        let stages = try Self.stages(lines)
        for (index, line) in lines.enumerated() {
            #expect((try? stages[index + 1].replay(isCutOff: true)) != nil, "line \(index + 1)")
            for end in line.indices {
                #expect(!Self.isTaken(Array(line[..<end]), stages[index], then: []), "line \(index + 1), octet \(end)")
            }
        }
    }

    @Test("a file with any octet changed is read or refused")
    func changes() async throws {
        let lines = try await Self.lines()
        let stages = try Self.stages(lines)
        var generator = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: 0...(.max), using: &generator)
        var random = Seeded(state: seed)
        var (taken, refused) = (0, 0)
        for (index, line) in lines.enumerated() {
            for offset in line.indices {
                // The next character, as a digit becomes another, or any octet.
                let any = random.next() >> 32
                var changed = line
                changed[offset] = any & 0x100 == 0 ? line[offset] ^ 1 : UInt8(truncatingIfNeeded: any)
                if Self.isTaken(changed, stages[index], then: lines[(index + 1)...]) {
                    taken += 1
                } else {
                    refused += 1
                }
            }
        }
        print("evidence changed: seed \(seed), \(taken) taken, \(refused) refused")
        #expect(taken > 100)
        #expect(refused > 100)
    }

    @Test("lines out of place, twice or left out are refused with their line")
    func order() async throws {
        let lines = try await Self.lines()
        for index in lines.indices.dropLast() where !lines[index].starts(with: Array("{\"preflight\"".utf8)) {
            var without = lines
            without.remove(at: index)
            #expect(throws: EvidenceFileError.self, "line \(index + 1) left out") { try ReplayRun.replay(without) }
            var twice = lines
            twice.insert(lines[index], at: index)
            #expect(throws: EvidenceFileError.self, "line \(index + 1) twice") { try ReplayRun.replay(twice) }
        }
    }

    /// A text in a line of the file, another in its place, and what is said of it.
    static let forgeries: [(String, String, String)] = [
        ("\"sent_ns\":0", "\"sent_ns\":-1", "a time out of range: -1 ns"),
        ("\"sent_ns\":0", "\"sent_ns\":9223372036854775807", "a time out of range"),
        ("\"sent_ns\":0", "\"sent_ns\":1e400", ""),
        ("\"sent_ns\":0", "\"sent_ns\":0.5", ""),
        ("\"id\":1,", "\"id\":2,", "observation 2 where 1 was due"),
        ("\"id\":1,", "\"id\":-9223372036854775808,", "observation -9223372036854775808 where 1 was due"),
        ("\"port\":53", "\"port\":65536", ""),
        ("\"address\":\"", "\"address\":\"x", "not an IP address"),
        ("\"name\":\"www.test.\"", "\"name\":\"www..test.\"", "not a domain name"),
        ("\"response\":\"", "\"response\":\"0", "octets are pairs of hexadecimal digits"),
        ("\"outcome\":\"response\"", "\"outcome\":\"bliss\"", ""),
        ("\"transport\":\"udp\"", "\"transport\":\"sctp\"", ""),
        ("\"position\":0", "\"position\":1", "position 1 of 1 names"),
        ("\"position\":0", "\"position\":-1", "position -1 of 1 names"),
        ("\"referral\":", "\"referral\":9999", "which is not above"),
        ("\"referral\":", "\"referral\":-", ""),
        ("\"queries\":", "\"queries\":-", "queries"),
        ("\"queries\":", "\"queries\":9999999999999", "9999999999999"),
        ("\"started\":\"2014", "\"started\":\"99999", "is no moment in UTC"),
        ("\"network\":\"lab\"", "\"network\":\"space\"", "no such network"),
        ("\"names\":1,", "\"names\":-1,", ""),
        ("quada.evidence/1", "quada.evidence/2", "use the version that wrote it"),
        ("\"schema\"", "\"scheme\"", "not an evidence file"),
    ]

    @Test("what can not have been seen is refused in words", arguments: forgeries)
    func forged(original: String, forgery: String, words: String) async throws {
        let text = try await Self.lines().map { String(decoding: $0, as: UTF8.self) }
        let index = try #require(text.firstIndex { $0.contains(original) }, "\(original)")
        var forged = text
        let place = try #require(text[index].firstRange(of: original))
        forged[index].replaceSubrange(place, with: forgery)
        let error = #expect(throws: EvidenceFileError.self) { try ReplayRun.replay(forged.map { Array($0.utf8) }) }
        #expect(error?.line == index + 1)
        #expect(error.map { "\($0.reason)".contains(words) } == true, "\(error.map { "\($0.reason)" } ?? "")")
    }

    @Test("depth, length and number are bounded")
    func bounds() async throws {
        let lines = try await Self.lines()
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1 << 20)
        #expect(throws: EvidenceFileError.self) { try ReplayRun.replay([lines[0], deep]) }
        #expect(throws: EvidenceFileError.self) { try ReplayRun.replay([deep]) }
        let long = [UInt8](repeating: UInt8(ascii: " "), count: EvidenceFile.maximumLineOctets + 1)
        #expect(throws: EvidenceFileError(line: 2, reason: .lineTooLong)) { try ReplayRun.replay([lines[0], long]) }
        // One name that refers to one observation again and again.
        let index = try #require(lines.firstIndex { $0.starts(with: Array("{\"name\"".utf8)) })
        let many = String(decoding: lines[index], as: UTF8.self).replacing(
            "\"probes\":[", with: "\"probes\":[" + String(repeating: "1,", count: 70_000), maxReplacements: 1)
        let error = #expect(throws: EvidenceFileError.self) {
            try ReplayRun.replay(lines[..<index] + [Array(many.utf8)])
        }
        #expect(error.map { "\($0.reason)".contains("more references") } == true)
    }
}

/// The same seed gives the same numbers.
private struct Seeded {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state
    }
}
