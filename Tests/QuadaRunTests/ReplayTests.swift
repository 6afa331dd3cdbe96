import QuadaDNS
import QuadaEvidence
import QuadaLab
import QuadaRender
import QuadaReport
import QuadaRun
import QuadaTransport
import Testing

/// What was recorded is judged again, without a network, to the same report.
@Suite struct ReplayTests {
    @Test("a scenario's evidence gives the report of its run, octet for octet", arguments: Fixtures.scenarios)
    func repeats(_ fixture: Fixture) async throws {
        let scenario = try fixture.scenario()
        let (report, file) = try await Lab.recorded(scenario, seed: scenario.seed)
        let replay = try ReplayRun.replay(file.lines)
        #expect(JSONRenderer().render(replay.report) == JSONRenderer().render(report))
        #expect(TextRenderer().render(replay.report) == TextRenderer().render(report))
        let all = TextRenderer(showsAllEvidence: true)
        #expect(all.render(replay.report) == all.render(report))
        #expect(replay.shortcoming == nil)
        #expect(Set(replay.inOrderOfFinishing) == Set(report.audits))
    }

    @Test("the same run gives the same file, and recording changes nothing", arguments: Fixtures.scenarios.prefix(6))
    func isDeterministic(_ fixture: Fixture) async throws {
        let scenario = try fixture.scenario()
        let (report, first) = try await Lab.recorded(scenario, seed: 3)
        let (_, second) = try await Lab.recorded(scenario, seed: 3)
        #expect(first.octets == second.octets)
        #expect(try await Lab.report(scenario, seed: 3) == report)
    }

    @Test("every exchange of the run is in the file once, in order, before anything refers to it")
    func isComplete() async throws {
        let scenario = try #require(Fixtures.scenarios.first { $0.path.hasSuffix("/gtm-2014.yaml") }).scenario()
        let (report, file) = try await Lab.recorded(scenario, seed: 1)
        var reader = EvidenceReader()
        var attempts = 0
        for line in file.lines {
            guard case .observation(let observation) = try reader.read(line) else { continue }
            attempts += observation.exchange.attempts.count
        }
        #expect(reader.observations.map(\.id) == Array(1...reader.observations.count))
        #expect(reader.end?.observations == reader.observations.count)
        // The preflight's are no name's.
        #expect(attempts == report.audits.reduce(0) { $0 + $1.queries } + 2)
    }

    @Test("the octets of each query are those that were sent, in mixed case, too")
    func queryOctets() async throws {
        let scenario = try #require(Fixtures.scenarios.first { $0.path.hasSuffix("/hostile-names.yaml") }).scenario()
        let (report, file) = try await Lab.recorded(scenario, seed: 9, mixesCase: true)
        #expect(JSONRenderer().render(try ReplayRun.replay(file.lines).report) == JSONRenderer().render(report))
        var reader = EvidenceReader()
        var mixed = 0
        for line in file.lines {
            guard case .observation(let observation) = try reader.read(line) else { continue }
            for attempt in observation.exchange.attempts {
                let sent = observation.exchange.queryOctets(of: attempt)
                if attempt.caseMask != 0 { mixed += 1 }
                // A server repeats the question as it was sent, its case included.
                guard case .response(let octets) = attempt.outcome, octets.count > 12 else { continue }
                let end = 12 + observation.question.name.wire.count + 4
                #expect(octets[..<2] == sent[..<2])
                #expect(octets[12..<end] == sent[12..<end])
            }
        }
        #expect(mixed > 10)
    }

    @Test("a run that was intercepted is so again")
    func intercepted() async throws {
        let scenario = try Fixture(path: "\(Fixtures.root)/intercepted.yaml").scenario()
        let sink = MemorySink()
        let transport = try MemoryTransport(internet: LabNetwork(scenario), seed: 1)
        let error = await #expect(throws: RunError.self) {
            try await Lab.report(scenario, seed: 1, over: transport, record: sink)
        }
        #expect(throws: ReplayError.run(try #require(error))) { try ReplayRun.replay(sink.lines) }
    }

    @Test("only the names asked for are reported on, and one that is not there is said to be missing")
    func selection() async throws {
        let scenario = try #require(Fixtures.scenarios.first { $0.path.hasSuffix("/truncated-tcp-fails.yaml") })
            .scenario()
        let (report, file) = try await Lab.recorded(scenario, seed: 1)
        let name = try Name(presentation: "v4.example.test.")
        let replay = try ReplayRun.replay(file.lines, names: [name])
        #expect(replay.report.audits == report.audits.filter { $0.name == "v4.example.test." })
        let other = try Name(presentation: "nobody.test.")
        #expect(throws: ReplayError.missing(other)) { try ReplayRun.replay(file.lines, names: [name, other]) }
    }

    @Test("a file without its end gives the names that are in it, and says what it lacks")
    func cutShort() async throws {
        let scenario = try #require(Fixtures.scenarios.first { $0.path.hasSuffix("/truncated-tcp-fails.yaml") })
            .scenario()
        let (report, file) = try await Lab.recorded(scenario, seed: 1)
        let lines = file.lines
        let last = try #require(lines.lastIndex { $0.starts(with: Array("{\"name\"".utf8)) })
        let whole = try ReplayRun.replay(lines[...last])
        #expect(whole.report.audits == report.audits)
        #expect(whole.report.finished == report.finished)
        #expect(whole.shortcoming == "without its end, the run that wrote it was cut short: 2 of 2 names are in it")
        let one = try ReplayRun.replay(lines[..<last])
        #expect(one.report.audits.count == 1)
        #expect(one.shortcoming?.hasSuffix("1 of 2 names are in it") == true)
    }
}
