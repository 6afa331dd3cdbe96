internal import Yams

/// What a YAML text holds, in plain values: whoever read the text need not be believed for more.
public struct YAMLTree: Hashable, Sendable {
    public indirect enum Content: Hashable, Sendable {
        case scalar(String)
        case sequence([YAMLTree])
        /// In the order of the text; no key stands twice.
        case mapping([Entry])
        /// Of something that is not in the text.
        case alias
    }

    public struct Entry: Hashable, Sendable {
        public let key: YAMLTree
        public let value: YAMLTree

        public init(key: YAMLTree, value: YAMLTree) {
            self.key = key
            self.value = value
        }
    }

    /// Why a text is none.
    public struct Failure: Error, Hashable, Sendable {
        /// From 1; none where the whole text is meant.
        public let line: Int?
        public let reason: String

        public init(line: Int?, reason: String) {
            self.line = line
            self.reason = reason
        }
    }

    /// Makes a tree of a text.
    public typealias Composer = (_ text: String) throws(Failure) -> YAMLTree

    public let content: Content
    /// From 1; none where it is not known.
    public let line: Int?

    public init(_ content: Content, line: Int?) {
        self.content = content
        self.line = line
    }

    /// Deeper than any of our files is, and no deeper than a stack bears.
    public static let maximumDepth = 64
    /// An alias counts as often as it stands: a few lines can mean more than a machine holds.
    public static let maximumNodes = 1 << 20
}

extension YAMLTree {
    /// Reads a text with libyaml, in this process.
    public static func compose(_ text: String) throws(Failure) -> YAMLTree {
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw Failure(line: error.line, reason: error.reason)
        } catch {
            throw Failure(line: nil, reason: "not YAML")
        }
        guard let node else { throw Failure(line: nil, reason: "the file is empty") }
        var nodes = 0
        return try YAMLTree(node, depth: 0, nodes: &nodes)
    }

    private init(_ node: Node, depth: Int, nodes: inout Int) throws(Failure) {
        line = node.mark?.line
        nodes += 1
        guard nodes <= Self.maximumNodes else {
            throw Failure(line: line, reason: "more values than any file here has")
        }
        guard depth <= Self.maximumDepth else { throw Failure(line: line, reason: "nested too deep") }
        switch node {
        case .scalar(let scalar): content = .scalar(scalar.string)
        case .alias: content = .alias
        case .sequence(let sequence):
            var items: [YAMLTree] = []
            for item in sequence { items.append(try YAMLTree(item, depth: depth + 1, nodes: &nodes)) }
            content = .sequence(items)
        case .mapping(let mapping):
            var entries: [Entry] = []
            for (key, value) in mapping {
                entries.append(
                    Entry(
                        key: try YAMLTree(key, depth: depth + 1, nodes: &nodes),
                        value: try YAMLTree(value, depth: depth + 1, nodes: &nodes)))
            }
            content = .mapping(entries)
        }
    }
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
