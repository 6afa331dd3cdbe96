/// What was given to be audited, where that was more than names on the command line: a zone, or a list.
public struct Subject: Hashable, Sendable, Codable {
    /// Where the names came from.
    public enum Source: String, Hashable, Sendable, Codable, CaseIterable {
        /// A master file.
        case file
        /// A zone transfer (RFC 5936).
        case transfer
        /// A list of names.
        case list
    }

    /// The apex; none for a list.
    @OrNull public var zone: String?
    public var source: Source
    /// The file as it was named, the server's address, or "standard input".
    public var place: String
    /// The SOA's serial; none for a list.
    @OrNull public var serial: UInt32?
    /// Records read; none for a list.
    @OrNull public var records: Int?

    public init(zone: String?, source: Source, place: String, serial: UInt32? = nil, records: Int? = nil) {
        self.zone = zone
        self.source = source
        self.place = place
        self.serial = serial
        self.records = records
    }
}

/// Why a name was audited. Each word is also one that `--names-from` takes, but for `given`.
public enum Role: String, Hashable, Sendable, Codable, CaseIterable {
    /// Named by the user.
    case given
    /// The apex of the zone.
    case zone
    /// The owner of such a record.
    case a, aaaa, cname
    /// The target of a DNAME.
    case dname
    /// The owner of an HTTPS or SVCB record, or the host it points to (RFC 9460, section 2.5).
    case https, svcb
    /// A name made up below a wildcard.
    case wildcard
    /// The host that such a record points to.
    case mx, ns, srv
    /// The apex of a zone that this one delegates.
    case delegation
}

/// A line of a file, counted from 1.
public struct SourceLocation: Hashable, Sendable, Codable, CustomStringConvertible {
    public var file: String
    public var line: Int

    public init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    /// `example.zone:12`
    public var description: String { "\(file):\(line)" }
}
