#if os(Linux)
    import Foundation
    import Testing

    /// The service and its timer, read by systemd's own tool; systemd need not run.
    @Suite struct SystemdTests {
        /// The units, with a command that is there in place of the one that would be installed.
        private func units() throws -> Scratch {
            let scratch = try Scratch()
            for name in ["quada.service", "quada.timer"] {
                let text = try Kit.text(".ci/kits/systemd/" + name)
                try scratch.write(text.replacing("/usr/bin/quada", with: Quada.path), to: name)
            }
            return scratch
        }

        @Test("systemd knows every setting")
        func verify() async throws {
            let scratch = try units()
            let ended = try await Ended.run(
                "systemd-analyze",
                ["verify", "--man=no", scratch.path + "/quada.service", scratch.path + "/quada.timer"])
            #expect(ended.status == 0, "\(ended)")
            #expect(ended.output + ended.errors == "")
        }

        @Test("the service is exposed by at most 1.5 of 10")
        func exposure() async throws {
            let scratch = try units()
            let ended = try await Ended.run(
                "systemd-analyze", ["security", "--offline=true", "--threshold=15", scratch.path + "/quada.service"])
            #expect(ended.status == 0, "\(ended)")
            #expect(ended.output.contains("Overall exposure level for quada.service: 1."), "\(ended)")
        }

        @Test("the timer's times mean what its description says")
        func calendar() async throws {
            let timer = try Kit.text(".ci/kits/systemd/quada.timer")
            let calendar = try #require(timer.firstMatch(of: /OnCalendar=(.+)/)).1
            let ended = try await Ended.run(
                "systemd-analyze",
                ["calendar", "--iterations=4", "--base-time=2026-01-01 00:00:00 UTC", String(calendar)],
                environment: ["TZ": "UTC", "LC_ALL": "C"])
            #expect(ended.status == 0, "\(ended)")
            for hour in ["06", "12", "18", "00"] { #expect(ended.output.contains("\(hour):00:00 UTC"), "\(ended)") }
        }

        @Test("quada has the options that the service gives it", .enabled { try await Quada.writes("openmetrics") })
        func options() async throws {
            let command = try #require(try Kit.text(".ci/kits/systemd/quada.service").firstMatch(of: /ExecStart=(.+)/))
                .1
            let help = try await Ended.run(Quada.path, ["zone", "--help"]).output
            let words = command.split(separator: " ")
            #expect(words.prefix(2) == ["/usr/bin/quada", "zone"])
            for option in words where option.hasPrefix("--") { #expect(help.contains(option), "\(option)") }
            for format in words.compactMap({ $0.wholeMatch(of: /(\w+)=\/.+/)?.1 }) {
                #expect(help.contains(format), "\(format)")
            }
        }
    }
#endif
