internal import QuadaTransport

/// Passes on a transfer's messages as they come, and reads nothing in them.
enum TransferRelay {
    /// Returns once nothing more comes, or nobody wants it.
    static func run(_ order: TransferOrder, over channel: Channel) {
        do throws(MessageStream.Failure) {
            var stream = try MessageStream(
                to: order.server, sending: order.query, patience: order.patience,
                sockets: order.hasHandedSockets ? .handed(over: WorkerMain.Descriptors.broker) : .own)
            // A supervisor that does not read holds up the server: nothing piles up here.
            while channel.send(Frame(.message, try stream.next())) {}
        } catch {
            channel.send(Frame(.transferEnd, TransferEndPayload(error).octets))
        }
    }
}
