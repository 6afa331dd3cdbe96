import QuadaReport
import QuadaStorage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Files of audits, line by line, and of summaries, added up; one line is held at a time.
struct SummaryInput {
    private(set) var summary = ScanSummary()
    /// What is missing of which file.
    private(set) var shortcomings: [String] = []

    /// Of one line: an audit with all its evidence has a hundredth of it, a summary on one line about a third.
    private static let maximumLineOctets = 64 << 20
    /// Of a document of many lines, which is held whole.
    private static let maximumDocumentOctets = InputFile.greatMaximum

    private let decoder = JSONDecoder()
    private let processes: Processes

    /// - Parameter processes: Where packed files are unpacked.
    init(_ processes: Processes) {
        self.processes = processes
    }

    /// - Parameter path: "-" for standard input.
    /// - Throws: `InputError` with the file, the line and the reason.
    mutating func read(_ path: String) throws {
        let place = path == "-" ? "standard input" : path
        var line = 1
        do {
            // Lines are not held, so a file of them may be of any length.
            var reader =
                path == "-"
                ? try LineReader(
                    standardInputWithMaximumLineOctets: Self.maximumLineOctets, maximumOctets: .max,
                    unpacking: processes.unpacking)
                : try LineReader(
                    path: path, maximumLineOctets: Self.maximumLineOctets, maximumOctets: .max,
                    unpacking: processes.unpacking)
            while let octets = try reader.next() {
                if line == 1, Self.beginsDocument(octets) {
                    return try addDocument(try Self.whole(of: &reader, behind: octets), at: place)
                }
                if !Self.isBlank(octets) { try add(octets, at: "\(place):\(line)") }
                line += 1
            }
            try addEnd(reader.remainder, isCutOff: reader.isCutOff, at: place, line)
        } catch let error as StorageError {
            switch error {
            case .lineTooLong: throw InputError("\(place):\(line): \(error.words)")
            case .system, .library, .notUnpacked, .damaged, .tooLarge, .inUse:
                throw InputError("\(place): \(error.words)")
            }
        }
    }

    /// What stands behind the last line feed: a line like the others, or a piece of one.
    private mutating func addEnd(_ octets: [UInt8], isCutOff: Bool, at place: String, _ line: Int) throws {
        guard isCutOff else { return }
        do {
            guard !Self.isBlank(octets) else { throw InputError("") }
            try add(octets, at: "\(place):\(line)")
        } catch is InputError {
            guard line > 1 else { throw InputError("\(place): no whole line of an audit") }
            shortcomings.append("\(place): cut off behind line \(line - 1)")
        }
    }

    // MARK: - One line

    /// The name of a document's shape, which an audit does not have.
    private struct Head: Decodable {
        var schema: String?
    }

    private mutating func add(_ octets: [UInt8], at place: String) throws {
        if let gist = NameAudit(gistOf: octets) { return summary.add(gist) }
        let data = Data(octets)
        do {
            summary.add(try decoder.decode(NameAudit.self, from: data))
        } catch {
            guard (try? decoder.decode(Head.self, from: data))?.schema != nil else {
                throw InputError("\(place): \(SavedReport.words(for: error))")
            }
            try addDocument(octets, at: place)
        }
    }

    private static func isBlank(_ octets: [UInt8]) -> Bool {
        octets.allSatisfy { [0x20, 0x09, 0x0D].contains($0) }
    }

    // MARK: - Documents

    /// Whether a first line is a part of a document: JSON of more lines than one.
    private static func beginsDocument(_ octets: [UInt8]) -> Bool {
        octets.first == UInt8(ascii: "{") && octets.last(where: { $0 > 0x20 }) != UInt8(ascii: "}")
    }

    private static func whole(of reader: inout LineReader, behind first: [UInt8]) throws -> [UInt8] {
        var octets = first
        while let line = try reader.next() {
            octets.append(0x0A)
            octets += line
            guard octets.count <= maximumDocumentOctets else {
                throw StorageError.tooLarge(maximumOctets: maximumDocumentOctets)
            }
        }
        return octets + [0x0A] + reader.remainder
    }

    private mutating func addDocument(_ octets: [UInt8], at place: String) throws {
        let data = Data(octets)
        do {
            switch try decoder.decode(Head.self, from: data).schema {
            case ScanSummary.schema?: summary.merge(try decoder.decode(ScanSummary.self, from: data))
            case Report.schema?: for audit in try decoder.decode(Report.self, from: data).audits { summary.add(audit) }
            case let other?:
                throw InputError(
                    "\(place): its schema is '\(other.prefix(40))', this version adds \(ScanSummary.schema), "
                        + "\(Report.schema) and lines of audits")
            case nil: throw InputError("\(place): neither a summary nor a report")
            }
        } catch let error as DecodingError {
            throw InputError("\(place): \(SavedReport.words(for: error))")
        }
    }
}
