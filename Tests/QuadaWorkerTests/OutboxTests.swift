import QuadaDNS
import QuadaEvidence
import Testing

@testable import QuadaWorker

/// Evidence that waits for other evidence comes whole, and in the order in which it was said.
@Suite struct OutboxTests {
    @Test("what was added leaves with the flush, together")
    func together() async throws {
        let walked = try await Self.walked()
        let (supervisor, worker) = try Self.channels()
        defer { supervisor.closeDescriptor() }
        defer { worker.closeDescriptor() }
        let outbox = EvidenceOutbox(worker)
        // The second says of the zone only where it stands.
        let isFirst = outbox.add(EvidencePayload(order: 0, evidence: walked))
        let isSecond = outbox.add(EvidencePayload(order: 1, evidence: walked))
        #expect(isFirst && !isSecond)
        if case .nothing = supervisor.receive(within: 0) {} else { Issue.record("it left before the flush") }
        outbox.flush()
        outbox.flush()
        var heard: HeardEvidence? = HeardEvidence()
        for order in 0..<2 as Range<UInt32> {
            guard case .frame(let frame) = supervisor.receive(within: 10_000) else {
                Issue.record("no frame \(order)")
                return
            }
            let read = try EvidencePayload(reading: frame.payload, after: &heard, numbers: .asTheyAre) { _ in
                walked.name
            }
            #expect(read == EvidencePayload(order: order, evidence: walked))
        }
        if case .nothing = supervisor.receive(within: 0) {} else { Issue.record("something came twice") }
        #expect(outbox.add(EvidencePayload(order: 2, evidence: walked)))
    }

    @Test("more than a piece of the channel leaves without a flush")
    func enough() async throws {
        let walked = try await Self.walked()
        let (supervisor, worker) = try Self.channels()
        defer { supervisor.closeDescriptor() }
        defer { worker.closeDescriptor() }
        let outbox = EvidenceOutbox(worker)
        var order: UInt32 = 0
        while outbox.add(EvidencePayload(order: order, evidence: walked)) == (order == 0), order < 65_536 {
            order += 1
            if case .frame(let frame) = supervisor.receive(within: 0) {
                #expect(frame.kind == .evidence)
                break
            }
        }
        #expect(1..<65_536 ~= order)
        var heard = 1
        while case .frame = supervisor.receive(within: 0) { heard += 1 }
        #expect(heard == order)
        outbox.flush()
        if case .nothing = supervisor.receive(within: 0) {} else { Issue.record("something came twice") }
    }

    private static func channels() throws -> (supervisor: Channel, worker: Channel) {
        let ends = try #require(Channel.pair())
        return (Channel(descriptor: ends.supervisor), Channel(descriptor: ends.worker))
    }

    /// Evidence that takes so little that two of it wait.
    private static func walked() async throws -> NameEvidence {
        let lab = try #require(LabEvidence.all.first { $0.path.hasSuffix("/gtm-2014.yaml") })
        let evidence = try #require(try await lab.walked(mixesCase: false).first)
        try #require(EvidencePayload(order: 0, evidence: evidence).octets.count < 30_000)
        return evidence
    }
}
