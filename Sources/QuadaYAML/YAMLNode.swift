/// A node of a YAML file, read with the place in view: whatever is wrong is said with its line.
public struct YAMLNode {
    private let tree: YAMLTree
    public let source: String

    /// - Parameters:
    ///   - source: The file's name for errors.
    ///   - compose: Makes a tree of the text: libyaml in this process, unless somebody else is to do it.
    public init(
        text: String, source: String, compose: YAMLTree.Composer = YAMLTree.compose
    ) throws(YAMLError) {
        do throws(YAMLTree.Failure) {
            self.init(try compose(text), source: source)
        } catch {
            throw YAMLError(source: source, line: error.line, reason: error.reason)
        }
    }

    private init(_ tree: YAMLTree, source: String) {
        self.tree = tree
        self.source = source
    }

    public func error(_ reason: String) -> YAMLError {
        YAMLError(source: source, line: tree.line, reason: reason)
    }

    /// From 1; none where it is not known.
    public var line: Int? { tree.line }

    /// The line of the first line of a block of text.
    public var textLine: Int { (tree.line ?? 1) + 1 }

    /// A mapping's entries in their order; refuses keys that nobody reads.
    public func entries(allowed: Set<String>? = nil) throws(YAMLError) -> [(key: String, value: YAMLNode)] {
        guard case .mapping(let mapping) = tree.content else { throw error("a mapping is wanted here") }
        var entries: [(String, YAMLNode)] = []
        var seen: Set<String> = []
        for entry in mapping {
            let key = YAMLNode(entry.key, source: source)
            let name = if case .scalar(let text) = entry.key.content { text } else { "" }
            let child = YAMLNode(entry.value, source: source)
            if let allowed, !allowed.contains(name) {
                throw key.error(
                    "unknown key '\(name)'; known are \(allowed.sorted().joined(separator: ", "))")
            }
            guard seen.insert(name).inserted else {
                throw key.error("the key '\(name)' stands twice")
            }
            entries.append((name, child))
        }
        return entries
    }

    public var isSequence: Bool { if case .sequence = tree.content { true } else { false } }

    public var isMapping: Bool { if case .mapping = tree.content { true } else { false } }

    public func string() throws(YAMLError) -> String {
        guard case .scalar(let text) = tree.content else { throw error("a single value is wanted here") }
        return text
    }

    /// A sequence's items; a single value counts as a sequence of one.
    public func items() throws(YAMLError) -> [YAMLNode] {
        switch tree.content {
        case .sequence(let sequence): return sequence.map { YAMLNode($0, source: source) }
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
