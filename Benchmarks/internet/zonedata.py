"""What the zones of the local Internet hold."""
import dataclasses

from internet.operators import Operator, Server

# With the apex the ten names of each zone; "edge" is where other zones' aliases lead.
HOSTS = ("www", "mail", "api", "shop", "img", "static", "blog", "vpn", "edge")

# Zones of one hoster without an alias have one of so many contents, since a file for each takes a minute to write.
SHAPES = 32

SOA_TIMES = "7200 900 1209600 300"


@dataclasses.dataclass
class Zone:
    """A zone that somebody registered."""
    name: str
    number: int
    operator: Operator
    servers: tuple[Server, ...]
    # One bit a host, clear where it has no AAAA; the lowest is www's.
    dual_stack_hosts: int
    # The canonical name of www, if that is an alias.
    alias: str | None = None
    lie: str | None = None

    @property
    def shape(self):
        return self.number % SHAPES

    @property
    def is_shared(self):
        """Whether other zones of the hoster have the very same records, all names in them being relative."""
        return not self.alias and self.servers is self.operator.servers

    def names(self):
        return [self.name, *(f"{host}.{self.name}" for host in HOSTS)]

    def clean_names(self):
        """Names of an honest zone with A, AAAA and no alias, on servers with both families."""
        if self.lie or not self.operator.is_dual_stack:
            return []
        hosts = [host for bit, host in enumerate(HOSTS) if self.has_aaaa(bit) and not (host == "www" and self.alias)]
        return [self.name, *(f"{host}.{self.name}" for host in hosts)]

    def has_aaaa(self, bit):
        return bool(self.dual_stack_hosts >> bit & 1) or HOSTS[bit] in ("mail", "edge")


def addresses(owner, shape, host, has_aaaa=True):
    """A and AAAA of a host; nothing is sent to them."""
    lines = [f"{owner} A 203.0.113.{(shape + host) % 254 + 1}"]
    if has_aaaa:
        lines.append(f"{owner} AAAA 2600:1480:4000:{shape:x}::{host + 1:x}")
    return lines


def hosts(zone, replaced=None):
    """The records below a zone's SOA and NS RRset.

    `replaced` maps a host to the records it has in place of the usual ones, without their owner.
    """
    replaced = replaced or {}
    lines = addresses("@", zone.shape, 0) + ["@ MX 10 mail"]
    for bit, host in enumerate(HOSTS):
        if host in replaced:
            continue
        if host == "www" and zone.alias:
            lines.append(f"www CNAME {zone.alias}.")
        else:
            lines += addresses(host, zone.shape, bit + 1, zone.has_aaaa(bit))
    for owner, records in replaced.items():
        lines += [f"{owner} {record}" for record in records]
    return lines


def head(servers, serial=1):
    """SOA and NS RRset of a zone."""
    primary = servers[0].name
    lines = ["$TTL 3600", f"@ SOA {primary}. hostmaster.{primary}. {serial} {SOA_TIMES}"]
    return lines + [f"@ NS {server.name}." for server in servers]


def glue(zone, servers):
    """The records of those servers that are named within a zone."""
    return [line for server in servers if server.name.endswith("." + zone) for line in server.records()]


def registered_zone(zone):
    return head(zone.servers) + glue(zone.name, zone.servers) + hosts(zone)


def operator_zone(operator, served_by):
    """The zone with the names of an operator's servers, which may be served by others."""
    lines = head(served_by.servers)
    return lines + [line for server in operator.servers for line in server.records()]


def cdn_zone(cdn, aliases):
    """An operator's zone with the second alias of each chain: label and canonical name."""
    return operator_zone(cdn, cdn) + [f"{label} 60 CNAME {target}." for label, target in aliases]


def delegations(children):
    """NS RRsets and glue for pairs of a zone's name and its servers."""
    lines = []
    for name, servers in children:
        lines += [f"{name}. NS {server.name}." for server in servers]
        lines += glue(name, servers)
    return lines


def tld_zone(registry, children):
    lines = head(registry.servers)
    return lines + [line for server in registry.servers for line in server.records()] + delegations(children)


def root_zone(population):
    root = population.root
    lines = ["$ORIGIN .", *head(root.servers), *(line for server in root.servers for line in server.records())]
    for registry in population.registries:
        lines += [f"{registry.tld}. 172800 NS {server.name}." for server in registry.servers]
        lines += [line for server in registry.servers for line in server.records(172_800)]
    return lines


def hints(root):
    """Root hints, as `quada audit --hints` and resolvers read them."""
    lines = [f". 3600000 NS {server.name}." for server in root.servers]
    return lines + [line for server in root.servers for line in server.records(3_600_000)]
