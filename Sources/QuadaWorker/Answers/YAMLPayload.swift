internal import QuadaYAML

/// What a text of YAML holds, or why it is none.
struct YAMLPayload: Hashable, Sendable {
    let result: Result<YAMLTree, YAMLTree.Failure>

    init(_ result: Result<YAMLTree, YAMLTree.Failure>) {
        self.result = result
    }

    var octets: [UInt8] {
        var writer = PayloadWriter()
        switch result {
        case .success(let tree):
            writer.write(true)
            writer.write(tree)
        case .failure(let failure):
            writer.write(false)
            writer.write(optional: failure.line) { $0.write(count: $1) }
            writer.write(failure.reason)
        }
        return writer.octets
    }

    init(reading octets: [UInt8]) throws(Nonsense) {
        var reader = PayloadReader(octets)
        if try reader.flag() {
            result = .success(try reader.tree())
        } else {
            let line = try reader.optional { (r) throws(Nonsense) in
                try r.count(atMost: Frame.maximumOctets, "lines")
            }
            // It may name keys of the text.
            result = .failure(YAMLTree.Failure(line: line, reason: try reader.text(atMost: Frame.maximumOctets)))
        }
        try reader.end()
    }
}
