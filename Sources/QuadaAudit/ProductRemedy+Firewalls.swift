// What stands between a resolver and a server, and filters.

extension ProductRemedy {
    private static let ciscoASA = "Cisco ASA"

    static let ciscoASATypes = ProductRemedy(
        ciscoASA,
        """
        A policy map of type "inspect dns" can match dns-type and drop: look for "match dns-type" with drop or \
        drop-connection, and for "match not".
        """,
        source: "ASA Series CLI Configuration Guide, DNS Inspection",
        "https://www.easymanua.ls/cisco/asa-5525-x/manual/941779?p=1110")

    static let ciscoASAMessageLength = ProductRemedy(
        ciscoASA,
        """
        DNS inspection drops messages longer than "message-length maximum", 512 octets by default; "message-length \
        maximum client auto" goes by what the client announces. Have the latter in the policy map, or raise the former.
        """,
        source: "ASA Series Firewall CLI Configuration Guide, DNS Inspection",
        "https://www.easymanua.ls/cisco/asa-5506-x/manual/20706?p=276")

    static let junosMessageLength = ProductRemedy(
        "Juniper SRX",
        "The DNS ALG drops messages longer than its maximum-message-length, 512 octets by default: raise it (to 8192 at most).",
        source: "Junos 10.1 release notes, Application Layer Gateways",
        "https://manualshive.com/ru/manual/juniper/junos-10-1-s-5-13-2010/2032789?page=99")

    static let stormshieldTypes = ProductRemedy(
        "Stormshield Network Security",
        """
        The DNS profile has lists of types to be prohibited: set AAAA to Analyze among the known ones, and empty the list \
        of additional types.
        """,
        source: "DNS, User Configuration Manual v3.7",
        "https://documentation.stormshield.eu/SNS/v3/en/Content/User_Configuration_Manual_SNS_v3.7_LTSB/Protocols/DNS.htm"
    )

    static let bigIPSecurityProfile = ProductRemedy(
        "F5 BIG-IP AFM",
        """
        A DNS security profile drops by query type: with Inclusion every type that is not in the active list, with \
        Exclusion those in it. Let AAAA, HTTPS and unknown types through.
        """,
        source: "Filter DNS traffic with a DNS security profile",
        "https://techdocs.f5.com/en-us/bigip-15-1-0/big-ip-network-firewall-policies-and-implementations/"
            + "afm-protocol-security/dns-protocol-security/about-dns-protocol-filtering/"
            + "filtering-dns-traffic-with-a-dns-security-profile.html")
}
