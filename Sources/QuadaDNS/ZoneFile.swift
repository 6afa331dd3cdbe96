/// A zone's records, read from a master file (RFC 1035, section 5).
public struct ZoneFile: Hashable, Sendable {
    /// What relative names were completed with at the start: the zone's apex, as the caller says.
    public let origin: Name
    /// In the order of the file, included files where they are included.
    public let records: [ResourceRecord]
    /// Where each record begins, by the same index.
    public let places: [Place]

    /// A line of one of the files, counted from 1.
    public struct Place: Hashable, Sendable {
        public let file: String
        public let line: Int

        public init(file: String, line: Int) {
            self.file = file
            self.line = line
        }
    }

    /// A file that `$INCLUDE` names, found and read.
    public struct Included: Sendable {
        /// Its name for errors and for what it includes itself.
        public let file: String
        public let text: String

        public init(file: String, text: String) {
            self.file = file
            self.text = text
        }
    }

    /// Finds and reads a file: its name as `$INCLUDE` has it, and the file that says so; gives the reason where it can
    /// not, in a few words.
    public typealias Includer = (_ file: String, _ from: String) -> Result<Included, ZoneFileError.IncludeFailure>

    /// Reads a whole file's text.
    ///
    /// `$ORIGIN`, `$TTL` (RFC 2308, section 4), `$INCLUDE`, `$GENERATE` (of BIND, read by NSD, Knot and PowerDNS as
    /// well), `@`, relative names, blank owners, parentheses, TTLs with units and unknown types (RFC 3597, section 5) are
    /// read. A TTL left out is that of `$TTL`, else the last one stated, else 3600 seconds.
    ///
    /// - Parameters:
    ///   - text: The file's content.
    ///   - origin: The origin until the file states another.
    ///   - source: The file's name for errors.
    ///   - include: Reads other files; without it `$INCLUDE` is refused.
    ///   - rdata: Reads the records' RDATA: ldns in this process, unless somebody else is to do it.
    public init(
        text: String, origin: Name, source: String, include: Includer? = nil,
        rdata: @escaping WrittenRData.Reader = { $0.map(\.reading) }
    ) throws(ZoneFileError) {
        var parser = ZoneFileParser(origin: origin, include: include, rdata: rdata)
        try parser.parse(text, source: source)
        try parser.finish()
        self.origin = origin
        records = parser.records
        places = parser.places
    }
}

extension ResourceRecord {
    /// Reads one record that stands alone, its names not compressed; none where it can not be delimited.
    init?(wire: [UInt8]) {
        // A header that promises one answer makes a message of it.
        guard let record = Message(reading: [0, 0, 0x80, 0, 0, 0, 0, 1, 0, 0, 0, 0] + wire).answer.first else {
            return nil
        }
        self = record
    }

    /// Whether the RDATA is not of its type's shape.
    var isMalformed: Bool { if case .malformed = data { true } else { false } }
}
