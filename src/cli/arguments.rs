//! What may stand on the command line.

use std::{ffi::OsString, path::PathBuf};

use anyhow::{Context as _, anyhow};
use clap::{
    ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum,
    builder::PossibleValuesParser,
};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::{store::encoding::Encoding, theme::THEMES};

/// A terminal reader for speeches
#[derive(Debug, Parser)]
#[command(name = "oratory", version, after_help = AFTER_HELP, args_override_self = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,

    /// File, folder of texts, or name or title of a built-in speech; :N opens it at paragraph N; - is standard
    /// input. Default: the built-in speeches and the folders of the configuration
    #[arg(value_name = "TEXT[:N]")]
    pub(super) texts: Vec<OsString>,

    #[command(flatten)]
    pub(super) general: General,
}

/// Options that every command takes, before or after its name.
#[derive(Debug, Args)]
#[command(next_help_heading = "General options")]
pub(super) struct General {
    /// Read the configuration from this file
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,

    /// Character encoding of the files, if not UTF-8 (for example windows-1252)
    #[arg(long, global = true, value_name = "NAME")]
    pub(super) encoding: Option<Encoding>,

    /// Colour theme
    #[arg(long, global = true, value_parser = PossibleValuesParser::new(THEMES.map(|(name, _)| name)))]
    pub(super) theme: Option<String>,

    /// Wrap printed text at this many columns
    #[arg(long, global = true, value_name = "COLUMNS")]
    pub(super) width: Option<u16>,
}

const AFTER_HELP: &str = "\
In a terminal the texts open in a reader: ? shows its keys, q leaves it. Anywhere else they are \
printed, one line a paragraph. A word is taken for a file if it has a / or a . and is one; else for a \
speech; else for a file.

Examples:
  oratory                        read the built-in speeches, from where you left off
  oratory closing:7              read one of them, from paragraph 7
  oratory talks.txt#2            read the second of several speeches in a file
  oratory ./speech.txt           read a text of your own
  oratory ~/speeches             read a folder of texts
  curl URL | oratory             read what another program prints
  oratory show closing:7-9       print three paragraphs
  oratory quote closing:8        print a paragraph as a quotation with its citation
  oratory search unity ~/texts   print every place where a word is found in a folder
  oratory bookmarks --md         print all bookmarks for your notes";

const BOOKMARKS_AFTER_HELP: &str = "\
Examples:
  oratory bookmarks --md > notes.md   keep all bookmarks in your notes
  oratory bookmarks ./speech.txt      tell where they are in this text
  oratory bookmarks --rescue          print what can be read of a file that is damaged";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print where the configuration, the bookmarks and the places are kept
    Paths,
    /// List speeches with their names, dates and lengths
    List(LazyArgs<ListArguments>),
    /// Print texts, or some of their paragraphs
    Show(LazyArgs<ShowArguments>),
    /// Print paragraphs as quotations with their citation
    Quote(LazyArgs<QuoteArguments>),
    /// Print every place where something is found, with the words around it
    Search(LazyArgs<SearchArguments>),
    /// Print all bookmarks, each with its quote, its citation and whether it is kept, moved, changed or lost
    #[command(after_help = BOOKMARKS_AFTER_HELP)]
    Bookmarks(LazyArgs<BookmarksArguments>),
    /// Print a configuration with all settings, as they are by default
    Config,
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print a page of the manual
    Man {
        /// The command that it is about; without one, the page of the program
        command: Option<String>,
    },
}

/// Arguments of a command, defined only once that command is given: the reader opens sooner without them.
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

/// What is listed, and how.
#[derive(Debug, Args)]
pub(super) struct ListArguments {
    /// Which, or folders of them; without any, the whole library
    #[arg(value_name = "TEXT")]
    pub(super) texts: Vec<OsString>,
    /// Print JSON, one object a line, with all details
    #[arg(long)]
    pub(super) json: bool,
}

/// What is printed, and how.
#[derive(Debug, Args)]
pub(super) struct ShowArguments {
    /// Which, and of each the paragraphs from N to M; without any, the built-in speeches
    #[arg(value_name = "TEXT[:N[-M]]")]
    pub(super) texts: Vec<OsString>,
    /// Print paragraph numbers
    #[arg(long)]
    pub(super) numbers: bool,
}

/// What is quoted.
#[derive(Debug, Args)]
pub(super) struct QuoteArguments {
    /// Which paragraphs of which texts
    #[arg(value_name = "TEXT:N[-M]", required = true)]
    pub(super) texts: Vec<OsString>,
}

/// Which bookmarks are printed, and how.
#[derive(Debug, Args)]
pub(super) struct BookmarksArguments {
    /// The texts in which to look for them; without any, those in which they were set
    #[arg(value_name = "TEXT")]
    pub(super) texts: Vec<OsString>,
    /// Print Markdown
    #[arg(long, conflicts_with = "json")]
    pub(super) md: bool,
    /// Print JSON, one object a line
    #[arg(long)]
    pub(super) json: bool,
    /// Print what can be read of a damaged file of bookmarks, and tell which of its lines cannot
    #[arg(long)]
    pub(super) rescue: bool,
}

/// What is searched for, where, and how it is printed.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "they are switches that may stand together")]
pub(super) struct SearchArguments {
    /// What to look for: as in the reader, without regard to capitals (unless it has one), accents, and how
    /// quotes, dashes and blanks are made
    pub(super) pattern: String,
    /// In which texts, or folders of texts; without any, in the whole library
    #[arg(value_name = "TEXT")]
    pub(super) texts: Vec<OsString>,
    /// The pattern is a regular expression
    #[arg(long)]
    pub(super) regex: bool,
    /// Find whole words only
    #[arg(long)]
    pub(super) word: bool,
    /// Find it to the letter only
    #[arg(long)]
    pub(super) exact: bool,
    /// Print so many words before and after it
    #[arg(long, value_name = "WORDS", default_value_t = 8)]
    pub(super) context: usize,
    /// Sort by the place, by the words that follow, by those that precede, or by the matched form
    #[arg(long, value_name = "BY", default_value = "place")]
    pub(super) sort: Sort,
    /// Print JSON, one object a line
    #[arg(long)]
    pub(super) json: bool,
    /// Print a table with tabs: speech, title, file, paragraph, start and end in bytes and in characters, what
    /// precedes, the hit, what follows
    #[arg(long, conflicts_with = "json")]
    pub(super) tsv: bool,
}

/// The orders of hits, as they are written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Sort {
    Place,
    Right,
    Left,
    Form,
}

/// The manual's page on a command, or on the program.
pub(super) fn manual(command: Option<&str>) -> anyhow::Result<Man> {
    let mut program = Arguments::command();
    program.build();
    let Some(name) = command else { return Ok(Man::new(program)) };
    let found = program.find_subcommand(name).cloned();
    let command =
        found.with_context(|| format!("there is no command called {name}; oratory --help lists them"))?;
    Ok(Man::new(command))
}

/// What is wrong with the command line, on one line; `first` is its first word.
pub(super) fn one_line(error: &clap::Error, first: Option<OsString>) -> String {
    let text = anyhow!(error.to_string()).to_string();
    let said = text.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
    let said: Vec<_> = said.filter(|line| !line.is_empty() && !line.starts_with("For more")).collect();
    let said = said.join(" ");
    let program = Arguments::command();
    let command = first.and_then(|word| Some(program.find_subcommand(word)?.get_name()));
    let help = command.map_or_else(|| "oratory --help".to_owned(), |name| format!("oratory {name} --help"));
    format!("{}; {help} tells what there is", said.strip_prefix("error: ").unwrap_or(&said))
}
