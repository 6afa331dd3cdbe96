import QuadaReport

// A zone held against a policy and an earlier report: everything that makes a name pass or fail, and records in a file.

extension Sample {
    private static let zoneFile = "zones/judged test.zone"
    private static let server = ServerReference(name: "ns1.judged.test.", address: "2001:db8::53", transport: .udp)

    static let judged: Report = {
        var report = Sample.report([
            failedAudit("www.judged.test.", line: 12), failedAudit("mail.judged.test.", line: 14), wildcardAudit,
            knownAudit, lapsedAudit, inconclusiveAudit,
        ])
        report.subject = Subject(
            zone: "judged.test.", source: .file, place: zoneFile, serial: 2_026_112_301, records: 42)
        report.gate = Gate(failOn: .error, policy: "quada.policy", baseline: "reports/last week.json")
        report.notes = ["not tested over IPv6: no route here"]
        return report
    }()

    private static func waiver(_ day: String, isExpired: Bool) -> AppliedWaiver? {
        CalendarDay(day).map {
            AppliedWaiver(
                reason: "The vendor mends it in release 7 | ticket #123, ask @operations", expires: $0,
                isExpired: isExpired, location: SourceLocation(file: "quada.policy", line: 7))
        }
    }

    /// One fault of the zone's server shows behind two names; one of its own is new, one is waived.
    private static func failedAudit(_ name: String, line: Int) -> NameAudit {
        var ofServer = finding("aaaa-no-response", .error, server)
        ofServer.key = "aaaa-no-response judged.test. 2001:db8::53"
        ofServer.zone = "judged.test."
        ofServer.baseline = .new
        var own = finding("aaaa-cname-missing", .error, server)
        own.key = "aaaa-cname-missing \(name) 2001:db8::53"
        own.name = name
        own.detail = "A gives CNAME www.edge.test. for @everyone, AAAA nothing; see https://evil.test/ and GH-7 #8"
        own.location = SourceLocation(file: zoneFile, line: line)
        own.baseline = .new
        var waived = finding("aaaa-special-purpose", .warning)
        waived.key = "aaaa-special-purpose judged.test."
        waived.name = name
        waived.declaredSeverity = .error
        waived.waiver = waiver("2014-12-31", isExpired: false)
        waived.baseline = .known
        return NameAudit(
            name: name, verdict: .broken, reason: "1 of 2 servers does not answer AAAA",
            chain: [
                ChainLink(
                    name: name, zone: "judged.test.",
                    servers: [
                        ServerRow(
                            name: server.name, address: server.address, source: .both, a: addresses(20),
                            aaaa: TypeOutcome(.silence, attempts: 3), conforms: false),
                        ServerRow(
                            name: "ns2.judged.test.", address: "192.0.2.2", source: .both, a: addresses(21),
                            aaaa: addresses(21), conforms: nil),
                    ])
            ],
            findings: [ofServer, own, waived], queries: 20, elapsed: Milliseconds(1234.5), roles: [.a, .mx],
            location: SourceLocation(file: zoneFile, line: line), expectation: .required, status: .failed)
    }

    private static var wildcardAudit: NameAudit {
        var audit = healthyAudit("quada-wildcard.judged.test.")
        audit.roles = [.wildcard]
        audit.location = SourceLocation(file: zoneFile, line: 20)
        return audit
    }

    private static var knownAudit: NameAudit {
        var known = finding("aaaa-nxdomain", .error, server)
        known.name = "old.judged.test."
        known.key = "aaaa-nxdomain old.judged.test. 2001:db8::53"
        known.baseline = .known
        var fresh = finding("zone-one-ipv6-server", .notice)
        fresh.key = "zone-one-ipv6-server judged.test."
        fresh.baseline = .new
        var audit = healthyAudit("old.judged.test.")
        audit.verdict = .degraded
        audit.findings = [known, fresh]
        return audit
    }

    /// A notice that fails all the same, since its waiver has expired.
    private static var lapsedAudit: NameAudit {
        var lapsed = finding("a-code-of-tomorrow", .notice)
        lapsed.key = "a-code-of-tomorrow lapsed.judged.test."
        lapsed.name = "lapsed.judged.test."
        lapsed.waiver = waiver("2014-01-31", isExpired: true)
        lapsed.baseline = .new
        var audit = healthyAudit("lapsed.judged.test.")
        audit.findings = [lapsed]
        audit.status = .failed
        return audit
    }

    private static var inconclusiveAudit: NameAudit {
        NameAudit(
            name: "gone.judged.test.", verdict: .indeterminate, reason: "no server of dark.test. answered at all",
            notes: ["aaaa-no-response could not be told"], queries: 9, elapsed: Milliseconds(6000), roles: [.ns],
            location: SourceLocation(file: zoneFile, line: 33), status: .inconclusive)
    }
}
