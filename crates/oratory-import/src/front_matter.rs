//! Front matter at the beginning of a file, TOML between `+++` lines or YAML between `---` lines, and sidecars, which
//! state the same in a file of their own.

use crate::{
    encoding::UTF_8_MARK,
    front_toml::{Part, read_toml},
    outside::Outside,
    stated::{MAX_FRONT_MATTER_BYTES, unclosed},
    statement::Statement,
    yaml::{self, Found},
};
use oratory_core::{
    Details, LONGEST_DETAIL, LayoutOptions, TitleSource, detail, line_of, shortened, with_line,
};

/// A file in TOML beside a text, with the names of front matter. Front matter in the text overrides it name by name.
#[derive(Debug, Clone, Default)]
pub struct Sidecar {
    /// The name of the file, for messages.
    pub name: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// The front matter of a file, with what its sidecar states besides.
#[derive(Debug, Default)]
pub(crate) struct FrontMatter {
    /// The statements about the whole file: the sidecar, then the front matter, which is trusted more.
    stated: Vec<Statement>,
    /// The details that stand outside the text. They are trusted less.
    outside: Outside,
    /// The layout, as far as it is stated.
    pub(crate) options: LayoutOptions,
    /// The speeches in the file. Empty for a file of one speech.
    pub(crate) parts: Vec<Part>,
}

impl FrontMatter {
    /// Creates the front matter of a file about which only its folders state something.
    pub(crate) fn outside(outside: Outside) -> Self {
        Self { options: outside.options(), outside, ..Self::default() }
    }

    /// Adds front matter or a sidecar. Those details and options that it does not state come from `below`.
    fn new(stated: Statement, parts: Vec<Part>, below: Self) -> Self {
        let options = stated.options(below.options);
        let parts = if parts.is_empty() { below.parts } else { parts };
        let stated = below.stated.into_iter().chain([stated]).collect();
        Self { stated, outside: below.outside, options, parts }
    }

    /// Returns what is stated of the whole file. The title is empty if it is not stated.
    pub(crate) fn whole(&self) -> Details {
        self.over(self.outside.details(None))
    }

    fn over(&self, outside: Details) -> Details {
        self.stated.iter().fold(outside, |below, stated| stated.over(below))
    }

    /// Returns the details of the whole file, with `title` from `source` as the default title.
    pub(crate) fn details(&self, title: &str, source: TitleSource) -> Details {
        let mut details = self.whole();
        if details.title.is_empty() {
            details.title = shortened(title, LONGEST_DETAIL).into_owned();
            details.title_source = source;
        }
        details
    }

    /// Returns the details of a file in which some were `found`, or of its speech `part`, from 1. A sidecar is above them, and
    /// folders are below.
    pub(crate) fn details_over(&self, found: Details, part: Option<usize>) -> Details {
        let below = filled(found, self.outside.details(part));
        self.stated.iter().fold(below, |below, stated| stated.over(below))
    }

    /// Returns the details of a part, which has a `number` from 1. Those that it does not state, except the title, come
    /// from the `whole` file, of which all parts share them. The default title is its heading.
    pub(crate) fn details_of(&self, part: &Part, number: usize, whole: &Details) -> Details {
        let mut details = if self.outside.has_part(number) {
            part.stated.details(&self.over(self.outside.details(Some(number))))
        } else {
            part.stated.details(whole)
        };
        if details.title.is_empty() {
            details.title = self.outside.title_of_part(number).unwrap_or_else(|| detail(&part.heading));
            details.title_source = TitleSource::FrontMatter;
        }
        details
    }
}

/// Returns details, of which those that are not stated come from `below`.
fn filled(stated: Details, below: Details) -> Details {
    let is_titled = !stated.title.is_empty();
    let has_speaker = stated.speaker.is_some();
    let name = |stated: Option<_>, below| if has_speaker { stated } else { stated.or(below) };
    Details {
        title: if is_titled { stated.title } else { below.title },
        title_source: if is_titled { stated.title_source } else { below.title_source },
        speaker_family: name(stated.speaker_family, below.speaker_family),
        speaker_given: name(stated.speaker_given, below.speaker_given),
        speaker: stated.speaker.or(below.speaker),
        kind: stated.kind.or(below.kind),
        occasion: stated.occasion.or(below.occasion),
        place: stated.place.or(below.place),
        delivered: stated.delivered.or(below.delivered),
        reported: stated.reported.or(below.reported),
        publisher: stated.publisher.or(below.publisher),
        translator: stated.translator.or(below.translator),
        language: stated.language.or(below.language),
        source: stated.source.or(below.source),
        url: stated.url.or(below.url),
        accessed: stated.accessed.or(below.accessed),
        other: if stated.other.is_empty() { below.other } else { stated.other },
    }
}

/// Returns `true` for the line that opens and closes front matter in TOML.
fn is_fence(line: &str) -> bool {
    line.trim_end() == "+++"
}

/// Returns `true` if `content` begins with front matter that does not end in it.
pub(crate) fn is_front_matter_open(content: &str) -> bool {
    let mut lines = content.split_inclusive('\n');
    lines.next().is_some_and(is_fence) && !lines.any(is_fence) || matches!(yaml::find(content), Found::Open)
}

/// Splits the front matter off `content`, and adds what only the `sidecar` states. Returns the details, the offset of the
/// body, and a notice about what is invalid.
pub(crate) fn split_front_matter(
    content: &str,
    sidecar: FrontMatter,
) -> (FrontMatter, usize, Option<String>) {
    if let Found::Closed { front, body } = yaml::find(content) {
        let (stated, notice) = yaml::read(&content[front]);
        return (FrontMatter::new(stated, Vec::new(), sidecar), body, notice);
    }
    let mut lines = content.split_inclusive('\n');
    let wrong = |sidecar, fault: &str| {
        let remark = format!("front matter shown as text ({fault})");
        (sidecar, 0, Some(remark))
    };
    let Some(first) = lines.next().filter(|line| is_fence(line)) else {
        return match yaml::fault(content) {
            Some(fault) => wrong(sidecar, &fault),
            None => (sidecar, 0, None),
        };
    };
    let mut end = first.len();
    for line in lines {
        if end + line.len() > MAX_FRONT_MATTER_BYTES {
            return wrong(sidecar, &unclosed("+++", " in the first 1 MB"));
        }
        if is_fence(line) {
            return match read_toml("front matter", &content[first.len()..end], 2) {
                Ok((stated, parts, notice)) => {
                    (FrontMatter::new(stated, parts, sidecar), end + line.len(), notice)
                }
                Err(fault) => wrong(sidecar, &format!("{fault}: correct it")),
            };
        }
        end += line.len();
    }
    wrong(sidecar, &unclosed("+++", ""))
}

/// Reads a sidecar. What it does not state comes from `below`. Returns a notice if it is invalid.
pub(crate) fn read_sidecar(sidecar: &Sidecar, below: FrontMatter) -> (FrontMatter, Option<String>) {
    let Sidecar { name, bytes } = sidecar;
    let read = || {
        if bytes.len() > MAX_FRONT_MATTER_BYTES {
            return Err("it is larger than 1 MB".to_owned());
        }
        let bytes = bytes.strip_prefix(UTF_8_MARK).unwrap_or(bytes);
        let content = str::from_utf8(bytes).map_err(|error| {
            with_line((Some(line_of(bytes, error.valid_up_to())), "it is not UTF-8".to_owned()))
        })?;
        read_toml(name, content, 1)
    };
    match read() {
        Ok((stated, parts, notice)) => (FrontMatter::new(stated, parts, below), notice),
        Err(fault) => (below, Some(format!("{name} not read ({fault})"))),
    }
}
