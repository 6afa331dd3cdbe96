public import QuadaReport

/// An array of the pages, whole in either case: who reads JSON leaves out what is not wanted.
public struct RulesJSONRenderer: RulesRenderer {
    public let name = "json"

    public init() {}

    public func list(_ pages: [RulePage]) -> [UInt8] { explain(pages) }

    public func explain(_ pages: [RulePage]) -> [UInt8] {
        json(of: pages, isPretty: true) + [UInt8(ascii: "\n")]
    }
}
