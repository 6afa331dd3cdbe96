internal import QuadaDNS
internal import QuadaYAML

/// What a scenario's values are read as.
extension YAMLNode {
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
    func records(origin: Name, _ rdata: @escaping WrittenRData.Reader) throws(ScenarioError) -> [ResourceRecord] {
        try zone(origin: origin, rdata).records
    }

    func zone(origin: Name, _ rdata: @escaping WrittenRData.Reader) throws(ScenarioError) -> ZoneFile {
        let text = try string()
        do throws(ZoneFileError) {
            return try ZoneFile(text: text, origin: origin, source: source, rdata: rdata)
        } catch {
            throw ScenarioError(
                source: source, line: textLine + error.line - 1,
                reason: String("\(error)".dropFirst("\(error.file):\(error.line): ".count)))
        }
    }
}
