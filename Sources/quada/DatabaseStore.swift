import QuadaDatabase
import QuadaReport
import QuadaScan

/// The database of `quada scan --database`.
struct DatabaseStore: ResultStore {
    private let path: String
    private let database: ScanDatabase

    /// - Throws: `InputError` where it can not be written, or is none of this version.
    init(_ path: String, _ started: Timestamp) throws {
        self.path = path
        do throws(ScanDatabaseError) {
            database = try ScanDatabase(path: path, tool: .quada, started: started)
        } catch {
            throw InputError("\(path): \(error)")
        }
    }

    func keep(_ audits: [NameAudit]) throws(ScanError) {
        do throws(ScanDatabaseError) {
            try database.write(audits)
        } catch {
            throw .store("\(path): \(error)")
        }
    }

    /// - Throws: `InputError` where the disk refuses.
    func close() throws {
        do throws(ScanDatabaseError) {
            try database.close()
        } catch {
            throw InputError("\(path): \(error)")
        }
    }
}
