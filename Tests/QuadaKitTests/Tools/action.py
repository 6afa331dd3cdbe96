"""Complains about a composite action: expressions in scripts, and names that are not what they refer to."""

import os
import re
import sys

import yaml

action = yaml.safe_load(open(sys.argv[1]))
steps = action["runs"]["steps"]
text = open(sys.argv[1]).read()
script = open(os.path.join(os.path.dirname(sys.argv[1]), ".ci/kits/run-action.sh")).read()

for step in steps:
    if "${{" in step.get("run", ""):
        print(f"an expression in the script of {step['name']!r}")
    if ("run" in step) == ("uses" in step):
        print(f"{step['name']!r} wants one of run and uses")
    for variable in step.get("env", {}):
        if "${" + variable not in script:
            print(f"{variable} is not read by the script")

used = set(re.findall(r"inputs\.([a-z-]+)", text))
for name in used ^ set(action["inputs"]):
    print(f"input {name} is declared or used, not both")

# A step's outputs are those that its part of the script writes.
written = set(re.findall(r"\boutput ([a-z]+) ", script)) | set(re.findall(r"\b([a-z]+)=quada\.[a-z]+", script))
identifiers = {step["id"] for step in steps if "id" in step}
for identifier, output in re.findall(r"steps\.([a-z]+)\.outputs\.([a-z]+)", text):
    if identifier not in identifiers:
        print(f"there is no step {identifier}")
    if output not in written:
        print(f"the script writes no output {output}")
