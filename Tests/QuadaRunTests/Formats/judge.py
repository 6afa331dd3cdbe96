"""Reads one run's reports in every format with what others read them with, and says what they came to as JSON.

judge.py FOLDER     the folder holds now.json, now.ndjson, now.html, now.md, now.xml, now.sarif, now.prom, now.csv, now.txt
                    and now.nagios; anything wrong ends with an error
"""
import csv
import io
import json
import pathlib
import re
import subprocess
import sys

import cmarkgfm
import html5lib
from jsonschema import Draft7Validator, Draft202012Validator
from junitparser import Failure, JUnitXml
from lxml import etree
from prometheus_client.openmetrics.parser import text_string_to_metric_families

folder = pathlib.Path(sys.argv[1])
read = lambda name: (folder / f"now.{name}").read_bytes()


def refuse(complaints):
    complaints = [ascii(str(complaint))[:300] for complaint in complaints]
    if complaints:
        sys.exit("\n".join(complaints))


schema = json.load(open("reports/quada.report.schema.json"))
report = json.loads(read("json"))
refuse(error.message for error in Draft202012Validator(schema).iter_errors(report))
audit = Draft202012Validator({"$ref": "#/$defs/audit", "$defs": schema["$defs"]})
lines = [json.loads(line) for line in read("ndjson").splitlines()]
refuse(error.message for line in lines for error in audit.iter_errors(line))

parser = html5lib.HTMLParser()
parser.parse(read("html"), transport_encoding="utf-8")
refuse(parser.errors)

sarif = json.loads(read("sarif"))
oasis = json.load(open(".build/python/share/sarif-schema-2.1.0.json"))
refuse(error.message for error in Draft7Validator(oasis).iter_errors(sarif))
results = sarif["runs"][0]["results"]

tree = etree.fromstring(read("xml"))
for case in tree.iter("testcase"):
    # Jenkins' schema has no place of a test case.
    for attribute in ("file", "line"):
        case.attrib.pop(attribute, None)
xsd = etree.XMLSchema(etree.parse(".build/python/share/junit-10.xsd"))
xsd.validate(tree)
refuse(xsd.error_log)
cases = [case for suite in JUnitXml.fromstring(read("xml")) for case in suite]

promtool = subprocess.run(["promtool", "check", "metrics"], input=read("prom"), capture_output=True)
refuse([promtool.stderr.decode()] if promtool.returncode or promtool.stderr else [])
samples = [s for family in text_string_to_metric_families(read("prom").decode()) for s in family.samples]

html = cmarkgfm.github_flavored_markdown_to_html(read("md").decode())
rows = list(csv.DictReader(io.StringIO(read("csv").decode(), newline=""), strict=True))
nagios = read("nagios").decode()

json.dump(
    {
        "json": [a["name"] for a in report["audits"] if a["status"] == "failed"],
        "ndjson": [line["name"] for line in lines if line["status"] == "failed"],
        "junit": [case.name for case in cases if any(isinstance(r, Failure) for r in case.result)],
        "sarif": sorted({name for r in results if r["level"] == "error" and not r.get("suppressions")
                         and r.get("baselineState") != "unchanged" for name in r["properties"]["names"]}),
        "openmetrics": [s.labels["name"] for s in samples
                        if s.name == "quada_name_status" and s.labels["status"] == "failed" and s.value == 1],
        "csv": sorted({row["name"] for row in rows if row["status"] == "failed"}),
        "markdown": re.findall(r"<tr>\s*<td><code>([^<]*)</code>.*?<td>failed</td>", html, re.S),
        "html": re.findall(r'data-name="([^"]*)" data-status="failed"', read("html").decode()),
        "nagios": re.findall(r"; (\S+) broken", nagios),
        "text": re.findall(r"(?m)^FAILED +\S+ +(\S+)", read("txt").decode()),
        "locations": sorted({r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] + ":"
                             + str(r["locations"][0]["physicalLocation"]["region"]["startLine"]) for r in results}),
        "waived": sum(bool(r.get("suppressions")) for r in results),
        "markdownOctets": len(read("md")),
    },
    sys.stdout)
