/// Reads a file line by line, unpacking it where it is packed; what is held is bounded by the longest line.
///
/// How it is packed is told by its first octets, not by its name.
public struct LineReader: ~Copyable {
    private let file: SystemFile
    private let unpacker: any Unpacker
    private let maximumLineOctets: Int
    private let maximumOctets: Int
    private var packed: ArraySlice<UInt8>
    private var buffer: [UInt8] = []
    /// Where the next line begins in `buffer`.
    private var start = 0
    /// Where a line feed is looked for.
    private var searched = 0
    private var unpackedOctets = 0
    /// Of all lines; none where the file is packed, or has no size, as a pipe.
    public let sizeInOctets: Int?
    /// Once the lines are through: whether the last one has no line feed, or the packed stream no end.
    public private(set) var isCutOff = false

    /// - Parameters:
    ///   - maximumLineOctets: Of one line, without its line feed.
    ///   - maximumOctets: Of all lines, unpacked.
    ///   - unpacking: Makes the unpacker where the file is packed: of the libraries in this process, unless somebody else
    ///     is to do it.
    public init(
        path: String, maximumLineOctets: Int, maximumOctets: Int, unpacking: UnpackerMaker = LineReader.inThisProcess
    ) throws(StorageError) {
        try self.init(
            SystemFile(path: path, .reading), maximumLineOctets: maximumLineOctets, maximumOctets: maximumOctets,
            unpacking: unpacking)
    }

    /// The same from standard input.
    public init(
        standardInputWithMaximumLineOctets maximumLineOctets: Int, maximumOctets: Int,
        unpacking: UnpackerMaker = LineReader.inThisProcess
    ) throws(StorageError) {
        try self.init(
            SystemFile(standardInput: ()), maximumLineOctets: maximumLineOctets, maximumOctets: maximumOctets,
            unpacking: unpacking)
    }

    /// The libraries, without a process of their own.
    public static let inThisProcess: @Sendable (Compression) throws(StorageError) -> any Unpacker = {
        (compression) throws(StorageError) in try compression.unpacker()
    }

    private init(
        _ file: consuming SystemFile, maximumLineOctets: Int, maximumOctets: Int, unpacking: UnpackerMaker
    ) throws(StorageError) {
        var first: [UInt8] = []
        while first.count < Compression.signatureOctets {
            let more = try file.read(atMost: packedChunkOctets)
            if more.isEmpty { break }
            first += more
        }
        let compression = Compression(firstOctets: first[...])
        let size = try file.size()
        unpacker = compression == .none ? Unpacked() : try unpacking(compression)
        sizeInOctets = compression == .none && size > 0 ? size : nil
        packed = first[...]
        self.file = file
        self.maximumLineOctets = maximumLineOctets
        self.maximumOctets = maximumOctets
    }

    /// The next whole line, without its line feed; none at the end.
    public mutating func next() throws(StorageError) -> [UInt8]? {
        while true {
            if let end = lineFeed {
                guard end - start <= maximumLineOctets else { throw .lineTooLong(maximumOctets: maximumLineOctets) }
                defer {
                    start = end + 1
                    searched = start
                }
                return Array(buffer[start..<end])
            }
            searched = buffer.count
            guard buffer.count - start <= maximumLineOctets else {
                throw .lineTooLong(maximumOctets: maximumLineOctets)
            }
            guard try fill() else {
                isCutOff = start < buffer.count || !unpacker.isAtEnd
                return nil
            }
        }
    }

    /// Where the next one is, from `searched` on.
    private var lineFeed: Int? {
        let octets = buffer.span
        for place in searched..<octets.count where octets[place] == UInt8(ascii: "\n") { return place }
        return nil
    }

    /// What stands behind the last line feed, once the lines are through.
    public var remainder: [UInt8] { Array(buffer[start...]) }

    /// - Returns: Whether the file may go on.
    private mutating func fill() throws(StorageError) -> Bool {
        buffer.removeSubrange(..<start)
        searched -= start
        start = 0
        while true {
            let before = (buffer.count, packed.count)
            try unpacker.unpack(&packed, into: &buffer)
            if buffer.count > before.0 {
                unpackedOctets += buffer.count - before.0
                guard unpackedOctets <= maximumOctets else { throw .tooLarge(maximumOctets: maximumOctets) }
                return true
            }
            guard packed.isEmpty || packed.count == before.1 else { continue }
            let more = try file.read(atMost: packedChunkOctets)
            guard !more.isEmpty else { return false }
            packed += more
        }
    }
}
