internal import QuadaDNS
internal import QuadaStorage
internal import QuadaYAML

/// A reader's whole life, from exec to its end: a worker that has no network, and gives files that strangers wrote to
/// libraries in C.
public enum ReaderMain {
    /// The name that the program goes by as a reader.
    public static let name = "quada-reader"

    /// Closes the doors as the supervisor says, then reads what it is sent until the supervisor is gone.
    ///
    /// To be called before anything else in the process, while it has one thread.
    public static func run() -> Never {
        warmUp()
        var loop = ReaderLoop(channel: WorkerMain.closeDoors())
        loop.serve()
    }

    #if QUADA_ATTACKS
        /// The same with code in it that was planted: not in a release.
        ///
        /// - Parameter takenOver: Called with each order; where it returns false, that is obeyed as ever.
        public static func run(takenOver: @escaping (Frame) -> Bool) -> Never {
            warmUp()
            var loop = ReaderLoop(channel: WorkerMain.closeDoors())
            loop.takenOver = takenOver
            loop.serve()
        }
    #endif

    /// Has the libraries load what they load once, while files can be opened: with text of this program.
    private static func warmUp() {
        _ = try? YAMLTree.compose("a: [1]")
        _ = WrittenRData(type: .a, rrclass: .in, text: "192.0.2.1", origin: .root).reading
    }
}
