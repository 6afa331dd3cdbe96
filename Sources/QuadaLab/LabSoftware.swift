internal import QuadaDNS

/// What a lab server says of itself, as servers' software does: nothing where nothing is set.
public struct LabSoftware: Hashable, Sendable {
    /// The text of `version.bind` and `version.server`.
    public var version: String?
    /// The text of `id.server` and `hostname.bind`.
    public var id: String?
    /// The identifier of RFC 5001.
    public var nsid: String?

    public init(version: String? = nil, id: String? = nil, nsid: String? = nil) {
        self.version = version
        self.id = id
        self.nsid = nsid
    }

    private static let versionNames: Set = ["version.bind.", "version.server."]
    private static let idNames: Set = ["id.server.", "hostname.bind."]

    /// Whether a server is asked for this name in class CH, whatever its zones are.
    static func isAsked(_ name: Name) -> Bool {
        versionNames.union(idNames).contains(name.lowercased.description)
    }

    /// The RDATA of TXT for a question of class CH: character-strings of at most 255 octets each.
    func text(for question: Question) -> [UInt8]? {
        guard question.type == .txt else { return nil }
        let name = question.name.lowercased.description
        let text = Self.versionNames.contains(name) ? version : Self.idNames.contains(name) ? id : nil
        guard let text else { return nil }
        var rdata: [UInt8] = []
        var rest = Array(text.utf8)[...]
        repeat {
            let part = rest.prefix(255)
            rdata += [UInt8(part.count)] + part
            rest = rest.dropFirst(part.count)
        } while !rest.isEmpty
        return rdata
    }
}
