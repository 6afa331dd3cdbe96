/// A zone transfer as its messages come in: from the first SOA record to the second (RFC 5936, section 2.2).
public struct ZoneTransfer: Sendable {
    /// What a server does in the place of sending the whole zone.
    public enum Failure: Error, Hashable, Sendable {
        /// An RCODE other than NOERROR.
        case refused(RCODE)
        case signature(TransactionSignature.Failure)
        /// Not a response to the query, or not readable.
        case malformed
        /// The first record is not the zone's SOA.
        case noSOA
        /// The closing SOA is of another serial: the zone changed on the way.
        case changed
        /// Records behind the closing SOA.
        case recordsBehindEnd
        /// More than the bound.
        case tooLarge
    }

    private let zone: Name
    private let id: UInt16
    private let maximumRecords: Int
    private var signature: TransactionSignature?
    /// As sent, the closing SOA left out.
    public private(set) var records: [ResourceRecord] = []
    /// Whether the closing SOA has come, and its message was signed where messages are.
    public private(set) var isComplete = false

    /// The whole query, without the two-octet TCP length prefix.
    public let query: [UInt8]

    /// - Parameters:
    ///   - id: The query's identifier.
    ///   - seconds: The time since 1970.
    public init(of zone: Name, id: UInt16, key: TSIGKey?, at seconds: UInt64, maximumRecords: Int) {
        self.zone = zone
        self.id = id
        self.maximumRecords = maximumRecords
        let plain = Query(Question(name: zone, type: .axfr), edns: nil).encoded(id: id)
        signature = key.map(TransactionSignature.init)
        query = signature?.signed(plain, at: seconds) ?? plain
    }

    /// Takes the next message.
    public mutating func add(_ octets: [UInt8], at seconds: UInt64) throws(Failure) {
        let message = Message(reading: octets)
        guard message.header.isResponse, message.header.id == id, message.defects.isEmpty else { throw .malformed }
        if message.rcode != .noError {
            // What went wrong with the signature stands in the response's own.
            if case .failure(.refused(let code)) = verified(octets, at: seconds) { throw .signature(.refused(code)) }
            throw .refused(message.rcode)
        }
        if case .failure(let failure) = verified(octets, at: seconds) { throw .signature(failure) }
        for record in message.answer {
            guard !isComplete else { throw .recordsBehindEnd }
            if case .soa(let soa) = record.data, record.owner == zone, let first = records.first {
                guard case .soa(let opening) = first.data, opening.serial == soa.serial else { throw .changed }
                isComplete = true
                continue
            }
            if records.isEmpty {
                guard case .soa = record.data, record.owner == zone else { throw .noSOA }
            }
            guard records.count < maximumRecords else { throw .tooLarge }
            records.append(record)
        }
        guard !records.isEmpty else { throw .noSOA }
        if isComplete, let signature, !signature.isComplete { throw .signature(.missing) }
    }

    private mutating func verified(_ octets: [UInt8], at seconds: UInt64) -> Result<Void, TransactionSignature.Failure>
    {
        do throws(TransactionSignature.Failure) {
            try signature?.verify(octets, at: seconds)
            return .success(())
        } catch {
            return .failure(error)
        }
    }
}
