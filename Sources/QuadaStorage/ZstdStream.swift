internal import CZstd

final class ZstdPacker: Packer {
    private let context: OpaquePointer

    init() throws(StorageError) {
        guard let context = ZSTD_createCCtx() else { throw .library("zstd: no memory") }
        self.context = context
        // A checksum at the end of the frame, as the command of the same name writes.
        _ = ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    }

    deinit { ZSTD_freeCCtx(context) }

    func pack(_ octets: [UInt8], _ step: PackingStep, into output: inout [UInt8]) throws(StorageError) {
        let directive =
            switch step {
            case .more: ZSTD_e_continue
            case .flush: ZSTD_e_flush
            case .finish: ZSTD_e_end
            }
        var left = 0
        var taken = 0
        repeat {
            let packed = octets.withUnsafeBytes { source in
                var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: taken)
                defer { taken = input.pos }
                return [UInt8](unsafeUninitializedCapacity: packedChunkOctets) { room, count in
                    var result = ZSTD_outBuffer(dst: room.baseAddress, size: packedChunkOctets, pos: 0)
                    left = ZSTD_compressStream2(context, &result, &input, directive)
                    count = result.pos
                }
            }
            guard ZSTD_isError(left) == 0 else { throw .library("zstd: \(Self.words(left))") }
            output += packed
        } while taken < octets.count || (step != .more && left > 0)
    }

    static func words(_ code: Int) -> String { String(cString: ZSTD_getErrorName(code)) }
}

final class ZstdUnpacker: Unpacker {
    private let context: OpaquePointer
    private(set) var isAtEnd = false
    private var unpackedOctets = 0

    /// 2 to this power octets are the most that a frame may ask us to hold: 128 MiB, as much as the command `zstd` gives
    /// it without being told to, and so whatever that command packed without `--long`.
    private static let maximumWindowLog: Int32 = 27

    init() throws(StorageError) {
        guard let context = ZSTD_createDCtx() else { throw .library("zstd: no memory") }
        self.context = context
        _ = ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.maximumWindowLog)
    }

    deinit { ZSTD_freeDCtx(context) }

    func unpack(_ input: inout ArraySlice<UInt8>, into output: inout [UInt8]) throws(StorageError) {
        if isAtEnd, input.isEmpty { return }
        var hint = 0
        var taken = 0
        let unpacked = input.withUnsafeBytes { source in
            var packed = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
            defer { taken = packed.pos }
            return [UInt8](unsafeUninitializedCapacity: unpackedChunkOctets) { room, count in
                var result = ZSTD_outBuffer(dst: room.baseAddress, size: unpackedChunkOctets, pos: 0)
                hint = ZSTD_decompressStream(context, &result, &packed)
                count = result.pos
            }
        }
        guard ZSTD_isError(hint) == 0 else { throw .damaged(.zstd, unpackedOctets: unpackedOctets) }
        input = input.dropFirst(taken)
        output += unpacked
        unpackedOctets += unpacked.count
        // 0 says that a frame is complete and given out; another may follow.
        if taken > 0 || !unpacked.isEmpty { isAtEnd = hint == 0 }
    }
}
