"""quada over a list of names, by whatever command is given."""
import pathlib
import re
import shlex

from peers import measurement

# {hints}, {names} and {list} stand for the root hints, all names, and the file with them.
AUDIT = "{quada} audit --no-config --hints {hints} --seed 1 --format ndjson --fail-on never {names}"
SCAN = "{quada} scan --hints {hints} {list}"
QUERIES = re.compile(rb'"queries":(\d+)')


def measure(world, names, timeout_in_seconds, command=AUDIT, quada="../.build/release/quada"):
    listed = measurement.lines(names)
    words = []
    for word in shlex.split(command):
        if word == "{names}":
            words += listed
        else:
            words.append(word.format(quada=quada, hints=world / "hints", list=names))
    with measurement.scratch() as folder:
        report = pathlib.Path(folder) / "report"
        with report.open("wb") as output:
            measured = measurement.run("quada", words, len(listed), timeout_in_seconds, output)
        measured.command = command
        with report.open("rb") as told:
            counts = [QUERIES.search(line) for line in told]
    found = [int(count.group(1)) for count in counts if count]
    measured.queries_told, measured.answered = sum(found), len(found)
    return measured


if __name__ == "__main__":
    from peers import quada
    measurement.main(quada)
