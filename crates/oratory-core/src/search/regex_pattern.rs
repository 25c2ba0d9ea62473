//! Regular expressions as the reader types them: their capitals, their line ends and their errors.

/// Replaces `\n` and `\r\n` in a pattern by the blank that a line end is read as. Negated classes stay: `[^\n]`
/// matches any letter.
pub(super) fn line_ends_as_blanks(pattern: &str) -> String {
    let mut blanked = String::with_capacity(pattern.len());
    // For each open class, `true` if it is negated.
    let mut classes: Vec<bool> = Vec::new();
    let mut is_escaped = false;
    for (at, c) in pattern.char_indices() {
        let rest = &pattern[at + c.len_utf8()..];
        match (c, classes.last()) {
            ('r', None) if is_escaped && rest.starts_with("\\n") => drop(blanked.pop()),
            ('n', None) if is_escaped => blanked += "x20",
            ('n', Some(false)) if is_escaped => blanked += "n\\x20",
            _ => blanked.push(c),
        }
        match c {
            '[' if !is_escaped => classes.push(rest.starts_with('^')),
            ']' if !is_escaped => drop(classes.pop()),
            _ => {}
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    blanked
}

/// Extracts the message from the multi-line error of the `regex` crate.
pub(super) fn error_message(error: &str) -> String {
    let last = error.lines().last().unwrap_or(error).trim();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}

/// Returns `true` if a regular expression has a capital that matches itself, unlike those of `\W`, `\pL`, `\x4A`,
/// `(?P<Name>` and `(?U)`.
pub(super) fn has_capital(pattern: &str) -> bool {
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => rest = after_escape(rest),
            '(' if rest.starts_with('?') => rest = rest.find([':', ')', '>']).map_or("", |end| &rest[end..]),
            _ if c.is_uppercase() => return true,
            _ => {}
        }
    }
    false
}

/// Returns the pattern after an escape, given the text after its backslash.
fn after_escape(rest: &str) -> &str {
    let mut chars = rest.chars();
    let digits = match chars.next() {
        Some('p' | 'P') => 1,
        Some('x') => 2,
        Some('u') => 4,
        Some('U') => 8,
        _ => return chars.as_str(),
    };
    let argument = chars.as_str();
    if argument.starts_with('{') {
        return argument.find('}').map_or("", |end| &argument[end..]);
    }
    argument.char_indices().nth(digits).map_or("", |(end, _)| &argument[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_of_escapes_do_not_make_a_pattern_case_sensitive() {
        for capital in ["A", r"\\A", r"\p{Lu}A", r"\x4AA", r"\u{4A}A", "(?P<Name>A)", "[a-Z]", "É"] {
            assert!(has_capital(capital), "{capital}");
        }
        for none in ["a", r"\A\W", r"\pL", r"\p{Lu}", r"\x4A", r"\u004A", "(?P<Name>a)", "(?U:a)", "\\"] {
            assert!(!has_capital(none), "{none}");
        }
    }
}
