public import QuadaDNS
public import QuadaTransport

/// Fetches a whole zone from a server (RFC 5936), signed where there is a key (RFC 8945).
public struct ZoneTransferRun: Sendable {
    public enum Failure: Error, Hashable, Sendable {
        case transfer(ZoneTransfer.Failure)
        case stream(MessageStream.Failure, records: Int)
        case contents(ZoneContentsError)
    }

    public let zone: Name
    public let server: Endpoint
    public let key: TSIGKey?
    public let patience: Duration
    private let connect: Connector

    /// Makes the connection to a server and sends it a query.
    public typealias Connector =
        @Sendable (_ server: Endpoint, _ query: [UInt8], _ patience: Duration)
        throws(MessageStream.Failure) -> any MessageFeed

    /// A connection of this process.
    public static let ownConnection: Connector = {
        (server, query, patience) throws(MessageStream.Failure) in
        try OwnMessageFeed(to: server, sending: query, patience: patience)
    }

    /// - Parameters:
    ///   - patience: How long the server may say nothing.
    ///   - connect: Where the connection is.
    public init(
        of zone: Name, from server: Endpoint, key: TSIGKey?, patience: Duration = .seconds(10),
        connect: @escaping Connector = ZoneTransferRun.ownConnection
    ) {
        self.connect = connect
        self.zone = zone
        self.server = server
        self.key = key
        self.patience = patience
    }

    /// Ten times the records of the greatest zones that one operator edits; a server without end is not read for ever.
    private static let maximumRecords = 20_000_000

    /// - Parameter clock: Gives the seconds since 1970.
    /// - Returns: The zone, all of it: a transfer that is cut in the middle gives none.
    public func contents(clock: () -> UInt64) throws(Failure) -> ZoneContents {
        var failure: ZoneTransfer.Failure?
        var transfer = ZoneTransfer(
            of: zone, id: .random(in: 0...(.max)), key: key, at: clock(), maximumRecords: Self.maximumRecords)
        var messages = 0
        do throws(MessageStream.Failure) {
            let feed = try connect(server, transfer.query, patience)
            while !transfer.isComplete, failure == nil, messages < Self.maximumRecords {
                let message = try feed.next()
                messages += 1
                do throws(ZoneTransfer.Failure) {
                    try transfer.add(message, at: clock())
                } catch {
                    failure = error
                }
            }
        } catch {
            throw .stream(error, records: transfer.records.count)
        }
        if let failure { throw .transfer(failure) }
        guard transfer.isComplete else { throw .transfer(.tooLarge) }
        do throws(ZoneContentsError) {
            return try ZoneContents(transferred: transfer.records, from: "\(server)")
        } catch {
            throw .contents(error)
        }
    }
}
