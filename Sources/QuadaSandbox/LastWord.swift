#if os(Linux)
    internal import CSandbox
    #if canImport(Glibc)
        internal import Glibc
    #else
        internal import Musl
    #endif

    /// Where a worker's refused system call is told: the worker has one end, by `SandboxPlan.lastWordDescriptor`, the
    /// supervisor the other.
    ///
    /// The kernel refuses the call and ends the worker whatever it does; only the number is the worker's own word, and
    /// one that was taken over may lie about it.
    public struct LastWord: Hashable, Sendable {
        /// To be given to the worker, then closed.
        public let worker: Int32
        public let supervisor: Int32

        /// - Throws: `.noProcess` where there is no descriptor left.
        public init() throws(SandboxFault) {
            var pair: [Int32] = [-1, -1]
            let result = quada_message_pair(&pair)
            guard result == 0 else { throw .noProcess(errno: -result) }
            supervisor = pair[0]
            worker = pair[1]
        }

        /// The call for which the worker was ended: "openat", or "system call 999" without a name for it. Nil where it
        /// left no word.
        public func take() -> String? {
            var word = quada_last_word()
            guard quada_take_last_word(supervisor, &word) == 1 else { return nil }
            guard let name = quada_syscall_name(word.number) else { return "system call \(word.number)" }
            return String(cString: name)
        }
    }
#endif
