internal import CZstd

/// Makes what is packed smaller still, against what came first: most zones of an operator, and the answers of most
/// servers, are alike but for a name.
///
/// For one caller at a time. Where the library has no memory left, nothing is compressed.
final class PackCompressor {
    /// The first of all that is packed, in which the rest looks for what it has in common with it.
    private var dictionary: [UInt8] = []
    private let dictionaryOctets: Int
    private let compressor: OpaquePointer?
    private let decompressor: OpaquePointer?
    private var writing: OpaquePointer?
    private var reading: OpaquePointer?

    /// A tenth more octets than at 3 for a third less time: below 0 what is not repeated is left as it is.
    private static let level: Int32 = -1

    /// - Parameter dictionaryOctets: How much is kept to look in.
    init(dictionaryOctets: Int) {
        self.dictionaryOctets = dictionaryOctets
        compressor = ZSTD_createCCtx()
        decompressor = ZSTD_createDCtx()
        dictionary.reserveCapacity(dictionaryOctets)
    }

    deinit {
        ZSTD_freeCCtx(compressor)
        ZSTD_freeDCtx(decompressor)
        ZSTD_freeCDict(writing)
        ZSTD_freeDDict(reading)
    }

    /// - Returns: None where it would not be smaller.
    func compressed(_ octets: [UInt8]) -> [UInt8]? {
        guard let compressor, decompressor != nil else { return nil }
        guard let writing else {
            learn(octets)
            return nil
        }
        let capacity = octets.count
        let result = [UInt8](unsafeUninitializedCapacity: capacity) { room, count in
            let written = ZSTD_compress_usingCDict(
                compressor, room.baseAddress, capacity, octets, octets.count, writing)
            count = ZSTD_isError(written) == 0 ? written : 0
        }
        return result.isEmpty ? nil : result
    }

    /// - Parameter count: Of octets before they were compressed.
    func decompressed(_ octets: UnsafeRawBufferPointer, count: Int) -> [UInt8]? {
        guard let decompressor, let reading else { return nil }
        let result = [UInt8](unsafeUninitializedCapacity: count) { room, written in
            let read = ZSTD_decompress_usingDDict(
                decompressor, room.baseAddress, count, octets.baseAddress, octets.count, reading)
            written = ZSTD_isError(read) == 0 ? read : 0
        }
        return result.count == count ? result : nil
    }

    /// Both sides refer to the same octets, so that there is no version of them to agree on.
    private func learn(_ octets: [UInt8]) {
        dictionary += octets
        guard dictionary.count >= dictionaryOctets else { return }
        writing = ZSTD_createCDict(dictionary, dictionary.count, Self.level)
        reading = ZSTD_createDDict(dictionary, dictionary.count)
        if reading == nil {
            ZSTD_freeCDict(writing)
            writing = nil
        }
        dictionary = []
    }
}
