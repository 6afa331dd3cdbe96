import QuadaDNS
import QuadaReport
import QuadaTransport
import QuadaZone

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A zone, read before anything is asked.
struct LoadedZone {
    let contents: ZoneContents
    let subject: Subject
    private let note: String?

    /// Reads a master file and what it includes.
    ///
    /// - Throws: `InputError` with the file, the line and the reason.
    init(file path: String, origin: String?, _ processes: Processes) throws {
        let text = try InputFile.text(path, maximumOctets: InputFile.greatMaximum)
        let origin = try origin.map(Name.init(argument:)) ?? Self.origin(fromFileNamed: path)
        let reading = try processes.textReading()
        let file: ZoneFile
        do throws(ZoneFileError) {
            file = try ZoneFile(
                text: text, origin: origin ?? .root, source: path, include: Self.included,
                rdata: reading.rdata)
        } catch {
            throw InputError("\(error)")
        }
        do throws(ZoneContentsError) {
            contents = try ZoneContents(file, source: path)
        } catch {
            throw InputError("\(error)")
        }
        if contents.apex.isRoot, origin == nil {
            throw InputError("\(path): the zone's name is in neither the file nor its name; say it with --origin")
        }
        subject = Subject(
            zone: contents.apex.lowercaseDescription, source: .file, place: path, serial: contents.serial,
            records: contents.records.count)
        note = contents.outside.first.map { [contents] first in
            let count = contents.outside.count
            return "\(first): \(count == 1 ? "a record is" : "the first of \(count) records that are") not in "
                + "\(contents.apex): left out, as servers do"
        }
    }

    /// Fetches a zone from a server.
    ///
    /// - Throws: `InputError` with the server and the reason.
    init(transferring zone: Name, from server: Endpoint, key: TSIGKey?, _ processes: Processes) throws {
        let connect = try processes.connector()
        do throws(ZoneTransferRun.Failure) {
            contents = try ZoneTransferRun(of: zone, from: server, key: key, connect: connect).contents {
                UInt64(max(0, Timestamp.now.millisecondsSince1970 / 1000))
            }
        } catch {
            throw InputError("the transfer of \(zone) from \(server): \(error.words(isSigned: key != nil))")
        }
        subject = Subject(
            zone: zone.lowercaseDescription, source: .transfer, place: "\(server)", serial: contents.serial,
            records: contents.records.count)
        note = nil
    }

    /// The names to be audited.
    ///
    /// - Throws: `InputError` where there is none.
    func work(_ selection: TargetSelection) throws -> NameRunWork {
        let targets = selection.targets(in: contents)
        guard !targets.isEmpty else {
            throw InputError(
                "\(subject.place): none of the zone's names is left; see --names-from, --include, --exclude")
        }
        return NameRunWork(
            targets: TargetArray(targets), locations: RecordLocations(contents), subject: subject,
            notes: note.map { [$0] } ?? [])
    }

    /// `example.com.zone`, `db.example.com` and `example.com` mean that zone; none where the name is no such.
    private static func origin(fromFileNamed path: String) -> Name? {
        var text = path.split(separator: "/").last.map(String.init) ?? path
        for suffix in [".zone", ".db", ".hosts", ".txt"] where text.lowercased().hasSuffix(suffix) {
            text = String(text.dropLast(suffix.count))
        }
        for prefix in ["db.", "zone."] where text.lowercased().hasPrefix(prefix) {
            text = String(text.dropFirst(prefix.count))
        }
        guard let name = try? Name(userInput: text), !name.isRoot else { return nil }
        return name
    }

    /// A file that `$INCLUDE` names: beside the file that says so, else from the working directory.
    private static func included(
        _ file: String, from source: String
    ) -> Result<ZoneFile.Included, ZoneFileError.IncludeFailure> {
        let folder = source.lastIndex(of: "/").map { source[...$0] } ?? ""
        let beside = file.hasPrefix("/") ? file : folder + file
        let path = FileManager.default.fileExists(atPath: beside) ? beside : file
        do {
            return .success(
                .init(file: path, text: try InputFile.text(path, maximumOctets: InputFile.greatMaximum)))
        } catch {
            let words = (error as? InputError)?.reason ?? "\(error)"
            return .failure(.init(String(words.trimmingPrefix("\(path): "))))
        }
    }
}

extension ZoneTransferRun.Failure {
    /// What went wrong, and what to do about it.
    fileprivate func words(isSigned: Bool) -> String {
        switch self {
        case .transfer(.refused(let code)):
            "the server says \(code)"
                + (isSigned ? "" : "; it may allow this address, or want a key: --tsig FILE")
        case .transfer(.signature(.refused(let code))):
            switch code {
            case 16: "the server does not take the signature (BADSIG): the secret is another there"
            case 17: "the server does not know the key (BADKEY): its name or algorithm is another there"
            case 18: "the server's clock and this one differ by more than five minutes (BADTIME)"
            default: "the server does not take the signature (TSIG error \(code))"
            }
        case .transfer(.signature(.missing)): "a response is not signed"
        case .transfer(.signature(.malformed)): "a response is signed with another key, or can not be read"
        case .transfer(.signature(.wrong)):
            "a response's signature is wrong: the secret is another there, or it was changed on the way"
        case .transfer(.signature(.outOfTime)):
            "a response was signed more than five minutes from now by this machine's clock"
        case .transfer(.malformed): "what came is no response to the query, or can not be read"
        case .transfer(.noSOA): "the server sent no zone: its first record is not the zone's SOA"
        case .transfer(.changed): "the zone changed while it was sent; try again"
        case .transfer(.recordsBehindEnd): "records came behind the zone's end"
        case .transfer(.tooLarge): "more records came than any zone has"
        case .stream(.closed, let records):
            records == 0
                ? "the server closed the connection without an answer"
                : "cut off behind \(records) records: the server closed the connection"
        case .stream(.silence, let records):
            records == 0 ? "no answer" : "cut off behind \(records) records: the server says nothing more"
        case .stream(.lost(let words), _): words
        case .stream(.ended(let outcome), let records):
            (records == 0 ? "" : "cut off behind \(records) records: ") + outcome.transferWords
        case .contents(let error): "\(error)"
        }
    }
}

extension Attempt.Outcome {
    fileprivate var transferWords: String {
        switch self {
        case .refused: "the connection was refused: nothing listens there on TCP"
        case .unreachable: "the network says that it is unreachable"
        case .noRoute: "no route from here"
        case .closed: "the connection was reset"
        case .silence, .response: "no answer"
        case .localError(let number): "\(reason(number))"
        }
    }
}
