import QuadaRender
import Testing

@testable import QuadaReport

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A summary of lines that are read in part is the summary of the audits.
@Suite struct AuditGistTests {
    /// Nine of ten compared with no earlier report, as in a scan.
    private static func audits(_ count: Int, seed: UInt64) -> [NameAudit] {
        ScanSample.audits(count, seed: seed).enumerated().map { index, audit in
            var audit = audit
            if index % 10 > 0 { for finding in audit.findings.indices { audit.findings[finding].baseline = nil } }
            return audit
        }
    }

    private static func line(_ audit: NameAudit) -> [UInt8] { NDJSONRenderer().line(for: audit) }

    @Test("what is read of a line adds up as the audit does", arguments: 1...4 as ClosedRange<UInt64>)
    func sum(seed: UInt64) {
        let audits = Self.audits(300, seed: seed)
        var (whole, read, count) = (ScanSummary(), ScanSummary(), 0)
        for audit in audits {
            whole.add(audit)
            if let gist = NameAudit(gistOf: Self.line(audit)) {
                read.add(gist)
                count += 1
            } else {
                read.add(audit)
            }
        }
        #expect(read == whole)
        #expect(count > 200, "most lines are plain")
    }

    @Test("a line that was cut off is left to the decoder")
    func prefixes() {
        for audit in Self.audits(3, seed: 7) {
            let line = Self.line(audit)
            // The line feed is no part of the line.
            let cut = stride(from: 0, to: line.count - 1, by: 7).first { NameAudit(gistOf: Array(line[..<$0])) != nil }
            #expect(cut == nil)
        }
    }

    @Test("no octet that was changed gives other counts than the decoder has", arguments: 1...8 as ClosedRange<UInt64>)
    func changes(seed: UInt64) {
        var numbers = SeededNumbers(state: seed)
        let decoder = JSONDecoder()
        var gists = 0
        for audit in Self.audits(20, seed: seed) {
            let line = Self.line(audit)
            for _ in 0..<50 {
                var changed = line
                changed[Int.random(in: line.indices, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
                guard let gist = NameAudit(gistOf: changed) else { continue }
                gists += 1
                var (one, other) = (ScanSummary(), ScanSummary())
                one.add(gist)
                // What is skipped may be of another shape than the decoder wants.
                guard let audit = try? decoder.decode(NameAudit.self, from: Data(changed)) else { continue }
                other.add(audit)
                #expect(one == other, "seed \(seed): \(String(decoding: changed, as: UTF8.self))")
            }
        }
        #expect(gists > 100)
    }

    static let values: [(json: String, isSound: Bool)] = [
        ("0", true), ("-1.5e+9", true), ("01", false), ("1.", false), (".5", false), ("1e", false), ("-", false),
        ("true", true), ("tru", false), ("nul", false), ("\"a\\n\\\"\"", true), ("\"\\x\"", false),
        ("\"\\u0041\"", false),
        ("\"\t\"", false), ("\"\u{E9}\"", false), ("[]", true), ("[1,]", false), ("[1 2]", false), ("{}", true),
        ("{\"a\":1}", true), ("{\"a\" 1}", false), ("{\"a\":1,}", false), ("{a:1}", false), (" { \"a\" : [ ] } ", true),
        ("", false), ("1 2", false), (String(repeating: "[", count: 31) + String(repeating: "]", count: 31), true),
        (String(repeating: "[", count: 33) + String(repeating: "]", count: 33), false),
    ]

    @Test("only sound and plain JSON is passed over", arguments: values)
    func skips(json: String, isSound: Bool) {
        var reader = PlainJSON(Array(json.utf8))
        let isPassed: Bool
        do throws(PlainJSON.NotPlain) {
            try reader.skip()
            try reader.end()
            isPassed = true
        } catch {
            isPassed = false
        }
        #expect(isPassed == isSound)
    }
}
