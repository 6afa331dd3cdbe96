public import QuadaDNS

/// What a server's software is asked about itself: TXT in class CH (RFC 4892).
public enum IdentityQuestion: String, Hashable, Sendable, CaseIterable {
    case version = "version.bind"
    case id = "id.server"
    case hostname = "hostname.bind"

    public var name: Name { Name(rawValue) ?? .root }

    public var question: Question { Question(name: name, type: .txt, rrclass: .chaos) }
}
