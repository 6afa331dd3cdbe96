#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A thread of its own for a loop; detached, it ends when its body returns.
enum LoopThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    /// - Returns: False where the system has no thread left; the body never runs then.
    static func start(_ run: @escaping @Sendable () -> Void) -> Bool {
        let body = Unmanaged.passRetained(Body(run: run))
        #if canImport(Darwin)
            var thread: pthread_t?
            let result = pthread_create(&thread, nil, { LoopThread.enter($0) }, body.toOpaque())
        #else
            var thread = pthread_t()
            let result = pthread_create(&thread, nil, { $0.flatMap { LoopThread.enter($0) } }, body.toOpaque())
        #endif
        guard result == 0 else {
            body.release()
            return false
        }
        #if canImport(Darwin)
            if let thread { pthread_detach(thread) }
        #else
            pthread_detach(thread)
        #endif
        return true
    }

    private static func enter(_ body: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        Unmanaged<Body>.fromOpaque(body).takeRetainedValue().run()
        return nil
    }
}

/// Why a transport could not be made.
public enum TransportError: Error, Hashable, Sendable {
    /// The system has no thread left.
    case noThread
    /// The system gave no descriptor to wait with (errno).
    case noPoller(Int32)
}
