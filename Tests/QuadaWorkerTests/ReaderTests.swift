#if os(Linux)
    import Foundation
    import QuadaDNS
    import QuadaSandbox
    @testable import QuadaStorage
    import Testing
    import QuadaYAML

    @testable import QuadaWorker

    @Suite("Files are read in a process of their own as in this one")
    struct ReaderTests {
        static func reader(
            _ lie: String = "honest", patience: Duration = .seconds(120)
        ) throws -> (reader: Reader, kit: WorkerKit) {
            var users = try #require(UIDPool())
            let capability = SandboxCapability.probe(.strict, user: try users.take())
            let path = TakenOverTests.attacker
            let kit = try WorkerKit(
                capability, users: try #require(UIDPool()),
                program: WorkerProgram(path: path, readerArguments: ["quada-attack", "reader", lie]))
            return (Reader(kit, capability, limits: .forReading, patience: patience), kit)
        }

        // MARK: - YAML

        static let yamlTexts = [
            "a: 1\nb: [x, 'y', {c: d}]\n# no\ne: |\n  text\n   more\n",
            "- \u{1F600}\n- \"\\u00e9\\0\"\n", "", "# nothing", "a: [1", "a: b: c", "\tx: 1", "a: 1\na: 2\n", "&x [*x]",
            "x: &a [1, 2]\ny: *a\nz: *none\n", "%YAML 9.9\n---\na", "---\na\n---\nb\n", "? [a]\n: b\n", "!!binary aGk=",
            String(repeating: "[", count: 40) + String(repeating: "]", count: 40),
            String(repeating: "[", count: 90) + String(repeating: "]", count: 90),
            // A thousand million values in ten lines.
            (0..<10).map {
                "a\($0): &a\($0) [\(repeatElement($0 == 0 ? "x" : "*a\($0 - 1)", count: 9).joined(separator: ","))]"
            }
            .joined(separator: "\n"),
            "a: \u{0}",
        ]

        @Test("a text of YAML is the same tree, or the same failure", arguments: yamlTexts)
        func yaml(text: String) throws {
            let reader = try Self.reader().reader
            #expect(
                Self.tree { (t) throws(YAMLTree.Failure) in try reader.tree(of: t) }(text)
                    == Self.tree(YAMLTree.compose)(text))
        }

        private static func tree(_ compose: @escaping YAMLTree.Composer) -> (String) -> Result<
            YAMLTree, YAMLTree.Failure
        > {
            { text in
                do throws(YAMLTree.Failure) {
                    return .success(try compose(text))
                } catch {
                    return .failure(error)
                }
            }
        }

        // MARK: - Zone files

        static let zoneTexts = [
            "$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n  AAAA 2001:db8::1\nm MX 10 ns\nt TXT \"a b\" c\n",
            "a A 192.0.2\n", "a A 192.0.2.1\nb AAAA ::x\nc A\n", "a TYPE65 \\# 3 000100\n", "a WKS 192.0.2.1 tcp 25\n",
            "a A 192.0.2.1\n$TTL x\n", "a MX 10\n", "a APL 1:192.0.2.0/24\n", "a LOC 52 N 0 E 1m\n", "a HIP nonsense\n",
            "a RRSIG A 8 2 60 20300101000000 20200101000000 1 example. AAAA\n", "a DNSKEY 257 3 8 AwEAAQ==\n",
            "a NSEC3 1 0 0 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr A\n", "a EUI48 00-00-5e-00-53-2a\n", "a NXT b A\n",
            "a CERT PGP 0 0 AwEAAQ==\n", "a SVCB 1 . alpn=h2 port=443\n", "a HTTPS 0 b\n",
            "a IPSECKEY 10 1 2 192.0.2.1 AQ==\n",
            "$GENERATE 1-5000 h$ A 192.0.2.1\n", "$GENERATE 1-5000 h$ A 192.0.2.$\n",
        ]

        @Test("a zone file is the same records, or the same error", arguments: zoneTexts)
        func zone(text: String) throws {
            let reader = try Self.reader().reader
            let origin = try Name(presentation: "example.")
            let here = Self.outcome { () throws(ZoneFileError) in try ZoneFile(text: text, origin: origin, source: "z")
            }
            let there = Self.outcome { () throws(ZoneFileError) in
                try ZoneFile(
                    text: text, origin: origin, source: "z",
                    rdata: { (texts) throws(WrittenRData.Unread) in try reader.readings(of: texts) })
            }
            #expect(there == here)
        }

        private static func outcome<Value, Failure>(_ body: () throws(Failure) -> Value) -> Result<Value, Failure> {
            do throws(Failure) {
                return .success(try body())
            } catch {
                return .failure(error)
            }
        }

        // MARK: - Packed files

        /// All that a reader of lines gives.
        struct Lines: Equatable {
            var lines: [[UInt8]] = []
            var remainder: [UInt8] = []
            var isCutOff = false
            var error: StorageError?
        }

        struct Packed: Sendable, CustomTestStringConvertible {
            let testDescription: String
            let change: @Sendable ([UInt8]) -> [UInt8]
            var text = Packed.text
            var most = 1 << 30

            /// That packs badly, so that it takes several steps.
            static let text: [UInt8] = {
                var state: UInt64 = 7
                return (0..<40_000).flatMap { line -> [UInt8] in
                    state = state &* 6_364_136_223_846_793_005 &+ 1
                    return Array("\(line) \(state)\n".utf8)
                }
            }()
            static let bomb = [UInt8](repeating: 0x0A, count: 64 << 20)
        }

        static let packedFiles = [
            Packed(testDescription: "whole") { $0 },
            Packed(testDescription: "two joined") { $0 + $0 },
            Packed(testDescription: "cut") { Array($0.dropLast(300)) },
            Packed(testDescription: "cut in the middle") { Array($0.prefix($0.count / 2)) },
            Packed(testDescription: "nothing but its beginning") { Array($0.prefix(6)) },
            Packed(testDescription: "damaged") { octets in
                var octets = octets
                for place in octets.count / 2..<octets.count / 2 + 64 { octets[place] ^= 0x5A }
                return octets
            },
            Packed(testDescription: "its sum damaged") { octets in
                var octets = octets
                octets[octets.count - 2] ^= 1
                return octets
            },
            Packed(testDescription: "followed by what is not packed") { $0 + Array("plain".utf8) },
            Packed(testDescription: "a line without an end") { $0 }.with(
                text: [UInt8](repeating: 0x61, count: 8 << 20)),
            Packed(testDescription: "empty") { $0 }.with(text: []),
        ]

        @Test("a packed file is the same lines, or the same error", arguments: packedFiles, [Compression.gzip, .zstd])
        func unpacked(file: Packed, compression: Compression) throws {
            let path = try Self.file(file, compression)
            defer { try? FileManager.default.removeItem(atPath: path) }
            let reader = try Self.reader().reader
            let here = Self.lines(path, file.most, LineReader.inThisProcess)
            let there = Self.lines(path, file.most) { (c) throws(StorageError) in reader.unpacker(c) }
            #expect(there.lines.count == here.lines.count)
            #expect(there.error == here.error)
            // Not shown: it is long.
            let isSame = there == here
            #expect(isSame)
        }

        @Test("a bomb goes off against the bound of its file", arguments: [Compression.gzip, .zstd])
        func bomb(compression: Compression) throws {
            let path = try Self.file(Packed(testDescription: "") { $0 }.with(text: Packed.bomb), compression)
            defer { try? FileManager.default.removeItem(atPath: path) }
            let reader = try Self.reader().reader
            let lines = Self.lines(path, 1 << 20) { (c) throws(StorageError) in reader.unpacker(c) }
            #expect(lines.error == .tooLarge(maximumOctets: 1 << 20))
        }

        private static func file(_ file: Packed, _ compression: Compression) throws -> String {
            var packed: [UInt8] = []
            try compression.packer().pack(file.text, .finish, into: &packed)
            let path = FileManager.default.temporaryDirectory.appending(path: "reader-\(UUID())").path()
            try Data(file.change(packed)).write(to: URL(filePath: path))
            return path
        }

        private static func lines(_ path: String, _ most: Int, _ unpacking: UnpackerMaker) -> Lines {
            var lines = Lines()
            do throws(StorageError) {
                var reader = try LineReader(
                    path: path, maximumLineOctets: 1 << 20, maximumOctets: most, unpacking: unpacking)
                while let line = try reader.next() { lines.lines.append(line) }
                lines.remainder = reader.remainder
                lines.isCutOff = reader.isCutOff
            } catch {
                lines.error = error
            }
            return lines
        }

        // MARK: - Readers that were taken over

        struct Lie: Sendable, CustomTestStringConvertible {
            let lie: String
            let words: String
            var testDescription: String { lie }
        }

        static let lieRows = [
            Lie(
                lie: "oversize", words: "sent what is not a reading (a frame of 2147483647 octets, more than 33554432)"),
            Lie(lie: "unknown-kind", words: "sent what is not a reading (a frame of kind 200, which there is not)"),
            Lie(lie: "evidence", words: "sent what is not a reading (an answer to another order)"),
            Lie(lie: "cut", words: "ended with status 0"),
            Lie(lie: "hang", words: "gave no sign of life for 2 s and was ended"),
            Lie(lie: "segv", words: "ended by SIGSEGV"),
            Lie(lie: "leave", words: "ended with status 3"),
            Lie(lie: "call", words: "ended for the system call socket"),
        ]

        @Test("a reader that lies, dies or hangs is an error of its file, whatever it was to read", arguments: lieRows)
        func lies(row: Lie) throws {
            let patience = Duration.seconds(row.lie == "hang" ? 2 : 60)
            let text = try #require(throws: YAMLTree.Failure.self) {
                try Self.reader(row.lie, patience: patience).reader.tree(of: "a: 1")
            }
            #expect(text.reason.hasPrefix("the process that read it ") && text.reason.hasSuffix(row.words), "\(text)")
            let (reader, kit) = try Self.reader(row.lie, patience: patience)
            let zone = #expect(throws: ZoneFileError.self) {
                try ZoneFile(
                    text: "\na A 192.0.2.1", origin: .root, source: "z",
                    rdata: { (texts) throws(WrittenRData.Unread) in try reader.readings(of: texts) })
            }
            let words = "\(try #require(zone))"
            #expect(words.hasPrefix("z:2: the process that read it ") && words.hasSuffix(row.words), "\(words)")
            #expect(kit.usersTaken == 0)
            // It is not asked again.
            #expect(throws: WrittenRData.Unread.self) { try reader.readings(of: []) }
        }

        @Test(
            "an answer that is no tree, no reading of these texts, or more than was packed is refused",
            arguments: [
                ("too-few", "0 readings of 1 texts"), ("too-deep", "too great a tree"),
                ("countless", "more than 1048576"),
                ("inflated", "more octets than can have been packed"),
                ("damaged", "behind octets that were not sent"),
            ])
        func shapes(lie: String, words: String) throws {
            switch lie {
            case "too-deep", "countless":
                let error = #expect(throws: YAMLTree.Failure.self) { try Self.reader(lie).reader.tree(of: "a: 1") }
                #expect(error?.reason.contains(words) == true, "\(String(describing: error))")
            case "too-few":
                let text = WrittenRData(type: .a, rrclass: .in, text: "192.0.2.1", origin: .root)
                let error = #expect(throws: WrittenRData.Unread.self) {
                    try Self.reader(lie).reader.readings(of: [text])
                }
                #expect(error?.reason.contains(words) == true, "\(String(describing: error))")
            default:
                let path = try Self.file(Packed(testDescription: "") { $0 }.with(text: [0x0A]), .gzip)
                defer { try? FileManager.default.removeItem(atPath: path) }
                let reader = try Self.reader(lie).reader
                let lines = Self.lines(path, 1 << 30) { (c) throws(StorageError) in reader.unpacker(c) }
                guard case .notUnpacked(let reason)? = lines.error else {
                    Issue.record("\(String(describing: lines.error))")
                    return
                }
                #expect(reason.contains(words), "\(reason)")
            }
        }

        @Test("no process, user or descriptor is left of readers")
        func nothingIsLeft() throws {
            func descriptors() throws -> Int {
                try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
            }
            let kit = try Self.reader().kit
            let capability = kit.capability
            _ = try Reader(kit, capability).tree(of: "a: 1")
            let before = try descriptors()
            for _ in 0..<100 { _ = try Reader(kit, capability).tree(of: "a: 1") }
            #expect(kit.usersTaken == 0)
            #expect(try descriptors() <= before)
        }
    }

    extension ReaderTests.Packed {
        fileprivate func with(text: [UInt8]) -> Self {
            var copy = self
            copy.text = text
            return copy
        }
    }
#endif
