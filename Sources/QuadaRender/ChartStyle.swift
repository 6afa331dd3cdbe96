extension ScanSummaryHTMLRenderer {
    /// What the page of a summary has beside the style sheet of a report; its colours are that one's.
    static let chartStyle: StaticString = """

        .chart .title { overflow-wrap: anywhere; min-width: 10rem; } .chart .count { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        .chart .drawn { width: 40%; min-width: 8rem; padding-right: 0; vertical-align: middle; } .bar { width: 100%; height: 0.8rem; border-radius: 2px; }
        .bar .track { fill: var(--lane2); } .bar .good { fill: var(--good); } .bar .fair { fill: var(--fair); } .bar .bad { fill: var(--bad); } .bar .info { fill: var(--info); } .bar .quiet { fill: var(--dim); opacity: 0.5; }
        @media print { .bar rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }

        """

    /// SHA-256 of `chartStyle` in base64; a test holds it to the text.
    static let chartStyleHash = "eLYu8v8GUy2w7DaiHByv3YRBFpg4ocI0lYXGE7DyQ4Q="
}
