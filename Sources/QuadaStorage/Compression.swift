/// How a file is packed.
public enum Compression: Hashable, Sendable, CaseIterable {
    case none
    case gzip
    case zstd

    /// What a path asks for: `.gz`, `.zst`, or neither.
    public init(path: String) {
        let lower = path.lowercased()
        self = lower.hasSuffix(".gz") ? .gzip : lower.hasSuffix(".zst") ? .zstd : .none
    }

    /// What the first octets of a file show, whatever its name.
    init(firstOctets octets: ArraySlice<UInt8>) {
        if octets.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if octets.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
            self = .zstd
        } else {
            self = .none
        }
    }

    /// Octets by which `init(firstOctets:)` tells.
    static let signatureOctets = 4

    func packer() throws(StorageError) -> any Packer {
        switch self {
        case .none: Unpacked()
        case .gzip: try GzipPacker()
        case .zstd: try ZstdPacker()
        }
    }

    /// The libraries, in this process.
    public func unpacker() throws(StorageError) -> any Unpacker {
        switch self {
        case .none: Unpacked()
        case .gzip: try GzipUnpacker()
        case .zstd: try ZstdUnpacker()
        }
    }
}

/// What a packing stream is asked to do besides taking octets.
enum PackingStep {
    /// Keep what gives better packing with more.
    case more
    /// Give out everything taken so far, so that a reader can have it all.
    case flush
    /// The same, and close the stream.
    case finish
}

/// Packs octets as they come; at most a library's buffers are held.
protocol Packer: AnyObject {
    /// Appends what there is of the packed octets.
    func pack(_ octets: [UInt8], _ step: PackingStep, into output: inout [UInt8]) throws(StorageError)
}

/// Unpacks octets as they come.
public protocol Unpacker: AnyObject {
    /// Takes some of the input and appends some octets; neither where more input is needed.
    func unpack(_ input: inout ArraySlice<UInt8>, into output: inout [UInt8]) throws(StorageError)

    /// Whether the packed stream may end here; a file that ends elsewhere was cut off.
    var isAtEnd: Bool { get }
}

/// Makes an unpacker for what is packed so.
public typealias UnpackerMaker = @Sendable (Compression) throws(StorageError) -> any Unpacker

/// A bound on what one step of unpacking gives, however little it takes: a bomb goes off in pieces of this size.
let unpackedChunkOctets = 65_536
let packedChunkOctets = 65_536

/// Octets that are not packed.
final class Unpacked: Packer, Unpacker {
    var isAtEnd: Bool { true }

    func pack(_ octets: [UInt8], _ step: PackingStep, into output: inout [UInt8]) throws(StorageError) {
        output += octets
    }

    func unpack(_ input: inout ArraySlice<UInt8>, into output: inout [UInt8]) throws(StorageError) {
        output += input
        input = []
    }
}

/// Why a file could not be written or read.
public enum StorageError: Error, Hashable, Sendable {
    /// The system's error number.
    case system(Int32)
    /// The compressing library had no memory, or no use for what it was given.
    case library(String)
    /// Whoever was to unpack it can not, in words of this program.
    case notUnpacked(String)
    /// Packed octets that are not what they begin as; behind so many octets of unpacked text.
    case damaged(Compression, unpackedOctets: Int)
    case lineTooLong(maximumOctets: Int)
    case tooLarge(maximumOctets: Int)
    /// Another process writes it.
    case inUse
}
