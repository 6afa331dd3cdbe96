import ArgumentParser
import QuadaLab
import SystemPackage

/// The command that puts a scenario on sockets, for `dig` and for anything else that speaks DNS.
@main
struct QuadaLabCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quada-lab",
        abstract: "Serves scenarios of well- and misbehaving authoritative servers.",
        discussion: """
            Examples:
              quada-lab serve fixtures/gtm-2014.yaml
              dig +norecurse @127.53.0.9 -p 5353 shop.gtm.test AAAA
              quada-lab check fixtures/*.yaml
            """,
        subcommands: [ServeCommand.self, CheckCommand.self, HintsCommand.self])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as InputError {
            StandardError.write("quada-lab: \(error.reason)\n")
            exit(withError: ExitCode(2))
        } catch {
            guard exitCode(for: error) == .success || error is ExitCode else {
                StandardError.write(fullMessage(for: error) + "\n")
                exit(withError: ExitCode(2))
            }
            exit(withError: error)
        }
    }
}

/// Input that can not be used, in one line.
struct InputError: Error {
    let reason: String
}

extension Scenario {
    /// - Throws: `InputError` with the file, the line and the reason.
    init(path: String) throws {
        let text: String
        do {
            let file = try FileDescriptor.open(FilePath(path), .readOnly)
            text = try file.closeAfter {
                var octets: [UInt8] = []
                var chunk = [UInt8](repeating: 0, count: 65_536)
                while octets.count <= Self.maximumOctets {
                    let count = try chunk.withUnsafeMutableBytes { try file.read(into: $0) }
                    if count == 0 { break }
                    octets += chunk[..<count]
                }
                return String(decoding: octets, as: UTF8.self)
            }
        } catch let error as Errno {
            throw InputError(reason: "\(path): \(error)")
        }
        do throws(ScenarioError) {
            try self.init(text: text, source: path)
        } catch {
            throw InputError(reason: "\(error)")
        }
    }

    /// A scenario is far smaller; a device without end is not read for ever.
    private static let maximumOctets = 16 << 20
}

enum StandardOutput {
    /// At once, also into a pipe: who waits for the table may be a script.
    static func write(_ text: String) {
        _ = try? FileDescriptor.standardOutput.writeAll(Array(text.utf8))
    }
}

enum StandardError {
    static func write(_ text: String) {
        _ = try? FileDescriptor.standardError.writeAll(Array(text.utf8))
    }
}
