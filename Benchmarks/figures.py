"""Medians and ratios of the runs of one benchmark, and their table in Markdown."""
import statistics


def median(runs, purpose, program, figure):
    """The median over all runs that ended by themselves; none where there is none."""
    values = [figure(run) for run in runs
              if run["purpose"] == purpose and run["program"] == program and run["is_complete"]]
    return statistics.median(values) if values else None


def queries(run):
    return run["queries_udp"] + run["connections_tcp"]


def cpu_per_name(run):
    return run["cpu_seconds"] / run["names"] * 1e3


def cpu_per_query(run):
    return run["cpu_seconds"] / queries(run) * 1e6


def names_per_second(run):
    return run["names"] / run["wall_seconds"]


def queries_per_name(run):
    return queries(run) / run["names"]


def ratio(one, other):
    return None if one is None or not other else one / other


def of(runs):
    """All that is reported: medians over the rounds, ratios of medians, and one row for each longer list."""
    quada_query = median(runs, "clean names", "quada", cpu_per_query)
    floor = median(runs, "packets", "dnsperf", cpu_per_query)
    per_zone = {program: {
        "cpu_ms_per_zone": median(runs, "same zones", program, cpu_per_name),
        "zones_per_second": median(runs, "same zones", program, names_per_second),
        "queries_per_zone": median(runs, "same zones", program, queries_per_name),
        "peak_mib": median(runs, "same zones", program, lambda run: run["peak_kib"] / 1024),
    } for program in ("quada", "zonemaster", "dnsviz")}
    own = per_zone["quada"]["cpu_ms_per_zone"]
    return {
        "cpu_us_per_query": {"quada": quada_query, "dnsperf": floor, "ratio": ratio(quada_query, floor)},
        "clean_names": {
            "names_per_second": median(runs, "clean names", "quada", names_per_second),
            "cpu_ms_per_name": median(runs, "clean names", "quada", cpu_per_name),
            "queries_per_name": median(runs, "clean names", "quada", queries_per_name),
        },
        "same_zones": per_zone,
        "cpu_per_zone_of_quada_s": {
            program: ratio(per_zone[program]["cpu_ms_per_zone"], own) for program in per_zone},
        "all_names": [longer_list(run) for run in runs if run["purpose"] == "all names"],
        "runs_cut_off": sum(1 for run in runs if run["exit_status"] is None),
        "runs_failed": sum(1 for run in runs if run["exit_status"] is not None and not run["is_complete"]),
        "names_not_answered": sum(
            run["names"] - run["answered"] for run in runs if run["is_complete"] and run["names"]),
    }


def longer_list(run):
    """A run that was cut off tells its time and its memory so far, and nothing for each name."""
    row = {"names": run["names"], "finished": run["is_complete"], "wall_seconds": run["wall_seconds"],
           "peak_mib": run["peak_kib"] / 1024}
    per_name = {"names_per_second": names_per_second, "cpu_ms_per_name": cpu_per_name,
                "queries_per_name": queries_per_name}
    return row | {name: figure(run) if row["finished"] else None for name, figure in per_name.items()}


def number(value):
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    lines += ["| " + " | ".join(cell if isinstance(cell, str) else number(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def markdown(figures, machine, plan, commands):
    """The page: what it ran on, the tables, the commands."""
    query, clean = figures["cpu_us_per_query"], figures["clean_names"]
    ratios = figures["cpu_per_zone_of_quada_s"]
    zones = [[program, own["cpu_ms_per_zone"], ratios[program],
              own["zones_per_second"], own["queries_per_zone"], own["peak_mib"]]
             for program, own in figures["same_zones"].items()]
    sizes = [[f"{row['names']:,}", "yes" if row["finished"] else "no", row["wall_seconds"], row["names_per_second"],
              row["cpu_ms_per_name"], row["queries_per_name"], row["peak_mib"]] for row in figures["all_names"]]
    parts = [
        "# Benchmark",
        f"{machine['cpu']}, {machine['processors']} processors, Linux {machine['kernel']}, {machine['date']}. "
        f"Servers on processors {plan['servers_on'] or 'all'}, the program measured on {plan['command_on'] or 'all'}. "
        f"A world of {plan['zones']:,} zones, seed {plan['seed']}; delay {plan['delay']} ms and loss {plan['loss']} % "
        f"of each packet. Medians of {plan['rounds']} interleaved rounds; ratios are of medians of the same run.",
        "Processor time a query, against a program that only sends and counts:",
        table(["", "us a query", "ratio"], [["dnsperf", query["dnsperf"], 1.0],
                                            ["quada", query["quada"], query["ratio"]]]),
        f"{plan['clean_names']:,} clean names (A and AAAA, no alias, honest servers of both families):",
        table(["", "names a second", "processor ms a name", "queries a name"],
              [["quada", clean["names_per_second"], clean["cpu_ms_per_name"], clean["queries_per_name"]]]),
        f"The same {plan['peer_zones']} zones, each program one process; they do not look for the same things:",
        table(["", "processor ms a zone", "ratio", "zones a second", "queries a zone", "peak MiB"], zones),
    ]
    if sizes:
        parts += ["Names of all kinds, 3 zones in 100 lying, once each:",
                  table(["names", "finished", "seconds", "names a second", "processor ms a name", "queries a name",
                         "peak MiB"], sizes)]
    if figures["runs_cut_off"] or figures["runs_failed"]:
        parts.append(f"{figures['runs_cut_off']} runs were cut off after {plan['timeout']} s, {figures['runs_failed']} "
                     "failed; no median has them.")
    if figures["names_not_answered"]:
        parts.append(f"{figures['names_not_answered']} names were not answered for by runs that ended well.")
    parts += ["Commands:", "\n".join(f"- {program}: `{command}`" for program, command in sorted(commands.items()))]
    return "\n\n".join(parts) + "\n"
