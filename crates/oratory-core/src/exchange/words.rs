//! Words with their counts as rows: of a table, as JSON, or in Markdown.

use serde::Serialize;

use super::{
    format::LinesFormat,
    records::{cells_of, records_text},
};
use crate::study::keyness::{WordRow, per_1000};

/// A word of one text or of two: an object of JSON, and a row of a table.
#[derive(Debug, Serialize)]
pub struct WordRecord<'a> {
    word: &'a str,
    here: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    there: Option<usize>,
    here_per_1000: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    there_per_1000: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    log_ratio: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    g2: Option<f64>,
    first: First,
    #[serde(skip)]
    is_compared: bool,
}

/// Numbers of the paragraphs in which a word first occurs. `None` if it does not, and in several texts.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum First {
    Alone { here: Option<usize> },
    Compared { here: Option<usize>, there: Option<usize> },
}

/// The columns of the words of one text, each with its place in the JSON object.
const ALONE: [(&str, &str); 4] = [
    ("word", "/word"),
    ("here", "/here"),
    ("here_per_1000", "/here_per_1000"),
    ("first_here", "/first/here"),
];

/// The columns of the words of two texts.
const COMPARED: [(&str, &str); 9] = [
    ("word", "/word"),
    ("here", "/here"),
    ("there", "/there"),
    ("here_per_1000", "/here_per_1000"),
    ("there_per_1000", "/there_per_1000"),
    ("log_ratio", "/log_ratio"),
    ("g2", "/g2"),
    ("first_here", "/first/here"),
    ("first_there", "/first/there"),
];

impl<'a> WordRecord<'a> {
    /// Creates the record of a word. `is_compared` if there are two texts.
    pub fn new(row: &'a WordRow, is_compared: bool) -> Self {
        let contrast = row.contrast;
        let per_1000 = |count, total| (per_1000(count, total) * 1000.0).round() / 1000.0;
        Self {
            word: &row.word,
            here: contrast.here,
            there: is_compared.then_some(contrast.there),
            here_per_1000: per_1000(contrast.here, contrast.here_total),
            there_per_1000: is_compared.then(|| per_1000(contrast.there, contrast.there_total)),
            log_ratio: is_compared.then_some(row.log_ratio),
            g2: is_compared.then_some(row.g2),
            first: if is_compared {
                First::Compared { here: row.first_here, there: row.first_there }
            } else {
                First::Alone { here: row.first_here }
            },
            is_compared,
        }
    }

    /// Returns the names of the columns and the cells of the row.
    pub fn cells(&self) -> Vec<(&'static str, String)> {
        cells_of(self, columns(self.is_compared))
    }
}

const fn columns(is_compared: bool) -> &'static [(&'static str, &'static str)] {
    if is_compared { &COMPARED } else { &ALONE }
}

/// Returns the text of a file with a row for each word. In Markdown, `heading` stands above them.
pub fn words_text(format: LinesFormat, heading: &[String], rows: &[WordRow], is_compared: bool) -> String {
    let records = rows.iter().map(|row| WordRecord::new(row, is_compared));
    records_text(format, heading, columns(is_compared), records)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        document::text::Document,
        study::{keyness::word_rows, words::WordIndex},
    };

    fn rows() -> Vec<WordRow> {
        let index = |text: &str| WordIndex::of(&Document::of_paragraphs("talk", text));
        word_rows(index("We, we | you.").counts(), index("You.").counts())
    }

    #[test]
    fn formats_have_the_same_rows() {
        let heading = ["Words *of* two".to_owned()];
        let text = |format| words_text(format, &heading, &rows(), true);
        assert_eq!(
            text(LinesFormat::Csv),
            "word,here,there,here_per_1000,there_per_1000,log_ratio,g2,first_here,first_there\n\
             we,2,0,666.667,0.0,0.415,1.1507,1,\n\
             you,1,1,333.333,1000.0,-1.585,-0.5754,1,1\n"
        );
        assert_eq!(text(LinesFormat::Tsv), text(LinesFormat::Csv).replace(',', "\t"));
        assert!(text(LinesFormat::Json).starts_with("{\"word\":\"we\",\"here\":2,\"there\":0,"));
        let markdown = text(LinesFormat::Markdown);
        assert!(markdown.starts_with("## Words \\*of\\* two\n\n| word | here | there |"), "{markdown}");
        assert!(
            markdown.ends_with("\n| you | 1 | 1 | 333.333 | 1000.0 | -1.585 | -0.5754 | 1 | 1 |\n"),
            "{markdown}"
        );
        assert_eq!(markdown.lines().count(), 6);
        let alone = words_text(LinesFormat::Csv, &[], &rows(), false);
        assert!(alone.starts_with("word,here,here_per_1000,first_here\nwe,2,666.667,1\n"), "{alone}");
    }
}
