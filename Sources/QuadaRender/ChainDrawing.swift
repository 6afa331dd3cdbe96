import QuadaReport

/// The chain as a line from station to station: each name a station, each zone a lane behind its stations, each server
/// address a box that says what A got there, and what AAAA got.
///
/// Colour is never alone: a box holds letters, is filled where its server is at fault, and dashed where that could not
/// be told.
struct ChainDrawing {
    private let audit: NameAudit
    private let id: String
    /// The first station of each lane starts it.
    private let lanes: [Lane]

    private struct Lane {
        let zone: String?
        var stations: [Station]
        var top = 0
        var bottom = 0
    }

    private struct Station {
        let index: Int
        let link: ChainLink
        /// The name, cut where it does not fit on a line.
        let lines: [String]
        var y = 0
    }

    // In SVG units, which are CSS pixels.
    private static let width = 720
    private static let trunk = 40
    private static let left = 68
    private static let lineHeight = 20
    private static let boxWidth = 46
    private static let boxHeight = 24
    private static let gap = 8
    private static let padding = 14
    private static let boxesInARow = (width - left - padding) / (boxWidth + gap)
    private static let maximumRows = 5
    /// Of a name on one line, in the monospaced letters of the style sheet.
    private static let nameCharacters = 60

    init(_ audit: NameAudit, id: String) {
        self.audit = audit
        self.id = id
        var lanes: [Lane] = []
        for (index, link) in audit.chain.enumerated() {
            let station = Station(
                index: index, link: link, lines: link.name.visible.cut(to: Self.nameCharacters))
            if let last = lanes.last, last.zone == link.zone {
                lanes[lanes.count - 1].stations.append(station)
            } else {
                lanes.append(Lane(zone: link.zone, stations: [station]))
            }
        }
        var y = 0
        for lane in lanes.indices {
            lanes[lane].top = y
            y += Self.padding + Self.lineHeight
            for station in lanes[lane].stations.indices {
                y += Self.gap
                lanes[lane].stations[station].y = y + Self.lineHeight / 2
                y += lanes[lane].stations[station].lines.count * Self.lineHeight
                y += Self.rows(of: lanes[lane].stations[station].link) * (Self.boxHeight + Self.gap) + Self.gap
            }
            y += Self.padding / 2
            lanes[lane].bottom = y
            y += Self.gap
        }
        self.lanes = lanes
    }

    private static func rows(of link: ChainLink) -> Int {
        min(maximumRows, (link.servers.count + boxesInARow - 1) / boxesInARow)
    }

    private var end: Int { (lanes.last?.bottom ?? 0) + Self.gap }

    private var height: Int { end + Self.lineHeight * (addresses.count + (audit.addresses.ipv6.isEmpty ? 1 : 0)) }

    private var addresses: [String] {
        let all = audit.addresses.ipv6.map { "AAAA \($0)" } + audit.addresses.ipv4.map { "A \($0)" }
        return all.count > 6 ? all.prefix(5) + ["and \(all.count - 5) more"] : all
    }

    func add(to page: inout Markup) {
        page.element(
            "svg", ("viewBox", "0 0 \(Self.width) \(height)"), ("width", "\(Self.width)"), ("height", "\(height)"),
            ("role", "img"), ("aria-labelledby", "\(id)-drawing \(id)-words")
        ) { page in
            page.element("title", ("id", "\(id)-drawing"), text: "The chain of \(audit.name)")
            page.element("desc", ("id", "\(id)-words"), text: words)
            for (index, lane) in lanes.enumerated() { add(lane, isEven: index.isMultiple(of: 2), to: &page) }
            addLines(to: &page)
            for lane in lanes { for station in lane.stations { add(station, to: &page) } }
            addEnd(to: &page)
        }
    }

    /// The drawing for who can not see it.
    private var words: String {
        let stations = audit.chain.map { link in
            let faults = link.servers.count { $0.conforms == false }
            return link.name + (link.zone.map { " in zone \($0)" } ?? "") + ", "
                + counted(link.servers.count, "server address", "server addresses")
                + (faults > 0 ? ", \(faults) at fault" : "")
                + (link.target.map { ", \(link.link?.rawValue.uppercased() ?? "alias") to \($0)" } ?? "")
        }
        return stations.joined(separator: "; ") + ". Ends in "
            + (audit.addresses.ipv6.isEmpty ? "no AAAA" : audit.addresses.ipv6.joined(separator: ", ")) + "."
    }

    // MARK: - Lanes and lines

    private func add(_ lane: Lane, isEven: Bool, to page: inout Markup) {
        page.element(
            "rect", ("class", isEven ? "lane" : "lane odd"), ("x", "0"), ("y", "\(lane.top)"),
            ("width", "\(Self.width)"), ("height", "\(lane.bottom - lane.top)"), ("rx", "6"))
        let zone = lane.zone.map { "zone \($0)" } ?? "zone not found"
        let label = zone.visible.count > 80 ? String(zone.visible.prefix(77)) + "..." : zone
        text(label, "zone", x: Self.left, y: lane.top + Self.padding + 6, to: &page)
    }

    /// From each station to those its aliases lead to: straight down to the next, round the side to another.
    private func addLines(to page: inout Markup) {
        let stations = lanes.flatMap(\.stations)
        let places = Dictionary(stations.map { ($0.link.name, $0) }) { first, _ in first }
        for station in stations {
            let targets = ([station.link.target].compactMap(\.self) + station.link.otherTargets).uniqued()
            for target in targets {
                guard let other = places[target] else { continue }
                let x = Self.trunk
                let path =
                    other.index == station.index + 1
                    ? "M \(x) \(station.y) V \(other.y)"
                    : "M \(x) \(station.y) C 4 \(station.y + 30), 4 \(other.y - 30), \(x) \(other.y)"
                page.element("path", ("class", "line"), ("d", path))
            }
        }
        if let last = stations.last, last.link.target == nil {
            page.element("path", ("class", "line"), ("d", "M \(Self.trunk) \(last.y) V \(end)"))
        }
    }

    // MARK: - Stations

    private func add(_ station: Station, to page: inout Markup) {
        let isFaulty = station.link.servers.contains { $0.conforms == false }
        page.element(
            "circle", ("class", isFaulty ? "station bad" : "station"), ("cx", "\(Self.trunk)"), ("cy", "\(station.y)"),
            ("r", "7"))
        for (index, line) in station.lines.enumerated() {
            text(line, "name", x: Self.left, y: station.y + 5 + index * Self.lineHeight, to: &page)
        }
        let top = station.y - Self.lineHeight / 2 + station.lines.count * Self.lineHeight + Self.gap / 2
        let limit = Self.boxesInARow * Self.maximumRows
        let servers = station.link.servers
        let shown = servers.count > limit ? servers.prefix(limit - 1) : servers[...]
        for (place, server) in shown.enumerated() { add(server, at: place, top: top, to: &page) }
        if servers.count > limit {
            let (x, y) = Self.position(limit - 1, top: top)
            text("+\(servers.count - limit + 1)", "zone", x: x, y: y + 16, to: &page)
        }
    }

    private static func position(_ place: Int, top: Int) -> (x: Int, y: Int) {
        (left + place % boxesInARow * (boxWidth + gap), top + place / boxesInARow * (boxHeight + gap))
    }

    private func add(_ server: ServerRow, at place: Int, top: Int, to page: inout Markup) {
        let (x, y) = Self.position(place, top: top)
        page.element("g", ("class", "server \(server.tone)")) { page in
            page.element(
                "title",
                text: "\(server.name) \(server.address): A \(server.a.outcome.rawValue), AAAA "
                    + "\(server.aaaa.outcome.rawValue), conforms: \(server.verdictWord)")
            page.element(
                "rect", ("x", "\(x)"), ("y", "\(y)"), ("width", "\(Self.boxWidth)"), ("height", "\(Self.boxHeight)"),
                ("rx", "4"))
            let middle = y + 17
            text(server.a.outcome.letter, "letter", x: x + 12, y: middle, to: &page)
            text(server.aaaa.outcome.letter, "letter", x: x + 34, y: middle, to: &page)
            page.element(
                "line", ("class", "parting"), ("x1", "\(x + 23)"), ("x2", "\(x + 23)"), ("y1", "\(y + 4)"),
                ("y2", "\(y + Self.boxHeight - 4)"))
        }
    }

    private func addEnd(to page: inout Markup) {
        let hasAAAA = !audit.addresses.ipv6.isEmpty
        page.element(
            "rect", ("class", hasAAAA ? "end good" : "end info"), ("x", "\(Self.trunk - 8)"), ("y", "\(end)"),
            ("width", "16"), ("height", "16"), ("rx", "3"))
        let lines = (hasAAAA ? [] : ["no AAAA at the end"]) + addresses
        for (index, line) in lines.enumerated() {
            text(line, "address", x: Self.left, y: end + 13 + index * Self.lineHeight, to: &page)
        }
    }

    private func text(_ text: String, _ style: String, x: Int, y: Int, to page: inout Markup) {
        page.element("text", ("class", style), ("x", "\(x)"), ("y", "\(y)"), text: text)
    }

    // MARK: - Letters

    /// Those that stand in a drawing, and their words, in the order of the outcomes.
    static func letters(in audit: NameAudit) -> [(String, String)] {
        let met = Set(audit.chain.flatMap(\.servers).flatMap { [$0.a.outcome, $0.aaaa.outcome] })
        return Outcome.allCases.filter(met.contains).map { ($0.letter, $0.rawValue) }
    }
}

extension Outcome {
    /// One letter for a box that has room for no more; a legend tells it beside the drawing.
    fileprivate var letter: String {
        switch self {
        case .addresses: "A"
        case .data: "D"
        case .alias: "C"
        case .noData: "N"
        case .nameError: "X"
        case .referral: "F"
        case .rcode: "R"
        case .wrongType: "W"
        case .malformed: "M"
        case .truncated: "T"
        case .varies: "V"
        case .silence: "S"
        case .unreachable: "U"
        case .notTested: "-"
        }
    }
}
