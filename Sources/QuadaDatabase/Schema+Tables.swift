extension Schema {
    static let tables: [Table] = [scan, name, link, server, software, answer, finding]

    private static let scan = Table(
        name: "scan", about: "A run that wrote here; a scan that was resumed has several.",
        columns: [
            Column("id", "INTEGER PRIMARY KEY", "Its number."),
            Column("tool", "TEXT NOT NULL", "The program and its version."),
            Column("started", "TEXT NOT NULL", "When it began, in UTC."),
        ], constraints: [], isClustered: false, indexes: [])

    private static let name = Table(
        name: "name", about: "A name that was audited, once, as it was found last.",
        columns: [
            Column("id", "INTEGER PRIMARY KEY", "Its number, by which the other tables know it."),
            Column("name", "TEXT NOT NULL UNIQUE", "Fully qualified, in lower case, in presentation format."),
            Column("verdict", "TEXT NOT NULL", "ready, degraded, broken, ipv4-only, nonexistent or indeterminate."),
            Column("status", "TEXT NOT NULL", "passed, failed or inconclusive."),
            Column("reason", "TEXT NOT NULL", "Why, in one sentence."),
            Column("ipv4", "TEXT NOT NULL", "The addresses at the end of the chain, with blanks between them."),
            Column("ipv6", "TEXT NOT NULL", "Likewise."),
            Column("queries", "INTEGER NOT NULL", "Queries sent for it, retries included."),
            Column("elapsed_ms", "REAL NOT NULL", "From the first to the end."),
            Column("scan", "INTEGER NOT NULL REFERENCES scan (id)", "The run that audited it."),
        ], constraints: [], isClustered: false,
        indexes: [Index("name_by_verdict", "verdict, name", "Names that are broken.")])

    private static let link = Table(
        name: "link", about: "A name of the chain: the name itself, then each target in the order it was walked.",
        columns: [
            Column("name", "INTEGER NOT NULL REFERENCES name (id)", "Whose chain it is."),
            Column("position", "INTEGER NOT NULL", "From 1."),
            Column("owner", "TEXT NOT NULL", "The name of this link."),
            Column("zone", "TEXT", "The apex of its zone; none where it was not found."),
            Column("kind", "TEXT", "cname or dname; none at the end of the chain."),
            Column("target", "TEXT", "Where it leads."),
        ], constraints: ["PRIMARY KEY (name, position)"], isClustered: true,
        indexes: [Index("link_by_zone", "zone", "Names whose chains meet a zone.")])

    private static let server = Table(
        name: "server", about: "An address of an authoritative server, once for all names.",
        columns: [
            Column("id", "INTEGER PRIMARY KEY", "Its number."),
            Column("name", "TEXT NOT NULL", "The server's name."),
            Column("address", "TEXT NOT NULL", "IPv4 or IPv6, as RFC 5952 writes it."),
            Column(
                "operator", "TEXT NOT NULL",
                "The domain above its name, each run of digits as `*`, or the zone itself where it is named inside it."),
        ], constraints: ["UNIQUE (address, name, operator)"], isClustered: false,
        indexes: [Index("server_by_operator", "operator", "The servers of an operator.")])

    private static let software = Table(
        name: "software", about: "What may run on servers, as hints have it.",
        columns: [
            Column("id", "INTEGER PRIMARY KEY", "Its number."),
            Column("product", "TEXT NOT NULL", "Software, or a service."),
            Column("version", "TEXT NOT NULL", "Empty where nothing tells."),
        ], constraints: ["UNIQUE (product, version)"], isClustered: false, indexes: [])

    private static let answer = Table(
        name: "answer", about: "What one server address made of the questions for one link of a chain.",
        columns: [
            Column("name", "INTEGER NOT NULL REFERENCES name (id)", "The name that was audited."),
            Column("link", "INTEGER NOT NULL", "The position of the link."),
            Column("position", "INTEGER NOT NULL", "Among the link's servers, from 1."),
            Column("server", "INTEGER NOT NULL REFERENCES server (id)", "Who was asked."),
            Column("a", "TEXT NOT NULL", "One word for the answer to A: addresses, alias, nodata, silence ..."),
            Column("aaaa", "TEXT NOT NULL", "The same for AAAA."),
            Column("conforms", "INTEGER", "1 or 0; none where it could not be told."),
            Column("software", "INTEGER REFERENCES software (id)", "A hint; none where nothing tells."),
            Column("note", "TEXT", "Why it was not tested."),
        ], constraints: ["PRIMARY KEY (name, link, position)"], isClustered: true,
        indexes: [
            Index("answer_by_server", "server", "Names behind a server."),
            Index("answer_at_fault", "server, name", where: "conforms = 0", "Servers at fault."),
            Index("answer_by_software", "software, name", where: "software IS NOT NULL", "Names behind a product."),
        ])

    private static let finding = Table(
        name: "finding", about: "A rule violated at a name; `quada explain CODE` tells the rest of it.",
        columns: [
            Column("name", "INTEGER NOT NULL REFERENCES name (id)", "The name that was audited."),
            Column("position", "INTEGER NOT NULL", "From 1, the gravest first."),
            Column("code", "TEXT NOT NULL", "The rule."),
            Column("severity", "TEXT NOT NULL", "error, warning or notice."),
            Column("counts", "INTEGER NOT NULL", "0 where a policy waives it or an earlier report had it, else 1."),
            Column("owner", "TEXT NOT NULL", "The name it is about."),
            Column("zone", "TEXT", "The zone it is about."),
            Column(
                "server", "TEXT", "The name of the server that it accuses; none where it is about a zone or a name."),
            Column("address", "TEXT", "Its address."),
            Column("transport", "TEXT", "udp or tcp."),
            Column("detail", "TEXT NOT NULL", "What was seen."),
            Column("reproduce", "TEXT", "A line for a shell that shows it."),
        ], constraints: ["PRIMARY KEY (name, position)"], isClustered: true,
        indexes: [
            Index("finding_by_code", "code, name, severity, counts", "Names with a finding."),
            Index("finding_by_address", "address", where: "address IS NOT NULL", "Findings that accuse a server."),
        ])
}
