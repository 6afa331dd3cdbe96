"""quada over a list of names, by whatever command is given."""
import pathlib
import re
import shlex

from peers import measurement

# {hints}, {names}, {list} and {unpaced} stand for the root hints, all names, the file with them, and a configuration
# without caps.
AUDIT = "{quada} audit --no-config --hints {hints} --seed 1 --format ndjson --fail-on never {names}"
SCAN = "{quada} scan --config {unpaced} --loops 1 --hints {hints} {list}"
UNPACED = pathlib.Path(__file__).resolve().parent.parent / "unpaced.yaml"
# 1 and 3 say that names failed, or that something about them could not be told.
RESULTS = (0, 1, 3)
QUERIES = re.compile(rb'"queries":(\d+)')


def measure(world, names, timeout_in_seconds, command=AUDIT, quada="../.build/release/quada"):
    words = []
    for word in shlex.split(command):
        if word == "{names}":
            words += measurement.lines(names)
        else:
            words.append(word.format(quada=quada, hints=world / "hints", list=names, unpaced=UNPACED))
    with measurement.scratch() as folder:
        report = pathlib.Path(folder) / "report"
        with report.open("wb") as output:
            measured = measurement.run("quada", words, measurement.count(names), timeout_in_seconds, output, RESULTS)
        measured.command = command
        measured.queries_told, measured.answered = 0, 0
        with report.open("rb") as told:
            for found in filter(None, map(QUERIES.search, told)):
                measured.queries_told += int(found.group(1))
                measured.answered += 1
    return measured


if __name__ == "__main__":
    from peers import quada
    measurement.main(quada)
