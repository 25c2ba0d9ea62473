//! Front matter at the beginning of a file: TOML between `+++` lines, or YAML between `---` lines.

use oratory_core::{
    document::details::{Details, LONGEST_DETAIL, TitleSource, detail, toml_fault, with_line},
    layout::grapheme::shortened,
};
use serde::Deserialize;

use crate::{
    options::LayoutOptions,
    stated::{MAX_FRONT_MATTER_BYTES, Stated},
    yaml::{self, Found},
};

/// The front matter of a file.
#[derive(Debug, Default)]
pub(crate) struct FrontMatter {
    /// The details of the whole file. The title is empty if it is not stated.
    details: Details,
    /// The layout, as far as it is stated.
    pub(crate) options: LayoutOptions,
    /// The speeches in the file. Empty for a file of one speech.
    pub(crate) parts: Vec<Part>,
}

/// The parts. They are parsed separately from [`Stated`], so that an error names its line.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Parts {
    part: Vec<Part>,
}

/// One of several speeches in a file.
#[derive(Debug, Deserialize)]
pub(crate) struct Part {
    /// The line below which the speech begins, verbatim except for trailing blanks.
    pub(crate) heading: String,
    #[serde(flatten)]
    stated: Stated,
}

impl FrontMatter {
    fn new(stated: &Stated, parts: Vec<Part>) -> Self {
        Self { details: stated.details(&Details::default()), options: stated.options(), parts }
    }

    /// Returns the details of the whole file, with `title` from `source` as the default title.
    pub(crate) fn details(&self, title: &str, source: TitleSource) -> Details {
        let mut details = self.details.clone();
        if details.title.is_empty() {
            details.title = shortened(title, LONGEST_DETAIL).into_owned();
            details.title_source = source;
        }
        details
    }

    /// Returns the details of a part. Those that it does not state, except the title, come from the whole
    /// file. The default title is its heading.
    pub(crate) fn details_of(&self, part: &Part) -> Details {
        let mut details = part.stated.details(&self.details);
        if details.title.is_empty() {
            details.title = detail(&part.heading);
            details.title_source = TitleSource::FrontMatter;
        }
        details
    }
}

/// The most speeches in a file.
const MAX_PARTS: usize = 2_000;

/// Returns `true` for the line that opens and closes front matter in TOML.
fn is_fence(line: &str) -> bool {
    line.trim_end() == "+++"
}

/// Returns `true` if `content` begins with front matter that does not end in it.
pub(crate) fn is_front_matter_open(content: &str) -> bool {
    let mut lines = content.split_inclusive('\n');
    lines.next().is_some_and(is_fence) && !lines.any(is_fence) || matches!(yaml::find(content), Found::Open)
}

/// Splits the front matter off `content`. Returns its details, the offset of the body, and a notice about what is
/// invalid.
pub(crate) fn split_front_matter(content: &str) -> (FrontMatter, usize, Option<String>) {
    if let Found::Closed { front, body } = yaml::find(content) {
        let (stated, notice) = yaml::read(&content[front]);
        return (FrontMatter::new(&stated, Vec::new()), body, notice);
    }
    let mut lines = content.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| is_fence(line)) else {
        return (FrontMatter::default(), 0, None);
    };
    let wrong = |fault: &str| {
        let remark = format!("front matter not read ({fault}): the file is shown as one text");
        (FrontMatter::default(), 0, Some(remark))
    };
    let mut end = first.len();
    for line in lines {
        if end + line.len() > MAX_FRONT_MATTER_BYTES {
            return wrong("it has no closing +++ line in its first 1 MB");
        }
        if is_fence(line) {
            return match read_toml(&content[first.len()..end]) {
                Ok(read) => (read, end + line.len(), None),
                Err(fault) => wrong(&fault),
            };
        }
        end += line.len();
    }
    wrong("no closing +++ line")
}

/// Parses front matter in TOML that begins on the second line of its file.
fn read_toml(front: &str) -> Result<FrontMatter, String> {
    let fault = |error| with_line(toml_fault(&error, front, 2));
    let stated: Stated = toml::from_str(front).map_err(fault)?;
    let Parts { part: parts } = toml::from_str(front).map_err(fault)?;
    if parts.len() > MAX_PARTS {
        return Err(format!("it has {} parts; the limit is {MAX_PARTS}", parts.len()));
    }
    Ok(FrontMatter::new(&stated, parts))
}
