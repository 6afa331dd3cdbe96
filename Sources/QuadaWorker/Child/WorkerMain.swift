internal import QuadaSandbox

#if QUADA_ATTACKS
    public import QuadaDNS
#endif

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A worker's whole life, from exec to its end.
public enum WorkerMain {
    /// The name that the program goes by as a worker.
    public static let name = "quada-worker"

    /// Which descriptor is what.
    enum Descriptors {
        static let channel = WorkerDescriptor.first
        static let lastWord = WorkerDescriptor.first + 1
        /// Where sockets are handed in.
        static let broker = WorkerDescriptor.first + 2
    }

    /// Closes the doors as the supervisor says, then does what it orders until it is gone.
    ///
    /// To be called before anything else in the process, while it has one thread.
    public static func run() -> Never {
        run { WorkerLoop(channel: $0) }
    }

    #if QUADA_ATTACKS
        /// The same with code in it that was planted, as a corrupted memory might run it: not in a release.
        ///
        /// - Parameter takenOver: Called with the number and the name of each order for a walk, on the first thread;
        ///   where it returns, the order is not looked at again.
        public static func run(takenOver: @escaping @Sendable (_ order: UInt32, _ name: Name) -> Void) -> Never {
            run { WorkerLoop(channel: $0, takenOver: takenOver) }
        }
    #endif

    private static func run(_ makeLoop: (Channel) -> WorkerLoop) -> Never {
        makeLoop(closeDoors()).serve()
    }

    /// Closes the doors as the first frame says, or ends the process.
    ///
    /// - Returns: Where orders come from.
    static func closeDoors() -> Channel {
        let channel = Channel(descriptor: Descriptors.channel)
        guard case .frame(let first) = channel.receive(within: -1), first.kind == .plan,
            let plan = try? PlanPayload(reading: first.payload).plan
        else { exit(Status.orders) }
        do throws(SandboxFault) {
            _ = try plan.close()
        } catch {
            channel.send(Frame(.refusal, RefusalPayload(error).octets))
            exit(Status.doors)
        }
        channel.send(Frame(.ready))
        return channel
    }

    /// How a worker ends of itself.
    enum Status {
        /// The supervisor closed the channel.
        static let done: Int32 = 0
        static let doors: Int32 = 70
        static let orders: Int32 = 71
        static let transport: Int32 = 72
    }
}

extension RefusalPayload {
    fileprivate init(_ fault: SandboxFault) {
        self =
            switch fault {
            case .refused(let measure, let errno): .door(measure, errno: errno)
            case .notAlone(let threads): .threads(threads)
            // Nothing else is said where doors are closed.
            case .noProcess, .noThread, .notAvailable, .noUser: .orders
            }
    }
}
