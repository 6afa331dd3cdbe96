import Foundation
import QuadaLab
import QuadaReport
import Testing

/// What quada says of clients, against what real resolvers did with the very same servers.
@Suite struct ImpactTests {
    struct Record: Decodable {
        struct Resolver: Decodable {
            let id: String
            let version: String
        }
        struct Measurement: Decodable {
            let shape: String
            let resolver: String
            let sequence: String
            let answers: [Answer]
        }
        struct Answer: Decodable {
            let type: String
            let outcome: String
            let a: Int
            let aaaa: Int
            let synthesised: Bool
            let seconds: Double

            var brings: Bool { outcome == "NOERROR" && (type == "A" ? a : aaaa) > 0 }
        }

        let measured: String
        let resolvers: [Resolver]
        let unstable: [Measurement]
        let measurements: [Measurement]

        func answers(_ shape: String, _ resolver: String, _ sequence: String) -> [Answer] {
            measurements.first { $0.shape == shape && $0.resolver == resolver && $0.sequence == sequence }?.answers
                ?? []
        }

        /// Whether chance decides, as where one of two servers lies. Which of two questions that leave together comes
        /// first is chance, too, but of no account here.
        func isUnstable(_ shape: String) -> Bool {
            shape.hasPrefix("one-of-two")
                || unstable.contains { $0.shape == shape && ["aaaa-first", "a-first"].contains($0.sequence) }
        }

        /// Everything that was answered to the first question of a sequence, in both runs and by all resolvers.
        func everSeen(_ shape: String, _ sequence: String, _ resolvers: [String]) -> [Answer] {
            (measurements + unstable).filter {
                $0.shape == shape && $0.sequence == sequence && resolvers.contains($0.resolver)
            }.compactMap(\.answers.first)
        }
    }

    static let folder = Command.root.appending(path: "Tests/Resolvers")

    static let record: Result<Record, any Error> = Result {
        try JSONDecoder().decode(Record.self, from: Data(contentsOf: folder.appending(path: "record.json")))
    }

    static let shapes: [String] = {
        let text = (try? String(contentsOf: folder.appending(path: "shapes.tsv"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap {
            $0.split(separator: "\t").first.map(String.init)
        }
    }()

    /// Without DNS64: as they come, and Unbound without minimisation.
    static let plain = ["bind", "unbound", "unbound-full-qname"]
    static let dns64 = ["bind-dns64", "unbound-dns64"]

    @Test("the shapes give the findings and verdicts that they are there for")
    func shapesAreJudged() async throws {
        let report = try await Self.report()
        let expectations = try Self.scenario().expectations
        #expect(Self.shapes.count > 50)
        #expect(report.audits.count == expectations.count)
        for (audit, expected) in zip(report.audits, expectations) {
            #expect(audit.verdict.rawValue == expected.verdict, "\(audit.name): \(audit.reason)")
            #expect(audit.findingKeys == expected.findings, "\(audit.name): \(audit.notes)")
        }
    }

    @Test("what a client gets is what the resolvers gave", arguments: shapes)
    func agreesWithTheRecord(_ shape: String) async throws {
        let record = try Self.record.get()
        let audit = try #require(try await Self.audits.value[shape])
        let impact = try #require(audit.impact)
        guard !record.isUnstable(shape) else {
            // Whatever was seen once must not be ruled out.
            let seen = record.everSeen(shape, "aaaa-first", Self.plain)
            if seen.contains(where: { !$0.brings && $0.outcome != "timeout" }) {
                #expect([.intermittent, .fails].contains(impact.ipv6Only.cold.effect), "\(shape)")
            }
            // What was lost in time beside a healthy server is what was lost at the worst.
            if shape.hasPrefix("one-of-two"), [.works, .slow].contains(impact.dualStack.cold.effect) {
                let worst = seen.map(\.seconds).max() ?? 0
                let said = impact.dualStack.cold.secondsLost ?? 0
                #expect(abs(said - worst) <= 1, "\(shape): \(worst) s in the record, \(said) s said")
            }
            if impact.ipv6Only.cold.effect == .fails { #expect(seen.contains { !$0.brings }, "\(shape)") }
            return
        }
        func all(_ resolvers: [String], _ sequence: String, _ index: Int) -> [Record.Answer] {
            resolvers.compactMap {
                let answers = record.answers(shape, $0, sequence)
                return answers.indices.contains(index) ? answers[index] : nil
            }
        }
        // A after AAAA is what a client with IPv4 only meets behind a resolver that others use too; A first, alone.
        let a = zip(all(Self.plain, "aaaa-first", 1), all(Self.plain, "a-first", 0)).map { $0.brings && $1.brings }
        let aaaa = all(Self.plain, "aaaa-first", 0)
        let synthesised = all(Self.dns64, "aaaa-first", 0)
        let warm = all(Self.plain, "a-first", 1)
        expect(impact.ipv4Only.cold, is: a, shape, "IPv4 only")
        expect(impact.ipv6Only.cold, is: aaaa.map(\.brings), shape, "IPv6 only")
        expect(impact.ipv6OnlyDNS64.cold, is: synthesised.map(\.brings), shape, "NAT64")
        expect(impact.ipv6Only.cached, is: warm.map(\.brings), shape, "IPv6 only, alias cached")
        let either = zip(all(Self.plain, "aaaa-first", 1), aaaa).map { $0.brings || $1.brings }
        expect(impact.dualStack.cold, is: either, shape, "both families")
        if impact.dualStack.cold.effect == .slow {
            let slowest = aaaa.map(\.seconds).max() ?? 0
            // Half a second is the record's own step, and the machine's noise another.
            #expect(abs((impact.dualStack.cold.secondsLost ?? 0) - slowest) <= 1, "\(shape): AAAA took \(slowest) s")
        }
    }

    @Test("a shape that Unbound's minimisation hides is said to be hidden")
    func masking() async throws {
        let record = try Self.record.get()
        for shape in Self.shapes where !record.isUnstable(shape) {
            let audit = try #require(try await Self.audits.value[shape])
            let isHidden =
                record.answers(shape, "unbound", "aaaa-first").first?.brings == true
                && Self.plain.contains { record.answers(shape, $0, "aaaa-first").first?.brings == false }
            // Unbound gets around these for another reason than that it asks for A first.
            let isOther = audit.findings.contains {
                ["cname-chain-too-long", "cname-multiple", "answer-differs-with-edns"].contains($0.code)
            }
            #expect((audit.impact?.masking != nil) == (isHidden && !isOther), "\(shape)")
        }
    }

    @Test("several faults of one chain are reckoned together, and DNS64 makes nothing of a name without A")
    func severalFaults() async throws {
        let scenario = try Fixture(path: "\(Fixtures.root)/mixed-faults.yaml").scenario()
        let impact = try #require(try await Lab.report(scenario, seed: 1).audits.first?.impact)
        #expect(impact.ipv4Only.cold.effect == .fails)
        // One of three addresses hides the alias; what is dead or in error makes resolvers ask another.
        #expect(impact.ipv6Only.cold.effect == .intermittent)
        #expect(impact.ipv6Only.cold.share == 0.33)
        #expect(impact.ipv6OnlyDNS64.cold.effect == .intermittent)
        #expect(impact.ipv6OnlyDNS64.cold.share == 0.33)
        #expect(impact.ipv6Only.cached.effect == .works)
    }

    @Test("the record says what was measured, with which versions and when")
    func hasVersions() throws {
        let record = try Self.record.get()
        #expect(Set(record.measurements.map(\.shape)) == Set(Self.shapes))
        #expect(record.resolvers.allSatisfy { $0.version.first?.isNumber == true })
        #expect(record.measured.wholeMatch(of: #/\d{4}-\d\d-\d\d/#) != nil)
    }

    /// - Parameter brought: Whether the address came, for each resolver.
    private func expect(_ effect: ClientImpact.Effect, is brought: [Bool], _ shape: String, _ client: String) {
        switch effect.effect {
        case .works, .slow: #expect(brought.allSatisfy { $0 }, "\(shape), \(client): \(effect.effect) \(brought)")
        case .fails: #expect(brought.contains(false), "\(shape), \(client): fails, yet \(brought)")
        case .intermittent: Issue.record("\(shape), \(client): one server can not be intermittent")
        // Some options of a query change the answer; which resolvers send them is not the servers' matter.
        case .unknown: #expect(shape == "cookie-nodata", "\(shape), \(client): \(effect.detail ?? "")")
        }
        // Where resolvers differ it is said.
        if brought.contains(true), effect.effect == .fails { #expect(effect.detail != nil, "\(shape), \(client)") }
    }

    private static func scenario() throws -> Scenario {
        let path = folder.appending(path: "shapes.yaml").path()
        return try Scenario(text: String(contentsOfFile: path, encoding: .utf8), source: path)
    }

    private static func report() async throws -> Report { try await Lab.report(scenario(), seed: 1) }

    /// By shape.
    private static let audits: Task<[String: NameAudit], any Error> = Task {
        let report = try await ImpactTests.report()
        return Dictionary(uniqueKeysWithValues: zip(shapes, report.audits))
    }
}
