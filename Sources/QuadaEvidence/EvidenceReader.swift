internal import QuadaDNS

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Reads an evidence file line by line. The file is hostile: whatever is in a line, it is read or refused.
public struct EvidenceReader: Sendable {
    /// The lines read.
    public private(set) var lineCount = 0
    public private(set) var header: EvidenceFile.Header?
    /// In the order of their numbers, from 1.
    public private(set) var observations: [Observation] = []
    public private(set) var nameCount = 0
    /// None while the file may go on; a file that ends without was cut off.
    public private(set) var end: EvidenceFile.End?

    private var positions: Set<Int> = []
    private var hasPreflight = false

    public init() {}

    /// Reads the next line.
    ///
    /// - Parameter octets: Without the line feed.
    /// - Throws: `EvidenceFileError` with the line's number.
    public mutating func read(_ octets: [UInt8]) throws(EvidenceFileError) -> EvidenceFile.Line {
        lineCount += 1
        do {
            return try take(octets)
        } catch let error as DecodingError {
            throw EvidenceFileError(line: lineCount, reason: .malformed(error.sentence))
        } catch let reason as EvidenceFileError.Reason {
            throw EvidenceFileError(line: lineCount, reason: reason)
        } catch {
            throw EvidenceFileError(line: lineCount, reason: .malformed("\(error)"))
        }
    }

    private mutating func take(_ octets: [UInt8]) throws -> EvidenceFile.Line {
        typealias Reason = EvidenceFileError.Reason
        guard octets.count <= EvidenceFile.maximumLineOctets else { throw Reason.lineTooLong }
        guard end == nil else { throw Reason.afterEnd }
        guard header != nil else { return .header(try takeHeader(octets)) }
        // An observation's line is known by its start, and says everything itself; the others refer to those above.
        let decoder = JSONDecoder()
        if octets.starts(with: Self.observationStart) {
            let observation = try decoder.decode(ObservationLine.self, from: Data(octets)).observation
            guard observation.id == observations.count + 1 else {
                throw Reason.outOfOrder(observation.id, expected: observations.count + 1)
            }
            guard observation.id <= EvidenceFile.maximumObservations else { throw Reason.tooManyObservations }
            observations.append(observation)
            return .observation(observation)
        }
        decoder.userInfo[.savedObservations] = SavedObservations(
            observations, referenceLimit: EvidenceFile.maximumReferences)
        let line = try decoder.decode(OtherLine.self, from: Data(octets))
        switch (line.preflight, line.name, line.end) {
        case (let preflight?, nil, nil):
            guard !hasPreflight else { throw Reason.malformed("a second preflight") }
            if preflight.result == .intercepted, preflight.observation == nil {
                throw Reason.malformed("an interception without the observation that shows it")
            }
            hasPreflight = true
            return .preflight(preflight)
        case (nil, let entry?, nil):
            try check(entry)
            nameCount += 1
            return .name(entry)
        case (nil, nil, let end?):
            guard end.observations == observations.count, end.names == nameCount else {
                throw Reason.counts(
                    observations: observations.count, names: nameCount, said: (end.observations, end.names))
            }
            self.end = end
            return .end(end)
        default:
            throw Reason.malformed("want one of observation, preflight, name and end")
        }
    }

    private mutating func takeHeader(_ octets: [UInt8]) throws -> EvidenceFile.Header {
        let decoder = JSONDecoder()
        guard let schema = try? decoder.decode(SchemaLine.self, from: Data(octets)).schema else {
            throw EvidenceFileError.Reason.notEvidence
        }
        guard schema == EvidenceFile.schema else { throw EvidenceFileError.Reason.otherSchema(schema) }
        let header = try decoder.decode(EvidenceFile.Header.self, from: Data(octets))
        guard 0...EvidenceFile.maximumObservations ~= header.names else {
            throw EvidenceFileError.Reason.malformed("\(header.names) names")
        }
        self.header = header
        return header
    }

    /// Holds a name's evidence to what a walk can have made.
    private mutating func check(_ entry: EvidenceFile.Entry) throws {
        typealias Reason = EvidenceFileError.Reason
        let evidence = entry.evidence
        guard let header, 0..<header.names ~= entry.position else {
            throw Reason.malformed("position \(entry.position) of \(header?.names ?? 0) names")
        }
        guard positions.insert(entry.position).inserted else {
            throw Reason.malformed("a second name at position \(entry.position)")
        }
        guard evidence.links.count <= EvidenceFile.maximumLinks, evidence.zones.count <= EvidenceFile.maximumLinks
        else {
            throw Reason.malformed("more links or zones than \(EvidenceFile.maximumLinks)")
        }
        guard Set(evidence.links.map(\.owner)).count == evidence.links.count else {
            throw Reason.malformed("an owner is in two links")
        }
        guard evidence.zones.allSatisfy({ $0.key == $0.value.apex }) else {
            throw Reason.malformed("a zone under another zone's name")
        }
    }

    /// As sorted keys make every such line begin.
    private static let observationStart = Array("{\"observation\":".utf8)

    private struct SchemaLine: Decodable { let schema: String }

    private struct ObservationLine: Decodable { let observation: Observation }

    private struct OtherLine: Decodable {
        let preflight: EvidenceFile.Preflight?
        let name: EvidenceFile.Entry?
        let end: EvidenceFile.End?
    }
}

/// Why a line of an evidence file can not be used.
public struct EvidenceFileError: Error, Hashable, Sendable {
    public enum Reason: Error, Hashable, Sendable {
        case notEvidence
        case otherSchema(String)
        case malformed(String)
        case lineTooLong
        case outOfOrder(Int, expected: Int)
        case tooManyObservations
        case afterEnd
        case counts(observations: Int, names: Int, saidObservations: Int, saidNames: Int)

        static func counts(observations: Int, names: Int, said: (Int, Int)) -> Reason {
            .counts(observations: observations, names: names, saidObservations: said.0, saidNames: said.1)
        }
    }

    /// From 1.
    public let line: Int
    public let reason: Reason

    public init(line: Int, reason: Reason) {
        self.line = line
        self.reason = reason
    }
}

extension EvidenceFileError.Reason: CustomStringConvertible {
    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .notEvidence:
            "not an evidence file: want one that 'quada audit --record' wrote"
        case .otherSchema(let schema):
            "the schema is '\(schema.prefix(80))', this quada reads \(EvidenceFile.schema): use the version that wrote it"
        case .malformed(let text):
            "\(text): the file was changed or damaged; record it again, or cut it off before this line"
        case .lineTooLong:
            "longer than \(EvidenceFile.maximumLineOctets) octets, which quada does not write: record it again"
        case .outOfOrder(let id, let expected):
            "observation \(id) where \(expected) was due: lines are missing or out of order; record it again"
        case .tooManyObservations:
            "more than \(EvidenceFile.maximumObservations) observations: record fewer names in one file"
        case .afterEnd:
            "a line behind the end: record into a file of its own"
        case .counts(let observations, let names, let saidObservations, let saidNames):
            "\(observations) observations and \(names) names are above, the end says \(saidObservations) and "
                + "\(saidNames): lines are missing; record it again"
        }
    }
}

extension DecodingError {
    /// In one line: where in the object, and what.
    fileprivate var sentence: String {
        switch self {
        case .typeMismatch(_, let context): Self.place(context.codingPath) + "another type of value than is due"
        case .valueNotFound(_, let context): Self.place(context.codingPath) + "null where a value is due"
        case .keyNotFound(let key, let context): Self.place(context.codingPath) + "'\(key.stringValue)' is missing"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "not JSON" : Self.place(context.codingPath) + String(context.debugDescription.prefix(200))
        @unknown default: "not of the format"
        }
    }

    private static func place(_ path: [any CodingKey]) -> String {
        path.isEmpty
            ? ""
            : path.suffix(6).map { $0.intValue.map { "[\($0)]" } ?? String($0.stringValue.prefix(40)) }
                .joined(separator: ".") + ": "
    }
}
