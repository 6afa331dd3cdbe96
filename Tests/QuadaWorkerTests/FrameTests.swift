import QuadaWorker
import Testing

/// Frames come whole however the channel cuts them, and what is no frame is refused at its header.
@Suite struct FrameTests {
    private static let frames = [
        Frame(.configuration, [1, 2, 3]), Frame(.alive), Frame(.evidence, [UInt8](repeating: 0xAB, count: 100_000)),
        Frame(.refusal, [0]),
    ]

    @Test("the same frames come out, in whatever pieces they come in", arguments: [1, 2, 5, 6, 4096, 1 << 20])
    func pieces(of size: Int) throws {
        let octets = Self.frames.flatMap(\.octets)
        var buffer = FrameBuffer()
        var frames: [Frame] = []
        for start in stride(from: 0, to: octets.count, by: size) {
            buffer.append(octets[start..<min(start + size, octets.count)])
            while let frame = try buffer.next() { frames.append(frame) }
        }
        #expect(frames == Self.frames)
        #expect(buffer.isEmpty)
    }

    @Test("a size beyond the limit is refused before its payload is waited for")
    func oversize() {
        var buffer = FrameBuffer(maximumOctets: 10)
        buffer.append([0, 0, 0, 11, Frame.Kind.evidence.rawValue])
        #expect(throws: Nonsense("a frame of 11 octets, more than 10")) { try buffer.next() }
        var full = FrameBuffer()
        full.append([0xFF, 0xFF, 0xFF, 0xFF, Frame.Kind.evidence.rawValue])
        #expect(throws: Nonsense.self) { try full.next() }
    }

    @Test("a frame of the greatest size is taken")
    func greatest() throws {
        var buffer = FrameBuffer(maximumOctets: 10)
        buffer.append(Frame(.evidence, [UInt8](repeating: 7, count: 10)).octets)
        #expect(try buffer.next()?.payload.count == 10)
    }

    @Test("a kind that there is not is refused")
    func kinds() {
        for code in UInt8.min...UInt8.max where Frame.Kind(rawValue: code) == nil {
            var buffer = FrameBuffer()
            buffer.append([0, 0, 0, 0, code])
            #expect(throws: Nonsense("a frame of kind \(code), which there is not")) { try buffer.next() }
        }
    }
}
