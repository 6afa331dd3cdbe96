extension WrittenRData {
    /// RDATA of type WKS (RFC 1035, section 3.4.2): an address, a protocol and its ports.
    ///
    /// ldns asks the system what the words mean, which opens files and sockets for a stranger's text. So numbers are read
    /// here, and the words that such records had while they were in use (RFC 1123, section 6.1.3.6, ended that).
    var servicesReading: Reading {
        let words = text.split(separator: " ").map { $0.lowercased() }
        guard words.count >= 2, let address = IPAddress(words[0]), address.family == .ipv4 else {
            return .refused("want an IPv4 address, a protocol and ports")
        }
        guard let number = Self.protocols[words[1]] ?? UInt8(words[1]) else {
            return .refused("a protocol is tcp, udp or its number")
        }
        var bitmap: [UInt8] = []
        for word in words.dropFirst(2) {
            guard let port = Self.services[word] ?? UInt16(digits: word) else {
                return .refused("a service is its port's number")
            }
            let place = Int(port / 8)
            while bitmap.count <= place { bitmap.append(0) }
            bitmap[place] |= 0x80 >> UInt8(port % 8)
        }
        return .octets(Array(address.octets) + [number] + bitmap)
    }

    private static let protocols: [String: UInt8] = ["tcp": 6, "udp": 17]

    /// From IANA's "Service Name and Transport Protocol Port Number Registry".
    private static let services: [String: UInt16] = [
        "echo": 7, "discard": 9, "daytime": 13, "ftp-data": 20, "ftp": 21, "ssh": 22, "telnet": 23, "smtp": 25,
        "time": 37, "domain": 53, "tftp": 69, "gopher": 70, "finger": 79, "http": 80, "pop3": 110, "sunrpc": 111,
        "nntp": 119, "ntp": 123, "imap": 143, "snmp": 161, "https": 443,
    ]
}

extension RRType {
    /// Well-known services, as they once were.
    static let wks = RRType(rawValue: 11)
}
