/// What the fuzzer runs on each input: everything in this module that meets octets from the network.
///
/// Compiled together with QuadaDNS by `run.sh`, so that the module's own declarations are in reach.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let octets = [UInt8](UnsafeBufferPointer(start: start, count: count))
    let message = Message(reading: octets)
    let text = message.digText()
    // Whatever came in, what a terminal sees is printable.
    precondition(text.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0A || $0 == 0x09 })
    if message.defects.isEmpty, message.edns == nil {
        // What was read without a defect is written and read again as the same.
        let again = Message(reading: message.encoded())
        precondition(again.answer == message.answer && again.authority == message.authority)
        precondition(again.questions == message.questions && again.rcode == message.rcode)
    }
    for name in message.questions.map(\.name) + message.answer.map(\.owner) {
        precondition(Name(name.description) == name)
    }
    _ = StrictReading(octets)
    if let name = try? Name(wire: octets) { precondition(Name(name.description)?.wire == name.wire) }
    return 0
}
