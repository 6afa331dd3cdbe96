import QuadaReport
import Testing

@testable import QuadaRender

/// A row a name, as a scan writes it.
@Suite struct ScanCSVTests {
    private static let program = """
        import csv, io, json, sys
        text = sys.stdin.buffer.read().decode("ascii")
        assert text.count("\\r") == text.count("\\n") == text.count("\\r\\n")
        json.dump(list(csv.reader(io.StringIO(text, newline=""), strict=True)), sys.stdout)
        """

    private func rows(of audits: [NameAudit]) async throws -> [[String]] {
        let octets = ScanCSV().header + audits.flatMap(ScanCSV().line)
        return try await Foreign.python(Self.program, input: octets, as: [[String]].self)
    }

    @Test("Python's csv reads a row a name, each with every column", arguments: Sample.all)
    func rows(report: Report) async throws {
        let rows = try await rows(of: report.audits)
        #expect(rows.first == ScanCSV.columns)
        #expect(rows.count == report.audits.count + 1)
        #expect(rows.allSatisfy { $0.count == ScanCSV.columns.count })
        #expect(rows.allSatisfy { $0.allSatisfy { !"=+-@".contains($0.first ?? " ") } })
        for (row, audit) in zip(rows.dropFirst(), report.audits) {
            let name = row[0].hasPrefix("'") ? String(row[0].dropFirst()) : row[0]
            #expect(name == audit.name.visible && row[1] == audit.verdict.rawValue)
        }
        #expect(report.audits.allSatisfy { ScanCSV().line(for: $0).count { $0 == 0x0A } == 1 })
    }

    @Test("The balancers of 2014 in one row")
    func balancers() async throws {
        let rows = try await rows(of: Sample.balancers.audits)
        let row = Dictionary(uniqueKeysWithValues: zip(ScanCSV.columns, try #require(rows.last)))
        #expect(row["links"] == "5" && row["end"] == "host.edge.test." && row["zone"] == "shop.test.")
        #expect(row["servers"] == "12" && row["servers_at_fault"] == "4")
        #expect(row["operators"] == "shop.test. cdn.test. gtm.test. edge.test.")
        #expect(row["operators_at_fault"] == "gtm.test.")
        #expect(row["errors"] == "4" && row["warnings"] == "0" && row["codes"] == "aaaa-cname-missing")
        #expect(row["software"] == "NSD 4.6.1; F5 BIG-IP DNS" && row["queries"] == "104")
    }

    @Test("The table is the one that was looked at and kept", arguments: ["hostile", "judged"])
    func golden(name: String) throws {
        let report = name == "hostile" ? Sample.hostile : Sample.judged
        try GoldenFile("render/scan-\(name).csv").expectEqual(
            ScanCSV().header + report.audits.flatMap(ScanCSV().line))
    }
}
