internal import QuadaStorage

/// Where the results go: one file, or numbered parts of about one size.
struct ResultFile {
    /// Where the parts lie, and when the next is begun.
    struct Plan: Sendable {
        let path: String
        /// Of a part, before packing; none where all is one part.
        let octetsPerPart: Int?

        /// `scan.ndjson.zst`, or `scan.0003.ndjson.zst` where there are parts.
        func path(of part: Int) -> String {
            guard octetsPerPart != nil else { return path }
            let digits = String(part + 1)
            let number = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            let start = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
            guard let dot = path[start...].dropFirst().firstIndex(of: ".") else { return "\(path).\(number)" }
            return "\(path[..<dot]).\(number)\(path[dot...])"
        }
    }

    private let plan: Plan
    private let heading: [UInt8]
    private(set) var part: Int
    private var file: PartFile
    /// Of the part, before packing, since this process opened it.
    private var partOctets = 0

    /// - Parameters:
    ///   - heading: Stands at the beginning of every part.
    ///   - octets: What is kept of the part.
    init(_ plan: Plan, heading: [UInt8], part: Int, keeping octets: Int) throws(ScanError) {
        self.plan = plan
        self.heading = heading
        self.part = part
        file = try Self.open(plan.path(of: part), keeping: octets)
        if octets == 0 { try write(heading) }
        partOctets = octets
    }

    /// Of the part, on the disk.
    var octets: Int { file.octets }

    mutating func write(_ octets: [UInt8]) throws(ScanError) {
        partOctets += octets.count
        do throws(StorageError) {
            try file.write(octets)
        } catch {
            throw .storage(path: plan.path(of: part), error)
        }
    }

    /// Whether the part has its size.
    var isFull: Bool { plan.octetsPerPart.map { partOctets >= $0 } ?? false }

    func endPiece() throws(ScanError) {
        do throws(StorageError) {
            try file.endPiece()
        } catch {
            throw .storage(path: plan.path(of: part), error)
        }
    }

    /// Begins the next part; the last one is whole.
    mutating func beginPart() throws(ScanError) {
        let next = try Self.open(plan.path(of: part + 1), keeping: 0)
        part += 1
        file = next
        partOctets = 0
        try write(heading)
    }

    func discardPiece() { file.discardPiece() }

    private static func open(_ path: String, keeping octets: Int) throws(ScanError) -> PartFile {
        do throws(StorageError) {
            return try PartFile(path: path, keeping: octets)
        } catch {
            throw .storage(path: path, error)
        }
    }
}
