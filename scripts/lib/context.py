"""The context of `docker build`: which files .dockerignore lets in, and whether they are all that the program is built from.

  context.py TARGET          checks, with the dependency lists that the compiler has left in the folder TARGET
  context.py --copy FOLDER   copies the context to FOLDER
"""

import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def expression(pattern):
    """The regular expression of a pattern of .dockerignore: as Go's filepath.Match, with ** for any number of folders."""
    text, at = "", 0
    while at < len(pattern):
        if pattern.startswith("**/", at):
            text, at = text + "(.*/)?", at + 3
        elif pattern.startswith("**", at):
            text, at = text + ".*", at + 2
        elif pattern[at] == "*":
            text, at = text + "[^/]*", at + 1
        elif pattern[at] == "?":
            text, at = text + "[^/]", at + 1
        elif pattern[at] == "[" and "]" in pattern[at:]:
            end = pattern.index("]", at)
            text, at = text + pattern[at : end + 1], end + 1
        elif pattern[at] == "\\" and at + 1 < len(pattern):
            text, at = text + re.escape(pattern[at + 1]), at + 2
        else:
            text, at = text + re.escape(pattern[at]), at + 1
    return re.compile(text + r"\Z", re.S)


def rules(text):
    """The lines of .dockerignore: whether each lets in, and what it matches."""
    for line in text.splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        lets_in = line.startswith("!")
        pattern = line[lets_in:].strip().strip("/")
        yield lets_in, expression(pattern)


def is_inside(path, known):
    """Whether the path, relative and with slashes, is in the context: the last rule that matches it or a folder above it counts."""
    inside = True
    folders = path.split("/")
    parts = ["/".join(folders[:n]) for n in range(1, len(folders) + 1)]
    for lets_in, pattern in known:
        if any(pattern.match(part) for part in parts):
            inside = lets_in
    return inside


def tracked():
    """What a clone holds, with what is new here and would be committed."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout.decode().split("\0")
    return [name for name in names if name and (ROOT / name).exists()]


def context():
    known = list(rules((ROOT / ".dockerignore").read_text()))
    return {name for name in tracked() if is_inside(name, known)}


def needed(target):
    """What the compiler read for the program, relative to the checkout: from the dependency lists of the crates it is linked from."""
    top = pathlib.Path(target) / "chordpro-image.d"
    files = set()
    for line in top.read_text().splitlines():
        _, _, rest = line.partition(": ")
        for name in re.split(r"(?<!\\) ", rest):
            path = pathlib.Path(name.replace("\\ ", " "))
            if path.is_absolute() and path.is_relative_to(ROOT):
                path = path.relative_to(ROOT)
            if not path.is_absolute() and path.parts and path.parts[0] != "target":
                files.add(path.as_posix())
    return files


def self_test():
    known = list(rules("*\n!a\na/*/x\n!a/b/x/keep\n# no\n**/*.tmp\ndocs/[ab].md\n"))
    for path, inside in [("a/b/c", True), ("a/b/x", False), ("a/b/x/y", False), ("a/b/x/keep", True), ("b/a", False),
                         ("a/q.tmp", False), ("a", True), ("ab", False), ("a/b/c/x", True)]:
        assert is_inside(path, known) == inside, path


def check(target):
    self_test()
    files, inside = needed(target), context()
    # A folder is read for what is in it.
    folders = {name for name in files if (ROOT / name).is_dir() and any(path.startswith(f"{name}/") for path in inside)}
    missing = sorted(files - inside - folders)
    faults = [f"{name} is compiled into the program and not in the context" for name in missing]
    if len(files) < 300:
        faults.append(f"only {len(files)} files are compiled into the program: is {target} that of another checkout?")
    manifests = {name for name in tracked() if re.fullmatch(r"crates/[^/]+/Cargo\.toml", name)}
    for name in {"Cargo.toml", "Cargo.lock", ".cargo/config.toml"} | manifests:
        if name not in inside:
            faults.append(f"{name} is not in the context")
    for name in sorted(inside):
        if re.match(r"(tests|docs|fuzz|deploy|scripts|\.git|\.github|\.tools|\.ci|target)(/|$)", name) or re.search(r"/tests/it/", name):
            faults.append(f"{name} has no place in the context")
    # What is not committed, such as a folder of tools, comes in neither: everything is named that does.
    known = list(rules((ROOT / ".dockerignore").read_text()))
    for name in [".tools/a", "target/debug/a", ".git/config", "keys.txt", ".env", "tests/a", "node_modules/a"]:
        if is_inside(name, known):
            faults.append(f"{name} would be in the context")
    size = sum((ROOT / name).stat().st_size for name in inside)
    for fault in faults:
        print(f"context: {fault}", file=sys.stderr)
    print(f"context: {len(inside)} files, {size} bytes; {len(files)} files that the compiler reads; {len(faults)} wrong")
    return 1 if faults else 0


def copy(folder):
    for name in sorted(context()):
        path = pathlib.Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, path, follow_symlinks=False)


if __name__ == "__main__":
    if sys.argv[1] == "--copy":
        copy(sys.argv[2])
    else:
        sys.exit(check(sys.argv[1]))
