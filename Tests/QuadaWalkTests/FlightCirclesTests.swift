import Testing

@testable import QuadaWalk

/// Zones whose servers' names lie in each other's zones wait for one another; the circle is refused, not waited for.
@Suite struct FlightCirclesTests {
    @Test func aFlightMayNotWaitForItself() {
        let circles = FlightCircles()
        let flight = circles.newFlight()
        #expect(!circles.wait(flight, for: flight))
    }

    @Test func aCircleOfThreeIsRefusedWhereItCloses() {
        let circles = FlightCircles()
        let (first, second, third) = (circles.newFlight(), circles.newFlight(), circles.newFlight())
        #expect(circles.wait(first, for: second))
        #expect(circles.wait(second, for: third))
        #expect(!circles.wait(third, for: first))
        circles.stopWaiting(first, for: second)
        #expect(circles.wait(third, for: first))
    }

    @Test func waitingTwiceForTheSameEndsTwice() {
        let circles = FlightCircles()
        let (first, second) = (circles.newFlight(), circles.newFlight())
        #expect(circles.wait(first, for: second))
        #expect(circles.wait(first, for: second))
        circles.stopWaiting(first, for: second)
        #expect(!circles.wait(second, for: first))
        circles.stopWaiting(first, for: second)
        #expect(circles.wait(second, for: first))
    }

    @Test func whoeverNobodyWaitsForMayAlwaysWait() {
        let circles = FlightCircles()
        #expect(circles.wait(nil, for: circles.newFlight()))
    }
}
