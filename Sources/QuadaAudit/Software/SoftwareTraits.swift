internal import QuadaDNS
internal import QuadaEvidence

/// One trait of one product, how much it weighs, and how that is known.
final class SoftwareTrait: Sendable {
    enum Weight: Sendable {
        /// The server says so itself.
        case said
        /// Met in no other product here.
        case own
        /// Shared with others.
        case shared
        /// The product was never seen to do this.
        case against

        /// For ranking products that are equally sure.
        var points: Int {
            switch self {
            case .said: 4
            case .own: 2
            case .shared: 1
            case .against: 0
            }
        }

        var isTelling: Bool { self == .said || self == .own }
    }

    let product: Product
    let trait: Trait
    let weight: Weight
    /// What was run here, or a document and where it is. Nothing of a product "from documents" could be run.
    let source: String

    init(_ product: Product, _ trait: Trait, _ weight: Weight, _ source: String) {
        self.product = product
        self.trait = trait
        self.weight = weight
        self.source = source
    }
}

// What was looked for and not found: a trait of NetScaler's GSLB (its documentation shows no answer of its own to these
// questions), and one of dnsdist 1.7.3, which hands CH TXT, NSID and errors of the server behind it through unchanged.
// Knot DNS without version and identity answers as others do: REFUSED, no AA, no extended error.
extension SoftwareTrait {
    /// Every trait, one a line. The order of a product's lines does not matter.
    static let table: [SoftwareTrait] = [
        SoftwareTrait(.bind, .says(.version, .bindNumber), .said, bind),
        SoftwareTrait(
            .bind, .deniedByOwnSOA, .own, bind + ", also with 'version none; server-id none; hostname none;'"),
        SoftwareTrait(.bind, .textBringsNS, .shared, bind + "; YADIFA 2.6.4 does it too"),
        SoftwareTrait(.bind, .textIsAuthoritative(false), .against, bind),

        SoftwareTrait(.nsd, .says(.version, .prefix("NSD ")), .said, nsd),
        SoftwareTrait(.nsd, .refuses(.version, .refused, authoritative: false, extendedError: 18), .own, nsdHidden),
        SoftwareTrait(.nsd, .textIsAuthoritative(true), .against, nsd),
        SoftwareTrait(.nsd, .offersRecursion, .against, nsd),

        SoftwareTrait(.knot, .says(.version, .prefix("Knot DNS ")), .said, "measured with Knot DNS 3.2.6"),
        SoftwareTrait(.knot, .textIsAuthoritative(true), .against, "measured with Knot DNS 3.2.6"),
        SoftwareTrait(.knot, .offersRecursion, .against, "measured with Knot DNS 3.2.6"),

        SoftwareTrait(.powerDNS, .says(.version, .prefix("PowerDNS Authoritative Server ")), .said, powerDNS),
        SoftwareTrait(.powerDNS, .textTTL(5), .own, powerDNS + ", also with a version-string of one's own"),
        SoftwareTrait(
            .powerDNS, .refuses(.version, .servFail, authoritative: true, extendedError: nil), .own,
            powerDNS + ", version-string=anonymous"),
        SoftwareTrait(
            .powerDNS, .refuses(.hostname, .refused, authoritative: true, extendedError: nil), .own, powerDNS),
        SoftwareTrait(.powerDNS, .textIsAuthoritative(false), .against, powerDNS),

        SoftwareTrait(.gdnsd, .says(.version, .prefix("gdnsd/")), .said, gdnsd),
        SoftwareTrait(.gdnsd, .sameTextForEveryName, .own, gdnsd + ", also with a chaos_response of one's own"),
        SoftwareTrait(.gdnsd, .payloadSize(1024), .shared, gdnsd + ": max_edns_response's default"),
        SoftwareTrait(.gdnsd, .leavesAliasInZone, .shared, gdnsd),
        SoftwareTrait(.gdnsd, .textIsAuthoritative(true), .against, gdnsd),
        SoftwareTrait(.gdnsd, .offersRecursion, .against, gdnsd),

        SoftwareTrait(.yadifa, .addressBeforeAlias, .own, yadifa),
        SoftwareTrait(.yadifa, .says(.version, .yadifaNumber), .shared, yadifa),
        SoftwareTrait(.yadifa, .textBringsNS, .shared, yadifa + "; BIND 9.18.49 does it too"),

        SoftwareTrait(.unbound, .says(.version, .prefix("unbound ")), .said, unbound),
        SoftwareTrait(.unbound, .offersRecursion, .shared, unbound + "; dnsmasq 2.90 does it too"),
        SoftwareTrait(.unbound, .leavesAliasInZone, .shared, unbound + "; gdnsd 3.8.1 does it too"),
        SoftwareTrait(.unbound, .textIsAuthoritative(true), .against, unbound),

        SoftwareTrait(.dnsmasq, .says(.version, .prefix("dnsmasq-")), .said, dnsmasq + ", not as auth-server"),
        SoftwareTrait(.dnsmasq, .refusesWithoutOPT(.refused), .shared, dnsmasq + ", as auth-server"),
        SoftwareTrait(.dnsmasq, .offersRecursion, .shared, dnsmasq + ", not as auth-server"),
        SoftwareTrait(
            .dnsmasq, .refuses(.id, .notImp, authoritative: false, extendedError: nil), .shared,
            dnsmasq + ", not as auth-server"),

        SoftwareTrait(.coreDNS, .says(.version, .prefix("CoreDNS-")), .said, coreDNS),

        SoftwareTrait(.microsoftDNS, .says(.version, .prefix("Microsoft DNS ")), .said, microsoftVersion),
        SoftwareTrait(.microsoftDNS, .textTTL(1_476_526_080), .own, microsoftClass),
        SoftwareTrait(.microsoftDNS, .textOfClassIN, .own, microsoftClass),

        SoftwareTrait(.bigIP, .soaMNAME("this.name.is.invalid."), .own, bigIPNameServer),
        SoftwareTrait(.bigIP, .deniesWithoutSOA, .shared, bigIPNoSOA),
        SoftwareTrait(.bigIP, .aliasForAOnly, .shared, bigIPTypes),

        SoftwareTrait(.route53, .serverName("awsdns-"), .own, route53),
        SoftwareTrait(.route53, .soaRNAME("awsdns-hostmaster.amazon.com."), .own, route53Zones),
        SoftwareTrait(.cloudflare, .serverName("ns.cloudflare.com."), .own, cloudflare),
        SoftwareTrait(.cloudflare, .soaRNAME("dns.cloudflare.com."), .own, cloudflare),
        SoftwareTrait(.akamai, .serverName("akam.net."), .own, akamai),
        SoftwareTrait(.akamai, .serverName("akamaiedge.net."), .own, akamaiEdge),
        SoftwareTrait(.akamai, .soaRNAME("hostmaster.akamai.com."), .own, akamai),
        SoftwareTrait(.azureDNS, .serverName("azure-dns"), .own, azureDNS),
        SoftwareTrait(.azureDNS, .soaRNAME("azuredns-hostmaster.microsoft.com."), .own, azureDNS),
        SoftwareTrait(.azureTrafficManager, .soaRNAME("hostmaster.trafficmanager.net."), .own, trafficManager),
    ]

    // MARK: - Sources

    private static let bind = "measured with BIND 9.18.49"
    private static let nsd = "measured with NSD 4.6.1"
    private static let nsdHidden = "measured with NSD 4.6.1, hide-version: yes"
    private static let powerDNS = "measured with PowerDNS Authoritative Server 4.7.3"
    private static let gdnsd = "measured with gdnsd 3.8.1"
    private static let yadifa = "measured with YADIFA 2.6.4"
    private static let unbound = "measured with Unbound 1.17.1, local-zone"
    private static let dnsmasq = "measured with dnsmasq 2.90"

    private static let coreDNS = "from documents, not run: CoreDNS, plugin chaos, https://coredns.io/plugins/chaos"
    private static let microsoftVersion =
        "from documents, not run: Windows 2008 Server DNS STIG, SRG-APP-000333-DNS-000104, check of EnableVersionQuery, "
        + "https://www.stigqter.com/stigs/U_MS_Windows_2008_Server_DNS_STIG_V1R7_Manual-xccdf.html"
    private static let microsoftClass =
        "from documents, not run: dig's output for 'Microsoft DNS 6.1.7601 (1DB15D39)' and '(1DB14556)' in two public "
        + "repositories; no document of Microsoft's was found"
    private static let bigIPNameServer =
        "from documents, not run: a BIG-IP's 'gtm global-settings general', wideipZoneNameserver, in "
        + "CiscoTestAutomation/genieparser, test_get_gtm_global_settingsgeneral.py; that it becomes MNAME is assumed"
    private static let bigIPNoSOA =
        "from documents, not run: F5 BIG-IQ API, DNS Wide IP AAAA, failureRcodeTtl: 'The default is 0 (zero), meaning no "
        + "SOA is included', https://clouddocs.f5.com/products/big-iq/mgmt-api/v0.0/ApiReferences/bigiq_public_api_ref/"
        + "r_dns_wideip_aaaa_state.html"
    private static let bigIPTypes =
        "from documents, not run: BIG-IP DNS Implementations, 'Create a wide IP that provides for negative caching': a "
        + "wide IP is of one type, https://techdocs.f5.com/en-us/bigip-16-0-0/big-ip-dns-implementations/"
        + "configuring-a-ttl-in-a-dns-noerror-response.html"
    private static let route53 =
        "from documents, not run: Route 53 Developer Guide, NS and SOA records of a public hosted zone, "
        + "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/SOA-NSrecords.html"
    private static let route53Zones =
        "from documents, not run: SOA records of hosted zones in many public Terraform files; the guide says only that "
        + "it is an amazon.com address"
    private static let cloudflare =
        "from documents, not run: Cloudflare's support pages on crawl errors, 'josh.ns.cloudflare.com. "
        + "dns.cloudflare.com. 2013050901 10000 2400 604800 3600'"
    private static let akamai =
        "from documents, not run: zones for Akamai's Terraform provider in public repositories, 'a1-49.akam.net.' and "
        + "'hostmaster.akamai.com.'"
    private static let akamaiEdge =
        "from documents, not run: 'dspb.akamaiedge.net. SOA n0dspb.akamaiedge.net. hostmaster.akamai.com.', dig's output "
        + "in a public repository"
    private static let azureDNS =
        "from documents, not run: Azure DNS documentation, the SOA of a new zone, 'ns1-01.azure-dns.com.,"
        + "azuredns-hostmaster.microsoft.com', https://github.com/MicrosoftDocs/azure-docs, articles/dns"
    private static let trafficManager =
        "from documents, not run: 'trafficmanager.net. 30 IN SOA tm1.msft.net. hostmaster.trafficmanager.net.', dig's "
        + "output in a public report"
}

extension SoftwareTrait {
    /// The rows of the table that the evidence can meet.
    static func rows(for seen: SoftwareEvidence) -> [SoftwareTrait] {
        seen.isPlain ? ofPlainServers : seen.identity.isEmpty ? ofServersNotAsked : table
    }

    /// What can be met in a server that is in order and was not asked about itself; such servers are nearly all.
    private static let ofPlainServers = table.filter(\.trait.isSeenInPlainServers)

    /// What can be met in a server that was not asked about itself.
    private static let ofServersNotAsked = table.filter { !$0.trait.aspect.isOfIdentity }
}
