internal import NIOCore
internal import QuadaDNS
internal import QuadaTransport

/// Answers datagrams, each delivery after its time.
final class DatagramHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let responder: Responder
    private let written: IPAddress

    init(responder: Responder, written: IPAddress) {
        self.responder = responder
        self.written = written
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        let octets = Array(envelope.data.readableBytesView)
        let channel = context.channel
        for delivery in responder.deliveries(for: octets, to: written, over: .udp) {
            // A message from another sender can not leave this socket, and an ICMP error can not be made here.
            guard case .message(let message, let sender) = delivery.event, sender.address == written else { continue }
            let reply = AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: ByteBuffer(bytes: message))
            channel.eventLoop.scheduleTask(in: TimeAmount(delivery.after)) {
                channel.writeAndFlush(reply, promise: nil)
            }
        }
    }
}

/// Answers the messages of one connection, each behind its two-octet length (RFC 1035, section 4.2.2).
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let responder: Responder
    private let written: IPAddress
    private var received = ByteBuffer()

    init(responder: Responder, written: IPAddress) {
        self.responder = responder
        self.written = written
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.writeImmutableBuffer(unwrapInboundIn(data))
        while let query = received.readLengthPrefixedSlice(as: UInt16.self) {
            answer(Array(query.readableBytesView), on: context.channel)
        }
        received.discardReadBytes()
    }

    private func answer(_ query: [UInt8], on channel: any Channel) {
        for delivery in responder.deliveries(for: query, to: written, over: .tcp) {
            let reply: ByteBuffer?
            switch delivery.event {
            case .message(let message, _):
                var buffer = ByteBuffer()
                buffer.writeInteger(UInt16(clamping: message.count))
                buffer.writeBytes(message.prefix(Int(UInt16.max)))
                reply = buffer
            case .refused, .closed, .unreachable, .noRoute: reply = nil
            }
            channel.eventLoop.scheduleTask(in: TimeAmount(delivery.after)) {
                if let reply {
                    channel.writeAndFlush(reply, promise: nil)
                } else {
                    channel.close(promise: nil)
                }
            }
        }
    }
}
