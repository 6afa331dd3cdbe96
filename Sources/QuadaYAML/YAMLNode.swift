internal import Yams

/// A node of a YAML file, read with the place in view: whatever is wrong is said with its line.
public struct YAMLNode {
    private let node: Node
    public let source: String

    public init(text: String, source: String) throws(YAMLError) {
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw YAMLError(source: source, line: nil, reason: "the file is empty")
            }
            self.init(node: node, source: source)
        } catch let error as YAMLError {
            throw error
        } catch let error as YamlError {
            throw YAMLError(source: source, line: error.line, reason: error.reason)
        } catch {
            throw YAMLError(source: source, line: nil, reason: "not YAML")
        }
    }

    private init(node: Node, source: String) {
        self.node = node
        self.source = source
    }

    public func error(_ reason: String) -> YAMLError {
        YAMLError(source: source, line: node.mark?.line, reason: reason)
    }

    /// From 1; none where it is not known.
    public var line: Int? { node.mark?.line }

    /// The line of the first line of a block of text.
    public var textLine: Int { (node.mark?.line ?? 1) + 1 }

    /// A mapping's entries in their order; refuses keys that nobody reads.
    public func entries(allowed: Set<String>? = nil) throws(YAMLError) -> [(key: String, value: YAMLNode)] {
        guard case .mapping(let mapping) = node else { throw error("a mapping is wanted here") }
        var entries: [(String, YAMLNode)] = []
        for (key, value) in mapping {
            let name = key.scalar?.string ?? ""
            let child = YAMLNode(node: value, source: source)
            if let allowed, !allowed.contains(name) {
                throw YAMLNode(node: key, source: source).error(
                    "unknown key '\(name)'; known are \(allowed.sorted().joined(separator: ", "))")
            }
            if entries.contains(where: { $0.0 == name }) {
                throw YAMLNode(node: key, source: source).error("the key '\(name)' stands twice")
            }
            entries.append((name, child))
        }
        return entries
    }

    public var isSequence: Bool { if case .sequence = node { true } else { false } }

    public var isMapping: Bool { if case .mapping = node { true } else { false } }

    public func string() throws(YAMLError) -> String {
        guard case .scalar(let scalar) = node else { throw error("a single value is wanted here") }
        return scalar.string
    }

    /// A sequence's items; a single value counts as a sequence of one.
    public func items() throws(YAMLError) -> [YAMLNode] {
        switch node {
        case .sequence(let sequence): return sequence.map { YAMLNode(node: $0, source: source) }
        case .scalar, .mapping: return [self]
        case .alias: throw error("YAML aliases are not read here")
        }
    }

    public func boolean() throws(YAMLError) -> Bool {
        switch try string() {
        case "true": return true
        case "false": return false
        default: throw error("true or false is wanted here")
        }
    }

    public func integer(in range: ClosedRange<Int>) throws(YAMLError) -> Int {
        guard let value = Int(try string()), range.contains(value) else {
            throw error("a number from \(range.lowerBound) to \(range.upperBound) is wanted here")
        }
        return value
    }

    /// `20ms` or `1.5s`.
    public func duration() throws(YAMLError) -> Duration {
        let text = try string()
        if text.hasSuffix("ms"), let value = Double(text.dropLast(2)), (0...3_600_000).contains(value) {
            return .microseconds(Int64(value * 1000))
        }
        if text.hasSuffix("s"), let value = Double(text.dropLast()), (0...3600).contains(value) {
            return .microseconds(Int64(value * 1_000_000))
        }
        throw error("a time such as 20ms or 1.5s is wanted here")
    }
}

/// A YAML file that can not be used: where, and why.
public struct YAMLError: Error, Hashable, Sendable, CustomStringConvertible {
    public let source: String
    /// From 1; none where the whole file is meant.
    public let line: Int?
    public let reason: String

    public init(source: String, line: Int?, reason: String) {
        self.source = source
        self.line = line
        self.reason = reason
    }

    public var description: String { source + (line.map { ":\($0)" } ?? "") + ": " + reason }
}

extension YamlError {
    fileprivate var line: Int? {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: nil
        }
    }

    fileprivate var reason: String {
        switch self {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        case .duplicatedKeysInMapping(let keys, _): "written twice: \(keys.joined(separator: ", "))"
        case .reader(let problem, _, _, _): problem
        default: "not YAML"
        }
    }
}
