internal import QuadaDNS

extension Stray.Mismatch {
    /// Why a message is not the response to a query; none where it is (RFC 5452, section 9.1).
    ///
    /// - Parameters:
    ///   - message: A whole message, without the TCP length prefix; its source was compared before.
    ///   - query: The query as it was sent, with one question.
    ///   - questionEnd: Octets from the start of `query` to the end of its question.
    static func between(_ message: Span<UInt8>, query: Span<UInt8>, questionEnd: Int) -> Stray.Mismatch? {
        guard message.count >= headerOctets, message[2] & 0x80 != 0 else { return .notAResponse }
        guard message[0] == query[0], message[1] == query[1] else { return .id }
        // A server that could not parse the query may have no question to repeat: a bare FORMERR or NOTIMP is its answer.
        if message[4] == 0, message[5] == 0, message.count == headerOctets, isRefusalToParse(message[3] & 0x0F) {
            return nil
        }
        // QDCOUNT is 1. A pointer in the first name could point only at itself, so the octets can be compared.
        guard message[4] == 0, message[5] == 1, message.count >= questionEnd else { return .question }
        var isIdentical = true
        for index in headerOctets..<questionEnd where message[index] != query[index] {
            // QTYPE and QCLASS are the last four octets.
            guard index < questionEnd - 4, isSameLetter(message[index], query[index]) else { return .question }
            isIdentical = false
        }
        return isIdentical ? nil : .questionCase
    }

    /// FORMERR and NOTIMP (RFC 1035, section 4.1.1).
    private static func isRefusalToParse(_ rcode: UInt8) -> Bool { rcode == 1 || rcode == 4 }

    private static func isSameLetter(_ first: UInt8, _ second: UInt8) -> Bool {
        first ^ second == 0x20 && (first | 0x20) &- UInt8(ascii: "a") < 26
    }

    /// RFC 1035, section 4.1.1.
    private static let headerOctets = 12
}
