public import QuadaReport

/// One format of the rules' pages: a pure function of the pages it is given.
///
/// As every renderer it gives printable ASCII and line feeds, and colour codes only where the caller asked for them.
public protocol RulesRenderer: Sendable {
    /// What `--format` calls it.
    var name: String { get }

    /// All rules at a glance.
    func list(_ pages: [RulePage]) -> [UInt8]

    /// Everything about each of the rules.
    func explain(_ pages: [RulePage]) -> [UInt8]
}
