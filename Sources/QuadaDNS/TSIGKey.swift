#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A secret shared with a server, by which both sign their messages (RFC 8945).
public struct TSIGKey: Hashable, Sendable {
    /// The algorithms of RFC 8945, section 6, but for those with truncated MACs.
    public enum Algorithm: String, Hashable, Sendable, CaseIterable {
        case md5 = "hmac-md5"
        case sha1 = "hmac-sha1"
        case sha224 = "hmac-sha224"
        case sha256 = "hmac-sha256"
        case sha384 = "hmac-sha384"
        case sha512 = "hmac-sha512"

        /// As it stands in the record; MD5's has a longer one.
        var wireName: Name {
            let text = self == .md5 ? "hmac-md5.sig-alg.reg.int" : rawValue
            // Each of them is a name.
            return (try? Name(presentation: text)) ?? .root
        }
    }

    public var name: Name
    public var algorithm: Algorithm
    public var secret: [UInt8]

    public init(name: Name, algorithm: Algorithm, secret: [UInt8]) {
        self.name = name
        self.algorithm = algorithm
        self.secret = secret
    }

    /// Reads a file that holds one key: a `key` clause as BIND's `tsig-keygen` and NSD's users write it, or one line
    /// `[algorithm:]name:secret` as `dig -y` takes it. Lines that begin with `#` or `//` are left out.
    ///
    /// - Parameter source: The file's name for errors.
    public init(text: String, source: String) throws(TSIGKeyError) {
        let lines = text.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " || $0 == "\t" } }
        let content = lines.filter { !$0.hasPrefix("#") && !$0.hasPrefix("//") && !$0.isEmpty }
        func failure(_ reason: TSIGKeyError.Reason) -> TSIGKeyError { TSIGKeyError(source: source, reason: reason) }
        guard !content.isEmpty else { throw failure(.empty) }
        let fields: Fields
        if content[0].hasPrefix("key") {
            fields = try Self.clause(content.joined(separator: " "), failure)
        } else {
            fields = try Self.line(content, failure)
        }
        guard let algorithm = Self.algorithm(fields.algorithm) else { throw failure(.badAlgorithm(fields.algorithm)) }
        guard let secret = Data(base64Encoded: fields.secret), !secret.isEmpty else { throw failure(.badSecret) }
        do throws(NameError) {
            self.init(name: try Name(presentation: fields.name), algorithm: algorithm, secret: Array(secret))
        } catch {
            throw failure(.badName(fields.name, error))
        }
    }

    private struct Fields {
        var name: String
        var algorithm: String
        var secret: String
    }

    private static func algorithm(_ text: String) -> Algorithm? {
        let word = text.lowercased().hasSuffix(".") ? String(text.lowercased().dropLast()) : text.lowercased()
        return word == "hmac-md5.sig-alg.reg.int" ? .md5 : Algorithm(rawValue: word)
    }

    /// `hmac-sha256:name:secret`
    private static func line(
        _ content: [Substring], _ failure: (TSIGKeyError.Reason) -> TSIGKeyError
    ) throws(TSIGKeyError) -> Fields {
        guard content.count == 1 else { throw failure(.notAKey) }
        let parts = content[0].split(separator: ":", omittingEmptySubsequences: false).map { part in
            String(part.filter { !$0.isWhitespace })
        }
        switch parts.count {
        case 2: return Fields(name: parts[0], algorithm: Algorithm.sha256.rawValue, secret: parts[1])
        case 3: return Fields(name: parts[1], algorithm: parts[0], secret: parts[2])
        default: throw failure(.notAKey)
        }
    }

    /// `key "name" { algorithm hmac-sha256; secret "..."; };`
    private static func clause(
        _ text: String, _ failure: (TSIGKeyError.Reason) -> TSIGKeyError
    ) throws(TSIGKeyError) -> Fields {
        let spaced = text.replacing("{", with: " { ").replacing("}", with: " } ").replacing(";", with: " ; ")
        let words = spaced.split(whereSeparator: \.isWhitespace).map { word in
            word.hasPrefix("\"") && word.hasSuffix("\"") && word.count > 1
                ? String(word.dropFirst().dropLast()) : String(word)
        }
        func value(of key: String) -> String? {
            words.firstIndex(of: key).flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil }
        }
        guard words.count > 2, words[0] == "key", words[2] == "{", words.count(where: { $0 == "{" }) == 1,
            let algorithm = value(of: "algorithm"), let secret = value(of: "secret")
        else { throw failure(.notAKey) }
        return Fields(name: words[1], algorithm: algorithm, secret: secret)
    }
}

/// Why a file holds no key.
public struct TSIGKeyError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Reason: Hashable, Sendable {
        case empty
        case notAKey
        case badName(String, NameError)
        case badAlgorithm(String)
        case badSecret
    }

    public let source: String
    public let reason: Reason

    /// Never shows what the file holds besides the name and the algorithm: it is a secret.
    public var description: String {
        let words =
            switch reason {
            case .empty: "no key in it"
            case .notAKey:
                "neither a key clause (key \"name\" { algorithm hmac-sha256; secret \"...\"; };) nor one line "
                    + "algorithm:name:secret"
            case .badName(let text, let error): "'\(text)' is not a key's name: \(error)"
            case .badAlgorithm(let text):
                "'\(text)' is no algorithm: \(TSIGKey.Algorithm.allCases.map(\.rawValue).joined(separator: ", "))"
            case .badSecret: "the secret is not base64"
            }
        return "\(source): \(words)"
    }
}
