import QuadaDNS
import QuadaEvidence
import Testing

@testable import QuadaWorker

/// What is written once has one place, however much there is of it.
@Suite struct WrittenTests {
    @Test("names have their places in the order in which they came, those of another case places of their own")
    func names() throws {
        var written = Written<Name>()
        var places: [[UInt8]: Int] = [:]
        for number in 0..<3000 {
            let label = ["a", "A", "ab", "a-label-of-many-octets", "A-label-of-many-octets"][number % 5]
            let name = try Name(presentation: "\(label)\(number / 7 % 50).zone\(number % 11).test.")
            let (place, isNew) = written.place(of: name)
            #expect(isNew == (places[name.wire] == nil))
            #expect(place == places[name.wire, default: places.count])
            places[name.wire] = place
        }
        #expect(written.place(of: .root).isNew)
    }

    @Test("addresses of both families have places of their own")
    func addresses() {
        var written = Written<IPAddress>()
        for round in 0..<2 {
            for number in 0..<500 as Range<UInt64> {
                for (index, address) in [.v4(UInt32(number)), .v6(high: 0, low: number), .v6(high: number + 1, low: 0)]
                    .enumerated() as EnumeratedSequence<[IPAddress]>
                {
                    let (place, isNew) = written.place(of: address)
                    #expect(place == Int(number) * 3 + index && isNew == (round == 0))
                }
            }
        }
    }

    @Test("observations of one number that are not the same have places of their own")
    func observations() {
        var written = Written<Observation>()
        let one = Observation(id: 1, exchange: Sample().exchange)
        let other = Observation(id: 1, exchange: Sample { $0.id = 7 }.exchange)
        #expect(written.place(of: one) == (0, true))
        #expect(written.place(of: other) == (1, true))
        #expect(written.place(of: Observation(id: 1, exchange: Sample().exchange)) == (0, false))
        #expect(written.place(of: other) == (1, false))
    }
}
