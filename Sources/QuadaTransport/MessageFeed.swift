public import QuadaDNS

/// The messages that one query brings, one after the other, from wherever the connection is.
public protocol MessageFeed: AnyObject {
    /// Waits for the next whole message.
    func next() throws(MessageStream.Failure) -> [UInt8]
}

/// From a connection of this process.
public final class OwnMessageFeed: MessageFeed {
    private var stream: MessageStream

    /// Begins the connection and sends the query.
    public init(to server: Endpoint, sending query: [UInt8], patience: Duration) throws(MessageStream.Failure) {
        stream = try MessageStream(to: server, sending: query, patience: patience)
    }

    public func next() throws(MessageStream.Failure) -> [UInt8] { try stream.next() }
}
