internal import QuadaAudit

extension Impact {
    init(_ impact: QuadaAudit.ClientImpact) {
        func client(_ client: QuadaAudit.ClientImpact.Client) -> ClientImpact {
            ClientImpact(cold: .init(impact[client, .cold]), cached: .init(impact[client, .aliasesCached]))
        }
        self.init(
            ipv4Only: client(.ipv4Only), dualStack: client(.dualStack), ipv6Only: client(.ipv6Only),
            ipv6OnlyDNS64: client(.ipv6OnlyDNS64), masking: impact.masking)
    }
}

extension ClientImpact.Effect {
    fileprivate init(_ effect: QuadaAudit.ClientImpact.Effect) {
        switch effect.word {
        case .works: self.init(.works, detail: effect.detail)
        case .slow(let seconds): self.init(.slow, secondsLost: seconds, detail: effect.detail)
        case .intermittent(let share): self.init(.intermittent, share: share, detail: effect.detail)
        case .fails: self.init(.fails, detail: effect.detail)
        case .unknown: self.init(.unknown, detail: effect.detail)
        }
    }
}
