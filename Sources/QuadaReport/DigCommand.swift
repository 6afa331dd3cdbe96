/// A `dig` line that a person pastes into a shell.
///
/// A name of hostile octets stays one word of the command: whatever a shell would read is quoted.
public struct DigCommand: Hashable, Sendable, CustomStringConvertible {
    /// Presentation format.
    public var name: String
    /// Mnemonic.
    public var type: String
    public var address: String
    public var port: UInt16
    /// As `+tcp`, `+noedns`, behind `+norecurse`.
    public var options: [String]

    public init(name: String, type: String, address: String, port: UInt16 = 53, options: [String] = []) {
        self.name = name
        self.type = type
        self.address = address
        self.port = port
        self.options = options
    }

    /// The name is given by `-q`, so that none is read as an option.
    public var description: String {
        var words = ["dig", "+norecurse"] + options + ["@\(address)"]
        if port != 53 { words += ["-p", "\(port)"] }
        words += name.first == "-" || name.first == "+" || name.first == "@" ? ["-q", name] : [name]
        return (words + [type]).map(Self.quoted).joined(separator: " ")
    }

    /// The word as a POSIX shell reads it back.
    private static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.utf8.allSatisfy { octet in
                switch octet {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
                    UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: "/"):
                    true
                default:
                    false
                }
            }
        return isPlain
            ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
