"""NSD's configurations: one process for the root, for the TLDs, for the hosters and for the CDNs.

Were parent and child in one process, nothing would ever be referred.
"""

SERVER = """server:
  server-count: 1
  username: ""
  chroot: ""
  database: ""
  zonesdir: "{folder}/zones"
  pidfile: "{folder}/run/{name}.pid"
  xfrdfile: "{folder}/run/{name}.xfrd"
  zonelistfile: "{folder}/run/{name}.list"
  xfrdir: "{folder}/run"
  logfile: "{folder}/run/{name}.log"
  verbosity: 0
  zonefiles-check: no
  zonefiles-write: 0
  rrl-ratelimit: 0
  rrl-whitelist-ratelimit: 0
  minimal-responses: yes
  tcp-count: 1000
remote-control:
  control-enable: no
"""


def configuration(folder, name, operators, files):
    """Listens at each address of the operators, since a socket for all of them answers from the wrong one.

    `files` are pairs of a zone's name and its file below DIR/zones.
    """
    lines = [SERVER.format(folder=folder, name=name) + "server:"]
    lines += [f"  ip-address: {address}" for operator in operators for server in operator.servers
              for address in server.addresses]
    lines += [f'zone:\n  name: "{zone}"\n  zonefile: "{file}"' for zone, file in files]
    return "\n".join(lines) + "\n"
