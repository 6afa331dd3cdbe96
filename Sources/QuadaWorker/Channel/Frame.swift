/// One message between a supervisor and a worker.
///
/// On the channel: the payload's size in octets as 32 bits, most significant first; an octet that says what it is; the
/// payload.
public struct Frame: Hashable, Sendable {
    public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        // From the supervisor.
        /// What to close behind oneself.
        case plan = 1
        case configuration
        case walk
        case mailHosts
        case preflight
        case transfer
        // From the supervisor to a reader.
        case readYAML
        case readRData
        case unpack
        // From the worker.
        /// The doors are closed.
        case ready = 16
        /// The loop runs; how many queries it has sent.
        case alive
        case observation
        case evidence
        case hosts
        case preflightSeen
        /// It does not work, and why.
        case refusal
        // From a reader.
        case yaml
        case rdata
        case unpacked
        // From a worker that transfers a zone.
        case message
        case transferEnd
    }

    public let kind: Kind
    public let payload: [UInt8]

    public init(_ kind: Kind, _ payload: [UInt8] = []) {
        self.kind = kind
        self.payload = payload
    }

    /// Of the payload. The evidence of the widest name that a walk's bounds allow takes less.
    public static let maximumOctets = 32 << 20

    static let headerOctets = 5

    /// The frame as it is sent.
    public var octets: [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(Self.headerOctets + payload.count)
        append(to: &octets)
        return octets
    }

    func append(to octets: inout [UInt8]) {
        let size = UInt32(clamping: payload.count)
        for shift in stride(from: UInt32(24), through: 0, by: -8) {
            octets.append(UInt8(truncatingIfNeeded: size >> shift))
        }
        octets.append(kind.rawValue)
        octets.append(contentsOf: payload)
    }
}

/// What came over a channel and is not of the protocol: the peer is broken, or taken over.
public struct Nonsense: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, in words of this program alone: nothing of the octets is in it but numbers.
    public let what: String
    /// Octets from the start of the payload; none where it is about the frame.
    public let offset: Int?

    public init(_ what: String, at offset: Int? = nil) {
        self.what = what
        self.offset = offset
    }

    public var description: String { offset.map { "\(what), at octet \($0)" } ?? what }
}

/// Takes the octets of a channel as they come, and gives whole frames. The octets are hostile.
///
/// It holds no more than one frame and what was read behind it.
public struct FrameBuffer: Sendable {
    private var octets: [UInt8] = []
    private var start = 0
    private let maximumOctets: Int

    /// - Parameter maximumOctets: Of a payload.
    public init(maximumOctets: Int = Frame.maximumOctets) {
        self.maximumOctets = maximumOctets
    }

    public mutating func append(_ more: some Collection<UInt8>) {
        if start > 0, start == octets.count || start > 1 << 16 {
            octets.removeFirst(start)
            start = 0
        }
        octets.append(contentsOf: more)
    }

    /// Whether a part of a frame is waiting for its rest.
    public var isEmpty: Bool { start == octets.count }

    /// The next whole frame; none while more octets are needed.
    ///
    /// - Throws: `Nonsense` as soon as a header says a size that is too large or a kind that there is not.
    public mutating func next() throws(Nonsense) -> Frame? {
        guard octets.count - start >= Frame.headerOctets else { return nil }
        let size = octets[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
        guard size <= maximumOctets else { throw Nonsense("a frame of \(size) octets, more than \(maximumOctets)") }
        guard let kind = Frame.Kind(rawValue: octets[start + 4]) else {
            throw Nonsense("a frame of kind \(octets[start + 4]), which there is not")
        }
        let body = start + Frame.headerOctets
        guard octets.count - body >= size else { return nil }
        start = body + size
        return Frame(kind, Array(octets[body..<start]))
    }
}
