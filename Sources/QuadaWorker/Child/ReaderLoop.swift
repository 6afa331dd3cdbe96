internal import QuadaDNS
internal import QuadaStorage
internal import QuadaYAML

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Behind closed doors: one order after the other, one answer to each, on the process's only thread.
struct ReaderLoop {
    private let channel: Channel
    private var stream: UnpackedStream?
    #if QUADA_ATTACKS
        var takenOver: ((Frame) -> Bool)?
    #endif

    init(channel: Channel) {
        self.channel = channel
    }

    mutating func serve() -> Never {
        while true {
            switch channel.receive(within: -1) {
            case .frame(let frame):
                do throws(Nonsense) {
                    try obey(frame)
                } catch {
                    refuse()
                }
            case .nothing: break
            case .end: exit(WorkerMain.Status.done)
            case .nonsense: refuse()
            }
        }
    }

    private mutating func obey(_ frame: Frame) throws(Nonsense) {
        #if QUADA_ATTACKS
            if let takenOver, takenOver(frame) { return }
        #endif
        switch frame.kind {
        case .readYAML: channel.send(Frame(.yaml, Self.yaml(frame.payload)))
        case .readRData:
            channel.send(Frame(.rdata, Self.rdata(try RDataOrder(reading: frame.payload))))
        case .unpack:
            let order = try UnpackOrder(reading: frame.payload)
            channel.send(Frame(.unpacked, unpack(order).octets))
        default: throw Nonsense("a frame that is no order")
        }
    }

    private static func yaml(_ octets: [UInt8]) -> [UInt8] {
        let result: Result<YAMLTree, YAMLTree.Failure>
        do throws(YAMLTree.Failure) {
            result = .success(try YAMLTree.compose(String(decoding: octets, as: UTF8.self)))
        } catch {
            result = .failure(error)
        }
        let answer = YAMLPayload(result).octets
        guard answer.count > Frame.maximumOctets else { return answer }
        return YAMLPayload(.failure(YAMLTree.Failure(line: nil, reason: "larger than any file here is"))).octets
    }

    private static func rdata(_ order: RDataOrder) -> [UInt8] {
        var octets = 0
        return RDataPayload(
            order.texts.map { text in
                // A few letters may stand for a long name; not even a great zone comes to this much at once.
                guard octets < Frame.maximumOctets / 2 else { return .refused("more RDATA than fits") }
                let reading = text.reading
                if case .octets(let read) = reading { octets += read.count + 8 }
                return reading
            }
        ).octets
    }

    private mutating func unpack(_ order: UnpackOrder) -> UnpackedPayload {
        do throws(StorageError) {
            var stream: UnpackedStream
            if let known = self.stream {
                stream = known
            } else {
                stream = UnpackedStream(unpacker: try order.compression.unpacker())
            }
            defer { self.stream = stream }
            return try stream.take(order.packed)
        } catch {
            switch error {
            case .damaged(_, let octets): return .damaged(unpackedOctets: octets)
            case .library(let words): return .library(words)
            default: return .library("\(error)")
            }
        }
    }

    private func refuse() -> Never {
        channel.send(Frame(.refusal, RefusalPayload.orders.octets))
        exit(WorkerMain.Status.orders)
    }
}

/// A packed stream, piece by piece.
private struct UnpackedStream {
    let unpacker: any Unpacker
    private var input: ArraySlice<UInt8> = []
    /// Told once what came before it was given.
    private var failure: StorageError?

    init(unpacker: any Unpacker) {
        self.unpacker = unpacker
    }

    /// A step of a library gives this much at most.
    private static let enough = UnpackedPayload.maximumOctets - 65_536

    mutating func take(_ more: [UInt8]) throws(StorageError) -> UnpackedPayload {
        if let failure { throw failure }
        input += more
        var output: [UInt8] = []
        while output.count <= Self.enough {
            let before = (output.count, input.count)
            do throws(StorageError) {
                try unpacker.unpack(&input, into: &output)
            } catch {
                // What a step gave before it failed is not given here either.
                output.removeSubrange(before.0...)
                if output.isEmpty { throw error }
                failure = error
                return .octets(output, hasMore: true, isAtEnd: false)
            }
            guard (output.count, input.count) != before else { break }
        }
        return .octets(output, hasMore: output.count > Self.enough, isAtEnd: unpacker.isAtEnd)
    }
}
