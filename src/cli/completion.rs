//! Shell completions, computed by the program itself while the user types.
//!
//! The scripts of bash, fish and zsh send the command line up to the cursor, as typed. Splitting it here, and not in
//! the shells, handles quotes, blanks in file names and bash's word breaks in one place.

use std::{
    env,
    ffi::OsString,
    io::{self, Write},
    mem,
    path::Path,
};

use clap_complete::{
    engine,
    env::{CompleteEnv, Elvish, EnvCompleter, Powershell, Shells},
};

/// Environment variable by which a shell requests completions.
const VARIABLE: &str = "COMPLETE";

/// Shells with completions. [`clap_complete`] brings those for Elvish and PowerShell.
const SHELLS: Shells<'static> = Shells(&[&Shell::Bash, &Elvish, &Shell::Fish, &Powershell, &Shell::Zsh]);

/// A shell whose script sends the whole command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shell {
    Bash,
    Fish,
    Zsh,
}

// With `filenames`, bash escapes blanks and ends folders with a slash.
const BASH: &str = r#"_oratory() {
    local candidate
    COMPREPLY=()
    while IFS= read -r candidate; do
        COMPREPLY+=("$candidate")
    done < <(VARIABLE=bash COMPLETER -- "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
}
complete -o filenames -F _oratory oratory
"#;

const FISH: &str = r"complete --command oratory --no-files --keep-order --arguments '(VARIABLE=fish COMPLETER -- (commandline --current-process --cut-at-cursor | string collect) 2>/dev/null)'
";

// The last lines complete immediately if the script is autoloaded from $fpath.
const ZSH: &str = r#"#compdef oratory
_oratory() {
    local candidate home
    local -a candidates folders others
    candidates=("${(@f)$(VARIABLE=zsh COMPLETER -- "${(j: :)words[1,CURRENT-1]} $PREFIX" 2>/dev/null)}")
    # A tilde must not be quoted.
    compset -P '\~/' && home='~/'
    for candidate in "$candidates[@]"; do
        candidate=${candidate#$home}
        if [[ $candidate == */ ]]; then
            folders+=("${candidate%/}")
        elif [[ -n $candidate ]]; then
            others+=("$candidate")
        fi
    done
    (( $#others )) && _describe -V oratory others
    (( $#folders )) && compadd -q -S / -- $folders
}
if [[ $funcstack[1] == _oratory ]]; then
    _oratory "$@"
else
    compdef _oratory oratory
fi
"#;

impl EnvCompleter for Shell {
    fn name(&self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Fish => "fish",
            Self::Zsh => "zsh",
        }
    }

    fn is(&self, name: &str) -> bool {
        name == self.name()
    }

    fn write_registration(
        &self,
        variable: &str,
        _name: &str,
        _program: &str,
        completer: &str,
        to: &mut dyn Write,
    ) -> io::Result<()> {
        let script = match self {
            Self::Bash => BASH,
            Self::Fish => FISH,
            Self::Zsh => ZSH,
        };
        let script = script.replace("VARIABLE", variable).replace("COMPLETER", completer);
        to.write_all(script.as_bytes())
    }

    fn write_complete(
        &self,
        command: &mut clap::Command,
        arguments: Vec<OsString>,
        folder: Option<&Path>,
        to: &mut dyn Write,
    ) -> io::Result<()> {
        let line = arguments.first().map(|line| line.to_string_lossy()).unwrap_or_default();
        let Line { words, done } = Line::split(&line);
        let last = words.len() - 1;
        let done = if *self == Self::Bash { words[last][..done].to_owned() } else { String::new() };
        let words = words.into_iter().map(OsString::from).collect();
        for candidate in engine::complete(command, words, last, folder)? {
            let Some(value) = candidate.get_value().to_str() else { continue };
            // The protocol has one candidate per line.
            if value.contains(char::is_control) {
                continue;
            }
            let help = candidate.get_help().map(ToString::to_string).unwrap_or_default();
            let help = help.lines().next().unwrap_or_default();
            match self {
                Self::Bash => {
                    let value = value.strip_prefix(&done).unwrap_or(value);
                    // elvish adds the slash of a folder itself.
                    writeln!(to, "{}", value.strip_suffix('/').unwrap_or(value))?;
                }
                Self::Fish => writeln!(to, "{value}\t{help}")?,
                Self::Zsh if value.ends_with('/') => writeln!(to, "{value}")?,
                Self::Zsh => {
                    let value = value.replace('\\', r"\\").replace(':', r"\:");
                    let help = if help.is_empty() { String::new() } else { format!(":{help}") };
                    writeln!(to, "{value}{}", help.replace('\\', r"\\"))?;
                }
            }
        }
        Ok(())
    }
}

/// A command line up to the cursor.
#[derive(Debug, PartialEq, Eq)]
struct Line {
    /// Words without quotes. The last one is being typed.
    words: Vec<String>,
    /// Length of the part of the last word that bash keeps: up to its last word break or open quote.
    done: usize,
}

impl Line {
    /// Splits `line` as shells do. Skips assignments before the command.
    fn split(line: &str) -> Self {
        let (mut words, mut word, mut is_word) = (Vec::new(), String::new(), false);
        let (mut done, mut quote) = (0, None);
        let mut chars = line.chars();
        while let Some(c) = chars.next() {
            match (quote, c) {
                (None, ' ' | '\t' | '\n') => {
                    if is_word {
                        words.push(mem::take(&mut word));
                    }
                    (done, is_word) = (0, false);
                    continue;
                }
                (None, '"' | '\'') => (quote, done) = (Some(c), word.len()),
                (Some(open), c) if open == c => quote = None,
                (None | Some('"'), '\\') => word.extend(chars.next()),
                (_, c) => {
                    word.push(c);
                    if quote.is_none() && matches!(c, ':' | '=' | '@') {
                        done = word.len();
                    }
                }
            }
            is_word = true;
        }
        words.push(word);
        let assignments = words[..words.len() - 1].iter().take_while(|word| word.contains('=')).count();
        words.drain(..assignments);
        Self { words, done }
    }
}

/// Answers a shell that asks for completions of `command`. Returns `true` if one did.
pub(super) fn answer(command: fn() -> clap::Command) -> bool {
    let is_asked = env::var_os(VARIABLE).is_some_and(|shell| SHELLS.names().any(|name| shell == name));
    if is_asked {
        let folder = env::current_dir().ok();
        let complete = CompleteEnv::with_factory(command).var(VARIABLE).shells(SHELLS);
        // Shells show no errors while the user types.
        drop(complete.try_complete(env::args_os(), folder.as_deref()));
    }
    is_asked
}

/// Writes the script of `oratory completions SHELL`.
pub(super) fn write_script(shell: &str, to: &mut dyn Write) -> io::Result<()> {
    let shell = SHELLS.completer(shell).unwrap_or(&Shell::Bash);
    shell.write_registration(VARIABLE, "oratory", "oratory", "oratory", to)
}

pub(super) fn shells() -> Vec<&'static str> {
    SHELLS.names().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_is_split_as_in_shells() {
        for (line, words, done) in [
            ("oratory show ", &["oratory", "show", ""][..], 0),
            ("oratory  clo", &["oratory", "clo"], 0),
            (r"oratory my\ fi", &["oratory", "my fi"], 0),
            ("oratory 'my fi", &["oratory", "my fi"], 0),
            (r#"oratory "a" "my fi"#, &["oratory", "a", "my fi"], 0),
            ("oratory ''", &["oratory", ""], 0),
            ("oratory show closing:7 --theme=da", &["oratory", "show", "closing:7", "--theme=da"], 8),
            (r"oratory a\:b", &["oratory", "a:b"], 0),
            ("oratory 'a:b", &["oratory", "a:b"], 0),
            ("LANG=C TERM=dumb oratory c", &["oratory", "c"], 0),
            ("", &[""], 0),
        ] {
            let words = words.iter().map(|&word| word.to_owned()).collect();
            assert_eq!(Line::split(line), Line { words, done }, "{line}");
        }
    }
}
