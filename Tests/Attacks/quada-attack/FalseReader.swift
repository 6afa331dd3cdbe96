#if os(Linux) && QUADA_ATTACKS
    import Glibc
    import QuadaSandbox
    import QuadaWorker

    /// A reader as the product's, in which code was planted that answers in its place. Its doors are closed by then.
    enum FalseReader: String {
        case honest
        case oversize
        case unknownKind = "unknown-kind"
        case evidence
        case tooFew = "too-few"
        case tooDeep = "too-deep"
        case countless
        case inflated
        case damaged
        case cut
        case hang
        case segv
        case leave
        case call

        func run() -> Never {
            ReaderMain.run { self.answer($0) }
        }

        /// - Returns: Whether the order was answered.
        private func answer(_ order: Frame) -> Bool {
            switch self {
            case .honest: return false
            case .oversize: send([0x7F, 0xFF, 0xFF, 0xFF, Frame.Kind.yaml.rawValue])
            case .unknownKind: send([0, 0, 0, 0, 200])
            case .evidence: send(Frame(.evidence).octets)
            case .tooFew: send(Frame(answerKind(order), [0]).octets)
            // Lists of one list each, without a line.
            case .tooDeep: send(Frame(answerKind(order), [1] + deep).octets)
            case .countless: send(Frame(answerKind(order), [1, 0, 1, 0xFF, 0xFF, 0xFF, 0x7F]).octets)
            case .inflated: send(Frame(answerKind(order), [0, 0x80, 0x80, 0x08] + lines + [1, 0]).octets)
            case .damaged: send(Frame(answerKind(order), [1, 0xFF, 0xFF, 0xFF, 0x7F]).octets)
            case .cut:
                send(Array(Frame(answerKind(order), [1, 2, 3, 4, 5, 6]).octets.dropLast(3)))
                exit(0)
            case .hang: while true { sleep(1000) }
            case .segv: UnsafeMutablePointer<UInt8>(bitPattern: 8)?.pointee = 1
            case .leave: exit(3)
            case .call: _ = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
            }
            return true
        }

        private var deep: [UInt8] { (0..<1000).flatMap { _ in [0, 1, 1] as [UInt8] } }

        /// As many as an answer may have.
        private var lines: [UInt8] { [UInt8](repeating: 0x0A, count: 1 << 17) }

        private func answerKind(_ order: Frame) -> Frame.Kind {
            switch order.kind {
            case .readYAML: .yaml
            case .readRData: .rdata
            default: .unpacked
            }
        }

        private func send(_ octets: [UInt8]) {
            var sent = 0
            while sent < octets.count {
                let count = octets.withUnsafeBytes {
                    write(WorkerDescriptor.first, $0.baseAddress.map { $0 + sent }, $0.count - sent)
                }
                guard count > 0 else { exit(0) }
                sent += count
            }
        }
    }
#endif
