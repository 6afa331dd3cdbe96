internal import QuadaDNS

extension HandedSockets {
    /// None where sockets are one's own.
    convenience init?(_ origin: SocketOrigin) {
        switch origin {
        case .own: return nil
        case .handed(let channel): self.init(channel: channel)
        }
    }
}

// MARK: - Sockets that a broker hands in

extension SocketNetwork {
    /// A source's mark has two bits to spare: one says that it is a connection's, one that the socket is for strays.
    static func mark(of source: ExchangeMachine.SourceID) -> UInt64 {
        source.bits & ~(streamMark | strayMark)
    }

    /// Reads what came to ports from elsewhere. Before the rest: what came before an answer is to be recorded with it, and
    /// which of two sockets was ready first is not known.
    mutating func receiveStrays(_ ready: [UInt64], at now: Int64) {
        for mark in ready where mark & (Self.strayMark | Self.streamMark) == Self.strayMark {
            guard let socket = sockets[Int32(truncatingIfNeeded: mark)], let strays = socket.strays,
                socket.mark | Self.strayMark == mark
            else { continue }
            receiveStrays(on: socket, from: strays, at: now)
        }
    }

    /// Whether what many tasks want in one turn of the loop is done at its end, so that their sockets are asked for
    /// together.
    var isAskingInTurns: Bool { handed != nil }

    /// Tells the broker's end what these actions will want.
    func expectSockets(for actions: [ExchangeMachine.Action], from handed: HandedSockets) {
        var wishes: [HandedSockets.Wish] = []
        var room = descriptorLimit - openDescriptors
        var seen: Set<UInt64> = []
        for action in actions {
            switch action {
            case .send(let attempt, let source, let destination):
                guard core.machine.attempts.contains(attempt), sockets[source.index]?.source != source,
                    seen.insert(source.bits).inserted
                else { continue }
                room -= 2
                if room >= 0 { wishes.append(wish(for: source, to: destination)) }
            case .connect(let attempt, let destination):
                guard core.machine.attempts.contains(attempt) else { continue }
                room -= 1
                if room >= 0 { wishes.append(wish(for: attempt, to: destination)) }
            case .closeSource(let source): if sockets[source.index]?.source == source { room += 2 }
            case .closeConnection: room += 1
            }
        }
        handed.expect(wishes)
    }

    mutating func openHanded(
        _ source: ExchangeMachine.SourceID, from handed: HandedSockets, for attempt: ExchangeMachine.AttemptID,
        to destination: Endpoint, at now: Int64
    ) -> Datagrams? {
        let wish = wish(for: source, to: destination)
        guard let sockets = take(wish, 2, from: handed, for: attempt, at: now) else { return nil }
        let mark = wish.key
        var error = watch(sockets.connected, mark: mark, writes: false, port: 0)
        if error == 0 { error = watch(sockets.strays, mark: mark | Self.strayMark, writes: false, port: 0) }
        guard error == 0 else {
            closeDescriptorOfOurs(sockets.strays)
            abandon(sockets.connected, attempt, error: -error, at: now)
            return nil
        }
        core.machine.opened(source, port: sockets.port)
        let datagrams = Datagrams(
            source: source, descriptor: sockets.connected, mark: mark, remote: destination, strays: sockets.strays)
        self.sockets[source.index] = datagrams
        return datagrams
    }

    mutating func connectHanded(
        _ attempt: ExchangeMachine.AttemptID, _ octets: [UInt8], from handed: HandedSockets, to destination: Endpoint,
        at now: Int64
    ) {
        let wish = wish(for: attempt, to: destination)
        guard let socket = take(wish, 1, from: handed, for: attempt, at: now) else { return }
        begin(attempt, octets, on: socket.connected, port: Int32(socket.port), to: destination, at: now)
    }

    private mutating func take(
        _ wish: HandedSockets.Wish, _ count: Int, from handed: HandedSockets, for attempt: ExchangeMachine.AttemptID,
        at now: Int64
    ) -> HandedSockets.Handed? {
        guard openDescriptors + count <= descriptorLimit else {
            core.machine.exhausted(attempt, at: now)
            return nil
        }
        do throws(HandedSockets.Refusal) {
            let sockets = try handed.take(wish)
            openDescriptors += count
            return sockets
        } catch {
            fail(attempt, error: error.errno, at: now)
            return nil
        }
    }

    private func wish(for source: ExchangeMachine.SourceID, to destination: Endpoint) -> HandedSockets.Wish {
        let isShared = core.machine.settings.sourcePorts.queriesPerSocket > 1
        let kind = isShared ? SocketRequest.Kind.manyDatagrams : .datagrams
        return .init(key: Self.mark(of: source), request: .init(kind, to: destination))
    }

    private func wish(for attempt: ExchangeMachine.AttemptID, to destination: Endpoint) -> HandedSockets.Wish {
        .init(key: attempt.bits | Self.streamMark, request: .init(.stream, to: destination))
    }
}
