import Foundation
import QuadaDNS
import QuadaEvidence
import QuadaLab
import QuadaTransport
import QuadaWalk
import Testing

/// A scenario of `fixtures/`, walked in simulated time.
struct LabEvidence: CustomTestStringConvertible {
    let path: String

    var testDescription: String { URL(filePath: path).lastPathComponent }

    static let all: [LabEvidence] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "fixtures").path()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().map { LabEvidence(path: "\(root)/\($0)") }
    }()

    /// What each name that the scenario expects something of gives.
    ///
    /// - Parameter mixesCase: Where it is not mixed, servers answer by the same octets.
    func walked(mixesCase: Bool = true) async throws -> [NameEvidence] {
        let scenario = try Scenario(text: String(contentsOfFile: path, encoding: .utf8), source: path)
        let transport = try MemoryTransport(internet: LabNetwork(scenario), seed: scenario.seed, mixesCase: mixesCase)
        let walk = Walk(configuration: Self.configuration(scenario), transport: transport)
        return await transport.run {
            var evidence: [NameEvidence] = []
            for expectation in scenario.expectations { evidence.append(await walk.walked(expectation.name)) }
            return evidence
        }
    }

    static func configuration(_ scenario: Scenario) -> WalkConfiguration {
        WalkConfiguration(
            roots: scenario.roots.flatMap { root in
                root.addresses.map { ServerAddress(name: root.name, address: $0, source: .both) }
            },
            probe: scenario.probe.flatMap(ProbeLevel.init) ?? .standard, seed: scenario.seed)
    }
}
