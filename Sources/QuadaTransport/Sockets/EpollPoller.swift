#if os(Linux)
    internal import CSockets
    #if canImport(Glibc)
        internal import Glibc
    #else
        internal import Musl
    #endif

    /// epoll(7): the cost of a wait does not grow with the number of sockets.
    final class EpollPoller: Poller {
        private let epoll: Int32
        private let pipe: WakePipe

        /// - Throws: `.noPoller`.
        init() throws(TransportError) {
            epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
            guard epoll >= 0 else { throw .noPoller(errno) }
            do throws(TransportError) {
                pipe = try WakePipe()
            } catch {
                close(epoll)
                throw error
            }
            _ = add(pipe.readEnd, mark: Self.wakeMark, writes: false)
        }

        deinit {
            close(epoll)
            pipe.close()
        }

        func add(_ descriptor: Int32, mark: UInt64, writes: Bool) -> Int32 {
            control(EPOLL_CTL_ADD, descriptor, mark: mark, writes: writes)
        }

        func change(_ descriptor: Int32, mark: UInt64, writes: Bool) {
            _ = control(EPOLL_CTL_MOD, descriptor, mark: mark, writes: writes)
        }

        /// Closing a socket takes it out of the set.
        func remove(_ descriptor: Int32) {}

        private func control(_ operation: Int32, _ descriptor: Int32, mark: UInt64, writes: Bool) -> Int32 {
            let interest = EPOLLIN.rawValue | (writes ? EPOLLOUT.rawValue : 0)
            var event = epoll_event(events: interest, data: epoll_data(u64: mark))
            return epoll_ctl(epoll, operation, descriptor, &event) == 0 ? 0 : errno
        }

        func wait(milliseconds: Int32, into ready: inout [UInt64]) {
            withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.eventsAtOnce) { events in
                let count = epoll_wait(epoll, events.baseAddress, Int32(Self.eventsAtOnce), milliseconds)
                for index in 0..<Int(max(0, count)) {
                    let mark = events[index].data.u64
                    if mark == Self.wakeMark { pipe.drain() } else { ready.append(mark) }
                }
            }
        }

        func wake() {
            pipe.signal()
        }

        private static let eventsAtOnce = 256
    }
#endif
