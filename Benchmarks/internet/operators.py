"""Operators of authoritative servers and the addresses of those, in the ranges for benchmarks (RFC 2544, RFC 5180)."""
import dataclasses
import ipaddress

IPV4_RANGE = ipaddress.ip_network("198.18.0.0/15")
IPV6_RANGE = ipaddress.ip_network("2001:2::/48")

# Where each kind of operator begins, counted from the start of both ranges; the liars have the range's second half.
ROOT, TLDS, CDNS, HOSTS, LIARS = 0x1, 0x100, 0x800, 0x1000, 0x10000


@dataclasses.dataclass(frozen=True)
class Server:
    """One NS name and its addresses."""
    name: str
    ipv4: str
    ipv6: str | None

    @property
    def addresses(self):
        return [self.ipv4] if self.ipv6 is None else [self.ipv4, self.ipv6]

    def records(self, ttl=86400):
        """Its addresses as lines of a master file."""
        lines = [f"{self.name}. {ttl} A {self.ipv4}"]
        if self.ipv6 is not None:
            lines.append(f"{self.name}. {ttl} AAAA {self.ipv6}")
        return lines


@dataclasses.dataclass(frozen=True)
class Operator:
    """Some servers with the same zones, named in a zone of the operator's own."""
    zone: str
    servers: tuple[Server, ...]

    @property
    def tld(self):
        return self.zone.rpartition(".")[2]

    @property
    def is_dual_stack(self):
        return all(server.ipv6 for server in self.servers)


def address_pair(number):
    """The addresses with one number in both ranges."""
    return str(IPV4_RANGE[number]), str(IPV6_RANGE[number])


def make(zone, first, count, has_ipv6=True, prefix="ns"):
    """An operator of `count` servers, whose addresses begin with the number `first`."""
    servers = []
    for index in range(count):
        ipv4, ipv6 = address_pair(first + index)
        name = f"{prefix}{index + 1}.{zone}" if zone else chr(ord("a") + index) + ".root-servers"
        servers.append(Server(name, ipv4, ipv6 if has_ipv6 else None))
    return Operator(zone, tuple(servers))


class Population:
    """Everyone who operates servers: the root, the TLDs, the CDNs, the hosters, and one liar for each kind of lie."""

    def __init__(self, random, zone_count, liar_count):
        self.tlds = [f"t{index:02}" for index in range(20)]
        self.root = make("", ROOT, 2)
        self.registries = [make(f"nic.{tld}", TLDS + 4 * index, 2) for index, tld in enumerate(self.tlds)]
        self.cdns = [make(f"cdn{index}.{random.choice(self.tlds)}", CDNS + 4 * index, 2) for index in range(10)]
        # One in seven has IPv4 only.
        self.hosters = [
            make(f"op{index:03}.{random.choice(self.tlds)}", HOSTS + 4 * index, random.choice((2, 2, 2, 3, 4)),
                 has_ipv6=index % 7 != 3)
            for index in range(max(12, round(zone_count * 300 / 100_000)))
        ]
        self.liars = [
            make(f"lie{index:02}.{random.choice(self.tlds)}", LIARS + 4 * index, 2) for index in range(liar_count)
        ]

    def hoster(self, random):
        """One of the hosters: few of them have most of the zones."""
        return self.hosters[int(len(self.hosters) * random.random() ** 2)]
