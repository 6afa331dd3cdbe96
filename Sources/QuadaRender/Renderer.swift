public import QuadaReport

/// One output format: a pure function of a finished report.
///
/// Every renderer keeps the same laws (`RendererLaws` in the tests): the same report gives the same octets, whatever a
/// server put into a name can neither break the format nor reach the terminal, and all agree on counts and worst
/// severity.
public protocol Renderer: Sendable {
    /// What `--format` calls it.
    var name: String { get }

    /// - Returns: The whole document, printable ASCII and line feeds (and colour codes, where the caller asked).
    func render(_ report: Report) -> [UInt8]
}
