import ArgumentParser
import QuadaReport

/// What is kept of the exchanges themselves.
struct KeepingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Write every exchange there as it is observed, for 'quada replay' to judge again; packed where the name ends \
            in .gz or .zst. A file that is there is written over.
            """, valueName: "file"))
    var record: String?

    @OptionGroup var capture: CaptureOptions

    /// - Throws: `InputError` where one file would be written as two.
    func validate(beside output: OutputOptions) throws {
        if let record, output.paths.contains(record) || record == capture.pcap {
            throw InputError("\(record): --record needs a file of its own")
        }
        try capture.validate(beside: output)
    }

    func captureFile(started: Timestamp) throws -> CaptureFile? {
        try capture.pcap.map { try CaptureFile(path: $0, started: started) }
    }
}

/// The exchanges as packets.
struct CaptureOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Write the exchanges there as a packet capture. The DNS messages, servers, ports and times are those of the \
            exchanges; this machine's address is one for documentation (203.0.113.254, 3fff::1), and headers, TCP's \
            handshakes and ICMP messages are made up around them. The file is replaced whole or not at all.
            """, valueName: "file"))
    var pcap: String?

    /// - Throws: `InputError` where one file would be written as two.
    func validate(beside output: OutputOptions) throws {
        if let pcap, output.paths.contains(pcap) { throw InputError("\(pcap): --pcap needs a file of its own") }
    }
}
