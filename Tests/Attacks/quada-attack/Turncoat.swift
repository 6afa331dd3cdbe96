#if os(Linux) && QUADA_ATTACKS
    import CAttacks
    import Glibc
    import QuadaDNS
    import QuadaEvidence
    import QuadaSandbox
    import QuadaWorker

    /// A worker as the product's, in which code was planted: the first label of each name that it is ordered to walk says
    /// what it tries. Its doors are closed by then.
    struct Turncoat: Sendable {
        let scene: Scene

        /// How an attack ended, as the worker's exit status: there is no other way to tell it.
        enum Status {
            static let succeeded: Int32 = 101
            static let stopped: Int32 = 100
            static let unknown: Int32 = 99
        }

        func run() -> Never {
            WorkerMain.run { order, name in self.obey(order, name) }
        }

        private func obey(_ order: UInt32, _ name: Name) {
            let label = String(decoding: name.labels.first ?? [], as: UTF8.self)
            if let number = label.split(separator: "-").last.flatMap({ Int32($0) }), label.hasPrefix("attack-") {
                exit(attempt(number))
            }
            if label.hasPrefix("wait-") { return Lie.answerLate(order, name) }
            guard let lie = Lie(rawValue: label) else { exit(Status.unknown) }
            lie.tell(order, name)
        }

        private func attempt(_ number: Int32) -> Int32 {
            guard number < quada_attack_count(), let attack = quada_attack_name(number) else { return Status.unknown }
            let error = scene.path.withCString { path in
                scene.abstract.withCString { abstract in
                    scene.setUserID.withCString { program in
                        var circumstances = quada_scene(
                            supervisor: scene.supervisor, sibling: scene.sibling, segment: scene.segment, handed: -1,
                            allowed_port: scene.allowedPort, other_port: scene.otherPort, path: path,
                            abstract: abstract, set_uid: program)
                        return quada_attack(attack, &circumstances)
                    }
                }
            }
            return error == 0 ? Status.succeeded : Status.stopped
        }
    }

    /// What a worker that was taken over may say or do to its supervisor.
    enum Lie: String, CaseIterable {
        case honest
        case oversize
        case unknownKind = "unknown-kind"
        case order
        case flood
        case observations
        case otherName = "other-name"
        case otherOrder = "other-order"
        case escapes
        case twice
        case cut
        case hang
        case overdue
        case trap
        case segv
        case spin
        case memory
        case leave
        case call

        private static var channel: Int32 { WorkerDescriptor.first }

        func tell(_ order: UInt32, _ name: Name) {
            switch self {
            case .honest: Self.send(Self.evidence(order, name))
            case .oversize: Self.send([0x7F, 0xFF, 0xFF, 0xFF, Frame.Kind.evidence.rawValue])
            case .unknownKind: Self.send([0, 0, 0, 0, 200])
            case .order: Self.send(Frame(.walk).octets)
            case .flood:
                while true { Self.send(Frame(.alive, [0, 0]).octets) }
            case .observations: Self.send(Frame(.observation, [0]).octets)
            case .otherName: Self.send(Self.evidence(order, Self.name("other.test.")))
            case .otherOrder: Self.send(Self.evidence(order &+ 7, name))
            case .escapes:
                Self.send(Self.evidence(order, name, owner: Self.name("\\027[2J\\007<script>\\\"'.\\000\\255.test.")))
            case .twice:
                Self.send(Self.evidence(order, name) + Self.evidence(order, name))
            case .cut:
                Self.send(Array(Self.evidence(order, name).dropLast(3)))
                exit(0)
            case .hang: while true { sleep(1000) }
            // Signs of life go on: the order is never obeyed.
            case .overdue: break
            case .trap: preconditionFailure("planted")
            case .segv: raiseSegmentationFault()
            case .spin: while true { keepBusy() }
            case .memory: takeMemory()
            case .leave: exit(3)
            case .call: _ = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            }
        }

        /// After a moment, in which another order may end the process.
        static func answerLate(_ order: UInt32, _ name: Name) {
            let late = Unmanaged.passRetained(Late(octets: evidence(order, name)))
            var thread = pthread_t()
            pthread_create(
                &thread, nil,
                { late in
                    usleep(300_000)
                    if let late { Lie.send(Unmanaged<Late>.fromOpaque(late).takeRetainedValue().octets) }
                    return nil
                }, late.toOpaque())
        }

        private final class Late {
            let octets: [UInt8]

            init(octets: [UInt8]) {
                self.octets = octets
            }
        }

        private static func name(_ text: String) -> Name { (try? Name(presentation: text)) ?? .root }

        private static func evidence(_ order: UInt32, _ name: Name, owner: Name? = nil) -> [UInt8] {
            let evidence = NameEvidence(
                name: name, links: [Link(owner: owner ?? name, zone: nil, surveys: [])], zones: [:], bounds: [],
                vantage: Vantage(ipv4: .unused, ipv6: .unused),
                effort: Effort(queries: 0, began: .zero, ended: .zero))
            return Frame(.evidence, EvidencePayload(order: order, evidence: evidence).octets).octets
        }

        /// Without the worker's own code: as an attacker's would.
        private static func send(_ octets: [UInt8]) {
            var sent = 0
            while sent < octets.count {
                let count = octets.withUnsafeBytes { write(channel, $0.baseAddress.map { $0 + sent }, $0.count - sent) }
                guard count > 0 else { exit(0) }
                sent += count
            }
        }

        private func raiseSegmentationFault() {
            UnsafeMutablePointer<UInt8>(bitPattern: 8)?.pointee = 1
        }

        private func takeMemory() {
            var pieces: [UnsafeMutableRawPointer] = []
            while let piece = malloc(64 << 20) {
                memset(piece, 1, 4096)
                pieces.append(piece)
            }
            // As Swift does where there is none.
            abort()
        }

        private func keepBusy() {
            var state: UInt64 = 1
            for _ in 0..<1_000_000 { state = state &* 6_364_136_223_846_793_005 &+ 1 }
            withExtendedLifetime(state) {}
        }
    }
#endif
