#!/usr/bin/env python3
"""Where the processor time of a run goes, from what perf recorded of it.

    Benchmarks/namespace.sh --servers-on 1 --command-on 0 WORLD \\
        perf record -e cpu-clock -F 8000 --call-graph fp -o perf.data \\
        quada scan --isolation none --config Benchmarks/unpaced.yaml --loops 1 --hints WORLD/hints LIST > /dev/null
    Benchmarks/profile.py perf.data

Prints two tables as Markdown: by the module of the innermost function that is quada's own, with all that this function
called, and by what the processor did at that moment.
"""
import collections
import re
import subprocess
import sys

# A module's name as Swift's symbols have it: its length before it.
MODULE = re.compile(r"(\d+)(Quada[A-Za-z]+|quada)")
MODULES = {
    "QuadaTransport": "transport: queries out, answers in, time-outs, pacing",
    "QuadaDNS": "names, addresses, reading and writing of messages",
    "QuadaEvidence": "observations: what a message says, in one word",
    "QuadaWalk": "walk, survey and the caches of zones and cuts",
    "QuadaAudit": "judgement",
    "QuadaReport": "the report's words",
    "QuadaRender": "NDJSON",
    "QuadaRun": "joining walk and judgement",
    "QuadaScan": "input, lanes, output",
    "QuadaWorker": "evidence between processes: written, read, checked",
    "quada": "the command: options, configuration",
}
# Copies, destroys or moves a value of a type, whichever module the type is from.
WITNESS = re.compile(r"W[a-z]{1,3}$|WO[a-z]$|Tm$|_?deallocating|fD$|fd$")
DOING = [
    ("in the kernel", r"\[kernel"),
    ("counting references", r"swift_(bridgeObject)?(retain|release)|RefCount|swift_release|isUniquelyReferenced"),
    ("allocating and freeing", r"malloc|_int_free|cfree|calloc|unlink_chunk|swift_(slow)?(alloc|dealloc)|swift_slow"),
    ("tasks: creating, switching, ending", r"swift_task|AsyncTask|StatusRecord|TaskGroup|swift_job|Executor|swift_async"),
    ("hashing", r"Hasher|RawDictionaryStorage|RawSetStorage|_HashTable"),
    ("types of generic code", r"Metadata|getTypeByMangled|Conformance|conformsTo|TypeDecoder|Demangle"),
    ("copying and comparing octets", r"mem(move|set|cmp|cpy)"),
    ("copying and destroying values", r"^\$s\S*(W[a-z]{1,3}|WO[a-z]|f[dD]) |arrayDestroy|arrayInit"),
    ("compressing", r"zstd"),
]


def stacks(data):
    """Of each sample its functions, the innermost first, as pairs of a symbol and where it is from."""
    command = ["perf", "script", "-i", data, "-F", "ip,sym,dso"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for block in text.split("\n\n"):
        frames = re.findall(r"^\s*[0-9a-f]+ (.*) \((.*)\)$", block, re.MULTILINE)
        if frames:
            yield frames


def module(symbol):
    """The module that a Swift symbol is from; none where it is not quada's."""
    if not symbol.startswith("$s"):
        return None
    for length, name in MODULE.findall(symbol):
        if name[:int(length)] in MODULES:
            return name[:int(length)]
    return None


def part(frames):
    for symbol, _ in frames:
        found = None if WITNESS.search(symbol) else module(symbol)
        if found:
            return MODULES[found]
    # Without a frame pointer the stack ends in the C library.
    return "start of the process" if any("ld-linux" in place for _, place in frames) else "no caller known"


def doing(frames):
    symbol, place = frames[0]
    for name, pattern in DOING:
        if re.search(pattern, place if name == "in the kernel" else f"{symbol} {place}"):
            return name
    return "the code itself"


def table(title, counts, total):
    lines = [f"| {title} | share |", "|---|---:|"]
    lines += [f"| {name} | {100 * count / total:.1f} % |" for name, count in counts.most_common()]
    return "\n".join(lines)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    parts, work, total = collections.Counter(), collections.Counter(), 0
    for frames in stacks(sys.argv[1]):
        total += 1
        found = part(frames)
        is_call = found == MODULES["QuadaTransport"] and "[kernel" in frames[0][1]
        parts["sending and receiving, in the kernel" if is_call else found] += 1
        work[doing(frames)] += 1
    print(f"{total:,} samples.\n")
    print(table("for", parts, total))
    print()
    print(table("at that moment", work, total))


main()
