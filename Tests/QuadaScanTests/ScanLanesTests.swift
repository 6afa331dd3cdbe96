import Testing

@testable import QuadaScan

/// Names that wait for silent servers do not set the pace of the others.
@Suite struct ScanLanesTests {
    @Test("lanes that are all taken by names that wait are added to, up to a bound, and leave again")
    func growth() throws {
        let lanes = ScanLanes(usual: 4)
        #expect(Array(lanes.first) == [0, 1, 2, 3])
        var calls = 0
        for lane in 0..<4 where lanes.begin(lane, at: .zero) { calls += 1 }
        #expect(calls == 1)
        // Nobody waited for long.
        #expect(lanes.growth(at: .seconds(1)) == 4..<4)
        #expect(lanes.end(3, at: .seconds(1)))
        #expect(lanes.begin(3, at: .seconds(1)) == false, "who watches is there already")
        #expect(lanes.growth(at: .milliseconds(2500)) == 4..<7, "three wait, and three may come")
        #expect(lanes.growth(at: .seconds(3)) == nil, "those that were added are not taken yet")
        for lane in 4..<7 { #expect(lanes.begin(lane, at: .seconds(3)) == (lane == 6)) }
        #expect(lanes.growth(at: .seconds(10)) == 7..<11)
        for lane in 7..<11 { _ = lanes.begin(lane, at: .seconds(10)) }
        #expect(lanes.growth(at: .seconds(20)) == 11..<15)
        for lane in 11..<15 { _ = lanes.begin(lane, at: .seconds(20)) }
        #expect(lanes.growth(at: .seconds(22)) == 15..<15)
        #expect(lanes.growth(at: .seconds(23)) == 15..<16)
        #expect(!lanes.begin(15, at: .seconds(23)), "there may be no more")
        #expect(lanes.growth(at: .seconds(40)) == nil)
        // The first to end is still needed: as many wait as were added.
        #expect(lanes.end(0, at: .seconds(40)))
        var left = 0
        for lane in 1..<16 where !lanes.end(lane, at: .seconds(40)) { left += 1 }
        #expect(left == 12)
        #expect((0..<4).map { _ in lanes.leave() } == [false, false, false, true])
    }

    @Test func oneAtLeast() {
        #expect(Array(ScanLanes(usual: 0).first) == [0])
    }
}
