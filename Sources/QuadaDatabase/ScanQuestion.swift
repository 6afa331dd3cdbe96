internal import QuadaReport

/// A question to the database of a scan, with what it is about.
public struct ScanQuestion: Hashable, Sendable {
    /// The ready ones, as the user types them.
    public enum Word: String, Hashable, Sendable, CaseIterable {
        case broken
        case worstOperators = "worst-operators"
        case findings
        case code
        case `operator`
        case server
        case software
        case name
        case sql

        /// What stands behind the word; none where it stands alone.
        public var argument: String? {
            switch self {
            case .broken, .worstOperators, .findings, .software: nil
            case .code: "CODE"
            case .operator: "SUFFIX"
            case .server: "ADDRESS"
            case .name: "NAME"
            case .sql: "SELECT"
            }
        }

        /// As in `code CODE`.
        public var usage: String { rawValue + (argument.map { " \($0)" } ?? "") }

        public var about: String {
            switch self {
            case .broken: "names that are broken, and why"
            case .worstOperators: "the 20 operators whose servers are at fault behind most names"
            case .findings: "how many names have which finding"
            case .code: "names with a finding, and what was seen"
            case .operator: "names behind an operator's servers, those first where one is at fault"
            case .server: "what a server address answered, name by name"
            case .software: "what may run on the servers, and behind how many names"
            case .name: "all that is known of one name"
            case .sql: "whatever a query of yours says; it can only read"
            }
        }
    }

    public let word: Word
    let sql: String
    let arguments: [String]

    /// Whether the SQL is the user's, and so are its mistakes.
    var isOfUser: Bool { word == .sql }

    /// - Parameter argument: As `Word.argument` names it; names fully qualified and in lower case.
    /// - Returns: None where there is an argument too many or too few.
    public init?(_ word: Word, _ argument: String? = nil) {
        guard (word.argument == nil) == (argument == nil) else { return nil }
        self.word = word
        sql = word == .sql ? argument ?? "" : word.statement
        arguments =
            switch word {
            case .broken, .worstOperators, .findings, .software, .sql: []
            case .code, .server, .name: [argument ?? ""]
            // As it was given, and as it is kept where it holds numbers.
            case .operator: [argument ?? "", ServerOperator.name(of: "server.\(argument ?? "")", in: nil)]
            }
    }
}

extension ScanQuestion.Word {
    fileprivate var statement: String {
        switch self {
        case .broken: "SELECT name, reason FROM name WHERE verdict = 'broken' ORDER BY name"
        case .worstOperators: Self.worstOperatorsSQL
        case .findings: Self.findingsSQL
        case .code:
            """
            SELECT name.name, finding.severity, finding.owner, finding.server, finding.address, finding.detail
            FROM finding JOIN name ON name.id = finding.name WHERE finding.code = ?1
            ORDER BY name.name, finding.position
            """
        case .operator: Self.operatorSQL
        case .server:
            """
            SELECT name.name, name.verdict, link.owner, link.zone, server.name AS server, answer.a, answer.aaaa,
              answer.conforms
            FROM server JOIN answer ON answer.server = server.id JOIN name ON name.id = answer.name
              JOIN link ON link.name = answer.name AND link.position = answer.link
            WHERE server.address = ?1 ORDER BY name.name, answer.link
            """
        case .software:
            """
            SELECT software.product, software.version, COUNT(DISTINCT answer.name) AS names,
              COUNT(DISTINCT answer.server) AS servers,
              COUNT(DISTINCT CASE WHEN answer.conforms = 0 THEN answer.name END) AS at_fault
            FROM software JOIN answer ON answer.software = software.id GROUP BY software.id
            ORDER BY names DESC, product, version
            """
        case .name: Self.nameSQL
        case .sql: ""
        }
    }

    private static let worstOperatorsSQL = """
        WITH hit AS (
          SELECT DISTINCT server.operator, answer.name FROM answer JOIN server ON server.id = answer.server
          WHERE answer.conforms = 0
        )
        SELECT hit.operator, COUNT(*) AS at_fault, SUM(name.verdict = 'broken') AS broken,
          SUM(name.verdict = 'degraded') AS degraded
        FROM hit JOIN name ON name.id = hit.name GROUP BY hit.operator
        ORDER BY at_fault DESC, broken DESC, hit.operator LIMIT 20
        """

    private static let findingsSQL = """
        SELECT code,
          CASE MIN(CASE severity WHEN 'error' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END)
            WHEN 1 THEN 'error' WHEN 2 THEN 'warning' ELSE 'notice' END AS severity,
          COUNT(DISTINCT CASE WHEN counts THEN name END) AS names, COUNT(*) AS findings
        FROM finding GROUP BY code
        ORDER BY MIN(CASE severity WHEN 'error' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END), names DESC, code
        """

    private static let operatorSQL = """
        SELECT name.name, name.verdict, server.operator, COUNT(*) AS answers, SUM(answer.conforms = 0) AS at_fault
        FROM server JOIN answer ON answer.server = server.id JOIN name ON name.id = answer.name
        WHERE server.operator IN (?1, ?2)
          OR SUBSTR(server.operator, -LENGTH(?1) - 1) = '.' || ?1 OR SUBSTR(server.operator, -LENGTH(?2) - 1) = '.' || ?2
        GROUP BY name.id, server.operator ORDER BY at_fault > 0 DESC, name.name, server.operator
        """

    private static let nameSQL = """
        WITH wanted AS (SELECT * FROM name WHERE name = ?1),
        part (step, link, position, what, about, detail) AS (
          SELECT 0, 0, 0, 'name', name, verdict || ': ' || reason FROM wanted
          UNION ALL SELECT 1, 0, 0, 'ipv4', name, ipv4 FROM wanted WHERE ipv4 <> ''
          UNION ALL SELECT 1, 0, 1, 'ipv6', name, ipv6 FROM wanted WHERE ipv6 <> ''
          UNION ALL SELECT 2, link.position, 0, 'link', link.owner,
            COALESCE('zone ' || link.zone, 'zone not found')
              || COALESCE(', ' || UPPER(link.kind) || ' to ' || link.target, '')
            FROM wanted JOIN link ON link.name = wanted.id
          UNION ALL SELECT 2, answer.link, answer.position, 'server', server.name || ' ' || server.address,
            'A ' || answer.a || ', AAAA ' || answer.aaaa
              || CASE answer.conforms WHEN 0 THEN ', at fault' WHEN 1 THEN '' ELSE ', not told' END
              || COALESCE(', ' || answer.note, '')
            FROM wanted JOIN answer ON answer.name = wanted.id JOIN server ON server.id = answer.server
          UNION ALL SELECT 3, 0, finding.position, finding.severity,
            finding.code || COALESCE(' ' || finding.address, ''), finding.detail
            FROM wanted JOIN finding ON finding.name = wanted.id
        )
        SELECT what, about, detail FROM part ORDER BY step, link, position
        """
}
