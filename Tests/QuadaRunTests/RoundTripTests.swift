import Foundation
import QuadaLab
import QuadaReport
import QuadaRun
import QuadaTransport
import Testing

/// An audit asks at once what can be asked at once: in simulated time, where a round trip is 20 ms and nothing else
/// takes any.
@Suite struct RoundTripTests {
    /// The network of 2014 without its lies. The longest chain of questions that each need the answer before: the root,
    /// test., shop.test; test. and edge.test; test. and gtm.test; test. and cdn.test; cdn.test once more for the last
    /// name.
    @Test("one name over five zones takes no more than 1.2 times its longest chain of round trips")
    func chain() async throws {
        let text = try String(contentsOfFile: "\(Fixtures.root)/gtm-2014.yaml", encoding: .utf8)
        let honest = try #require(text.range(of: "lies:")).lowerBound
        let expectation = "expect:\n  www.shop.test: {verdict: ready, findings: []}\n"
        let scenario = try Scenario(text: text[..<honest] + expectation, source: "gtm-2014.yaml, honest")
        let report = try await Lab.report(scenario, seed: 1)
        let audit = try #require(report.audits.first)
        #expect(audit.verdict == .ready)
        #expect(audit.findings.isEmpty)
        let floor = 10.0 * 20
        #expect(audit.elapsed.value <= 1.2 * floor, "\(audit.elapsed.value / floor) times the floor")
        print("round trips: \(audit.elapsed.value / floor) times the floor of \(floor) ms, \(audit.queries) queries")
    }
}
