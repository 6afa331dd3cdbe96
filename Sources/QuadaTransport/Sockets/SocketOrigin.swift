/// Where a transport's sockets come from.
public enum SocketOrigin: Hashable, Sendable {
    /// The transport opens them.
    case own
    /// A broker hands them in, each connected to the server it is for: over this descriptor, which keeps messages apart
    /// (SOCK_SEQPACKET) and is the transport's from now on. The process itself needs no right to open, bind or connect
    /// a socket, nor to name an address when it sends.
    case handed(over: Int32)
}
