internal import QuadaSandbox

/// Why a worker does not work.
enum RefusalPayload: Hashable, Sendable {
    /// A door does not close.
    case door(Measure, errno: Int32)
    /// It has so many threads that it can not close them.
    case threads(Int32)
    /// No transport could be made; an errno, or 0.
    case transport(errno: Int32)
    /// What it was told is not of the protocol.
    case orders

    private enum Code: UInt8 {
        case door, threads, transport, orders
    }

    var octets: [UInt8] {
        var writer = PayloadWriter()
        switch self {
        case .door(let measure, let errno):
            writer.write(octet: Code.door.rawValue)
            writer.write(measure.rawValue)
            writer.write(signed: Int64(errno))
        case .threads(let count):
            writer.write(octet: Code.threads.rawValue)
            writer.write(signed: Int64(count))
        case .transport(let errno):
            writer.write(octet: Code.transport.rawValue)
            writer.write(signed: Int64(errno))
        case .orders:
            writer.write(octet: Code.orders.rawValue)
        }
        return writer.octets
    }

    init(reading octets: [UInt8]) throws(Nonsense) {
        var reader = PayloadReader(octets)
        let code = try reader.octet()
        switch Code(rawValue: code) {
        case .door:
            let measure = try reader.word(Measure.self)
            self = .door(measure, errno: try reader.signed32())
        case .threads: self = .threads(try reader.signed32())
        case .transport: self = .transport(errno: try reader.signed32())
        case .orders: self = .orders
        case nil: throw reader.nonsense("refusal \(code)")
        }
        try reader.end()
    }
}

extension PayloadReader {
    fileprivate mutating func signed32() throws(Nonsense) -> Int32 {
        guard let number = Int32(exactly: try signed()) else { throw nonsense("a number of more than 32 bits") }
        return number
    }
}
