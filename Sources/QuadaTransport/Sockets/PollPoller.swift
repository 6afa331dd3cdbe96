internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// poll(2): for systems without epoll. Its cost grows with the number of sockets.
final class PollPoller: Poller {
    private struct Watch {
        var mark: UInt64
        var writes: Bool
    }

    private let watches = Mutex<[Int32: Watch]>([:])
    private let pipe: WakePipe

    /// - Throws: `.noPoller`.
    init() throws(TransportError) {
        pipe = try WakePipe()
    }

    deinit {
        pipe.close()
    }

    func add(_ descriptor: Int32, mark: UInt64, writes: Bool) -> Int32 {
        watches.withLock { $0[descriptor] = Watch(mark: mark, writes: writes) }
        return 0
    }

    func change(_ descriptor: Int32, mark: UInt64, writes: Bool) {
        watches.withLock { $0[descriptor] = Watch(mark: mark, writes: writes) }
    }

    func remove(_ descriptor: Int32) {
        watches.withLock { $0[descriptor] = nil }
    }

    func wait(milliseconds: Int32, into ready: inout [UInt64]) {
        var marks = [Self.wakeMark]
        var descriptors = [pollfd(fd: pipe.readEnd, events: Int16(POLLIN), revents: 0)]
        watches.withLock { watches in
            for (descriptor, watch) in watches {
                marks.append(watch.mark)
                let events = Int16(POLLIN) | (watch.writes ? Int16(POLLOUT) : 0)
                descriptors.append(pollfd(fd: descriptor, events: events, revents: 0))
            }
        }
        guard poll(&descriptors, nfds_t(descriptors.count), milliseconds) > 0 else { return }
        if descriptors[0].revents != 0 { pipe.drain() }
        for index in 1..<descriptors.count where descriptors[index].revents != 0 { ready.append(marks[index]) }
    }

    func wake() {
        pipe.signal()
    }
}
