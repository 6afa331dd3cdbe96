/// Types that hold a key, a digest or a certificate behind numbers: it is all that is left, at least one octet.
extension FieldReader {
    /// DS and CDS: key tag, algorithm, digest type, digest in hex (RFC 4034, section 5.3; RFC 7344, section 3.1).
    mutating func ds() throws(Misshapen) -> [String] {
        ["\(try uint16())", "\(try uint8())", "\(try uint8())", Hex.text(try rest())]
    }

    /// DNSKEY and CDNSKEY: flags, protocol, algorithm, key in base 64 (RFC 4034, section 2.2; RFC 7344, section 3.2).
    mutating func dnskey() throws(Misshapen) -> [String] {
        ["\(try uint16())", "\(try uint8())", "\(try uint8())", Base64.text(try rest())]
    }

    /// Algorithm, fingerprint type, fingerprint in hex (RFC 4255, section 3.2).
    mutating func sshfp() throws(Misshapen) -> [String] {
        ["\(try uint8())", "\(try uint8())", Hex.text(try rest())]
    }

    /// TLSA and SMIMEA: usage, selector, matching type, certificate data in hex (RFC 6698, section 2.2; RFC 8162,
    /// section 2).
    mutating func tlsa() throws(Misshapen) -> [String] {
        ["\(try uint8())", "\(try uint8())", "\(try uint8())", Hex.text(try rest())]
    }

    /// A key in base 64 (RFC 7929, section 2.3).
    mutating func openpgpkey() throws(Misshapen) -> [String] {
        [Base64.text(try rest())]
    }

    /// Serial, scheme, hash algorithm, digest in hex (RFC 8976, section 2.3).
    mutating func zonemd() throws(Misshapen) -> [String] {
        ["\(try uint32())", "\(try uint8())", "\(try uint8())", Hex.text(try rest())]
    }
}
