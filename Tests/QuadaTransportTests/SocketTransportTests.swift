import Foundation
import QuadaDNS
import Testing

@testable import QuadaTransport

/// What only sockets have.
@Suite struct SocketTransportTests {
    static let everyOrigin = Mount.allCases.filter { $0 != .memory && $0 != .pollingSockets }

    private func transport(
        _ mount: Mount, servers: [Endpoint], settings: ExchangeMachine.Settings = .init(), descriptorLimit: Int? = nil
    ) throws -> SocketTransport {
        var settings = settings
        if mount.isShared { settings.sourcePorts = SourcePorts(queriesPerSocket: 10) }
        return try SocketTransport(
            settings: settings, waiting: .best, sockets: try mount.origin(for: servers),
            descriptorLimit: descriptorLimit, onSettled: nil)
    }

    @Test("a scenario's address may live at another, of another family", arguments: everyOrigin)
    func addressMap(mount: Mount) async throws {
        let responder = try Responder()
        let server = Endpoint(address: .v6(high: 0x2001_0db8_0000_0000, low: 1))
        var settings = ExchangeMachine.Settings()
        settings.addressMap = AddressMap([server: responder.endpoint])
        let transport = try transport(mount, servers: [responder.endpoint], settings: settings)
        let requests = [
            try request("truncated", of: server),
            try request("wrong-id", of: server, udp: [.milliseconds(300)]),
        ]
        let exchanges = await transport.run { await transport.exchange(requests) }
        #expect(exchanges.map(\.server) == [server, server])
        #expect(exchanges.map(summary) == [["udp response", "tcp response"], ["udp silence"]])
        #expect(exchanges.last?.attempts.first?.strays.map(\.source) == [server])
    }

    static let hasIPv6 = (try? Responder(address: .v6(high: 0, low: 1))) != nil

    @Test("IPv6 is IPv4 with longer addresses", .enabled(if: hasIPv6), arguments: everyOrigin)
    func ipv6(mount: Mount) async throws {
        let responder = try Responder(address: .v6(high: 0, low: 1))
        let closed = Endpoint(address: .v6(high: 0, low: 1), port: 1)
        let transport = try transport(mount, servers: [responder.endpoint, closed])
        let requests = [
            try request("truncated", of: responder.endpoint), try request("elsewhere", of: closed),
            try request("elsewhere", of: responder.endpoint, udp: [.milliseconds(300)]),
        ]
        let exchanges = await transport.run { await transport.exchange(requests) }
        #expect(exchanges.map(summary) == [["udp response", "tcp response"], ["udp refused"], ["udp silence"]])
        #expect(exchanges.last?.attempts.first?.strays.map(\.mismatch) == [.sourceAddress])
    }

    @Test("without descriptors queries wait", arguments: everyOrigin, [1, 3])
    func starvation(mount: Mount, limit: Int) async throws {
        let mounted = try mount.mounted(descriptorLimit: limit)
        let labels = Array(repeating: "answered", count: 40) + ["truncated", "truncated"]
        let requests =
            try labels.map { try request($0, of: mounted.server) }
            + (0..<4).map { _ in
                try request("silent", of: mounted.server, udp: [.milliseconds(20), .milliseconds(20)])
            }
        let exchanges = await mounted.transport.run { await mounted.transport.exchange(requests) }
        for (exchange, request) in zip(exchanges, requests) {
            let isSilent = request.policy.udpTimeouts.count == 2
            #expect((exchange.response == nil) == isSilent)
            if isSilent { #expect(summary(exchange) == ["udp silence", "udp silence"]) }
        }
    }

    @Test("every query has its own port and identifier", arguments: everyOrigin.filter { !$0.isShared })
    func ports(mount: Mount) async throws {
        let responder = try Responder()
        var settings = ExchangeMachine.Settings()
        settings.pacing = .unpaced(maximumInFlight: 100)
        let transport = try transport(mount, servers: [responder.endpoint], settings: settings)
        let requests = try (0..<100).map { _ in try request("answered", of: responder.endpoint) }
        let exchanges = await transport.run { await transport.exchange(requests) }
        let attempts = exchanges.flatMap(\.attempts)
        #expect(Set(attempts.map(\.sourcePort)).count == 100)
        // Two of a hundred random identifiers are the same once in thirteen runs, ten never.
        #expect(Set(attempts.map(\.id)).count > 90)
    }

    @Test("one socket serves as many queries as it is told", arguments: everyOrigin.filter(\.isShared))
    func sharedPorts(mount: Mount) async throws {
        let responder = try Responder()
        var settings = ExchangeMachine.Settings()
        settings.pacing = .unpaced(maximumInFlight: 100)
        let transport = try transport(mount, servers: [responder.endpoint], settings: settings)
        let requests = try (0..<100).map { _ in try request("answered", of: responder.endpoint) }
        let exchanges = await transport.run { await transport.exchange(requests) }
        let queriesOfPort = exchanges.flatMap(\.attempts).reduce(into: [:]) { $0[$1.sourcePort, default: 0] += 1 }
        #expect(queriesOfPort.values.allSatisfy { $0 % 10 == 0 })
    }

    @Test(
        "an error is this machine's when sending, the network's afterwards",
        arguments: [
            (ENETUNREACH, Attempt.Outcome.noRoute, Attempt.Outcome.unreachable),
            (EHOSTUNREACH, .noRoute, .unreachable), (EADDRNOTAVAIL, .noRoute, .localError(EADDRNOTAVAIL)),
            (EAFNOSUPPORT, .noRoute, .localError(EAFNOSUPPORT)), (ECONNREFUSED, .refused, .refused),
            (EPERM, .localError(EPERM), .localError(EPERM)), (ECONNRESET, .localError(ECONNRESET), .closed),
        ])
    func errors(row: (error: Int32, sending: Attempt.Outcome, receiving: Attempt.Outcome)) {
        #expect(SocketError.whenSending(row.error) == row.sending)
        #expect(SocketError.whenReceiving(row.error) == row.receiving)
    }

    @Test("no descriptor is left behind", arguments: everyOrigin)
    func descriptors(mount: Mount) async throws {
        let responder = try Responder()
        var settings = ExchangeMachine.Settings()
        settings.pacing = .unpaced(maximumInFlight: 50)
        // With room for two descriptors, one that was never given back would stop everything after the second query.
        let closed = Endpoint(address: .v4(0x7F00_0001), port: 1)
        let transport = try transport(
            mount, servers: [responder.endpoint, closed], settings: settings, descriptorLimit: 2)
        let labels = ["answered", "truncated", "cut", "tcp-stray"]
        let requests = try (0..<80).map {
            try request(labels[$0 % 4], of: $0 % 5 == 0 ? closed : responder.endpoint)
        }
        let exchanges = await transport.run { await transport.exchange(requests) }
        #expect(exchanges.allSatisfy { !$0.attempts.isEmpty })
    }
}
