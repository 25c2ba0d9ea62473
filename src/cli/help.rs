//! Texts that `--help` and the manual pages share: examples, files, environment, fields.

const EXAMPLES: &[(&str, &str)] = &[
    ("oratory", "continue where you left off"),
    ("oratory closing:7", "open a speech at paragraph 7"),
    ("oratory talks.txt#2", "read the second speech of a file"),
    ("oratory ./speech.txt", "read a text of your own"),
    ("oratory ~/speeches", "read a folder of texts"),
    ("curl URL | oratory", "read what another program prints"),
    ("oratory list ~/speeches", "list the texts in a folder"),
    ("oratory list --json", "list the library for other programs"),
    ("oratory details ~/texts --csv > metadata.csv", "make a table of details, to correct and use"),
    ("oratory show closing:7-9", "print three paragraphs"),
    ("oratory show closing:30-", "print the end of a speech"),
    ("curl URL | oratory show -:2", "print paragraph 2 of standard input"),
    ("oratory show --blocks ./speech.txt", "print the structure of a text"),
    ("oratory quote closing:8", "quote a paragraph with its citation"),
    ("oratory cite --style apa closing:8", "print a citation for an essay"),
    ("oratory cite --style biblatex opening closing > speeches.bib", "make a bibliography file"),
    ("oratory search unity ~/texts", "print every match of a word in a folder"),
    ("curl URL | oratory search unity", "search standard input"),
    ("oratory search -e unity -e loyal", "search for two words"),
    ("oratory search -C 1 unity closing", "print the paragraphs around each match"),
    ("oratory search --tsv unity > u.tsv", "make a table for a spreadsheet"),
    ("oratory near party", "print the words near another word"),
    ("oratory near 'our party' closing --span 3", "look at three words to each side"),
    ("oratory phrases closing", "print the phrases that a speech repeats"),
    ("oratory phrases opening closing --shared", "print the phrases that two speeches share"),
    ("oratory phrases ./speech.txt --in ~/texts", "print the phrases of a text that others use"),
    ("oratory words closing --sort first", "print the words of a speech in order"),
    ("oratory words opening --than closing", "print the words that set two speeches apart"),
    ("oratory compare opening closing", "print the passages that two speeches share"),
    ("oratory compare draft.txt final.txt --as versions", "print the changes of a text"),
    ("oratory bookmarks --md > notes.md", "export all bookmarks as Markdown"),
    ("oratory bookmarks --jsonld > notes.jsonld", "export them as W3C web annotations"),
    ("oratory bookmarks --csv > notes.csv", "export them for Readwise or a spreadsheet"),
    ("oratory bookmarks --import notes.jsonld", "add annotations where their words are"),
    ("oratory bookmarks ./speech.txt", "find your bookmarks in this text"),
    ("oratory bookmarks --restore", "bring back the last good bookmarks file"),
    ("oratory completions bash > ~/.local/share/bash-completion/completions/oratory", "complete in bash"),
    ("oratory completions zsh > ~/.zfunc/_oratory", "complete in zsh, if ~/.zfunc is in $fpath"),
    ("oratory completions fish > ~/.config/fish/completions/oratory.fish", "complete in fish"),
    ("oratory man > ~/.local/share/man/man1/oratory.1", "install the manual page"),
];

/// Columns of command lines in [`EXAMPLES`]. A longer command line goes above its description.
const COLUMN: usize = 34;

pub(super) const ABOUT: &str = "\
In a terminal, texts open in a reader: ? lists its keys, q quits. Otherwise they are printed, one line per \
paragraph. Names with a / or a . are files; other names are speeches first, then files.";

#[rustfmt::skip]
pub(super) const FILES: &[(&str, &str)] = &[
    ("~/.config/oratory/config.toml", "Configuration. oratory never writes it; `oratory config` prints the default."),
    ("~/.local/share/oratory/bookmarks.toml", "Bookmarks."),
    ("~/.local/share/oratory/texts/", "Copies of texts with bookmarks, to find the paragraphs again after an edit."),
    ("~/.local/state/oratory/places.toml", "Reading positions, past searches and settings changed with keys."),
    ("~/.local/state/oratory/drafts.toml", "Notes that were being typed when the program ended."),
];

#[rustfmt::skip]
pub(super) const ENVIRONMENT: &[(&str, &str)] = &[
    ("XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME", "Folders that replace ~/.config, ~/.local/share and ~/.local/state."),
    ("HOME", "Home directory."),
    ("NO_COLOR", "Turns colours off if it is not empty."),
    ("TERM", "If its value is dumb, texts are printed instead of opened in the reader."),
];

pub(super) const EXIT_STATUS: &[(&str, &str)] = &[
    ("0", "Success."),
    (
        "1",
        "Nothing was found: no match, phrase or passage, no such paragraph, no text in a folder, no bookmark.",
    ),
    ("2", "An error, which is printed to standard error."),
];

/// Fields of the records of the commands.
#[rustfmt::skip]
const FIELDS: &[(&str, &[(&str, &str)])] = &[
    ("details", &[
        ("file", "Path of the text in its folder, by which oratory.toml finds the row again."),
        ("title, speaker, …", "Details as front matter names them; empty if they are not known."),
        ("others", "Details of other names, such as further columns of a table."),
    ]),
    ("search", &[
        ("speech, title, file", "Id and title of the speech, and its file."),
        ("paragraph", "Number of the paragraph; null for headings, stage directions and signatures."),
        ("start, end", "Byte offsets of the match: its first byte, and the byte after its end."),
        ("char_start, char_end", "The same offsets in code points."),
        ("left, hit, right", "Match with its context, on one line."),
        ("speaker, date, language", "Details of the speech; the speaker is that of the turn. The date is that of delivery, or else of the report."),
        ("name", "Name of the speech on the command line."),
        ("sentence", "Byte offsets of the sentence in which the match begins; in tables sentence_start and sentence_end."),
        ("words_before", "Number of words of the speech before the match."),
        ("speech_words", "Number of words of the speech."),
    ]),
    ("near", &[
        ("word", "Word as it is compared: in lower case, with plain apostrophes."),
        ("near, elsewhere", "Its count within --span words of a match in the same paragraph, and elsewhere."),
        ("left, right", "Number of occurrences before and after the matches."),
        ("log_ratio", "Binary logarithm of the ratio of its frequencies; a count of 0 is taken as 0.5."),
        ("g2", "Log-likelihood of two terms (Rayson and Garside 2000), by which the rows are sorted."),
    ]),
    ("phrases", &[
        ("phrase, text", "Words as they are compared, and as they are written at the first place."),
        ("words", "Number of words."),
        ("counts", "Number of places in each speech; in tables here and there, here and elsewhere, or count."),
        ("places", "Places, with speech, paragraph, start and end in bytes, char_start and char_end in code points; in tables speech:paragraph@start-end."),
        ("speeches, first, last", "With --in: number of other speeches with the phrase, and the first and the last of them by date, with speech and date."),
        ("speech", "Id of a speech; its name on the command line if several have the same id."),
    ]),
    ("words", &[
        ("word", "Word as it is compared: in lower case, with plain apostrophes."),
        ("here, there", "Its count in TEXT, and in the texts of --than."),
        ("here_per_1000, there_per_1000", "The same counts per thousand words."),
        ("log_ratio", "Binary logarithm of its frequency in TEXT divided by that in the texts of --than: positive if the word is more frequent in TEXT. A count of 0 is taken as 0.5."),
        ("g2", "Log-likelihood of two terms (Rayson and Garside 2000); negative if the word is less frequent in TEXT."),
        ("first", "Paragraphs in which it first occurs, here and there; null for several texts."),
    ]),
    ("compare", &[
        ("kind", "shared; parallel; or same, changed, only_a, only_b and moved for versions."),
        ("words", "Number of words of a shared passage."),
        ("a, b", "Place in each text: speech, paragraph, start and end in bytes; null if the text has no such paragraph."),
        ("equal, only_a, only_b", "Number of words that both versions have, and only one of them."),
        ("edits", "Words of both versions (=), of the first (-) and of the second (+), in order; in tables as text, with [-…-] and {+…+}."),
    ]),
];

/// Returns the fields of the records of `command`.
pub(super) fn fields(command: Option<&str>) -> &'static [(&'static str, &'static str)] {
    FIELDS.iter().find(|(name, _)| command == Some(name)).map(|(_, fields)| *fields).unwrap_or_default()
}

/// Returns [`OFFSETS`] if the records of a command have some.
pub(super) fn offsets(command: Option<&str>) -> Option<&'static str> {
    matches!(command, Some("search" | "phrases" | "compare")).then_some(OFFSETS)
}

const OFFSETS: &str = "\
Offsets are 0-based and start at the first non-blank line after the front matter (and the part's heading). They refer to \
the text in UTF-8, even if the file has another encoding, with the line ends of the file.";

/// Returns the text below the options of `--help`: examples of a command, or of the program.
pub(super) fn after_help(command: Option<&str>) -> String {
    let about = if command.is_none() { format!("{ABOUT}\n\n") } else { String::new() };
    let lines = examples(command).map(|(line, help)| {
        if line.len() > COLUMN {
            format!("  {line}\n{:COLUMN$}    {help}", "")
        } else {
            format!("  {line:COLUMN$}  {help}")
        }
    });
    let fields = fields_and_offsets(command);
    format!("{about}{fields}Examples:\n{}", lines.collect::<Vec<_>>().join("\n"))
}

/// Describes the fields of the records of `command`.
fn fields_and_offsets(command: Option<&str>) -> String {
    let fields = fields(command);
    if fields.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = fields.iter().map(|(names, help)| field(names, help)).collect();
    let offsets = offsets(command).map(|offsets| format!("{offsets}\n\n")).unwrap_or_default();
    format!("Fields of --json, and columns of --tsv and --csv:\n{}\n{offsets}", lines.concat())
}

/// The column of the text about a field, and the columns of a line.
const FIELD_COLUMNS: (usize, usize) = (27, 80);

/// Describes a field. Further lines begin below the text of the first one.
fn field(names: &str, help: &str) -> String {
    let (indent, columns) = FIELD_COLUMNS;
    let names = format!("  {names}");
    // Wide names go above their text.
    let is_wide = names.chars().count() + 2 > indent;
    let mut lines = vec![String::new()];
    for word in help.split(' ') {
        let taken = lines.last().map_or(0, |line| line.chars().count());
        if taken > 0 && indent + taken + 1 + word.chars().count() > columns {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    let next = format!("\n{:indent$}", "");
    let gap = if is_wide { next.clone() } else { String::new() };
    format!("{names:indent$}{gap}{}\n", lines.join(&next))
}

/// Returns the examples of `command`, or of the program.
pub(super) fn examples(command: Option<&str>) -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    let of_command = command.map(|command| format!("oratory {command}"));
    EXAMPLES.iter().filter(move |(line, _)| match &of_command {
        None => !line.contains("oratory completions") && !line.contains("oratory man"),
        Some(command) => line.contains(command),
    })
}
