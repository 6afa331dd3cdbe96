import QuadaReport

extension Report {
    /// When, by what, from where and with how many queries was audited: the small print of every format for people.
    var circumstances: String {
        let families = [(vantage.ipv4, "IPv4"), (vantage.ipv6, "IPv6")].filter(\.0).map(\.1)
        let place =
            switch vantage.network {
            case .internet: ""
            case .pinned: " at the servers given"
            case .lab: " in the lab"
            case .replay: " from saved evidence"
            }
        return "\(finished) by \(tool.name) \(tool.version)\(place) over "
            + (families.isEmpty ? "no network" : families.joined(separator: " and "))
            + (vantage.port == 53 ? "" : ", port \(vantage.port)")
            + "; \(counted(queries, "query", "queries")), seed \(vantage.seed)"
            + (isolation.map { "; \($0.phrase)" } ?? "")
    }

    /// Sent for all names, retries included.
    var queries: Int { audits.reduce(0) { $0 + $1.queries } }

    /// From the first query to the end of the last audit, in milliseconds; 0 where the clock went backwards.
    var duration: Milliseconds {
        let (elapsed, overflow) = finished.millisecondsSince1970.subtractingReportingOverflow(
            started.millisecondsSince1970)
        return Milliseconds(overflow ? 0 : Double(max(0, elapsed)))
    }

    /// "3 names failed", in the fewest words.
    var outcome: String {
        let counts = summary.statuses
        let total = audits.count
        if let failed = counts[.failed] { return "\(failed) of \(counted(total, "name")) failed" }
        if let inconclusive = counts[.inconclusive] {
            return "\(inconclusive) of \(counted(total, "name")) inconclusive"
        }
        return switch total {
        case 0: "no name was audited"
        case 1: "1 name passed"
        default: "all \(total) names passed"
        }
    }
}

extension Isolation {
    /// How what servers sent was read, as a clause.
    var phrase: String {
        let measures = missing.isEmpty ? "" : " but for \(missing.map(\.measure).joined(separator: ", "))"
        return switch level {
        case .none: "not isolated"
        case .strict, .process: "isolated (\(level.rawValue)\(measures))"
        }
    }
}

extension Subject {
    /// What was audited, as a clause.
    var phrase: String {
        let what = zone.map { "zone \($0)" } ?? "names"
        let serial = serial.map { ", serial \($0)" } ?? ""
        let records = records.map { ", \(counted($0, "record"))" } ?? ""
        let origin =
            switch source {
            case .file, .list: "from \(place)"
            case .transfer: "as \(place) transfers it"
            }
        return "\(what) \(origin)\(serial)\(records)"
    }
}

extension Milliseconds {
    /// The same time in seconds, with so many decimals (1 to 4); what is less than 0 is 0.
    func seconds(decimals: Int) -> String {
        // As many tenths of a millisecond as a Double counts one by one.
        let tenths = Int(min(max(0, value * 10), 9e15).rounded())
        let text = String(10_000 + tenths % 10_000).dropFirst()
        return "\(tenths / 10_000).\(text.prefix(decimals))"
    }
}
