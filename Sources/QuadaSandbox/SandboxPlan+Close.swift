#if os(Linux)
    internal import CSandbox
#endif

extension SandboxPlan {
    /// Closes the doors of this process. What is given up does not come back.
    ///
    /// To be called once, in a worker, while it has one thread and before it reads an octet of anyone: what the C
    /// library and Swift's runtime load lazily must have been used before.
    ///
    /// - Returns: The measures in force now.
    /// - Throws: `.notAlone`, `.refused`: the process must end then.
    public func close() throws(SandboxFault) -> Set<Measure> {
        guard !measures.isEmpty else { return [] }
        #if os(Linux)
            let threads = quada_thread_count()
            guard threads == 1 else { throw .notAlone(threads: threads) }
            var doors = quada_doors(self)
            var outcome = quada_outcome()
            quada_close_doors(&doors, 0, &outcome)
            for (measure, error) in outcome.errors where error > 0 { throw .refused(measure, errno: error) }
            return measures
        #else
            throw .notAvailable
        #endif
    }
}

#if os(Linux)
    extension quada_doors {
        init(_ plan: SandboxPlan) {
            self.init()
            wanted = plan.measures.bits
            uid = plan.user?.uid ?? 0
            gid = plan.user?.uid ?? 0
            memory_octets = plan.limits.memoryInOctets
            cpu_seconds = plan.limits.processorSeconds
            descriptors = plan.limits.descriptors
            threads = plan.limits.threads
            withUnsafeMutableBytes(of: &ports) { bytes in
                let places = bytes.bindMemory(to: UInt16.self)
                for (index, port) in plan.ports.enumerated() where index < places.count { places[index] = port }
            }
            port_count = Int32(min(plan.ports.count, 8))
            kept = plan.descriptorsKept
            last_word = plan.lastWordDescriptor ?? -1
            is_broker = plan.role == .broker ? 1 : 0
        }
    }

    extension quada_outcome {
        /// For each measure that was tried 0 where it is in force, else an errno.
        var errors: [(measure: Measure, error: Int32)] {
            withUnsafeBytes(of: error) { bytes in
                zip(Measure.allCases, bytes.bindMemory(to: Int32.self)).filter { $0.1 >= 0 }
                    .map { (measure: $0.0, error: $0.1) }
            }
        }
    }
#endif
