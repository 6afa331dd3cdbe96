"""The kinds of lies that zones of the local Internet tell: those of the scenarios in fixtures/, by name.

Beside the kinds that the lab knows (Lie.swift) there are faults of zone data. A lie that begins or ends at a time is
none of them: here time is real, and a benchmark begins whenever it does.

In a lie's words $ns1 and $ns2 are the liar's servers, $a4, $a6 and $b4, $b6 their addresses; a lie that says $zone,
$www or $wire is told once for each zone, all others once for each liar.
"""
import dataclasses

B4 = '{server: $b4, '
B6 = '{server: "$b6", '
A4 = '{server: $a4, '
A6 = '{server: "$a6", '
BOTH = '{server: [$ns1, $ns2], '
EDGE = {"www": ["CNAME edge"]}


@dataclasses.dataclass(frozen=True)
class Kind:
    """What a zone of this kind holds beside the usual, how its servers differ, and the lies they tell."""
    name: str
    lies: tuple[str, ...] = ()
    replaced: dict = dataclasses.field(default_factory=dict)
    servers: str = ""


def kind(name, *lies, replaced=None, servers=""):
    return Kind(name, lies, replaced or {}, servers)


def chain(length):
    """An alias of so many links, all in the zone."""
    links = {f"n{index:02}": [f"CNAME n{index + 1:02}"] for index in range(1, length)}
    return {"www": ["CNAME n01"], **links, f"n{length:02}": ["CNAME edge"]}


BIG = {"www": ["A 203.0.113.70", *(f"AAAA 2600:1480:4000::b:{index:x}" for index in range(1, 61))]}
SOA = "$zone. 60 SOA ns1.$zone. h.$zone. 1 3600 600 86400 60"

# Octets behind the query's own identifier; the question is for AAAA.
LOOP = "0000 8400 0001 0001 0000 0000 $wire 001c 0001 c0$self 001c 0001 0000001e 0010 26001480400000000000000000000017"
SHORT = "0000 8400 0001 0002 0000 0000 $wire 001c 0001 c00c 001c 0001 0000001e 0010 26001480400000000000000000000017"
JUNK = "0000 ffff ffff ffff ffff ffff c00c c00c c00c c00c"

KINDS = (
    kind("gtm-2014", BOTH + "name: $www, not: [A, CNAME], reply: empty}", replaced=EDGE),
    kind("gtm-2014-drop", BOTH + "name: $www, type: AAAA, reply: silence}", replaced=EDGE),
    kind("a-cname-missing", B4 + "name: $www, type: A, reply: nodata}", replaced=EDGE),
    kind("aaaa-cname-differs", B4 + "name: $www, type: AAAA, reply: {alias: api.$zone}}", replaced=EDGE),
    kind("aaaa-cname-missing", B4 + "name: $www, not: [A, CNAME], reply: nodata}", replaced=EDGE),
    kind("aaaa-malformed", B4 + 'type: AAAA, reply: {rdata: "c0000201"}}', A4 + 'type: AAAA, reply: {rdata: ""}}',
         B6 + 'type: AAAA, reply: {rdata: "26001480400000000000000000000017c0000201"}}'),
    kind("aaaa-malformed-loop", B4 + f'name: $www, type: AAAA, reply: {{octets: "{LOOP}"}}}}'),
    kind("aaaa-malformed-count", B4 + f'name: $www, type: AAAA, reply: {{octets: "{SHORT}"}}}}'),
    kind("aaaa-no-response", B4 + "type: AAAA, reply: silence}"),
    kind("aaaa-no-response-udp", B4 + "type: AAAA, transport: udp, reply: silence}"),
    kind("aaaa-not-authoritative", B4 + "type: AAAA, reply: {aa: false}}"),
    kind("aaaa-nxdomain", B4 + "type: AAAA, reply: {rcode: NXDOMAIN}}"),
    kind("aaaa-rcode", B4 + "type: AAAA, reply: {rcode: SERVFAIL}}", A4 + "type: AAAA, reply: {rcode: REFUSED}}",
         B6 + "type: AAAA, reply: {rcode: NOTIMP}}", A6 + "type: AAAA, reply: {rcode: FORMERR}}"),
    kind("aaaa-rcode-odd", BOTH + "type: AAAA, reply: {rcode: RCODE11}}"),
    kind("aaaa-referral", B4 + "type: AAAA, reply: {referral: .}}", B6 + "type: AAAA, reply: {referral: $tld}}"),
    kind("aaaa-referral-self", B4 + "type: AAAA, name: $www, reply: {referral: $zone}}"),
    kind("aaaa-special-purpose", replaced={"www": ["A 203.0.113.9", "AAAA 2001:db8::9"]}),
    kind("aaaa-unsteady", BOTH + "type: AAAA, share: 50, reply: empty}"),
    kind("aaaa-wrong-type", B4 + 'name: $www, type: AAAA, reply: {answer: "$www. 60 A 203.0.113.18"}}'),
    kind("all-lame", "{server: $ns1, reply: {rcode: REFUSED}}", "{server: $ns2, reply: silence}"),
    kind("answer-differs-with-edns", B4 + "type: AAAA, edns: false, reply: nodata}",
         A4 + "type: AAAA, option: 10, reply: {rcode: SERVFAIL}}",
         A6 + "type: AAAA, option: 65001, reply: {rcode: NXDOMAIN}}"),
    kind("cname-chain-malformed",
         B4 + r'name: $www, type: [A, AAAA], reply: '
         r'{answer: "$www. 30 CNAME edge.$zone.\nx.$zone. 30 CNAME y.$zone."}}',
         replaced=EDGE),
    kind("cname-chain-too-long", replaced=chain(12)),
    kind("cname-dangling", replaced={"www": ["CNAME nothing"]}),
    kind("cname-loop", replaced={"www": ["CNAME api"], "api": ["CNAME www"]}),
    kind("cname-multiple",
         B4 + r'name: $www, reply: {answer: "$www. 30 CNAME edge.$zone.\n$www. 30 CNAME api.$zone."}}',
         replaced=EDGE),
    kind("cname-with-other-data", B4 + "name: $zone, not: [SOA, NS], reply: {alias: edge.$zone}}",
         B4 + r'name: $www, reply: {answer: "$www. 30 CNAME edge.$zone.\n$www. 30 TXT \"also here\""}}', replaced=EDGE),
    kind("dname-not-synthesised", B4 + 'name: $www, reply: {answer: "$zone. 30 DNAME new.$zone."}}',
         A4 + r'name: $www, reply: {answer: "$zone. 30 DNAME new.$zone.\n$www. 30 CNAME edge.$zone."}}', replaced=EDGE),
    kind("edns-broken", B4 + "edns: true, reply: silence}", A4 + "edns: true, reply: [{rcode: SERVFAIL}, no-edns]}",
         A6 + "edns: true, reply: {rcode: BADVERS}}"),
    kind("edns-unsupported", B4 + "edns: true, reply: [{rcode: FORMERR}, no-edns]}",
         A4 + 'edns: true, reply: {octets: "0000 8001 0000 0000 0000 0000"}}'),
    kind("ent-nxdomain", B4 + "name: blog.$zone, reply: {rcode: NXDOMAIN, aa: true}}",
         replaced={"blog": [], "deep.blog": ["A 203.0.113.19"]}),
    kind("honest-aliases", BOTH + 'name: $www, reply: {aa: false, answer: "$www. 30 CNAME edge.$zone."}}',
         replaced=EDGE),
    kind("honest-balancers", BOTH + "name: $www, share: 50, reply: {alias: api.$zone}}",
         BOTH + 'name: shop.$zone, type: A, share: 50, reply: {answer: "shop.$zone. 30 A 203.0.113.61"}}',
         replaced=EDGE, servers="rotates: true"),
    kind("honest-big-answer", replaced=BIG),
    kind("honest-full-responses", servers="minimal: false"),
    kind("honest-lossy-path", B4 + "share: 36, reply: silence}"),
    kind("honest-loss", servers="loss: 10"),
    kind("honest-rate-limiting", A4 + "transport: udp, share: 50, reply: truncate}",
         A6 + "transport: udp, share: 50, reply: silence}", B4 + "transport: udp, share: 20, reply: {rcode: REFUSED}}"),
    kind("honest-slow-server", B4 + "reply: {delay: 1500ms}}"),
    kind("hostile-server", B4 + f'type: [A, AAAA], reply: {{octets: "{JUNK}"}}}}'),
    kind("https-cname-missing", B4 + "name: $www, type: TYPE65, reply: nodata}", replaced=EDGE),
    kind("intercepted", BOTH + "reply: {aa: false, ra: true}}"),
    kind("nodata-soa-outside-zone", B4 + "name: vpn.$zone, type: AAAA, reply: {soa: $tld}}",
         B6 + "name: vpn.$zone, type: AAAA, reply: {soa: vpn.$zone}}", replaced={"vpn": ["A 203.0.113.18"]}),
    kind("nodata-without-soa", B4 + 'name: vpn.$zone, type: AAAA, reply: {answer: ""}}',
         replaced={"vpn": ["A 203.0.113.18"]}),
    kind("nsec-omits-type",
         B4 + r'name: vpn.$zone, type: AAAA, dnssec: true, reply: {authority: "' + SOA
         + r'\nvpn.$zone. 60 NSEC www.$zone. RRSIG NSEC"}}', replaced={"vpn": ["A 203.0.113.18"]}),
    kind("server-lame", B4 + "reply: {rcode: REFUSED}}", B6 + "reply: {referral: .}}"),
    kind("server-unreachable", B4 + "reply: silence}", B6 + "reply: unreachable}"),
    kind("servers-disagree", B4 + 'name: edge.$zone, type: A, reply: {answer: "edge.$zone. 3600 A 203.0.113.99"}}',
         B4 + "name: edge.$zone, type: AAAA, reply: nodata}"),
    kind("strays", A4 + "reply: {strays: {kind: id, count: 100}}}", B4 + "reply: {strays: {kind: question, count: 3}}}",
         A6 + "reply: {strays: {kind: questionCase, count: 3}}}",
         B6 + "reply: {strays: {kind: notAResponse, count: 3}}}"),
    kind("strays-only", B4 + "reply: {strays-only: {kind: id, count: 3}}}"),
    kind("tcp-unreachable", B4 + "transport: tcp, reply: refused}", B6 + "transport: tcp, reply: silence}",
         replaced=BIG),
    kind("tcp-closed", B4 + "transport: udp, reply: truncate}", B4 + "transport: tcp, reply: closed}"),
    kind("trailing-octets", B4 + 'reply: {trailing: "0001"}}'),
    kind("truncated-tcp-fails", B4 + "type: AAAA, transport: udp, reply: truncate}",
         B4 + "transport: tcp, reply: refused}"),
    kind("twice", B4 + "reply: {duplicates: 2}}"),
    kind("type-cname-missing", B4 + "name: $www, not: [A, AAAA, CNAME, TYPE65], reply: nodata}", replaced=EDGE),
    kind("type-no-response", B4 + "type: TYPE65, reply: silence}", A4 + "type: TYPE1000, reply: silence}"),
    kind("type-rcode", B4 + "type: TYPE65, reply: {rcode: NOTIMP}}", A4 + "type: TYPE1000, reply: {rcode: NXDOMAIN}}"),
    kind("zone-no-ipv6-server", A6 + "reply: silence}", B6 + "reply: silence}"),
    kind("zone-one-ipv6-server", B6 + "reply: silence}"),
)
