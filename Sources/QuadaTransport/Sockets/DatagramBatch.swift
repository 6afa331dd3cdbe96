internal import CSockets
internal import QuadaDNS

/// Room for datagrams that are sent or received with one call.
final class DatagramBatch {
    let capacity: Int
    let octetsEach: Int
    private let batch: OpaquePointer

    /// None without memory.
    init?(capacity: Int, octetsEach: Int) {
        guard let batch = quada_batch_make(Int32(capacity), Int32(octetsEach)) else { return nil }
        self.batch = batch
        self.capacity = capacity
        self.octetsEach = octetsEach
    }

    deinit {
        quada_batch_free(batch)
    }

    /// - Returns: The number of datagrams, or -errno.
    func receive(from descriptor: Int32) -> Int {
        Int(quada_batch_receive(batch, descriptor))
    }

    /// One of the datagrams received last.
    func withDatagram(_ index: Int, _ body: (Span<UInt8>, Endpoint) -> Void) {
        var length: Int32 = 0
        var sender = quada_endpoint()
        let octets = quada_batch_get(batch, Int32(index), &length, &sender)
        body(UnsafeBufferPointer(start: octets, count: Int(length)).span, Endpoint(sender))
    }

    /// - Parameter octets: At most `octetsEach`.
    func set(_ index: Int, _ octets: [UInt8], to destination: Endpoint) {
        precondition(index < capacity && octets.count <= octetsEach)
        var destination = quada_endpoint(destination)
        quada_batch_set(batch, Int32(index), octets, Int32(octets.count), &destination)
    }

    /// - Parameter isHanded: The socket is connected, and this process may not name an address.
    /// - Returns: The number sent, or -errno of the first.
    func send(on descriptor: Int32, isHanded: Bool, first: Int, count: Int) -> Int {
        Int(
            isHanded
                ? quada_batch_send_connected(batch, descriptor, Int32(first), Int32(count))
                : quada_batch_send(batch, descriptor, Int32(first), Int32(count)))
    }
}
