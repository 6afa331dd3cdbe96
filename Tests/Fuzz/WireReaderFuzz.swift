/// What the fuzzer runs on each input: everything in this module that meets octets or text from outside.
///
/// Compiled together with QuadaDNS by `run.sh`, so that the module's own declarations are in reach.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let octets = [UInt8](UnsafeBufferPointer(start: start, count: count))
    let message = Message(reading: octets)
    // Whatever came in, what a terminal sees is printable.
    precondition(message.digText().utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0A })
    checkWriter(message)
    checkNames(octets, message)
    checkText(String(decoding: octets, as: UTF8.self))
    checkRData(octets)
    if case .accepted(let contents) = StrictReading(octets) { precondition(contents.id == message.header.id) }
    return 0
}

/// What was read without a defect is written and read again as the same; what was not is written without a trap.
private func checkWriter(_ message: Message) {
    for compressing in [true, false] {
        let again = Message(reading: message.encoded(compressing: compressing))
        // Octets kept from elsewhere in a message may get another meaning: only their place is the same.
        guard message.defects.isEmpty else { continue }
        precondition(again.questions == message.questions && again.answer == message.answer)
        precondition(again.authority == message.authority && again.additional == message.additional)
        precondition(again.edns == message.edns && again.rcode == message.rcode && again.defects.isEmpty)
    }
}

/// A name survives its own text, in its case.
private func checkNames(_ octets: [UInt8], _ message: Message) {
    for name in message.questions.map(\.name) + message.answer.map(\.owner) {
        precondition(Name(name.description)?.isIdentical(to: name) == true)
    }
    if let name = try? Name(wire: octets) { precondition(Name(name.description)?.isIdentical(to: name) == true) }
}

/// The same octets as RDATA: the first chooses one of the types that are shown in a form of their own, or one that is
/// not.
private func checkRData(_ octets: [UInt8]) {
    guard let first = octets.first else { return }
    let types: [RRType] = [
        .txt, .hinfo, .naptr, .uri, .caa, .rp, .afsdb, .loc, .ds, .dnskey, .rrsig, .nsec, .nsec3, .nsec3param, .csync,
        .zonemd, .sshfp, .tlsa, .openpgpkey, .https, .unassigned,
    ]
    let type = types[Int(first) % types.count]
    let record = ResourceRecord(owner: .root, type: type, ttl: 0, data: .opaque(Array(octets.dropFirst())))
    let text = record.rdataText
    precondition(!text.isEmpty && text.utf8.allSatisfy { (0x20...0x7E).contains($0) })
    // Not its hash: up to 500 iterations are work, and no reading.
    _ = DenialRecord(record)
}

/// Text that a person or a file gives: read, or refused.
private func checkText(_ text: String) {
    if let name = try? Name(userInput: text) { precondition(Name(name.description)?.isIdentical(to: name) == true) }
    if let address = IPAddress(text) { precondition(IPAddress(address.description) == address) }
    if let type = RRType(text) { precondition(RRType(type.description) == type) }
    // A million records of one line are meant; they are no hang, and not for a fuzzer.
    guard !text.uppercased().contains("$GENERATE") else { return }
    if let zone = try? ZoneFile(text: text, origin: .root, source: "fuzz") {
        precondition(zone.records.count == zone.places.count)
    }
}
