import ArgumentParser
import QuadaRender
import QuadaReport

/// `quada explain CODE...`
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explains a rule: what is wrong, whom it hits, how to see it and how to mend it.",
        discussion: """
            The codes are those of the findings; quada rules lists them all.

            Examples:
              quada explain aaaa-cname-missing
              quada explain --format markdown server-lame edns-broken
            """)

    @Argument(help: ArgumentHelp("The codes of the rules.", valueName: "code"))
    var codes: [String] = []

    @OptionGroup var options: PageOptions

    func validate() throws {
        if codes.isEmpty {
            throw ValidationError(
                "Missing a code to explain, as in: quada explain aaaa-cname-missing. quada rules lists them all.")
        }
    }

    func run() throws {
        try options.write(options.renderer.explain(codes.map(Self.page)))
    }

    /// - Throws: `InputError` with the codes that may have been meant.
    private static func page(of code: String) throws -> RulePage {
        if let page = RulePage.catalogue.first(where: { $0.code == code.lowercased() }) { return page }
        let near = RulePage.codes(near: code)
        let hint = near.isEmpty ? "" : "did you mean \(near.joined(separator: ", "))? "
        throw InputError("'\(code)' is no rule: \(hint)quada rules lists them all")
    }
}
