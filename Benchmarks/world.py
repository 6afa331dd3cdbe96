#!/usr/bin/env python3
"""Writes a local Internet for the benchmarks: a root, 20 TLDs, their zones, servers for all, lists of its names.

    Benchmarks/world.py DIR --zones 100000 --seed 1

The same arguments write the same octets. DIR/manifest.json says what is in it; Benchmarks/namespace.sh serves it.
"""
import argparse
import collections
import json
import pathlib
import random
import time

from internet import laboratory, lies, nsd, zonedata
from internet.operators import Population, Server
from internet.zonedata import Zone

# One zone of so many is served by a liar; www is an alias in one of so many of the others.
SHARE_OF_LIARS = 0.03
SHARE_OF_ALIASES = 0.10
LISTS = (1000, 10_000, 100_000, 1_000_000)


class World:
    """Who is there and what they serve, before anything is written."""

    def __init__(self, zone_count, seed, has_own_servers=False):
        self.random = random.Random(seed)
        self.population = Population(self.random, zone_count, len(lies.KINDS))
        self.has_own_servers = has_own_servers
        # www has AAAA in 9 of 10 zones, any other host in 3 of 4.
        self.dual_stack_hosts = [
            self.random.getrandbits(9) & ~1 | self.random.getrandbits(9) & ~1 | (shape % 10 != 7)
            for shape in range(zonedata.SHAPES)]
        liar_count = round(zone_count * SHARE_OF_LIARS)
        liars = set(self.random.sample(range(zone_count), liar_count))
        kinds = {number: index % len(lies.KINDS) for index, number in enumerate(sorted(liars))}
        self.zones = [self.zone(number, kinds.get(number)) for number in range(zone_count)]
        self.honest = [zone for zone in self.zones if not zone.lie]
        self.chains = collections.defaultdict(list)
        for zone in self.honest:
            if self.random.random() < SHARE_OF_ALIASES:
                self.add_chain(zone)

    def zone(self, number, kind):
        name = f"z{number:06}.{self.random.choice(self.population.tlds)}"
        hosts = self.dual_stack_hosts[number % zonedata.SHAPES]
        if kind is not None:
            operator = self.population.liars[kind]
            return Zone(name, number, operator, operator.servers, hosts, lie=lies.KINDS[kind].name)
        operator = self.population.hoster(self.random)
        servers = operator.servers
        if self.has_own_servers:
            servers = tuple(Server(f"ns{index + 1}.{name}", server.ipv4, server.ipv6)
                            for index, server in enumerate(servers))
        return Zone(name, number, operator, servers, hosts)

    def add_chain(self, zone):
        """www.zone to zone.cdn to edge.another."""
        cdn = self.random.choice(self.population.cdns)
        label = zone.name.partition(".")[0]
        zone.alias = f"{label}.{cdn.zone}"
        self.chains[cdn.zone].append((label, f"edge.{self.random.choice(self.honest).name}"))


class Writer:
    """Writes a world below a folder."""

    def __init__(self, world, folder):
        self.world = world
        self.folder = folder
        self.written = set()
        for name in ("zones", "run"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def write(self, name, lines):
        (self.folder / name).write_text("\n".join(lines) + "\n")

    def zone_file(self, file, lines):
        self.write(f"zones/{file}", lines)
        return file

    def servers(self):
        """Zone files, NSD's configurations and the scenario of the lies."""
        population = self.world.population
        hosting = [(zone.name, self.registered(zone)) for zone in self.world.honest]
        for operator in population.hosters:
            hosting.append((operator.zone, self.zone_file(operator.zone, zonedata.operator_zone(operator, operator))))
        for index, liar in enumerate(population.liars):
            # The addresses of liars are told honestly, by a hoster.
            operator = self.hoster_of_liar(index)
            hosting.append((liar.zone, self.zone_file(liar.zone, zonedata.operator_zone(liar, operator))))
        cdns = [(cdn.zone, self.zone_file(cdn.zone, zonedata.cdn_zone(cdn, self.world.chains[cdn.zone])))
                for cdn in population.cdns]
        tlds = [(registry.tld, self.zone_file(registry.tld, zonedata.tld_zone(registry, children)))
                for registry, children in self.registries()]
        root = [(".", self.zone_file("root", zonedata.root_zone(population)))]
        for name, operators, files in (("root", [population.root], root), ("tlds", population.registries, tlds),
                                       ("hosts", population.hosters, hosting), ("cdns", population.cdns, cdns)):
            (self.folder / f"nsd-{name}.conf").write_text(nsd.configuration(self.folder, name, operators, files))
        self.write("hints", zonedata.hints(population.root))
        told = self.told()
        self.write("liars.yaml", laboratory.scenario(told))
        self.write("ready", self.ready(root, tlds, hosting, cdns, told))

    def ready(self, root, tlds, hosting, cdns, told):
        """For each server process an address and a zone, both the last, at which it answers once it is up."""
        population = self.world.population
        pairs = [(operators[-1], files[-1][0]) for operators, files in (
            ([population.root], root), (population.registries, tlds), (population.hosters, hosting),
            (population.cdns, cdns))]
        pairs += [(liar, zones[-1].name) for kind, liar, zones in told if kind.name == "honest-full-responses"]
        return [f"{operator.servers[-1].addresses[-1]} {zone}" for operator, zone in pairs]

    def registered(self, zone):
        file = f"{zone.operator.zone}-{zone.shape}" if zone.is_shared else zone.name
        if file in self.written:
            return file
        self.written.add(file)
        return self.zone_file(file, zonedata.registered_zone(zone))

    def hoster_of_liar(self, index):
        hosters = [hoster for hoster in self.world.population.hosters if hoster.is_dual_stack]
        return hosters[index % len(hosters)]

    def registries(self):
        """Each registry and its delegations: pairs of a zone's name and its servers."""
        population = self.world.population
        children = collections.defaultdict(list)
        for zone in self.world.zones:
            children[zone.name.rpartition(".")[2]].append((zone.name, zone.servers))
        for operator in population.hosters + population.cdns:
            children[operator.tld].append((operator.zone, operator.servers))
        for index, liar in enumerate(population.liars):
            children[liar.tld].append((liar.zone, self.hoster_of_liar(index).servers))
        for registry in population.registries:
            yield registry, children[registry.tld]

    def told(self):
        """Triples of a kind of lie, its liar and the zones that it has."""
        zones = collections.defaultdict(list)
        for zone in self.world.zones:
            if zone.lie:
                zones[zone.lie].append(zone)
        return [(kind, liar, zones[kind.name]) for kind, liar in zip(lies.KINDS, self.world.population.liars)
                if zones[kind.name]]

    def lists(self, limit):
        """The lists of names, each a part of the next, and the queries for dnsperf."""
        shuffle = random.Random(self.world.random.random()).shuffle
        names = [name for zone in self.world.zones for name in zone.names()]
        shuffle(names)
        sizes = [size for size in LISTS if size <= min(limit or len(names), len(names))]
        for size in sizes:
            self.write(f"names-{size}", names[:size])
        clean = [name for zone in self.world.honest for name in zone.clean_names()]
        shuffle(clean)
        self.write("names-clean", clean[:100_000])
        zones = [zone.name for zone in self.world.honest if zone.clean_names() and not zone.alias]
        shuffle(zones)
        self.write("zones-clean", zones[:10_000])
        # Names of one hoster's zones, for both types, as an audit asks.
        hoster = self.world.population.hosters[0]
        served = [name for zone in self.world.honest if zone.operator is hoster for name in zone.names()]
        shuffle(served)
        self.write("queries", [f"{name} {kind}" for name in served[:20_000] for kind in ("A", "AAAA")])
        return {"names": {str(size): f"names-{size}" for size in sizes}, "names_in_all": len(names),
                "names_clean": min(len(clean), 100_000), "queries": min(len(served), 20_000) * 2,
                "queries_address": hoster.servers[0].ipv4}


def manifest(world, arguments, listed):
    population = world.population
    families = collections.Counter(
        "dual-stack" if hoster.is_dual_stack else "IPv4 only" for hoster in population.hosters)
    serving = [population.root, *population.registries, *population.hosters, *population.cdns]
    return {
        "zones": arguments.zones, "seed": arguments.seed, "own_servers": arguments.own_servers, "tlds": 20,
        "hosters": dict(families), "cdns": len(population.cdns),
        "addresses_nsd": sum(len(server.addresses) for operator in serving for server in operator.servers),
        "zones_by_kind": dict(collections.Counter(
            zone.lie or ("alias" if zone.alias else "plain") for zone in world.zones)),
        "zones_that_lie": len(world.zones) - len(world.honest),
    } | listed


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--zones", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--names", type=int, help="the longest list of names (default: all that there are)")
    parser.add_argument("--own-servers", action="store_true",
                        help="each zone's NS names are in the zone, at the addresses of its operator")
    arguments = parser.parse_args()
    begun = time.monotonic()
    folder = arguments.folder.resolve()
    world = World(arguments.zones, arguments.seed, arguments.own_servers)
    writer = Writer(world, folder)
    writer.servers()
    text = json.dumps(manifest(world, arguments, writer.lists(arguments.names)), indent=2)
    (folder / "manifest.json").write_text(text + "\n")
    print(f"{folder}: {arguments.zones} zones in {time.monotonic() - begun:.1f} s")


if __name__ == "__main__":
    main()
