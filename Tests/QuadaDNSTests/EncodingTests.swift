import Testing

@testable import QuadaDNS

@Suite("Base 64, base 32 and SHA-1")
struct EncodingTests {
    /// RFC 4648, section 10; the extended hex alphabet in lower case and without padding.
    static let encodings = [
        ("", "", ""), ("f", "Zg==", "co"), ("fo", "Zm8=", "cpng"), ("foo", "Zm9v", "cpnmu"),
        ("foob", "Zm9vYg==", "cpnmuog"), ("fooba", "Zm9vYmE=", "cpnmuoj1"), ("foobar", "Zm9vYmFy", "cpnmuoj1e8"),
    ]

    @Test("the vectors of RFC 4648", arguments: encodings)
    func encodes(text: String, base64: String, base32hex: String) {
        #expect(Base64.text(text.utf8) == base64)
        #expect(Base32Hex.digits(text.utf8) == Array(base32hex.utf8))
    }

    @Test("every digit of both alphabets")
    func alphabets() {
        #expect(
            Base64.text(UInt8.min...UInt8.max).hasPrefix("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKis"))
        #expect(Base64.text([0xFB, 0xEF, 0xFF]) == "++//")
        #expect(
            Base32Hex.digits([0x00, 0x44, 0x32, 0x14, 0xC7, 0x42, 0x54, 0xB6, 0x35, 0xCF])
                == Array("0123456789abcdef".utf8))
        #expect(
            Base32Hex.digits([0x84, 0x65, 0x3A, 0x56, 0xD7, 0xC6, 0x75, 0xBE, 0x77, 0xDF])
                == Array("ghijklmnopqrstuv".utf8))
    }

    /// RFC 3174, section 7.3, its million octets left out; and the empty message.
    static let digests: [(String, Int, String)] = [
        ("", 1, "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ("abc", 1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
        ),
        (
            "0123456701234567012345670123456701234567012345670123456701234567", 10,
            "dea356a2cddd90c7a7ecedc5ebb563934f460452"
        ),
    ]

    @Test("the vectors of RFC 3174", arguments: digests)
    func digest(text: String, repetitions: Int, expected: String) {
        let octets = Array(String(repeating: text, count: repetitions).utf8)
        #expect(Hex.text(SHA1.digest(octets)) == expected)
    }

    @Test("the digest of every length up to four blocks is that of ldns")
    func everyLength() {
        var random = SeededGenerator(seed: 1)
        for count in 0...260 {
            let octets = random.octets(count...count)
            #expect(SHA1.digest(octets) == LibraryText.sha1(octets))
        }
    }
}
