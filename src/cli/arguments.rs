//! Defines the command line.

use std::{ffi::OsString, path::PathBuf};

use clap::{
    Arg, ArgAction, ArgMatches, Args, CommandFactory as _, FromArgMatches, Parser, Subcommand, ValueEnum,
    ValueHint,
    builder::{OsStringValueParser, PossibleValue, PossibleValuesParser, TypedValueParser},
};
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter, CompletionCandidate};

use oratory_core::{MIN_NEAR, NEAR_SPAN, STYLES, Style};

use super::{candidates, completion, help::after_help, output::Color, records::Format, setup::General};
use crate::store::texts::is_input_a_text;

/// Word for standard input.
pub(super) const INPUT: &str = "-";

/// A terminal reader for speeches
#[derive(Debug, Parser)]
#[command(name = "oratory", version, after_help = after_help(None), args_override_self = true)]
#[command(mut_arg(TEXTS, |texts| texts.value_name("TEXT[:N]").help(TEXTS_OF_READER)))]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,

    #[command(flatten)]
    pub(super) texts: TextArgs,

    #[command(flatten)]
    pub(super) general: General,
}

/// TEXT arguments in order.
///
/// Accepts `-:2` and `-#2`, parts of standard input. They begin with a hyphen, so clap parses them as values of the
/// short options `-:` and `-#`.
#[derive(Debug)]
pub(super) struct TextArgs(pub(super) Vec<OsString>);

/// Characters after the hyphen of standard input, with the ids of the options that they resemble.
const INPUT_SUFFIXES: [(char, &str); 2] = [(':', "paragraphs of input"), ('#', "part of input")];

const TEXTS: &str = "texts";

const TEXTS_OF_READER: &str = "\
File, folder, or speech by name or title; :N opens it at paragraph N; - is standard input [default: standard \
input if it is a pipe or a file, otherwise the library]";

const TEXTS_OF_LIST: &str =
    "File, folder, or speech by name or title; - is standard input [default: the library]";

/// Help of the texts of `show` and `search`.
const TEXTS_OF_SHOW: &str = "\
File, folder, or speech by name or title, and its paragraphs: 7, 7-9, 7- or -9; - is standard input \
[default: standard input if it is a pipe or a file, otherwise the library]";

const TEXTS_OF_QUOTE: &str = "\
File, or speech by name or title, and its paragraphs: 7, 7-9, 7- or -9; - is standard input";

const TEXTS_OF_CITE: &str = "\
File, folder, or speech by name or title, and its paragraphs: 7, 7-9, 7- or -9; - is standard input";

/// Help of the texts of `near`, `phrases` and `words`.
const TEXTS_OF_STUDY: &str = TEXTS_OF_SHOW;

const TEXTS_OF_COMPARE: &str = "\
Two speeches, by name, title or file, and their paragraphs: 7, 7-9, 7- or -9; - is standard input; a folder or file \
with two speeches [default: the library, if it has two]";

const TEXTS_OF_BOOKMARKS: &str = "\
File, folder, or speech by name or title; - is standard input [default: the library, and the files in which bookmarks \
were set]";

impl TextArgs {
    /// Returns the texts. Without any, returns standard input if it is a pipe or a file.
    pub(super) fn or_input(self) -> Vec<OsString> {
        if self.0.is_empty() && is_input_a_text() { vec![INPUT.into()] } else { self.0 }
    }
}

impl Args for TextArgs {
    fn augment_args(command: clap::Command) -> clap::Command {
        let completer = ArgValueCompleter::new(candidates::texts);
        let text = Arg::new(TEXTS).value_name("TEXT").num_args(1..).add(completer);
        let parts_of_input = INPUT_SUFFIXES
            .map(|(suffix, id)| Arg::new(id).short(suffix).allow_hyphen_values(true).hide(true));
        let all = [text].into_iter().chain(parts_of_input);
        command.args(all.map(|text| text.action(ArgAction::Append).value_parser(OsStringValueParser::new())))
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for TextArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let values = |id: &str| {
            let indices = matches.indices_of(id).into_iter().flatten();
            indices.zip(matches.get_many::<OsString>(id).into_iter().flatten().cloned())
        };
        let mut texts: Vec<(usize, OsString)> = values(TEXTS).collect();
        for (suffix, id) in INPUT_SUFFIXES {
            texts.extend(values(id).map(|(index, value)| {
                let mut text = OsString::from(format!("-{suffix}"));
                text.push(value);
                (index, text)
            }));
        }
        texts.sort_by_key(|(index, _)| *index);
        Ok(Self(texts.into_iter().map(|(_, text)| text).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

const SEARCH_USAGE: &str = "\
oratory search [OPTIONS] <PATTERN> [TEXT[:N[-M]]]...
       oratory search [OPTIONS] -e <PATTERN>... [TEXT[:N[-M]]]...";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print the paths of the files that oratory uses
    Paths,
    /// List texts with their names, dates and lengths
    #[command(after_help = after_help(Some("list")))]
    List(LazyArgs<ListArguments>),
    /// Print the details of texts as a table that `oratory.toml` can refer to
    #[command(after_help = after_help(Some("details")))]
    Details(LazyArgs<DetailsArguments>),
    /// Print texts or some of their paragraphs
    #[command(after_help = after_help(Some("show")))]
    Show(LazyArgs<ShowArguments>),
    /// Print paragraphs as quotations with a citation
    #[command(after_help = after_help(Some("quote")))]
    Quote(LazyArgs<QuoteArguments>),
    /// Print citations of texts or paragraphs, and bibliographies
    #[command(after_help = after_help(Some("cite")))]
    Cite(LazyArgs<CiteArguments>),
    /// Print every match of a pattern with its context
    #[command(after_help = after_help(Some("search")))]
    Search(LazyArgs<SearchArguments>),
    /// Print the words that are more frequent near the matches of a pattern than elsewhere
    #[command(after_help = after_help(Some("near")))]
    Near(LazyArgs<NearArguments>),
    /// Print the phrases that texts repeat, that two share, or that occur in others
    #[command(after_help = after_help(Some("phrases")))]
    Phrases(LazyArgs<PhrasesArguments>),
    /// Print the words of texts with their counts, or compared with other texts
    #[command(after_help = after_help(Some("words")))]
    Words(LazyArgs<WordsArguments>),
    /// Print two texts side by side: the passages that they share, or the changes of a version
    #[command(after_help = after_help(Some("compare")))]
    Compare(LazyArgs<CompareArguments>),
    /// Print all bookmarks with quotation, citation and status; export and import them
    #[command(after_help = after_help(Some("bookmarks")))]
    Bookmarks(LazyArgs<BookmarksArguments>),
    /// Print the default configuration
    Config,
    /// Print shell completions
    #[command(after_help = after_help(Some("completions")))]
    Completions {
        /// Shell
        #[arg(value_parser = PossibleValuesParser::new(completion::shells()))]
        shell: String,
    },
    /// Print a manual page (roff)
    #[command(after_help = after_help(Some("man")))]
    Man {
        /// Command whose page is printed [default: the page of the program]
        #[arg(add = ArgValueCandidates::new(command_candidates))]
        command: Option<String>,
    },
}

/// Returns the names of all commands.
pub(super) fn command_names() -> Vec<String> {
    let mut program = Arguments::command();
    program.build();
    program.get_subcommands().map(|command| command.get_name().to_owned()).collect()
}

fn command_candidates() -> Vec<CompletionCandidate> {
    command_names().into_iter().map(CompletionCandidate::new).collect()
}

/// Arguments of a command, built only if the command is given. This speeds up opening the reader.
#[derive(Debug)]
pub(super) struct LazyArgs<T>(pub(super) T);

impl<T: Args> Args for LazyArgs<T> {
    fn augment_args(command: clap::Command) -> clap::Command {
        command.defer(|command| {
            // The description belongs to the command, not to its arguments.
            let about = command.get_about().cloned();
            T::augment_args(command).about(about.unwrap_or_default())
        })
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl<T: FromArgMatches> FromArgMatches for LazyArgs<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        T::from_arg_matches(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0.update_from_arg_matches(matches)
    }
}

/// Arguments of `list`.
#[derive(Debug, Args)]
#[command(mut_arg(TEXTS, |texts| texts.value_name("TEXT").help(TEXTS_OF_LIST)))]
pub(super) struct ListArguments {
    #[command(flatten)]
    pub(super) texts: TextArgs,
    /// Print JSON, one object per line, with all details
    #[arg(long)]
    pub(super) json: bool,
}

/// Arguments of `details`.
#[derive(Debug, Args)]
#[command(mut_arg(TEXTS, |texts| texts.value_name("TEXT").help(TEXTS_OF_LIST)))]
pub(super) struct DetailsArguments {
    #[command(flatten)]
    pub(super) texts: TextArgs,
    #[command(flatten)]
    pub(super) format: FormatArgs,
}

/// Arguments of `show`.
#[derive(Debug, Args)]
#[command(mut_arg(TEXTS, |texts| texts.value_name("TEXT[:N[-M]]").help(TEXTS_OF_SHOW)))]
pub(super) struct ShowArguments {
    #[command(flatten)]
    pub(super) texts: TextArgs,
    /// Print paragraph numbers
    #[arg(long)]
    pub(super) numbers: bool,
    /// Print the structure of the text: kind, number, start, end and first words of each block, separated by tabs
    #[arg(long, conflicts_with = "numbers")]
    pub(super) blocks: bool,
    /// With --blocks, print JSON, one object per block
    #[arg(long, requires = "blocks")]
    pub(super) json: bool,
}

/// Arguments of `quote`.
#[derive(Debug, Args)]
#[command(mut_arg(TEXTS, |texts| texts.value_name("TEXT:N[-M]").help(TEXTS_OF_QUOTE)))]
pub(super) struct QuoteArguments {
    #[command(flatten)]
    pub(super) texts: TextArgs,
    /// Style of the citation [default: the setting `citation`]
    #[arg(long, value_name = "STYLE", value_parser = style_parser(Style::cites_paragraphs))]
    pub(super) style: Option<Style>,
}

/// Arguments of `cite`.
#[derive(Debug, Args)]
#[command(mut_arg(TEXTS, |texts| texts.value_name("TEXT[:N[-M]]").help(TEXTS_OF_CITE)))]
pub(super) struct CiteArguments {
    #[command(flatten)]
    pub(super) texts: TextArgs,
    /// Style of the citation [default: the setting `citation`]
    #[arg(long, value_name = "STYLE", value_parser = style_parser(|_| true))]
    pub(super) style: Option<Style>,
}

/// Parses the name of a style.
fn style_parser(is_offered: fn(Style) -> bool) -> impl TypedValueParser<Value = Style> {
    let offered = STYLES.iter().filter(move |(style, ..)| is_offered(*style));
    let names: Vec<PossibleValue> =
        offered.map(|(_, name, help)| PossibleValue::new(*name).help(*help)).collect();
    PossibleValuesParser::new(names).map(|name| Style::named(&name).unwrap_or_default())
}

/// Id of the group of options that choose a format.
const FORMAT: &str = "format";

/// Arguments of `bookmarks`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[command(mut_arg(TEXTS, |texts| texts.value_name("TEXT").help(TEXTS_OF_BOOKMARKS)))]
pub(super) struct BookmarksArguments {
    #[command(flatten)]
    pub(super) texts: TextArgs,
    /// Print Markdown
    #[arg(long, group = FORMAT)]
    pub(super) md: bool,
    /// Print JSON, one object per line
    #[arg(long, group = FORMAT)]
    pub(super) json: bool,
    /// Print a W3C Web Annotation collection (JSON-LD)
    #[arg(long, group = FORMAT)]
    pub(super) jsonld: bool,
    /// Print CSV with the columns of Readwise
    #[arg(long, group = FORMAT)]
    pub(super) csv: bool,
    /// Style of the citations [default: the setting `citation`]
    #[arg(long, value_name = "STYLE", value_parser = style_parser(Style::cites_paragraphs))]
    #[arg(conflicts_with_all = ["jsonld", "csv"])]
    pub(super) style: Option<Style>,
    /// Import annotations from a .jsonld or .csv file; - reads JSON-LD from standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = [FORMAT, "style"])]
    pub(super) import: Option<PathBuf>,
    /// Replace a damaged bookmarks file by its last good version, and keep the damaged file
    #[arg(long, conflicts_with_all = [FORMAT, "style", "import", TEXTS])]
    pub(super) restore: bool,
}

/// Arguments of `search`.
#[derive(Debug, Args)]
#[command(mut_arg(TEXTS, |texts| texts.value_name("TEXT[:N[-M]]").help(TEXTS_OF_SHOW)))]
#[command(override_usage = SEARCH_USAGE)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct SearchArguments {
    /// Text to search for, or several texts with ` | ` between them. Ignores accents, curly quotes, dashes and line
    /// breaks; ignores case unless it has a capital letter
    #[arg(required_unless_present = "patterns")]
    pub(super) pattern: Option<OsString>,
    #[command(flatten)]
    pub(super) texts: TextArgs,
    /// Search for this pattern instead of PATTERN; repeat to search for several
    #[arg(short = 'e', long = "pattern", value_name = "PATTERN", allow_hyphen_values = true)]
    #[arg(action = ArgAction::Append)]
    pub(super) patterns: Vec<String>,
    #[command(flatten)]
    pub(super) query: QueryArgs,
    /// Search page numbers and running heads too
    #[arg(long)]
    pub(super) furniture: bool,
    /// Stop after this many matches in each text
    #[arg(short, long, value_name = "N", value_parser = positive)]
    pub(super) max_count: Option<usize>,
    /// Words of context on each side [default: 8]
    #[arg(long, value_name = "WORDS")]
    pub(super) context: Option<usize>,
    /// Print whole paragraphs, with N paragraphs before and after each match
    #[arg(short = 'C', long, value_name = "N", conflicts_with_all = ["context", "sort", "json", "tsv", "csv"])]
    pub(super) paragraphs: Option<usize>,
    /// Print only the number of matches in each text with a match
    #[arg(short, long, conflicts_with_all = ["context", "paragraphs", "sort", "json", "tsv", "csv"])]
    pub(super) count: bool,
    /// Print only the names of texts with a match
    #[arg(short = 'l', long = "names")]
    #[arg(conflicts_with_all = ["count", "context", "paragraphs", "sort", "json", "tsv", "csv"])]
    pub(super) names: bool,
    /// Print only the matches, one per line
    #[arg(short, long)]
    #[arg(conflicts_with_all = ["names", "count", "context", "paragraphs", "json", "tsv", "csv"])]
    pub(super) only_matching: bool,
    /// Sort by place in the text, by the words to the right or left, by the matched form, by date, or in a random order that
    /// is always the same [default: place]
    #[arg(long, value_name = "BY")]
    pub(super) sort: Option<Sort>,
    /// When to use colour; auto: in a terminal, unless `NO_COLOR` is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
    #[command(flatten)]
    pub(super) format: FormatArgs,
}

/// Options of a query.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct QueryArgs {
    /// Treat the pattern as a regular expression
    #[arg(long, overrides_with = "fixed_strings")]
    pub(super) regex: bool,
    /// Treat the pattern as a literal string (the last of -F and --regex wins)
    #[arg(short = 'F', long, overrides_with = "regex")]
    fixed_strings: bool,
    /// Ignore case, even if the pattern has a capital letter
    #[arg(short, long)]
    pub(super) ignore_case: bool,
    /// Match whole words only
    #[arg(short, long)]
    pub(super) word: bool,
    /// Match exactly (case, accents, quotes)
    #[arg(long)]
    pub(super) exact: bool,
}

/// Formats for other programs.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct FormatArgs {
    /// Print JSON, one object per line
    #[arg(long)]
    json: bool,
    /// Print a table with a header, fields separated by tabs
    #[arg(long, conflicts_with = "json")]
    tsv: bool,
    /// Print a table with a header in CSV
    #[arg(long, conflicts_with_all = ["json", "tsv"])]
    csv: bool,
}

impl FormatArgs {
    /// Returns the format of the output, or `None` for plain text.
    pub(super) const fn format(self) -> Option<Format> {
        match self {
            Self { json: true, .. } => Some(Format::Json),
            Self { tsv: true, .. } => Some(Format::Tsv),
            Self { csv: true, .. } => Some(Format::Csv),
            _ => None,
        }
    }
}

/// Arguments of `near`.
#[derive(Debug, Args)]
#[command(mut_arg(TEXTS, |texts| texts.value_name("TEXT[:N[-M]]").help(TEXTS_OF_STUDY)))]
pub(super) struct NearArguments {
    /// Text to search for, as in `oratory search`
    pub(super) pattern: OsString,
    #[command(flatten)]
    pub(super) texts: TextArgs,
    /// Number of words on each side of a match to count, within its paragraph
    #[arg(long, value_name = "WORDS", default_value_t = NEAR_SPAN, value_parser = positive)]
    pub(super) span: usize,
    /// Minimum count of a word near the matches
    #[arg(long, value_name = "N", default_value_t = MIN_NEAR, value_parser = positive)]
    pub(super) least: usize,
    #[command(flatten)]
    pub(super) query: QueryArgs,
    #[command(flatten)]
    pub(super) format: FormatArgs,
}

/// Arguments of `phrases`.
#[derive(Debug, Args)]
#[command(mut_arg(TEXTS, |texts| texts.value_name("TEXT[:N[-M]]").help(TEXTS_OF_STUDY)))]
pub(super) struct PhrasesArguments {
    #[command(flatten)]
    pub(super) texts: TextArgs,
    /// Print the phrases that two speeches share, instead of those that each repeats
    #[arg(long)]
    pub(super) shared: bool,
    /// Print the phrases of one speech that occur in other speeches: a folder or a text; repeat for several
    #[arg(long = "in", value_name = "FOLDER", conflicts_with = "shared")]
    #[arg(action = ArgAction::Append, add = ArgValueCompleter::new(candidates::texts))]
    pub(super) others: Vec<OsString>,
    /// Minimum length of a phrase, in words; in Chinese and Japanese, in characters [default: 3 words, 5 with --in; 8
    /// characters]
    #[arg(long, value_name = "N", value_parser = positive)]
    pub(super) least: Option<usize>,
    /// Minimum number of occurrences of a phrase, over all speeches
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = positive)]
    pub(super) times: usize,
    /// Accept phrases that begin or end with an edge word, such as “the” or “of”
    #[arg(long)]
    pub(super) edges: bool,
    #[command(flatten)]
    pub(super) format: FormatArgs,
}

/// Arguments of `words`.
#[derive(Debug, Args)]
#[command(mut_arg(TEXTS, |texts| texts.value_name("TEXT[:N[-M]]").help(TEXTS_OF_STUDY)))]
pub(super) struct WordsArguments {
    #[command(flatten)]
    pub(super) texts: TextArgs,
    /// Compare with the words of another text, or of a folder without the texts named before; repeat for several
    #[arg(long = "than", value_name = "TEXT")]
    #[arg(action = ArgAction::Append, add = ArgValueCompleter::new(candidates::texts))]
    pub(super) others: Vec<OsString>,
    /// Order of the words [default: difference with --than, otherwise count]
    #[arg(long, value_name = "BY")]
    pub(super) sort: Option<SortWords>,
    #[command(flatten)]
    pub(super) format: FormatArgs,
}

/// Arguments of `compare`.
#[derive(Debug, Args)]
#[command(mut_arg(TEXTS, |texts| texts.value_name("TEXT[:N[-M]]").help(TEXTS_OF_COMPARE)))]
pub(super) struct CompareArguments {
    #[command(flatten)]
    pub(super) texts: TextArgs,
    /// Kind of comparison [default: versions if the texts are mostly the same, parallel if their languages differ,
    /// otherwise shared]
    #[arg(long = "as", value_name = "WAY")]
    pub(super) way: Option<Way>,
    /// Least number of words of a shared passage; in Chinese and Japanese, of characters [default: 3 words; 8
    /// characters]
    #[arg(long, value_name = "N", value_parser = positive)]
    pub(super) least: Option<usize>,
    #[command(flatten)]
    pub(super) format: FormatArgs,
}

/// Order of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SortWords {
    /// By G², the greatest first
    Difference,
    /// By the count, the greatest first
    Count,
    /// In alphabetical order
    Word,
    /// By the log ratio, the words of TEXT first
    Ratio,
    /// By the first place
    First,
}

/// A way to compare two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Way {
    /// Passages that both have, the longest first
    Shared,
    /// Paragraph beside paragraph
    Parallel,
    /// Paragraphs aligned, with changed words marked
    Versions,
}

/// Parses a number of at least 1.
fn positive(written: &str) -> Result<usize, String> {
    match written.parse() {
        Ok(0) => Err("must be at least 1".to_owned()),
        Ok(number) => Ok(number),
        Err(error) => Err(error.to_string()),
    }
}

/// Order of matches.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Sort {
    Place,
    Right,
    Left,
    Form,
    Date,
    Shuffled,
}
