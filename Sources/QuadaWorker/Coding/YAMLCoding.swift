internal import QuadaYAML

extension PayloadWriter {
    mutating func write(_ tree: YAMLTree) {
        write(optional: tree.line) { $0.write(count: $1) }
        switch tree.content {
        case .scalar(let text):
            write(octet: TreeCode.scalar.rawValue)
            write(text)
        case .sequence(let items):
            write(octet: TreeCode.sequence.rawValue)
            write(list: items) { $0.write($1) }
        case .mapping(let entries):
            write(octet: TreeCode.mapping.rawValue)
            write(list: entries) {
                $0.write($1.key)
                $0.write($1.value)
            }
        case .alias: write(octet: TreeCode.alias.rawValue)
        }
    }
}

extension PayloadReader {
    mutating func tree() throws(Nonsense) -> YAMLTree {
        var nodes = 0
        return try tree(depth: 0, nodes: &nodes)
    }

    private mutating func tree(depth: Int, nodes: inout Int) throws(Nonsense) -> YAMLTree {
        nodes += 1
        guard depth <= YAMLTree.maximumDepth, nodes <= YAMLTree.maximumNodes else { throw nonsense("too great a tree") }
        let line = try optional { (r) throws(Nonsense) in try r.count(atMost: Frame.maximumOctets, "lines") }
        let code = try octet()
        switch TreeCode(rawValue: code) {
        case .scalar: return YAMLTree(.scalar(try text(atMost: Frame.maximumOctets)), line: line)
        case .alias: return YAMLTree(.alias, line: line)
        case .sequence:
            var items: [YAMLTree] = []
            for _ in 0..<(try count(atMost: YAMLTree.maximumNodes, "items")) {
                items.append(try tree(depth: depth + 1, nodes: &nodes))
            }
            return YAMLTree(.sequence(items), line: line)
        case .mapping:
            var entries: [YAMLTree.Entry] = []
            for _ in 0..<(try count(atMost: YAMLTree.maximumNodes, "entries")) {
                let key = try tree(depth: depth + 1, nodes: &nodes)
                entries.append(YAMLTree.Entry(key: key, value: try tree(depth: depth + 1, nodes: &nodes)))
            }
            return YAMLTree(.mapping(entries), line: line)
        case nil: throw nonsense("node \(code)")
        }
    }
}

private enum TreeCode: UInt8 {
    case scalar, sequence, mapping, alias
}
