import QuadaReport
import Testing

@testable import QuadaRender

/// What quada writes is what `reports/quada.report.schema.json` promises, by a validator that is not ours.
@Suite struct SchemaTests {
    /// Reads the schema's path, a pointer into it, and one document on standard input.
    private static let program = """
        import json, sys
        from jsonschema import Draft202012Validator
        schema = json.load(open(sys.argv[1]))
        Draft202012Validator.check_schema(schema)
        if sys.argv[2]: schema = {"$ref": sys.argv[2], "$defs": schema["$defs"]}
        validator = Draft202012Validator(schema)
        for line in [sys.stdin.read()] if not sys.argv[2] else sys.stdin:
            for error in validator.iter_errors(json.loads(line)):
                print(error.json_path, ascii(error.message)[:200])
        """

    /// The complaints about `document`; `.ci/install-dependencies test` provides the validator.
    func complaints(
        about document: [UInt8], pointer: String = "", by name: String = "quada.report.schema.json"
    ) async throws -> String {
        let schema = GoldenFile.repository + "/reports/" + name
        return try await Foreign.python(Self.program, [schema, pointer], input: document)
    }

    @Test("The JSON report fits its schema", arguments: Sample.all)
    func report(report: Report) async throws {
        #expect(try await complaints(about: JSONRenderer().render(report)) == "")
    }

    @Test("A line of NDJSON fits the schema of an audit", arguments: Sample.all)
    func lines(report: Report) async throws {
        #expect(try await complaints(about: NDJSONRenderer().render(report), pointer: "#/$defs/audit") == "")
    }

    @Test("A report with its impact fits, too")
    func impact() async throws {
        let works = ClientImpact(cold: .init(.works), cached: .init(.works))
        var audit = Sample.healthyAudit("www.good.test.")
        audit.impact = Impact(
            ipv4Only: works, dualStack: ClientImpact(cold: .init(.slow, secondsLost: 2.5), cached: .init(.works)),
            ipv6Only: ClientImpact(cold: .init(.intermittent, share: 0.25), cached: .init(.fails, detail: "words")),
            ipv6OnlyDNS64: ClientImpact(cold: .init(.unknown), cached: .init(.works)))
        #expect(try await complaints(about: JSONRenderer().render(Sample.report([audit]))) == "")
    }

    @Test(
        "The schema refuses what is not a report",
        arguments: [
            (#""verdict" : "broken""#, #""verdict" : "BROKEN""#), (#""conforms" : false"#, #""conforms" : 0"#),
            (#""schema" : "quada.report/1""#, #""schema" : "quada.report/2""#),
            (#""queries" : 104"#, #""questions" : 104"#), (#""outcome" : "nodata""#, #""outcome" : "empty""#),
        ])
    func refusal(text: String, replacement: String) async throws {
        let json = String(decoding: JSONRenderer().render(Sample.balancers), as: UTF8.self)
        let changed = json.replacing(text, with: replacement)
        #expect(changed != json)
        #expect(try await complaints(about: Array(changed.utf8)) != "")
    }
}
