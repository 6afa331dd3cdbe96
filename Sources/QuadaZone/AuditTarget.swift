public import QuadaDNS
public import QuadaReport

/// A name to be audited, why, and where the zone file has it.
public struct AuditTarget: Hashable, Sendable {
    public let name: Name
    public internal(set) var roles: [Role]
    public let location: SourceLocation?

    public init(_ name: Name, roles: [Role] = [.given], location: SourceLocation? = nil) {
        self.name = name
        self.roles = roles
        self.location = location
    }
}
