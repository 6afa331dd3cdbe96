/// How a fault is mended in one product, and where its maker says so.
///
/// What could not be found in a document is not here; what a document leaves open, the text says.
public struct ProductRemedy: Hashable, Sendable {
    public let product: String
    public let text: String
    /// The document's title and its `https` address, as `Title, https://...`.
    public let source: String

    init(_ product: String, _ text: String, source title: String, _ address: String) {
        self.product = product
        self.text = text
        source = "\(title), \(address)"
    }
}

// The settings that rules point at, each written once. Here load balancers; DNS providers, DNS servers and firewalls have
// files of their own.

extension ProductRemedy {
    private static let bigIP = "F5 BIG-IP DNS"

    static let bigIPWideIPs = ProductRemedy(
        bigIP,
        """
        A wide IP is of one type. A CNAME pool in a wide IP of type A gives the alias for A and CNAME only: add a wide IP \
        of type AAAA and the same name, with the same pool. (The manual shows such a pool for type A only.) A type that \
        no wide IP can have, as HTTPS, still gets no alias: a CNAME record in an ordinary zone gives it to every type.
        """,
        source: "Redirecting DNS Queries Using a CNAME Pool",
        "https://techdocs.f5.com/en-us/bigip-14-0-0/big-ip-dns-implementations-14-0-0/"
            + "redirecting-dns-queries-using-a-cname-pool.html")

    static let bigIPNoErrorResponse = ProductRemedy(
        bigIP,
        """
        Do not mend it with "NoError Response": that answers AAAA with an empty NOERROR at once and, with a NoError TTL, \
        an SOA. On a name that is an alias the denial is wrong, and resolvers then keep it for that TTL.
        """,
        source: "Configuring a TTL in a DNS NoError Response",
        "https://techdocs.f5.com/en-us/bigip-16-0-0/big-ip-dns-implementations/"
            + "configuring-a-ttl-in-a-dns-noerror-response.html")

    static let bigIPUnhandledQueries = ProductRemedy(
        bigIP,
        """
        The DNS profile's Unhandled Query Action is for what no wide IP and no DNS Express zone answers: Drop is silence, \
        Reject is REFUSED, Hint a list of the root servers, No Error an empty NOERROR, Allow leaves it to a pool or to \
        BIND on the system. Give the type a wide IP, or the zone to DNS Express or BIND, so that nothing is unhandled.
        """,
        source: "LocalLB::ProfileDNS::DNSLastAction",
        "https://clouddocs.f5.com/api/icontrol-soap/LocalLB__ProfileDNS__DNSLastAction.html")

    static let bigIPReturnCode = ProductRemedy(
        bigIP,
        """
        Return Code On Failure answers with the RCODE chosen when no pool of the wide IP is left. Choose NOERROR; \
        NXDOMAIN denies every type of the name.
        """,
        source: "Configuring a TTL in a Return Code On Failure",
        "https://techdocs.f5.com/en-us/bigip-16-0-0/big-ip-dns-implementations/"
            + "configuring-a-ttl-in-a-return-code-on-failure.html")

    static let bigIPNegativeTTL = ProductRemedy(
        bigIP,
        """
        The SOA Negative Caching TTL of a wide IP is 0 by default, which leaves the SOA out: set it, but only where the \
        denial is true. On a name that is an alias it makes a wrong denial last.
        """,
        source: "DNS Wide IP AAAA (BIG-IQ API)",
        "https://clouddocs.f5.com/products/big-iq/mgmt-api/v0.0/ApiReferences/bigiq_public_api_ref/"
            + "r_dns_wideip_aaaa_state.html")

    static let bigIPListeners = ProductRemedy(
        bigIP,
        "A listener has one protocol: make a second one, for TCP, at the same address and port.",
        source: "bigip_gtm_dns_listener module",
        "https://docs.ansible.com/ansible/latest/collections/f5networks/f5_modules/bigip_gtm_dns_listener_module.html")

    private static let netScaler = "NetScaler ADC (Citrix)"

    static let netScalerRecordType = ProductRemedy(
        netScaler,
        """
        A GSLB virtual server has one DNS record type, A unless said otherwise. Add a second one with -dnsRecordType AAAA \
        (-ipType IPV6 for addresses) and bind the same domain to it. HTTPS is not among the types it can have.
        """,
        source: "gslbvserver, ADC NITRO API",
        "https://developer-docs.netscaler.com/en-us/adc-nitro-api/current-release/configuration/gslb/gslbvserver")

    static let netScalerEmptyResponse = ProductRemedy(
        netScaler,
        """
        With -EDR ENABLED a GSLB virtual server that is DOWN answers empty: look whether the one for AAAA is UP before \
        taking the answer for a missing record.
        """,
        source: "netscaler_gslb_vserver module",
        "https://docs.ansible.com/archive/ansible/2.4/netscaler_gslb_vserver_module.html")

    static let netScalerZoneRecords = ProductRemedy(
        netScaler,
        """
        As an ADNS server it gives no NODATA and no NXDOMAIN for a domain without an SOA record: add the SOA and the NS \
        records of the zone.
        """,
        source: "Configure the NetScaler as an ADNS server",
        "https://docs.citrix.com/en-us/citrix-adc/current-release/dns/configure-citrix-adc-adns-server.html")

    static let netScalerFlagDay = ProductRemedy(
        netScaler,
        "Update to release 13.0 build 41.x or later: from there on it complies with DNS flag day 2019, that is with EDNS.",
        source: "Domain Name System, NetScaler",
        "https://docs.netscaler.com/en-us/citrix-adc/current-release/dns.html")

    static let netScalerTCP = ProductRemedy(
        netScaler,
        "Enable TCP for responses that are larger than UDP allows, as authoritative server and as proxy.",
        source: "Domain Name System, NetScaler",
        "https://docs.netscaler.com/en-us/citrix-adc/current-release/dns.html")

    private static let avi = "VMware Avi Load Balancer"

    static let aviInvalidQueries = ProductRemedy(
        avi,
        """
        In a new DNS profile, Invalid DNS Query processing drops what the service has no answer for: change it to \
        respond, and name the authoritative domains.
        """,
        source: "Support for Authoritative Domains, NXDOMAIN Responses, NS and SOA Records",
        "https://avinetworks.com/docs/18.1/dns-authoritative-domains-nxdomain-ns-soa/")

    static let aviEmptyAAAA = ProductRemedy(
        avi,
        """
        Leave aaaa_empty_response of the DNS application profile at true: it answers AAAA with an empty response where \
        there are IPv4 records only.
        """,
        source: "DnsServiceApplicationProfile",
        "https://developer.broadcom.com/xapis/vmware-avi-load-balancer/latest/data-structures/"
            + "DnsServiceApplicationProfile")

    static let aviAuthoritativeDomains = ProductRemedy(
        avi,
        """
        The SOA goes with a denial where the name is in one of the authoritative domains of the DNS profile: configure \
        them, and the Negative TTL. (In release 18.1 a query for the SOA itself is not answered.)
        """,
        source: "Support for Authoritative Domains, NXDOMAIN Responses, NS and SOA Records",
        "https://avinetworks.com/docs/18.1/dns-authoritative-domains-nxdomain-ns-soa/")

    static let aviTCP = ProductRemedy(
        avi,
        "dns_over_tcp_enabled of the DNS application profile must be true, as it is by default.",
        source: "ALBDnsServiceApplicationProfile, NSX-T Data Center REST API",
        "https://developer.broadcom.com/xapis/nsx-t-data-center-rest-api/3.2.0/"
            + "schemas_ALBDnsServiceApplicationProfile.html")

    private static let serverIron = "Brocade ServerIron ADX"

    static let serverIronErrorHandling = ProductRemedy(
        serverIron,
        """
        Without a DNS server behind it, it drops queries for types that it does not support. Its error handling answers \
        them instead: "no gslb no-error-handling".
        """,
        source: "ServerIron ADX Global Server Load Balancing Guide 12.4.00, page 189",
        "https://manualsdump.com/en/manuals/brocade_communications_systems-12.4.00/184344/201")

    static let serverIronReturnCode = ProductRemedy(
        serverIron,
        """
        "gslb dns-rcode" chooses the RCODE for types that it does not support: leave it at noerror. The guide itself \
        warns that nxdomain makes clients give up the IPv4 addresses as well.
        """,
        source: "ServerIron ADX Global Server Load Balancing Guide 12.4.00, page 191",
        "https://manualsdump.com/en/manuals/brocade_communications_systems-12.4.00/184344/203")

    static let serverIronWithoutSOA = ProductRemedy(
        serverIron,
        """
        Its error handling answers with an empty NOERROR that has no SOA. Where a DNS server stands behind it, that one \
        answers unsupported types: put the zone there, with its SOA.
        """,
        source: "ServerIron ADX Global Server Load Balancing Guide 12.4.00, page 190",
        "https://manualsbrain.com/it/manuals/767941/?page=202")
}
