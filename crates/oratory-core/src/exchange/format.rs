//! The formats of exported and imported files, chosen by their extension.

use std::path::Path;

use super::{
    imported::{Fault, Imported},
    lines::{LineRow, delimited, json_rows},
    markdown::{lines_as_markdown, notes_as_markdown, phrases_as_markdown},
    phrases::PhraseTable,
    readwise,
    record::Record,
    references::references_of,
    rows::note_rows,
    table::{Separator, table_line},
    web_annotation::collection,
    web_import,
};
use crate::study::{citation::style::Style, phrases::Phrase};

/// A format of exported annotations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotesFormat {
    /// A heading for each speech; quotations with citation, note and tags.
    Markdown,
    /// One `AnnotationCollection` of the W3C's Web Annotation Data Model.
    JsonLd,
    /// The columns that Readwise reads and writes.
    Csv,
    /// One object a line.
    Json,
    /// The cited speeches, for `BibLaTeX`.
    Biblatex,
    /// The cited speeches, as CSL-JSON.
    CslJson,
    /// The cited speeches, for reference managers.
    Ris,
}

/// The formats of annotations with their extensions. A longer extension comes before its end.
const NOTES_FORMATS: [(NotesFormat, &str); 7] = [
    (NotesFormat::Markdown, ".md"),
    (NotesFormat::JsonLd, ".jsonld"),
    (NotesFormat::Csv, ".csv"),
    (NotesFormat::CslJson, ".csl.json"),
    (NotesFormat::Json, ".json"),
    (NotesFormat::Biblatex, ".bib"),
    (NotesFormat::Ris, ".ris"),
];

/// A format of exported concordance lines and phrases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinesFormat {
    /// A heading for each speech; each line as a quotation with its citation.
    Markdown,
    /// A table with a header, its columns separated by tabs.
    Tsv,
    /// A table with a header, its columns separated by commas.
    Csv,
    /// One object a line.
    Json,
}

const LINES_FORMATS: [(LinesFormat, &str); 4] = [
    (LinesFormat::Markdown, ".md"),
    (LinesFormat::Tsv, ".tsv"),
    (LinesFormat::Csv, ".csv"),
    (LinesFormat::Json, ".json"),
];

/// A format of imported annotations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportFormat {
    /// Web annotations: one, several, a page or a collection.
    JsonLd,
    /// The columns of Readwise.
    Csv,
}

const IMPORT_FORMATS: [(ImportFormat, &str); 3] =
    [(ImportFormat::JsonLd, ".jsonld"), (ImportFormat::Csv, ".csv"), (ImportFormat::JsonLd, ".json")];

impl NotesFormat {
    /// Returns the format of the file at `path`.
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use oratory_core::NotesFormat;
    ///
    /// assert_eq!(NotesFormat::of(Path::new("notes.md")), Ok(NotesFormat::Markdown));
    /// assert!(NotesFormat::of(Path::new("notes")).unwrap_err().ends_with(".bib or .ris"));
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error listing the supported extensions if this one is unknown.
    pub fn of(path: &Path) -> Result<Self, String> {
        by_extension(path, &NOTES_FORMATS)
    }

    /// Returns the text of a file with `records`, cited in `style`.
    pub fn text(self, records: &[Record<'_>], style: Style) -> String {
        match self {
            Self::Markdown => notes_as_markdown(records, style),
            Self::JsonLd => collection(records),
            Self::Csv => readwise::table_of(records),
            Self::Json => note_rows(records, style),
            Self::Biblatex => references_of(records, Style::Biblatex),
            Self::CslJson => references_of(records, Style::CslJson),
            Self::Ris => references_of(records, Style::Ris),
        }
    }
}

impl LinesFormat {
    /// Returns the format of the file at `path`.
    ///
    /// # Errors
    ///
    /// Fails if the extension is of no format. The message lists those that are.
    pub fn of(path: &Path) -> Result<Self, String> {
        by_extension(path, &LINES_FORMATS)
    }

    /// Returns the text of a file with these lines.
    pub fn text(self, rows: &[LineRow]) -> String {
        match self {
            Self::Markdown => lines_as_markdown(rows),
            Self::Tsv => delimited(rows, Separator::Tab),
            Self::Csv => delimited(rows, Separator::Comma),
            Self::Json => json_rows(rows),
        }
    }

    /// Returns the text of a file with some `phrases` of a table, in their order. Markdown quotes each of their places, cited
    /// in `style`.
    pub fn text_of_phrases<'a>(
        self,
        table: PhraseTable<'_>,
        phrases: impl Iterator<Item = &'a Phrase>,
        style: Style,
    ) -> String {
        let separator = match self {
            Self::Markdown => {
                return phrases_as_markdown(phrases.map(|phrase| {
                    let row = table.row(phrase);
                    (row.text.clone(), row.counts_in_words(), table.lines(phrase, style))
                }));
            }
            // Text and numbers can always be written as JSON.
            Self::Json => {
                let row = |phrase| serde_json::to_string(&table.row(phrase)).unwrap_or_default() + "\n";
                return phrases.map(row).collect();
            }
            Self::Tsv => Separator::Tab,
            Self::Csv => Separator::Comma,
        };
        let mut text = String::new();
        for phrase in phrases {
            let (names, cells): (Vec<&str>, Vec<String>) = table.row(phrase).cells().into_iter().unzip();
            if text.is_empty() {
                let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
                text += &table_line(&names, separator);
            }
            text += &table_line(&cells, separator);
        }
        text
    }
}

impl ImportFormat {
    /// Returns the format of the file at `path`.
    ///
    /// # Errors
    ///
    /// Fails if the extension is of no format. The message lists those that are.
    pub fn of(path: &Path) -> Result<Self, String> {
        by_extension(path, &IMPORT_FORMATS)
    }

    /// Reads the annotations in the content of a file.
    ///
    /// # Errors
    ///
    /// Fails if the content is not of this format.
    pub fn read(self, content: &[u8]) -> Result<Vec<Imported>, Fault> {
        let text = match str::from_utf8(content) {
            Ok(text) => text.trim_start_matches('\u{feff}'),
            Err(error) => return Err(Fault::at(content, error.valid_up_to(), "not UTF-8")),
        };
        match self {
            Self::JsonLd => web_import::read(text),
            Self::Csv => readwise::read(text),
        }
    }
}

fn by_extension<F: Copy>(path: &Path, formats: &[(F, &str)]) -> Result<F, String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let format = formats.iter().find(|(_, extension)| name.ends_with(extension) && name != *extension);
    format.map(|(format, _)| *format).ok_or_else(|| {
        let known: Vec<&str> = formats.iter().map(|(_, extension)| *extension).collect();
        let (last, others) = known.split_last().unwrap_or((&"", &[]));
        let known = format!("{} or {last}", others.join(", "));
        match path.extension() {
            Some(extension) => format!("unknown extension .{}: use {known}", extension.to_string_lossy()),
            None => format!("the file name needs an extension: {known}"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extension_chooses_the_format() {
        for (name, format) in [
            ("a.md", NotesFormat::Markdown),
            ("/b/A.MD", NotesFormat::Markdown),
            ("a.jsonld", NotesFormat::JsonLd),
            ("a.csl.json", NotesFormat::CslJson),
            ("a.json", NotesFormat::Json),
            ("a.b.bib", NotesFormat::Biblatex),
            ("a.ris", NotesFormat::Ris),
            ("a.csv", NotesFormat::Csv),
        ] {
            assert_eq!(NotesFormat::of(Path::new(name)), Ok(format), "{name}");
        }
        let known = ".md, .jsonld, .csv, .csl.json, .json, .bib or .ris";
        for (name, error) in [
            ("a.txt", format!("unknown extension .txt: use {known}")),
            ("a", format!("the file name needs an extension: {known}")),
            (".md", format!("the file name needs an extension: {known}")),
            ("a.md/b", format!("the file name needs an extension: {known}")),
        ] {
            assert_eq!(NotesFormat::of(Path::new(name)), Err(error), "{name}");
        }
        assert_eq!(LinesFormat::of(Path::new("a.tsv")), Ok(LinesFormat::Tsv));
        let error = "unknown extension .bib: use .md, .tsv, .csv or .json";
        assert_eq!(LinesFormat::of(Path::new("a.bib")), Err(error.to_owned()));
        let error = "unknown extension .md: use .jsonld, .csv or .json";
        assert_eq!(ImportFormat::of(Path::new("a.md")), Err(error.to_owned()));
    }
}
