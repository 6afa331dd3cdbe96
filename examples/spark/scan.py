#!/usr/bin/env python3
"""Audits names with quada on Apache Spark: names in, a table of results in Parquet out, and what they come to.

    spark-submit examples/spark/scan.py NAMES RESULTS --parts 64 -- --probe standard

NAMES is whatever Spark reads as text, one name a line; RESULTS a folder that is not there yet. What stands behind -- is
for 'quada scan', which is found by $QUADA or in PATH on every machine.
"""
import argparse
import json
import os
import shlex
import sys
import zlib

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

# Of a result's line (reports/quada.report.schema.json) what most questions are about; "line" holds the whole of it.
# Written down, since Spark would else audit everything once to see what there is, and once more to have it.
SCHEMA = """
    name string, verdict string, status string, reason string, queries long, elapsed_ms long,
    addresses struct<ipv4: array<string>, ipv6: array<string>>,
    findings array<struct<code: string, severity: string, name: string, zone: string, detail: string,
                          server: struct<name: string, address: string>>>,
    chain array<struct<name: string, zone: string, link: string, target: string,
                       servers: array<struct<name: string, address: string, conforms: boolean>>>>
"""


def zone_of(name):
    """What the names of a zone have in common, as quada's own --shard takes it: two labels, or three as in co.uk."""
    labels = name.strip().lower().rstrip(".").split(".")
    registry = len(labels) > 2 and len(labels[-1]) == 2 and 2 <= len(labels[-2]) <= 3
    return ".".join(labels[-3:] if registry else labels[-2:])


def place(zone):
    """The same on every machine and in every run, which hash() is not."""
    return zlib.crc32(zone.encode())


def audited(spark, names, parts, options):
    """One row for each line of `names`.

    A part is a process of quada's. Where it fails, Spark runs the part again, perhaps elsewhere, and only what the run that
    succeeded wrote is taken: no name is lost or doubled.
    """
    command = shlex.join([os.environ.get("QUADA", "quada"), "scan", "--loops", "1", *options, "-"])
    lines = (
        spark.sparkContext.textFile(names)
        .filter(lambda line: line.strip() and not line.lstrip().startswith("#"))
        .map(lambda line: (zone_of(line), line))
        .partitionBy(parts, place)
        .values()
        .pipe(command, checkCode=True)
    )
    rows = spark.createDataFrame(lines.map(lambda line: (line,)), "line string")
    return rows.select("line", F.from_json("line", SCHEMA).alias("audit")).select("audit.*", "line")


def summary(results):
    """What 'quada summary' tells of the same results, by questions to a table."""
    findings = results.select("name", F.explode("findings").alias("finding"))
    operators = (
        results.select("name", "verdict", F.explode("chain").alias("link"))
        .select("name", "verdict", F.explode("link.servers.name").alias("server"))
        .select("name", "verdict", F.regexp_extract("server", r"([^.]+\.[^.]+\.)$", 1).alias("operator"))
        .distinct()
    )
    return {
        "names": results.count(),
        "verdicts": {row["verdict"]: row["count"] for row in results.groupBy("verdict").count().collect()},
        "findings": {
            row["code"]: row["names"]
            for row in findings.groupBy("finding.code").agg(F.countDistinct("name").alias("names")).collect()
        },
        "broken_by_operator": {
            row["operator"]: row["count"]
            for row in operators.where("verdict = 'broken'")
            .groupBy("operator")
            .count()
            .orderBy(F.desc("count"), "operator")
            .limit(20)
            .collect()
        },
    }


def main():
    end = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names")
    parser.add_argument("results")
    parser.add_argument("--parts", type=int, default=64, help="processes of quada's in all (default: 64)")
    given = parser.parse_args(sys.argv[1:end])
    spark = SparkSession.builder.appName("quada scan").getOrCreate()
    try:
        audited(spark, given.names, given.parts, sys.argv[end + 1 :]).write.parquet(given.results)
        print(json.dumps(summary(spark.read.parquet(given.results)), indent=1, sort_keys=True))
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
