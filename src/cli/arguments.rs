//! Defines the command line.

use std::{ffi::OsString, path::PathBuf};

use clap::{
    Arg, ArgAction, ArgMatches, Args, CommandFactory as _, FromArgMatches, Parser, Subcommand, ValueEnum,
    ValueHint,
    builder::{OsStringValueParser, PossibleValue, PossibleValuesParser, TypedValueParser},
};
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter, CompletionCandidate};

use oratory_core::study::citation::style::{STYLES, Style};

use super::{candidates, completion, help::after_help, output::Color, setup::General};
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
    /// Add the annotations of a .jsonld or .csv file, each where its words are in the texts; - is JSON-LD on standard
    /// input
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
    /// Text to search for. Ignores accents, curly quotes, dashes and line breaks; ignores case unless it has a
    /// capital letter
    #[arg(required_unless_present = "patterns")]
    pub(super) pattern: Option<OsString>,
    #[command(flatten)]
    pub(super) texts: TextArgs,
    /// Search for this pattern instead of PATTERN; repeat to search for several
    #[arg(short = 'e', long = "pattern", value_name = "PATTERN", allow_hyphen_values = true)]
    #[arg(action = ArgAction::Append)]
    pub(super) patterns: Vec<String>,
    /// Treat the patterns as regular expressions
    #[arg(long, overrides_with = "fixed_strings")]
    pub(super) regex: bool,
    /// Treat patterns as literal strings (the last of -F and --regex wins)
    #[arg(short = 'F', long, overrides_with = "regex")]
    fixed_strings: bool,
    /// Ignore case, even if a pattern has a capital letter
    #[arg(short, long)]
    pub(super) ignore_case: bool,
    /// Match whole words only
    #[arg(short, long)]
    pub(super) word: bool,
    /// Match exactly (case, accents, quotes)
    #[arg(long)]
    pub(super) exact: bool,
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
    #[arg(short = 'C', long, value_name = "N", conflicts_with_all = ["context", "sort", "json", "tsv"])]
    pub(super) paragraphs: Option<usize>,
    /// Print only the number of matches in each text with a match
    #[arg(short, long, conflicts_with_all = ["context", "paragraphs", "sort", "json", "tsv"])]
    pub(super) count: bool,
    /// Print only the names of texts with a match
    #[arg(short = 'l', long = "names")]
    #[arg(conflicts_with_all = ["count", "context", "paragraphs", "sort", "json", "tsv"])]
    pub(super) names: bool,
    /// Print only the matches, one per line
    #[arg(short, long)]
    #[arg(conflicts_with_all = ["names", "count", "context", "paragraphs", "json", "tsv"])]
    pub(super) only_matching: bool,
    /// Sort by place in the text, by the words to the right or left, or by the matched form [default: place]
    #[arg(long, value_name = "BY")]
    pub(super) sort: Option<Sort>,
    /// When to use colour; auto: in a terminal, unless `NO_COLOR` is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
    /// Print JSON, one object per match
    #[arg(long)]
    pub(super) json: bool,
    /// Print a table with a header, one line per match, fields separated by tabs
    #[arg(long, conflicts_with = "json")]
    pub(super) tsv: bool,
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
}
