internal import QuadaDNS
internal import Yams

/// A node of a scenario's YAML, read with the place in view: whatever is wrong is said with its line.
struct YAMLNode {
    let node: Node
    let source: String

    init(text: String, source: String) throws(ScenarioError) {
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw ScenarioError(source: source, line: nil, reason: "the file is empty")
            }
            self.init(node: node, source: source)
        } catch let error as ScenarioError {
            throw error
        } catch let error as YamlError {
            throw ScenarioError(source: source, line: error.line, reason: error.reason)
        } catch {
            throw ScenarioError(source: source, line: nil, reason: "not YAML")
        }
    }

    private init(node: Node, source: String) {
        self.node = node
        self.source = source
    }

    func error(_ reason: String) -> ScenarioError {
        ScenarioError(source: source, line: node.mark?.line, reason: reason)
    }

    /// The line of the first line of a block of text.
    var textLine: Int { (node.mark?.line ?? 1) + 1 }

    /// A mapping's entries in their order; refuses keys that nobody reads.
    func entries(allowed: Set<String>? = nil) throws(ScenarioError) -> [(key: String, value: YAMLNode)] {
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

    var isMapping: Bool { if case .mapping = node { true } else { false } }

    func string() throws(ScenarioError) -> String {
        guard case .scalar(let scalar) = node else { throw error("a single value is wanted here") }
        return scalar.string
    }

    /// A sequence's items; a single value counts as a sequence of one.
    func items() throws(ScenarioError) -> [YAMLNode] {
        switch node {
        case .sequence(let sequence): return sequence.map { YAMLNode(node: $0, source: source) }
        case .scalar, .mapping: return [self]
        case .alias: throw error("YAML aliases are not read here")
        }
    }

    func name() throws(ScenarioError) -> Name {
        let text = try string()
        do throws(NameError) {
            return try Name(presentation: text)
        } catch {
            throw self.error("'\(text)' is not a name: \(error)")
        }
    }

    func address() throws(ScenarioError) -> IPAddress {
        let text = try string()
        guard let address = IPAddress(text) else { throw error("'\(text)' is not an IP address") }
        return address
    }

    func boolean() throws(ScenarioError) -> Bool {
        switch try string() {
        case "true": return true
        case "false": return false
        default: throw error("true or false is wanted here")
        }
    }

    func integer(in range: ClosedRange<Int>) throws(ScenarioError) -> Int {
        guard let value = Int(try string()), range.contains(value) else {
            throw error("a number from \(range.lowerBound) to \(range.upperBound) is wanted here")
        }
        return value
    }

    /// `20ms` or `1.5s`.
    func duration() throws(ScenarioError) -> Duration {
        let text = try string()
        if text.hasSuffix("ms"), let value = Double(text.dropLast(2)), (0...3_600_000).contains(value) {
            return .microseconds(Int64(value * 1000))
        }
        if text.hasSuffix("s"), let value = Double(text.dropLast()), (0...3600).contains(value) {
            return .microseconds(Int64(value * 1_000_000))
        }
        throw error("a time such as 20ms or 1.5s is wanted here")
    }

    func type() throws(ScenarioError) -> RRType {
        let text = try string()
        guard let type = RRType(text) else { throw error("'\(text)' is not an RR type") }
        return type
    }

    func octets() throws(ScenarioError) -> [UInt8] {
        let digits = Array(try string().utf8).filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") }
        var octets: [UInt8] = []
        guard digits.count.isMultiple(of: 2) else { throw error("an even number of hex digits is wanted here") }
        for index in stride(from: 0, to: digits.count, by: 2) {
            let pair = String(decoding: digits[index...(index + 1)], as: UTF8.self)
            guard let octet = UInt8(pair, radix: 16) else { throw error("hex digits are wanted here") }
            octets.append(octet)
        }
        return octets
    }

    /// Records as lines of a master file.
    func records(origin: Name) throws(ScenarioError) -> [ResourceRecord] {
        try zone(origin: origin).records
    }

    func zone(origin: Name) throws(ScenarioError) -> ZoneFile {
        let text = try string()
        do throws(ZoneFileError) {
            return try ZoneFile(text: text, origin: origin, source: source)
        } catch {
            throw ScenarioError(
                source: source, line: textLine + error.line - 1,
                reason: String("\(error)".dropFirst("\(error.file):\(error.line): ".count)))
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
