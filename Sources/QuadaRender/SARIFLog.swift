/// The parts of a SARIF log that quada writes, under the names of the standard.
///
/// - SeeAlso: SARIF 2.1.0, section 3.
struct SARIFLog: Encodable {
    let schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    let version = "2.1.0"
    let runs: [Run]

    private enum CodingKeys: String, CodingKey {
        case schema = "$schema"
        case version, runs
    }

    struct Run: Encodable {
        let tool: ToolComponents
        let invocations: [Invocation]
        let results: [Result]
        let properties: RunProperties
    }

    struct ToolComponents: Encodable {
        let driver: Driver
    }

    struct Driver: Encodable {
        let name: String
        let version: String
        let rules: [Rule]
    }

    /// A reportingDescriptor (section 3.49).
    struct Rule: Encodable {
        struct Configuration: Encodable { let level: Level }

        struct Properties: Encodable {
            let tags: [String]
            /// By which GitHub sorts: error, warning or recommendation.
            let problemSeverity: String

            private enum CodingKeys: String, CodingKey {
                case tags
                case problemSeverity = "problem.severity"
            }
        }

        let id: String
        let name: String
        let shortDescription: Message
        let fullDescription: Message
        let help: Message
        let helpUri: String?
        let defaultConfiguration: Configuration
        let properties: Properties
    }

    enum Level: String, Encodable { case error, warning, note }

    /// A message or a multiformatMessageString (sections 3.11 and 3.12).
    struct Message: Encodable {
        let text: String
        var markdown: String?
    }

    struct Invocation: Encodable {
        let executionSuccessful: Bool
        let exitCode: Int32
        let startTimeUtc: String
        let endTimeUtc: String
        let toolExecutionNotifications: [Notification]
    }

    struct Notification: Encodable {
        let level: Level
        let message: Message
        var locations: [Location]?
    }

    struct Result: Encodable {
        struct Properties: Encodable {
            let names: [String]
            let server: String?
            let address: String?
            let zone: String?
            let effect: String
            let reproduce: String?
            let remedy: String
        }

        let ruleId: String
        let ruleIndex: Int
        let level: Level
        let message: Message
        let locations: [Location]
        let partialFingerprints: [String: String]
        /// In every result of a run or in none (section 3.27.23).
        let suppressions: [Suppression]
        let baselineState: BaselineState?
        let properties: Properties
    }

    enum BaselineState: String, Encodable { case new, unchanged }

    struct Suppression: Encodable {
        let kind = "external"
        let status = "accepted"
        let justification: String

        private enum CodingKeys: String, CodingKey { case kind, status, justification }
    }

    struct Location: Encodable {
        struct Physical: Encodable {
            struct Artifact: Encodable { let uri: String }
            struct Region: Encodable { let startLine: Int }

            let artifactLocation: Artifact
            let region: Region
        }

        struct Logical: Encodable {
            let fullyQualifiedName: String
            let kind = "resource"

            private enum CodingKeys: String, CodingKey { case fullyQualifiedName, kind }
        }

        let physicalLocation: Physical?
        let logicalLocations: [Logical]
    }

    struct RunProperties: Encodable {
        let failOn: String
        let policy: String?
        let baseline: String?
        let subject: String?
        let names: Int
        let queries: Int
    }
}
