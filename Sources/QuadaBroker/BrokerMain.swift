#if os(Linux)
    internal import CSockets
    internal import QuadaSandbox

    #if canImport(FoundationEssentials)
        internal import FoundationEssentials
    #else
        internal import Foundation
    #endif
    #if canImport(Glibc)
        internal import Glibc
    #else
        internal import Musl
    #endif

    /// What a supervisor tells its broker first.
    struct BrokerOrders: Codable {
        var plan: SandboxPlan
        var bounds: Broker.Bounds

        /// In JSON; a plan has at most 40 short words and 20 numbers.
        static let mostOctets = 16 << 10
    }

    /// The broker's process.
    public enum BrokerMain {
        /// The name it is started by.
        public static let name = "quada-broker"
        /// From the supervisor: the orders, then peers.
        static let control = WorkerDescriptor.first
        static let lastWord = WorkerDescriptor.first + 1
        static let ready: UInt8 = 1

        /// Takes its orders, closes the doors and serves until the supervisor hangs up. To be called while there is one
        /// thread.
        public static func run() -> Never {
            guard let orders = hear() else { exit(2) }
            do throws(SandboxFault) {
                _ = try orders.plan.close()
            } catch {
                tell(Array("\(error)".utf8))
                exit(3)
            }
            tell([ready])
            Broker.serve(control: control, allowedPorts: Set(orders.plan.ports), bounds: orders.bounds)
            exit(0)
        }

        private static func hear() -> BrokerOrders? {
            var octets = [UInt8](repeating: 0, count: BrokerOrders.mostOctets)
            let count = recv(control, &octets, octets.count, 0)
            guard count > 0 else { return nil }
            return try? JSONDecoder().decode(BrokerOrders.self, from: Data(octets[..<count]))
        }

        private static func tell(_ octets: [UInt8]) {
            _ = quada_send_descriptors(control, octets, Int32(octets.count), nil, 0)
        }
    }
#endif
