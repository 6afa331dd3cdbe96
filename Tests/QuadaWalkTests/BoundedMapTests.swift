import Testing

@testable import QuadaWalk

/// A map that holds so much and no more, against one that is kept the slow way.
@Suite struct BoundedMapTests {
    /// The same in a list, the last used at its end.
    private struct Model {
        let limit: Int
        var entries: [(key: Int, value: Int, expires: Int)] = []

        mutating func value(for key: Int, at now: Int) -> Int? {
            guard let index = entries.firstIndex(where: { $0.key == key }), entries[index].expires > now else {
                return nil
            }
            let entry = entries.remove(at: index)
            entries.append(entry)
            return entry.value
        }

        mutating func set(_ value: Int, for key: Int, until expires: Int) {
            if let index = entries.firstIndex(where: { $0.key == key }) {
                entries.remove(at: index)
            } else if entries.count == limit {
                entries.removeFirst()
            }
            entries.append((key, value, expires))
        }

        mutating func remove(_ key: Int) {
            guard let index = entries.firstIndex(where: { $0.key == key }) else { return }
            var entry = entries.remove(at: index)
            entry.expires = 0
            entries.insert(entry, at: 0)
        }
    }

    @Test("what is used least recently goes, and what is stale is not given", arguments: [1, 2, 3, 7, 40])
    func model(limit: Int) {
        var random = SystemRandomNumberGenerator()
        var map = BoundedMap<Int, Int>(limit: limit)
        var model = Model(limit: limit)
        for now in 1...20_000 {
            let key = Int.random(in: 0..<limit * 2, using: &random)
            switch Int.random(in: 0..<8, using: &random) {
            case 0...2:
                let expires = now + Int.random(in: 0..<100, using: &random)
                map.set(now, for: key, until: .seconds(expires))
                model.set(now, for: key, until: expires)
            case 3:
                map.remove(key)
                model.remove(key)
            default:
                #expect(map.value(for: key, at: .seconds(now)) == model.value(for: key, at: now))
            }
            #expect(map.count == model.entries.count && map.count <= limit)
        }
        for entry in model.entries { #expect(map.peek(entry.key) == entry.value) }
    }

    @Test("a change is no use, and does nothing where there is nothing")
    func change() {
        var map = BoundedMap<Int, Int>(limit: 2)
        map.change(1) { $0 += 1 }
        #expect(map.peek(1) == nil)
        map.set(10, for: 1, until: .seconds(5))
        map.set(20, for: 2, until: .seconds(5))
        map.change(1) { $0 += 1 }
        #expect(map.peek(1) == 11)
        map.set(30, for: 3, until: .seconds(5))
        #expect(map.peek(1) == nil && map.peek(2) == 20)
    }
}

@Suite struct FreshnessTests {
    @Test(
        "what was learnt holds as long as its shortest TTL, between a minute and a day",
        arguments: [
            ([], 900), ([0], 60), ([59], 60), ([61], 61), ([3600, 300, 86_400], 300), ([86_401], 86_400),
            ([.max], 86_400),
        ] as [([UInt32], Int64)])
    func bounds(ttls: [UInt32], seconds: Int64) {
        #expect(Freshness.duration(ttls) == .seconds(seconds))
    }
}
