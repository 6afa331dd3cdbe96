import CLDNS
import Testing

@testable import QuadaDNS

@Suite("Types by name in master files")
struct MnemonicTests {
    @Test("every type that ldns knows by name is known by that name")
    func asTheLibrary() {
        var known = 0
        for number in UInt16(1)...(.max) {
            guard let descriptor = ldns_rr_descript(number), descriptor.pointee._type.rawValue == number,
                let name = descriptor.pointee._name
            else { continue }
            let text = String(cString: name)
            known += 1
            #expect((RRType(text) ?? RRType(rareMnemonic: text))?.rawValue == number, "\(text)")
            #expect((RRType(text.lowercased()) ?? RRType(rareMnemonic: text.lowercased()))?.rawValue == number)
        }
        #expect(known > 70)
        for (name, number) in [("MAILA", 254), ("MAILB", 253), ("IXFR", 251), ("AXFR", 252), ("ANY", 255)] {
            #expect((RRType(name) ?? RRType(rareMnemonic: name))?.rawValue == UInt16(number), "\(name)")
        }
        #expect(RRType(rareMnemonic: "NONE") == nil)
    }

    @Test(
        "well-known services are read without asking the system",
        arguments: [
            ("192.0.2.1 tcp smtp 80", [192, 0, 2, 1, 6, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0x80]),
            ("192.0.2.1 17 7", [192, 0, 2, 1, 17, 1]), ("192.0.2.1 udp", [192, 0, 2, 1, 17]),
            ("192.0.2.1 icmp 1", nil), ("2001:db8::1 tcp 1", nil), ("192.0.2.1 tcp 70000", nil), ("192.0.2.1", nil),
        ] as [(String, [UInt8]?)])
    func services(text: String, octets: [UInt8]?) {
        let reading = WrittenRData(type: .wks, rrclass: .in, text: text, origin: .root).reading
        if let octets { #expect(reading == .octets(octets)) } else if case .octets = reading { Issue.record("\(text)") }
    }
}
