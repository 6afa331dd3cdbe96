extension HTMLRenderer {
    /// The page's only style sheet. Colours keep a contrast of 4.5 to 1 (WCAG 2.2, criterion 1.4.3) on a light ground and
    /// on a dark one: a test reckons it for every pair, and axe-core for those that it sees.
    static let style: StaticString = """

        :root { color-scheme: light dark; --paper: #ffffff; --ink: #1b1f24; --dim: #57606a; --rule: #d0d7de; --lane: #f3f6f9; --lane2: #e9eef3; --good: #116329; --fair: #7a4b00; --bad: #b3001e; --info: #0a4f9e; --quiet: #57606a; --on: #ffffff; --link: #0a4f9e; }
        @media (prefers-color-scheme: dark) { :root { --paper: #14181d; --ink: #e6eaef; --dim: #a3adb8; --rule: #3a424c; --lane: #1c2229; --lane2: #232b34; --good: #6fd08c; --fair: #e3b341; --bad: #ff8b8b; --info: #7db7ff; --quiet: #a3adb8; --on: #14181d; --link: #8fc1ff; } }
        * { box-sizing: border-box; }
        html { font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; color: var(--ink); background: var(--paper); }
        body { margin: 0 auto; max-width: 68rem; padding: 1.5rem clamp(0.9rem, 3vw, 2rem) 3rem; overflow-wrap: anywhere; }
        a { color: var(--link); } a:focus-visible, summary:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
        .skip { position: absolute; left: -100vw; } .skip:focus { left: 1rem; top: 0.5rem; background: var(--paper); padding: 0.4rem 0.8rem; z-index: 1; }
        .brand { margin: 0; color: var(--dim); font-size: 0.875rem; } .brand strong { color: var(--ink); letter-spacing: 0.02em; }
        h1 { font-size: clamp(1.5rem, 4vw, 2.25rem); line-height: 1.2; margin: 0.4rem 0 0.5rem; padding-left: 0.8rem; border-left: 0.4rem solid currentColor; font-weight: 650; }
        h1.good { border-color: var(--good); } h1.bad { border-color: var(--bad); } h1.fair { border-color: var(--fair); }
        h2 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 0.4rem; } h3 { font-size: 1.05rem; margin: 1.6rem 0 0.5rem; } h4 { font-size: 1rem; margin: 0 0 0.5rem; font-weight: 600; }
        .lead { font-size: 1.05rem; margin: 0 0 1rem; max-width: 60rem; }
        .numbers { list-style: none; display: flex; flex-wrap: wrap; gap: 0.5rem; padding: 0; margin: 1rem 0 0.3rem; }
        .numbers li { border: 1px solid var(--rule); border-radius: 6px; padding: 0.35rem 0.8rem; min-width: 5.5rem; } .numbers strong { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
        .numbers .good strong { color: var(--good); } .numbers .bad strong { color: var(--bad); } .numbers .fair strong { color: var(--fair); } .numbers .info strong { color: var(--info); } .numbers .zero { color: var(--dim); }
        .verdicts { color: var(--dim); margin: 0.2rem 0 1rem; }
        .facts { display: grid; grid-template-columns: minmax(5rem, max-content) minmax(0, 1fr); gap: 0.2rem 1rem; margin: 0 0 1rem; } .facts dt { color: var(--dim); } .facts dd { margin: 0; min-width: 0; }
        main > section { border-top: 1px solid var(--rule); padding-top: 1.5rem; margin-top: 2rem; }
        .badge { display: inline-block; font-size: 0.8rem; line-height: 1.5; padding: 0 0.5em; border-radius: 4px; border: 1px solid transparent; font-weight: 600; white-space: nowrap; background: var(--quiet); color: var(--on); }
        .badge.good { background: var(--good); } .badge.fair { background: var(--fair); } .badge.bad { background: var(--bad); } .badge.info { background: var(--info); }
        .badge.outline { background: none; color: var(--quiet); border-color: currentColor; } .badge.outline.good { color: var(--good); } .badge.outline.fair { color: var(--fair); } .badge.outline.bad { color: var(--bad); } .badge.outline.info { color: var(--info); }
        .scroll { overflow-x: auto; margin: 0 0 1rem; } table { border-collapse: collapse; width: 100%; font-size: 0.9rem; } caption { text-align: left; color: var(--dim); padding: 0.3rem 0; }
        th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.8rem 0.4rem 0; border-bottom: 1px solid var(--rule); overflow-wrap: normal; } thead th { color: var(--dim); font-weight: 600; } tbody th { font-weight: 500; }
        td small { display: block; color: var(--dim); font-size: 0.8rem; } .outcome { font-weight: 600; } .mono, code, pre { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 0.85rem; } .names th { overflow-wrap: anywhere; min-width: 12rem; } .matrix th { min-width: 9rem; }
        pre { margin: 0.2rem 0 0.6rem; padding: 0.6rem 0.8rem; overflow-x: auto; background: var(--lane); border-radius: 6px; overflow-wrap: normal; }
        details { margin: 0.5rem 0; } summary { cursor: pointer; color: var(--dim); padding: 0.2rem 0; } summary:hover { color: var(--ink); }
        .finding { border-left: 4px solid var(--rule); padding: 0.2rem 0 0.2rem 1rem; margin: 1.2rem 0; } .finding.bad { border-color: var(--bad); } .finding.fair { border-color: var(--fair); } .finding.info { border-color: var(--info); }
        .plain, .faults, .remarks { list-style: none; padding: 0; margin: 0; } .remarks { color: var(--dim); font-size: 0.9rem; margin: 0 0 0.8rem; } .faults li { padding: 0.5rem 0; border-bottom: 1px solid var(--rule); } .behind { margin: 0.2rem 0 0; color: var(--dim); font-size: 0.9rem; }
        .legend, .note { color: var(--dim); font-size: 0.875rem; } .legend b { font-family: ui-monospace, "DejaVu Sans Mono", monospace; color: var(--ink); }
        .filter { display: flex; flex-wrap: wrap; gap: 0.6rem 1rem; align-items: end; margin: 0 0 1rem; } .filter[hidden] { display: none; } .filter label { display: grid; gap: 0.15rem; color: var(--dim); font-size: 0.85rem; } .filter label:first-child { flex: 1 1 14rem; }
        input, select, button { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--dim); border-radius: 6px; padding: 0.35rem 0.6rem; min-height: 2.4rem; max-width: 100%; } .shown { flex-basis: 100%; margin: 0; color: var(--dim); font-size: 0.9rem; min-height: 1.4em; }
        svg { display: block; } svg text { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: var(--ink); } svg .name { font-size: 15px; font-weight: 600; } svg .zone { font-size: 12px; fill: var(--dim); } svg .address { font-size: 14px; } svg .letter { font-size: 14px; text-anchor: middle; font-weight: 600; }
        .lane { fill: var(--lane); } .lane.odd { fill: var(--lane2); } .line { stroke: var(--dim); stroke-width: 3; fill: none; } .station { fill: var(--paper); stroke: var(--ink); stroke-width: 3; } .station.bad { fill: var(--bad); stroke: var(--bad); }
        .server rect { fill: var(--paper); stroke: var(--good); stroke-width: 1.5; } .server.fair rect { stroke: var(--fair); stroke-dasharray: 4 3; } .server.bad rect { fill: var(--bad); stroke: var(--bad); } .server.bad text { fill: var(--on); } .server .parting { stroke: var(--rule); } .end.good { fill: var(--good); } .end.info { fill: none; stroke: var(--info); stroke-width: 2; }
        footer { border-top: 1px solid var(--rule); margin-top: 3rem; color: var(--dim); font-size: 0.85rem; }
        [hidden] { display: none; }
        @media (max-width: 40rem) { .facts { grid-template-columns: minmax(0, 1fr); gap: 0; } .facts dd { margin-bottom: 0.5rem; } .numbers li { min-width: 0; padding: 0.25rem 0.6rem; } .numbers strong { font-size: 1.2rem; } }
        @media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
        @media print { :root { color-scheme: light; --paper: #ffffff; --ink: #000000; --dim: #444444; --rule: #999999; --lane: #f4f4f4; --lane2: #eaeaea; --good: #116329; --fair: #7a4b00; --bad: #b3001e; --info: #0a4f9e; --quiet: #444444; --on: #ffffff; --link: #000000; } html { font-size: 11px; } body { max-width: none; padding: 0; } .filter, .skip { display: none; } .scroll { overflow: visible; } svg { max-width: 100%; height: auto; } .badge, .server rect, .lane, .station { print-color-adjust: exact; -webkit-print-color-adjust: exact; } tr, .finding dl, svg { break-inside: avoid; } h2, h3, h4 { break-after: avoid; } details::details-content { content-visibility: visible; } }

        """

    /// SHA-256 of `style` in base64; a test holds it to the text.
    static let styleHash = "DCvFPJeQR0Gb68EpbDyg4U0zSg9U15iblIG4EUZs4Yc="
}
