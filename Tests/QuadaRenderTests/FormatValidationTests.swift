import QuadaReport
import Testing

@testable import QuadaRender

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What each format promises, by programs that are not ours and that others read these formats with.
@Suite struct FormatValidationTests {
    // MARK: - JUnit

    private struct JUnit: Decodable {
        let complaints: [String]
        let tests: Int
        let failures: Int
        let skipped: Int
        let names: [String]
        let results: [String]
    }

    /// Complaints of the schema (libxml2), and what junitparser reads.
    private static let junit = """
        import json, sys
        from lxml import etree
        from junitparser import JUnitXml, Failure, Skipped
        octets = sys.stdin.buffer.read()
        schema = etree.XMLSchema(etree.parse(sys.argv[1]))
        tree = etree.fromstring(octets)
        if sys.argv[2] == "without locations":
            for case in tree.iter("testcase"):
                for attribute in ("file", "line"): case.attrib.pop(attribute, None)
        schema.validate(tree)
        xml = JUnitXml.fromstring(octets)
        cases = [case for suite in xml for case in suite]
        assert len(list(xml)) == 1
        for suite in xml: assert (suite.tests, suite.failures, suite.skipped) == (len(cases),
            sum(any(isinstance(r, Failure) for r in c.result) for c in cases),
            sum(any(isinstance(r, Skipped) for r in c.result) for c in cases))
        json.dump({
            "complaints": [str(error) for error in schema.error_log], "tests": xml.tests, "failures": xml.failures,
            "skipped": sum(suite.skipped for suite in xml), "names": [case.name for case in cases],
            "results": [r.message for case in cases for r in case.result]}, sys.stdout)
        """

    @Test("JUnit fits the schema of Jenkins, and junitparser reads every name", arguments: Sample.all)
    func junit(report: Report) async throws {
        for showsLocations in [true, false] {
            // The schema has no place of a test case, which the pytest of old, GitLab and others have all the same.
            let read = try await Foreign.python(
                Self.junit, [Foreign.junitSchema, showsLocations ? "without locations" : "as it is"],
                input: JUnitRenderer(showsLocations: showsLocations).render(report), as: JUnit.self)
            #expect(read.complaints == [])
            #expect(read.tests == report.audits.count)
            #expect(read.failures == report.summary.statuses[.failed, default: 0])
            #expect(read.skipped == report.summary.statuses[.inconclusive, default: 0])
            #expect(read.names == report.audits.map(\.name.visible))
            #expect(read.results.count == read.failures + read.skipped)
        }
    }

    // MARK: - SARIF

    private static let sarif = """
        import json, sys
        from jsonschema import Draft7Validator
        schema = json.load(open(sys.argv[1]))
        Draft7Validator.check_schema(schema)
        for error in Draft7Validator(schema).iter_errors(json.load(sys.stdin)):
            print(error.json_path, ascii(error.message)[:200])
        """

    @Test("SARIF fits the schema of OASIS", arguments: Sample.all)
    func sarif(report: Report) async throws {
        let complaints = try await Foreign.python(
            Self.sarif, [Foreign.sarifSchema], input: SARIFRenderer().render(report))
        #expect(complaints == "")
    }

    @Test("The schema of OASIS is one that complains")
    func sarifMistake() async throws {
        let text = String(decoding: SARIFRenderer().render(Sample.judged), as: UTF8.self)
        for (right, wrong) in [("\"status\" :", "\"state\" :"), ("\"startLine\" : 1", "\"startLine\" : -1")] {
            let changed = text.replacing(right, with: wrong)
            #expect(changed != text)
            let complaints = try await Foreign.python(Self.sarif, [Foreign.sarifSchema], input: Array(changed.utf8))
            #expect(complaints != "")
        }
    }

    // MARK: - OpenMetrics

    private struct Metrics: Decodable {
        struct Sample: Decodable {
            let name: String
            let labels: [String: String]
            let value: Double
        }

        let samples: [Sample]
    }

    /// What the parsers of both formats read, which has to be the same.
    private static let metrics = """
        import json, sys
        from prometheus_client.openmetrics.parser import text_string_to_metric_families as new
        from prometheus_client.parser import text_string_to_metric_families as old
        text = sys.stdin.read()
        families = [list(parse(text)) for parse in (new, old)]
        samples = [[s for f in family for s in f.samples] for family in families]
        assert samples[0] == samples[1], "the two formats are read differently"
        assert all(f.type == "gauge" and f.documentation for family in families for f in family)
        assert all(f.unit == ("seconds" if f.name.endswith("_seconds") else "") for f in families[0])
        json.dump({"samples": [{"name": s.name, "labels": s.labels, "value": s.value} for s in samples[0]]}, sys.stdout)
        """

    @Test("promtool and both parsers of Prometheus' client read the metrics", arguments: Sample.all)
    func metrics(report: Report) async throws {
        let octets = OpenMetricsRenderer().render(report)
        #expect(try await Foreign.promtool(octets) == "")
        let samples = try await Foreign.python(Self.metrics, input: octets, as: Metrics.self).samples
        let names = samples.filter { $0.name == "quada_name_info" }.compactMap { $0.labels["name"] }
        #expect(Set(names) == Set(report.audits.map(\.name.visible)))
        let addresses = samples.filter { $0.name == "quada_server_conforms" }.compactMap { $0.labels["address"] }
        let rows = report.audits.flatMap(\.chain).flatMap(\.servers).filter { $0.conforms != nil }
        #expect(Set(addresses) == Set(rows.map(\.address.visible)))
        let finished = samples.first { $0.name == "quada_run_timestamp_seconds" }?.value
        #expect(finished == Double(report.finished.millisecondsSince1970) / 1000)
    }

    @Test("promtool is one that complains")
    func metricsMistake() async throws {
        let text = String(decoding: OpenMetricsRenderer().render(Sample.judged), as: UTF8.self)
        for (right, wrong) in [("quada_queries ", "quada_queries_total "), ("{status=\"passed\"}", "{status=passed}")] {
            let changed = text.replacing(right, with: wrong)
            #expect(changed != text)
            #expect(try await Foreign.promtool(Array(changed.utf8)) != "")
        }
    }

    // MARK: - CSV

    private static let csv = """
        import csv, io, json, sys
        text = sys.stdin.buffer.read().decode("ascii")
        assert text.count("\\r") == text.count("\\n") == text.count("\\r\\n")
        json.dump(list(csv.reader(io.StringIO(text, newline=""), strict=True)), sys.stdout)
        """

    @Test("Python's csv reads back every row, column and value", arguments: Sample.all)
    func csv(report: Report) async throws {
        let rows = try await Foreign.python(Self.csv, input: CSVRenderer().render(report), as: [[String]].self)
        #expect(rows.first == CSVRenderer.columns)
        #expect(rows.allSatisfy { $0.count == CSVRenderer.columns.count })
        #expect(rows.allSatisfy { $0.allSatisfy { !"=+-@".contains($0.first ?? " ") } })
        let texts = rows.dropFirst().map { row in
            Dictionary(zip(CSVRenderer.columns, row.map { $0.hasPrefix("'") ? String($0.dropFirst()) : $0 })) { $1 }
        }
        let findings = report.audits.flatMap { audit in
            audit.findings.isEmpty ? [(audit, nil)] : audit.findings.map { (audit, FindingEntry?.some($0)) }
        }
        #expect(texts.count == findings.count)
        for (text, (audit, finding)) in zip(texts, findings) {
            #expect(text["name"] == audit.name.visible)
            #expect(text["reason"] == audit.reason.visible)
            #expect(text["key"] == finding?.key.visible ?? "")
            #expect(text["detail"] == finding?.detail.visible ?? "")
            #expect(text["reproduce"] == finding?.reproduce?.visible ?? "")
            #expect(text["waiver_reason"] == finding?.waiver?.reason.visible ?? "")
            #expect(text["line"] == (finding?.location ?? audit.location).map { "\($0.line)" } ?? "")
        }
    }
}
