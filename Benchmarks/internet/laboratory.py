"""The scenario with which `quada-lab serve` tells the lies."""
import string

from internet import operators, zonedata

# A scenario has a root, at addresses of the real one if it says nothing. Nobody asks this one.
ROOT = ["  .: |", "    @ SOA root.lab h.root.lab 1 7200 900 1209600 300", "    @ NS root.lab",
        f"    root.lab A {operators.address_pair(operators.LIARS - 1)[0]}"]


def wire(name):
    """A name in wire format, in hexadecimal digits."""
    return "".join(f"{len(label):02x}" + label.encode().hex() for label in name.split(".")) + "00"


def words(liar, zone=None):
    """What the placeholders of a lie stand for."""
    first, second = liar.servers
    known = {"ns1": first.name, "ns2": second.name, "a4": first.ipv4, "a6": first.ipv6, "b4": second.ipv4,
             "b6": second.ipv6, "tld": liar.tld}
    if zone is not None:
        www = f"www.{zone.name}"
        # The answer's owner stands behind the header, QNAME, QTYPE and QCLASS.
        own = 12 + len(wire(www)) // 2 + 4
        known |= {"zone": zone.name, "www": www, "wire": wire(www), "self": f"{own:02x}"}
    return known


def is_for_one_zone(lie):
    return any(word in lie for word in ("$zone", "$www", "$wire"))


def lies(kind, liar, zones):
    """All lies of one liar: those of its servers, then those about a zone."""
    lines = [string.Template(lie).substitute(words(liar)) for lie in kind.lies if not is_for_one_zone(lie)]
    for zone in zones:
        known = words(liar, zone)
        lines += [string.Template(lie).substitute(known) for lie in kind.lies if is_for_one_zone(lie)]
    return lines


def servers(kind, liar, zones):
    more = f", {kind.servers}" if kind.servers else ""
    served = ", ".join(zone.name for zone in zones)
    for server in liar.servers:
        addresses = ", ".join(f'"{address}"' for address in server.addresses)
        # The shortest way there is: netem makes it longer where that is wanted.
        yield f"{{name: {server.name}, addresses: [{addresses}], zones: [{served}], rtt: 1ms{more}}}"


def scenario(told):
    """The scenario's lines, for triples of kind, liar and zones."""
    lines = ["about: The zones of a local Internet that are not served honestly.", "zones:", *ROOT]
    for kind, _, zones in told:
        for zone in zones:
            lines.append(f"  {zone.name}: |")
            records = zonedata.head(zone.servers) + zonedata.hosts(zone, kind.replaced)
            lines += ["    " + record for record in records]
    lines.append("servers:")
    for triple in told:
        lines += ["  - " + server for server in servers(*triple)]
    lines.append("lies:")
    for triple in told:
        lines += ["  - " + lie for lie in lies(*triple)]
    return lines
