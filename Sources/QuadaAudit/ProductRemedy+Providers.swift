// DNS providers and DNS servers.

extension ProductRemedy {
    private static let trafficManager = "Azure Traffic Manager"

    static let trafficManagerEndpoints = ProductRemedy(
        trafficManager,
        """
        An endpoint that is a domain name is answered with a CNAME, for A and AAAA alike; one that is an IPv4 address is \
        NODATA for AAAA. Make the endpoints names that have A and AAAA, or use a MultiValue profile with IPv4 and IPv6 \
        addresses.
        """,
        source: "Traffic Manager Frequently Asked Questions",
        "https://docs.microsoft.com/en-us/azure/traffic-manager/traffic-manager-faqs")

    static let trafficManagerNested = ProductRemedy(
        trafficManager,
        """
        In a nested profile MinChildEndpointsIPv6 says how many AAAA endpoints of the child must be up for the parent to \
        count it as available: compare it with the number of IPv6 endpoints that the child has.
        """,
        source: "TrafficManagerEndpointData.MinChildEndpointsIPv6 Property",
        "https://learn.microsoft.com/en-sg/dotnet/api/"
            + "azure.resourcemanager.trafficmanager.trafficmanagerendpointdata.minchildendpointsipv6?view=azure-dotnet")

    static let route53AliasRecord = ProductRemedy(
        "Amazon Route 53",
        """
        An alias record is of one type and is followed for that type only: beside the alias record of type A create one \
        of type AAAA, as for a load balancer or a CloudFront distribution with IPv6 enabled.
        """,
        source: "How do I create alias records for services hosted in AWS?",
        "https://repost.aws/knowledge-center/route-53-create-alias-records")

    static let akamaiIPType = ProductRemedy(
        "Akamai GTM",
        """
        A property hands out IPv4 or IPv6 addresses, as its IP Type says: look whether it says IPv4. (How one name hands \
        out both was not found in the guide.)
        """,
        source: "Add property", "https://techdocs.akamai.com/gtm/docs/add-property")

    static let akamaiTopLevelCNAME = ProductRemedy(
        "Akamai Edge DNS",
        "A top-level CNAME at the apex has an answer type, A, AAAA or DUAL: set DUAL.",
        source: "AKAMAITLC",
        "https://docs.dnscontrol.org/language-reference/domain-modifiers/service-provider-specific/akamai-edge-dns/"
            + "akamaitlc")

    static let cloudflareFlattening = ProductRemedy(
        "Cloudflare",
        """
        CNAME flattening answers with the addresses of the target, and with NODATA where the target has none: give the \
        target A and AAAA.
        """,
        source: "CNAME flattening", "https://developers.cloudflare.com/dns/cname-flattening/")

    static let cloudflareApex = ProductRemedy(
        "Cloudflare",
        "A CNAME at the apex is flattened by default, so that no CNAME stands beside SOA and NS; leave it so.",
        source: "Set up CNAME flattening",
        "https://developers.cloudflare.com/dns/cname-flattening/set-up-cname-flattening")

    static let googleApex = ProductRemedy(
        "Google Cloud DNS",
        "At the apex use an ALIAS record, which gives A and AAAA of its target, not a CNAME.",
        source: "DNS records overview", "https://docs.cloud.google.com/dns/docs/records-overview")

    private static let powerDNS = "PowerDNS Authoritative Server"

    static let powerDNSApex = ProductRemedy(
        powerDNS,
        """
        At the apex use an ALIAS record, which gives A and AAAA of its target, not a CNAME; it needs resolver= and \
        expand-alias=yes.
        """,
        source: "Using ALIAS records", "https://doc.powerdns.com/authoritative/guides/alias.html")

    static let powerDNSAliasTarget = ProductRemedy(
        powerDNS,
        """
        An ALIAS whose target can not be resolved, or does not exist, is answered with SERVFAIL: see that the server named \
        by resolver= answers AAAA for the target.
        """,
        source: "Using ALIAS records", "https://docs.powerdns.com/authoritative/guides/alias.html")

    static let powerDNSAliasTransfer = ProductRemedy(
        powerDNS,
        """
        ALIAS records are transferred as they are, and a secondary that does not know them has no A and AAAA: set \
        outgoing-axfr-expand-alias=yes, and transfer often enough.
        """,
        source: "Using ALIAS records", "https://doc.powerdns.com/authoritative/guides/alias.html")

    static let powerDNSLua = ProductRemedy(
        powerDNS,
        "A LUA record makes one type: beside LUA A put LUA AAAA, with IPv6 addresses.",
        source: "Lua Examples (Authoritative LUA records)",
        "https://github.com/PowerDNS/pdns/wiki/Lua-Examples-(Authoritative-LUA-records)")

    static let gdnsdAddresses = ProductRemedy(
        "gdnsd",
        "A multifo resource with addrs_v4 alone has no AAAA: add addrs_v6; the DYNA record of the zone stays as it is.",
        source: "gdnsd-plugin-multifo(8)",
        "https://manpages.ubuntu.com/manpages/lunar/man8/gdnsd-plugin-multifo.8.html")

    static let bindListenOnIPv6 = ProductRemedy(
        "BIND 9",
        "\"listen-on-v6 { any; };\" has it listen over IPv6; older releases do not without it.",
        source: "BIND on IPv6 (DNS and BIND on IPv6, chapter 2)",
        "https://oreilly.com/library/view/dns-and-bind/9781449308025/ch02.html")

    static let bindMinimalResponses = ProductRemedy(
        "BIND 9",
        """
        "minimal-responses yes;" leaves out what a response does not need, so that fewer are truncated. Let TCP through \
        as well.
        """,
        source: "BIND 9 Administrator Reference Manual, chapter 6",
        "https://www.manualshelf.com/manual/hp/hp-nonstop-g-series/bind-9-administrator-reference-manual/page-63.html")

    static let windowsEDNS = ProductRemedy(
        "Windows DNS Server",
        """
        "Set-DnsServerEDns -EnableReception $true" has it accept queries with EDNS. (-EnableProbes is about the servers \
        that it asks itself.)
        """,
        source: "Set-DnsServerEDns",
        "https://learn.microsoft.com/en-us/powershell/module/dnsserver/set-dnsserveredns")
}
