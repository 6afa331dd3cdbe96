/// Where and why a master file could not be read.
public struct ZoneFileError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        /// A parenthesis that is never closed, or closed without having been opened.
        case unbalancedParenthesis
        /// A quoted string that does not end on its line.
        case unterminatedString
        /// A NUL octet, which no master file holds.
        case nulOctet
        /// A record that leaves its owner to the one before it, and is the first.
        case noOwner
        /// A record that ends before its type.
        case noType
        case badName(String, NameError)
        /// Not a number of seconds up to 2147483647 (RFC 2181, section 8), nor one with the units s, m, h, d, w.
        case badTTL(String)
        case unknownType(String)
        /// The reason is the library's where it knows the type better than we do.
        case badRDATA(RRType, reason: String)
        /// Whoever was to read RDATA can not; that and the records behind it are not read.
        case unread(String)
        /// What is no directive, and `$INCLUDE` in a text that may not read other files.
        case unsupportedDirective(String)
        /// `$INCLUDE` without a file, or with more than a file and an origin.
        case badInclude
        /// Files that include each other deeper than the bound.
        case includeTooDeep(String)
        /// A file that includes itself, or one that does.
        case includeLoop(String)
        case includeUnreadable(String, reason: String)
        /// `$GENERATE` without a range of numbers, an owner, a type and RDATA, or with a `${...}` that is none.
        case badGenerate
        /// A directive without exactly one value.
        case badDirective(String)
    }

    /// Why a file that `$INCLUDE` names can not be read, in a few words.
    public struct IncludeFailure: Error, Hashable, Sendable {
        public let reason: String

        public init(_ reason: String) {
            self.reason = reason
        }
    }

    /// The file, as the caller or `$INCLUDE` named it.
    public let file: String
    /// Counted from 1.
    public let line: Int
    public let reason: Reason

    public init(file: String, line: Int, reason: Reason) {
        self.file = file
        self.line = line
        self.reason = reason
    }
}

extension ZoneFileError: CustomStringConvertible {
    /// One line: `example.zone:12: TTL "1y" is not a number of seconds`.
    public var description: String { "\(file):\(line): \(reason)" }
}

extension ZoneFileError.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unbalancedParenthesis: "unbalanced parenthesis"
        case .unterminatedString: "quoted string does not end on its line"
        case .nulOctet: "NUL octet in the text"
        case .noOwner: "first record has no owner"
        case .noType: "record without a type"
        case .badName(let text, let error): "\(quoted(text)) is not a name: \(error)"
        case .badTTL(let text): "TTL \(quoted(text)) is not a number of seconds up to 2147483647"
        case .unknownType(let text): "unknown record type \(quoted(text))"
        case .badRDATA(let type, let reason): "\(type): \(reason)"
        case .unread(let reason): reason
        case .unsupportedDirective(let text): "directive \(quoted(text)) is not supported"
        case .badInclude: "$INCLUDE takes a file and, if need be, an origin"
        case .includeTooDeep(let file): "$INCLUDE \(quoted(file)): files include each other too deep"
        case .includeLoop(let file): "$INCLUDE \(quoted(file)): the file includes itself"
        case .includeUnreadable(let file, let reason): "$INCLUDE \(quoted(file)): \(reason)"
        case .badGenerate: "$GENERATE takes start-stop[/step], an owner, a type and RDATA, as in 1-9 host-$ A 192.0.2.$"
        case .badDirective(let text): "directive \(text) takes one value"
        }
    }

    /// What a file held, fit to be shown: in ASCII, at most 64 characters of it.
    private func quoted(_ text: String) -> String {
        let shown = text.unicodeScalars.prefix(64).map { $0.escaped(asASCII: true) }.joined()
        return "\"\(shown)\(text.unicodeScalars.count > 64 ? "..." : "")\""
    }
}
