internal import QuadaDNS

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// What an errno means depends on who said it: this machine when it was asked to send, or the network later.
enum SocketError {
    /// No descriptor or buffer is left: to be tried again when something was closed.
    static func isExhaustion(_ error: Int32) -> Bool {
        error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM
    }

    /// Opening, binding, connecting at once or sending failed: said by this machine's own kernel.
    static func whenSending(_ error: Int32) -> Attempt.Outcome {
        switch error {
        case ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL, EAFNOSUPPORT, ENETDOWN: .noRoute
        case ECONNREFUSED: .refused
        default: .localError(error)
        }
    }

    /// An error that came to a socket after something was sent: said by the network.
    static func whenReceiving(_ error: Int32) -> Attempt.Outcome {
        switch error {
        case ECONNREFUSED: .refused
        case ENETUNREACH, EHOSTUNREACH, EACCES, ENOPROTOOPT, EPROTO: .unreachable
        case ECONNRESET, EPIPE: .closed
        case ETIMEDOUT: .silence
        default: .localError(error)
        }
    }
}
