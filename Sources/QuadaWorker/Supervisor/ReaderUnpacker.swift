#if os(Linux)
    internal import QuadaStorage

    /// Unpacks in a reader. What comes back is bounded by what was sent: no packing gives more.
    final class ReaderUnpacker: Unpacker {
        private let reader: Reader
        private let compression: Compression
        private var hasMore = false
        private(set) var isAtEnd = false
        private var packedOctets = 0
        private var unpackedOctets = 0

        init(_ reader: Reader, _ compression: Compression) {
            self.reader = reader
            self.compression = compression
        }

        /// A block of zstd stands for 131,072 octets and takes 4 at least (RFC 8878, section 3.1.1.2); gzip comes to 1032.
        private static let mostPerOctet = 32_768
        /// What frames' headers may stand for besides.
        private static let mostBeside = 1 << 20

        func unpack(_ input: inout ArraySlice<UInt8>, into output: inout [UInt8]) throws(StorageError) {
            guard hasMore || !input.isEmpty else { return }
            let piece = hasMore ? [] : Array(input.prefix(UnpackOrder.maximumOctets))
            input = input.dropFirst(piece.count)
            packedOctets += piece.count
            let answer: UnpackedPayload
            do throws(WorkerFault) {
                answer = try reader.ask(
                    Frame(.unpack, UnpackOrder(compression, piece).octets), .unpacked
                ) { (octets) throws(Nonsense) in try checked(UnpackedPayload(reading: octets)) }
            } catch {
                throw .notUnpacked(error.readingWords)
            }
            switch answer {
            case .octets(let octets, let hasMore, let isAtEnd):
                unpackedOctets += octets.count
                output += octets
                self.hasMore = hasMore
                self.isAtEnd = isAtEnd
            case .damaged(let count): throw .damaged(compression, unpackedOctets: count)
            case .library(let words): throw .library(words)
            }
        }

        private func checked(_ answer: UnpackedPayload) throws(Nonsense) -> UnpackedPayload {
            switch answer {
            case .octets(let octets, _, _):
                let (product, isTooMuch) = packedOctets.multipliedReportingOverflow(by: Self.mostPerOctet)
                let most = isTooMuch ? .max : product
                guard unpackedOctets + octets.count - Self.mostBeside <= most else {
                    throw Nonsense("more octets than can have been packed")
                }
            case .damaged(let count):
                guard count <= unpackedOctets + Self.mostBeside else {
                    throw Nonsense("damage behind octets that were not sent")
                }
            case .library: break
            }
            return answer
        }
    }
#endif
