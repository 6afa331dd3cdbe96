import QuadaDNS
import Testing

@testable import QuadaScan

/// How far a scan is, as whoever waits for it is told.
@Suite struct ScanMeterTests {
    private func entry(_ octets: Int) -> ScanEntry {
        ScanEntry(position: 0, line: 1, octets: octets, content: .name(.root), digest: 0)
    }

    @Test("what an earlier run was through with is neither done nor left")
    func resumed() {
        let meter = ScanMeter()
        meter.begin(octets: 1000)
        meter.skip(entry(500))
        for _ in 0..<3 { meter.begin() }
        meter.end(entry(100))
        #expect(meter.standing.underWay == 2)
        #expect(meter.standing.octetsDone == 100 && meter.standing.octetsLeft == 400)
        #expect(meter.standing.timeLeft(after: .seconds(10)) == .seconds(40))
    }

    @Test("nothing is said where nothing can be told")
    func unknown() {
        let meter = ScanMeter()
        meter.begin(octets: nil)
        meter.begin()
        meter.end(entry(10))
        #expect(meter.standing.timeLeft(after: .seconds(1)) == nil)
        meter.begin(octets: 5)
        // The last line has no line feed.
        meter.begin()
        meter.end(entry(6))
        #expect(meter.standing.octetsLeft == 0 && meter.standing.timeLeft(after: .seconds(1)) == nil)
        #expect(ScanStanding().timeLeft(after: .seconds(1)) == nil)
    }
}
