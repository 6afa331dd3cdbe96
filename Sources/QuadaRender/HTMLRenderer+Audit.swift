import QuadaReport

/// One name: its chain drawn, its servers in tables, its clients, what was found.
extension HTMLRenderer {
    private static let recordLimit = 4

    func addAudit(_ audit: NameAudit, at index: Int, isOneOfMany: Bool, isDrawn: Bool, to page: inout Markup) {
        let id = Self.anchor(index)
        page.element("section", ("class", "audit"), ("id", id), ("aria-labelledby", "\(id)-title")) { page in
            page.element("h2", ("id", "\(id)-title")) { page in
                page.element("span", ("class", "domain"), text: audit.name)
                page.text(" ")
                page.badge(audit.verdict.rawValue, audit.verdict.tone)
                if isOneOfMany || audit.status != .passed {
                    page.text(" ")
                    page.badge(audit.status.rawValue, audit.status.tone, isQuiet: true)
                }
            }
            if isOneOfMany { page.element("p", ("class", "lead"), text: audit.reason) }
            addRemarks(on: audit, to: &page)
            if isDrawn {
                addChain(of: audit, id, to: &page)
                addClients(of: audit, id, to: &page)
            }
            addFindings(of: audit, id, to: &page)
            if isDrawn, !audit.chain.isEmpty { page.element("h3", text: "Servers") }
            page.element("details") { page in
                page.element("summary", text: "Every server of \(audit.name), address by address")
                addMatrices(of: audit, to: &page)
            }
        }
    }

    private func addRemarks(on audit: NameAudit, to page: inout Markup) {
        var remarks = audit.notes
        if audit.roles != [.given] {
            remarks.insert(
                "audited for: " + audit.roles.map(\.rawValue).joined(separator: ", ")
                    + (audit.location.map { ", \($0)" } ?? ""), at: 0)
        }
        if let expectation = audit.expectation {
            remarks.insert("AAAA is \(expectation.rawValue) by the policy", at: 0)
        }
        guard !remarks.isEmpty else { return }
        page.element("ul", ("class", "remarks")) { page in
            for remark in remarks { page.element("li", text: remark) }
        }
    }

    // MARK: - Chain

    private func addChain(of audit: NameAudit, _ id: String, to page: inout Markup) {
        guard !audit.chain.isEmpty else { return }
        page.element("h3", text: "Chain")
        page.element(
            "div", ("class", "scroll drawing"), ("role", "region"), ("aria-label", "Chain of \(audit.name)"),
            ("tabindex", "0")
        ) { page in
            ChainDrawing(audit, id: id).add(to: &page)
        }
        page.element("p", ("class", "legend")) { page in
            page.text("Each box is one server address: what A got, then what AAAA got. ")
            for (index, (letter, word)) in ChainDrawing.letters(in: audit).enumerated() {
                if index > 0 { page.text(", ") }
                page.element("b", text: letter)
                page.text(" \(word)")
            }
            page.text(". A filled box is at fault, of a dashed one it could not be told.")
        }
    }

    private func addMatrices(of audit: NameAudit, to page: inout Markup) {
        for link in audit.chain {
            let title = link.name + (link.zone.map { " in zone \($0)" } ?? ", zone not found")
            page.element(
                "div", ("class", "scroll"), ("role", "region"),
                ("aria-label", "Servers of \(link.name) on the way from \(audit.name)"), ("tabindex", "0")
            ) { page in
                page.element("table", ("class", "matrix")) { page in
                    page.element("caption", text: title)
                    addMatrix(of: link, to: &page)
                }
            }
            for note in link.notes { page.element("p", ("class", "note"), text: note) }
        }
    }

    private func addMatrix(of link: ChainLink, to page: inout Markup) {
        let others = link.servers.flatMap(\.other.keys).uniqued().sorted()
        page.element("thead") { page in
            page.element("tr") { page in
                for title in ["Server", "Address", "A", "AAAA"] + others + ["Conforms", "Software"] {
                    page.element("th", ("scope", "col"), text: title)
                }
            }
        }
        page.element("tbody") { page in
            for server in link.servers {
                page.element("tr") { page in
                    page.element("th", ("scope", "row"), text: server.name)
                    page.element("td", ("class", "mono"), text: server.address)
                    cell(server.a, to: &page)
                    cell(server.aaaa, to: &page)
                    for type in others {
                        if let outcome = server.other[type] {
                            cell(outcome, to: &page)
                        } else {
                            page.element("td", text: "-")
                        }
                    }
                    page.element("td") { page in
                        page.badge(server.verdictWord, server.tone, isQuiet: server.conforms != false)
                        if let note = server.note { page.element("small", text: note) }
                    }
                    page.element(
                        "td",
                        text: server.software.map {
                            "\($0.product)\($0.version.map { " \($0)" } ?? ""), \($0.confidence.rawValue)"
                        } ?? "-")
                }
            }
        }
    }

    private func cell(_ outcome: TypeOutcome, to page: inout Markup) {
        page.element("td") { page in
            let rcode = outcome.outcome == .rcode ? " \(outcome.rcode ?? "")" : ""
            page.element("span", ("class", "outcome"), text: outcome.outcome.rawValue + rcode)
            if let time = outcome.roundTrip { page.element("small", text: "\(time.text) ms") }
            for record in outcome.records.prefix(Self.recordLimit) {
                page.element("small", ("class", "mono"), text: record)
            }
            let more = outcome.records.count - Self.recordLimit
            if more > 0 { page.element("small", text: "and \(more) more") }
        }
    }

    // MARK: - Clients

    private func addClients(of audit: NameAudit, _ id: String, to page: inout Markup) {
        guard let impact = audit.impact else { return }
        page.element("h3", text: "Clients")
        page.element(
            "div", ("class", "scroll"), ("role", "region"), ("aria-label", "Clients of \(audit.name)"),
            ("tabindex", "0")
        ) { page in
            page.element("table", ("class", "clients")) { page in
                page.element("caption", text: "What a client of each kind gets, by what its resolver has cached")
                page.element("thead") { page in
                    page.element("tr") { page in
                        for title in ["Client", "Nothing cached", "Alias cached"] {
                            page.element("th", ("scope", "col"), text: title)
                        }
                    }
                }
                page.element("tbody") { page in
                    for (kind, client) in impact.byKind {
                        page.element("tr") { page in
                            page.element("th", ("scope", "row"), text: kind)
                            effect(client.cold, to: &page)
                            effect(client.cached, to: &page)
                        }
                    }
                }
            }
        }
        if let masking = impact.masking { page.element("p", ("class", "note"), text: masking) }
    }

    private func effect(_ effect: ClientImpact.Effect, to page: inout Markup) {
        page.element("td") { page in
            page.badge(effect.words, effect.effect.tone, isQuiet: effect.effect == .works)
            if let detail = effect.detail { page.element("small", text: detail) }
        }
    }
}

extension ServerRow {
    var verdictWord: String { conforms.map { $0 ? "yes" : "at fault" } ?? "not told" }

    var tone: String { conforms.map { $0 ? "good" : "bad" } ?? "fair" }
}

extension Impact {
    fileprivate var byKind: [(String, ClientImpact)] {
        [
            ("IPv4 only", ipv4Only), ("Dual stack", dualStack), ("IPv6 only", ipv6Only),
            ("IPv6 only, DNS64", ipv6OnlyDNS64),
        ]
    }
}

extension ClientImpact.Effect {
    fileprivate var words: String {
        switch effect {
        case .slow: secondsLost.map { "slow, \(Milliseconds($0 * 1000).text) ms lost" } ?? "slow"
        case .intermittent: share.map { "intermittent, \(Int(($0 * 100).rounded())) % of servers" } ?? "intermittent"
        case .works, .fails, .unknown: effect.rawValue
        }
    }
}

extension ClientImpact.Effect.Word {
    fileprivate var tone: String {
        switch self {
        case .works: "good"
        case .slow, .intermittent, .unknown: "fair"
        case .fails: "bad"
        }
    }
}
