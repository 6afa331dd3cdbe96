"""Complains about a Grafana dashboard, or prints its PromQL expressions as a file of recording rules."""

import json
import re
import sys

board = json.load(open(sys.argv[1]))
complaints = []
panels = board["panels"]
variables = {variable["name"] for variable in board["templating"]["list"]}

if not isinstance(board.get("schemaVersion"), int) or board["schemaVersion"] < 36:
    complaints.append("schemaVersion")
if board.get("id") is not None:
    complaints.append("an id belongs to one Grafana")
if len({panel["id"] for panel in panels}) != len(panels):
    complaints.append("panel ids are not unique")

taken = {}
expressions = []
for panel in panels:
    place = panel["gridPos"]
    if place["x"] + place["w"] > 24:
        complaints.append(f"{panel['title']} is wider than the page")
    for x in range(place["x"], place["x"] + place["w"]):
        for y in range(place["y"], place["y"] + place["h"]):
            if (x, y) in taken:
                complaints.append(f"{panel['title']} lies on {taken[x, y]}")
            taken[x, y] = panel["title"]
    if panel["type"] == "row":
        continue
    if not panel.get("description") or not panel.get("targets"):
        complaints.append(f"{panel['title']} says nothing")
    references = [target["refId"] for target in panel["targets"]]
    if len(set(references)) != len(references):
        complaints.append(f"{panel['title']} has a refId twice")
    for target in panel["targets"]:
        if target["datasource"]["uid"] != "${datasource}":
            complaints.append(f"{panel['title']} is bound to one data source")
        expressions.append(target["expr"])

for variable in board["templating"]["list"]:
    match = re.fullmatch(r"label_values\((.*), [a-z]+\)", str(variable.get("definition", "")))
    if match:
        expressions.append(match[1])

for name in re.findall(r"\$\{?([a-z]+)", json.dumps(board)):
    if name not in variables:
        complaints.append(f"there is no variable {name}")
for name in variables:
    if not re.search(r"\$\{?" + name + r"\b", json.dumps(board)):
        complaints.append(f"variable {name} is not used")

if complaints:
    sys.exit("\n".join(complaints))

# JSON is YAML as well.
rules = [
    {"record": f"expression:{index}", "expr": re.sub(r"\$[a-z]+", ".*", expression)}
    for index, expression in enumerate(expressions)
]
print(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}, indent=1))
