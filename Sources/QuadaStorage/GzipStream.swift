internal import CZlib

/// A `z_stream` at a fixed place, which zlib insists on.
private func newStream() -> UnsafeMutablePointer<z_stream> {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    return stream
}

/// 15 bits of window, the most there is, and a gzip header.
private let gzipWindowBits: Int32 = 15 + 16

final class GzipPacker: Packer {
    private let stream: UnsafeMutablePointer<z_stream>

    init() throws(StorageError) {
        let stream = newStream()
        let status = deflateInit2_(
            stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzipWindowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            stream.deallocate()
            throw .library("zlib: \(status)")
        }
        self.stream = stream
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    func pack(_ octets: [UInt8], _ step: PackingStep, into output: inout [UInt8]) throws(StorageError) {
        let flush =
            switch step {
            case .more: Z_NO_FLUSH
            case .flush: Z_SYNC_FLUSH
            case .finish: Z_FINISH
            }
        var input = octets
        var packed: [UInt8] = []
        let status = input.withUnsafeMutableBufferPointer { input -> Int32 in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            var status = Z_OK
            repeat {
                var room: UInt32 = 0
                packed += [UInt8](unsafeUninitializedCapacity: packedChunkOctets) { buffer, count in
                    stream.pointee.next_out = buffer.baseAddress
                    stream.pointee.avail_out = UInt32(packedChunkOctets)
                    status = deflate(stream, flush)
                    room = stream.pointee.avail_out
                    count = packedChunkOctets - Int(room)
                }
                // Where the output was not filled, there is nothing left to give.
                if room > 0 { break }
            } while status == Z_OK
            stream.pointee.next_in = nil
            return status
        }
        output += packed
        // Z_BUF_ERROR: a flush had nothing to give.
        guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
            throw .library("zlib: \(status)")
        }
    }
}

final class GzipUnpacker: Unpacker {
    private let stream: UnsafeMutablePointer<z_stream>
    private(set) var isAtEnd = false
    private var unpackedOctets = 0

    init() throws(StorageError) {
        let stream = newStream()
        let status = inflateInit2_(stream, gzipWindowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            stream.deallocate()
            throw .library("zlib: \(status)")
        }
        self.stream = stream
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func unpack(_ input: inout ArraySlice<UInt8>, into output: inout [UInt8]) throws(StorageError) {
        if isAtEnd {
            guard !input.isEmpty else { return }
            // Members may follow each other, as where packed files were joined.
            inflateReset(stream)
            isAtEnd = false
        }
        var octets = Array(input)
        var status = Z_OK
        var taken = 0
        let unpacked = octets.withUnsafeMutableBufferPointer { buffer in
            stream.pointee.next_in = buffer.baseAddress
            stream.pointee.avail_in = UInt32(buffer.count)
            defer { stream.pointee.next_in = nil }
            return [UInt8](unsafeUninitializedCapacity: unpackedChunkOctets) { room, count in
                stream.pointee.next_out = room.baseAddress
                stream.pointee.avail_out = UInt32(unpackedChunkOctets)
                status = inflate(stream, Z_NO_FLUSH)
                count = unpackedChunkOctets - Int(stream.pointee.avail_out)
                taken = buffer.count - Int(stream.pointee.avail_in)
            }
        }
        input = input.dropFirst(taken)
        output += unpacked
        unpackedOctets += unpacked.count
        switch status {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: isAtEnd = true
        case Z_MEM_ERROR: throw .library("zlib: no memory")
        default: throw .damaged(.gzip, unpackedOctets: unpackedOctets)
        }
    }
}
