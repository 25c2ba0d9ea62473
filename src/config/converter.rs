//! Converters: programs that print the text of a file, by the extension of its name.

use std::{
    ffi::{OsStr, OsString},
    fmt,
    os::unix::ffi::OsStrExt as _,
    path::Path,
};

/// A program that prints the text of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Converter {
    /// The extension of the files, without the dot.
    extension: String,
    /// The program and its arguments, one of which contains [`FILE`].
    command: Vec<String>,
}

/// Stands for the path of the file in an argument.
const FILE: &str = "{file}";

/// An example of a command, for messages.
const EXAMPLE: &str = r#"["pdftotext", "-layout", "{file}", "-"]"#;

impl Converter {
    /// Creates the converter for `extension`.
    ///
    /// # Errors
    ///
    /// Fails if the extension or the command is invalid, with a message of one line.
    pub(crate) fn new(extension: &str, command: Option<Vec<String>>) -> Result<Self, String> {
        if let Some((_, last)) = extension.rsplit_once('.') {
            let last = if last.is_empty() { "one such as pdf" } else { last };
            return Err(format!("{extension}: an extension has no dot: write {last}"));
        }
        if extension.is_empty() || extension.contains(['/', '*']) {
            return Err(format!("{extension:?} is no extension of a file name: write one such as pdf"));
        }
        let command = command.ok_or_else(|| {
            format!("{extension} must be a list of a program and its arguments, such as {EXAMPLE}")
        })?;
        let Some((program, arguments)) = command.split_first().filter(|(program, _)| !program.is_empty())
        else {
            return Err(format!("{extension}: the program is missing: write a list such as {EXAMPLE}"));
        };
        let unknown = command.iter().flat_map(|word| placeholders(word)).find(|&found| found != FILE);
        if let Some(unknown) = unknown {
            return Err(format!("{extension}: unknown placeholder {unknown}: write {FILE} for the file"));
        }
        if program.contains(FILE) {
            return Err(format!("{extension}: {FILE} is an argument, not the program"));
        }
        if !arguments.iter().any(|word| word.contains(FILE)) {
            return Err(format!("{extension}: {FILE} is missing, which stands for the path of the file"));
        }
        Ok(Self { extension: extension.to_owned(), command })
    }

    pub(crate) fn extension(&self) -> &str {
        &self.extension
    }

    /// Returns `true` if the converter is for this file, ignoring case.
    pub(crate) fn is_for(&self, file: &Path) -> bool {
        file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(&self.extension))
    }

    /// Returns `true` if `other` is for the same files.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.extension.eq_ignore_ascii_case(&other.extension)
    }

    /// Returns the name of the program, for messages.
    pub(crate) fn name(&self) -> &str {
        self.command.first().map_or("", String::as_str)
    }

    /// Returns the program and its arguments, with the placeholder.
    pub(crate) fn command(&self) -> &[String] {
        &self.command
    }

    /// Returns the program and its arguments for `file`. An absolute path is never taken for an option.
    pub(crate) fn command_for(&self, file: &Path) -> Vec<OsString> {
        let with_file = |word: &String| {
            let mut parts = word.split(FILE);
            let mut filled = OsString::from(parts.next().unwrap_or_default());
            for part in parts {
                filled.push(file);
                filled.push(OsStr::from_bytes(part.as_bytes()));
            }
            filled
        };
        self.command.iter().map(with_file).collect()
    }
}

impl fmt::Display for Converter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.command.join(" "))
    }
}

/// Returns the words in braces: letters and underscores.
fn placeholders(word: &str) -> impl Iterator<Item = &str> {
    word.match_indices('{').filter_map(|(start, _)| {
        let length = word[start..].find('}')?;
        let found = &word[start..=start + length];
        let name = &found[1..length];
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphabetic() || c == '_');
        is_name.then_some(found)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(extension: &str, command: &[&str]) -> String {
        let command = command.iter().map(|&word| word.to_owned()).collect();
        Converter::new(extension, Some(command)).unwrap_err()
    }

    #[test]
    fn invalid_converter_is_explained() {
        assert_eq!(fault(".pdf", &["cat", "{file}"]), ".pdf: an extension has no dot: write pdf");
        assert_eq!(fault("pdf.", &["cat", "{file}"]), "pdf.: an extension has no dot: write one such as pdf");
        assert_eq!(fault("tar.gz", &["cat", "{file}"]), "tar.gz: an extension has no dot: write gz");
        assert_eq!(fault("", &["cat"]), "\"\" is no extension of a file name: write one such as pdf");
        for command in [&[][..], &[""], &["", "{file}"]] {
            assert!(fault("pdf", command).starts_with("pdf: the program is missing: "), "{command:?}");
        }
        let unknown = "pdf: unknown placeholder {input}: write {file} for the file";
        assert_eq!(fault("pdf", &["cat", "{file}", "-o={input}"]), unknown);
        assert_eq!(fault("pdf", &["{file}"]), "pdf: {file} is an argument, not the program");
        assert_eq!(fault("pdf", &["cat"]), "pdf: {file} is missing, which stands for the path of the file");
        let not_a_list = Converter::new("pdf", None).unwrap_err();
        assert!(not_a_list.starts_with("pdf must be a list of a program and its arguments, such as ["));
    }

    #[test]
    fn path_is_filled_in_verbatim_and_once() {
        let command = ["a", "{file}", "--in={file}:{file}", "{ x }{}"].map(str::to_owned).to_vec();
        let converter = Converter::new("pdf", Some(command)).unwrap();
        let file = Path::new(OsStr::from_bytes(b"/x/{file} \xff.pdf"));
        let path = file.as_os_str().as_bytes();
        let filled = converter.command_for(file);
        assert_eq!(filled[1].as_bytes(), path);
        assert_eq!(filled[2].as_bytes(), [b"--in=", path, b":", path].concat());
        assert_eq!(filled[3].as_bytes(), b"{ x }{}");
        assert!(converter.is_for(Path::new("a/B.PDF")) && !converter.is_for(Path::new("pdf")));
    }
}
