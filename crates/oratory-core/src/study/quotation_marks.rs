//! Quotation marks within a quotation.

/// Alternates the quotation marks in `text`, for a text that is quoted in double ones: single within double, double
/// within single (*The Chicago Manual of Style*, 17th edition, 13.30).
///
/// Straight marks become curly. Apostrophes, and measures such as `5"`, stay as they are. So do guillemets.
pub(crate) fn alternated(text: &str) -> String {
    let marks = roles(text);
    let mut out = String::with_capacity(text.len() + marks.len());
    let (mut depth, mut copied) = (0_usize, 0);
    for Mark { offset, c, role, .. } in marks {
        let is_single = match role {
            Role::Other => continue,
            Role::Opening => {
                depth += 1;
                depth % 2 == 1
            }
            // A mark without its opening closes a quotation that an earlier paragraph opens.
            Role::Closing => {
                let is_single = depth.max(1) % 2 == 1;
                depth = depth.saturating_sub(1);
                is_single
            }
        };
        out.push_str(&text[copied..offset]);
        out.push(shaped(c, role, is_single));
        copied = offset + c.len_utf8();
    }
    out.push_str(&text[copied..]);
    out
}

/// A quotation mark or an apostrophe.
#[derive(Debug, Clone, Copy)]
struct Mark {
    offset: usize,
    c: char,
    role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Opening,
    Closing,
    /// An apostrophe or a measure.
    Other,
}

const fn is_mark(c: char) -> bool {
    is_double(c) || matches!(c, '\'' | '‘' | '’' | '‚' | '‛')
}

const fn is_double(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟')
}

/// Returns the single or double mark in the shape of `c`.
const fn shaped(c: char, role: Role, is_single: bool) -> char {
    let (single, double) = match c {
        '„' | '‚' => ('‚', '„'),
        '‟' | '‛' => ('‛', '‟'),
        '“' | '‘' => ('‘', '“'),
        '”' | '’' => ('’', '”'),
        _ if matches!(role, Role::Opening) => ('‘', '“'),
        _ => ('’', '”'),
    };
    if is_single { single } else { double }
}

/// Finds the marks in `text`, and pairs those that open and close quotations.
fn roles(text: &str) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    // The indexes of the single and double marks that open a quotation which is not closed yet.
    let mut open: [Vec<usize>; 2] = [Vec::new(), Vec::new()];
    let mut before = None;
    for (offset, c) in text.char_indices() {
        if is_mark(c) {
            let is_after_opening = marks
                .last()
                .is_some_and(|last| last.role == Role::Opening && last.offset + last.c.len_utf8() == offset);
            let is_swedish = open[1].last().is_some_and(|&index| marks[index].c == '”');
            let context =
                Context { before, is_after_opening, is_swedish, rest: &text[offset + c.len_utf8()..] };
            let kind = usize::from(is_double(c));
            let mate = open[kind].last().copied();
            let role = context.role(c, mate.map(|mate| marks[mate].c));
            if role == Role::Opening {
                open[kind].push(marks.len());
            } else if let (Role::Closing, Some(mate)) = (role, mate) {
                open[kind].pop();
                // What is still open within this quotation has not opened one.
                while let Some(index) = open[1 - kind].pop_if(|index| *index > mate) {
                    marks[index].role = Role::Other;
                }
            }
            marks.push(Mark { offset, c, role });
        }
        before = Some(c);
    }
    // A quotation may go on in the next paragraph. But a single mark without a mate is an apostrophe, except at the
    // beginning of the text.
    let words = text.find(|c| !is_mark(c)).unwrap_or_default();
    for &index in &open[0] {
        if marks[index].offset > words {
            marks[index].role = Role::Other;
        }
    }
    marks
}

/// The surroundings of a mark.
#[derive(Debug, Clone, Copy)]
struct Context<'a> {
    before: Option<char>,
    /// `true` if a mark that opens a quotation comes directly before.
    is_after_opening: bool,
    /// `true` within a quotation that `”` opens, as in Swedish. Then `’` opens one too.
    is_swedish: bool,
    /// The text after the mark.
    rest: &'a str,
}

impl Context<'_> {
    /// Returns the role of the mark `c`. `mate` is the mark of an open quotation that it can close.
    fn role(self, c: char, mate: Option<char>) -> Role {
        match c {
            // In German, these close what the low ones open.
            '“' | '‘' if matches!(mate, Some('„' | '‚')) && !self.may_open() => Role::Closing,
            '‘' if self.is_in_word() || self.is_elision() => Role::Other,
            '“' | '‘' | '„' | '‚' | '‟' | '‛' => Role::Opening,
            '”' | '"' => self.role_of_double(c, mate),
            _ => self.role_of_single(c, mate),
        }
    }

    /// Returns the role of `"` or `”`.
    fn role_of_double(self, c: char, mate: Option<char>) -> Role {
        let is_straight = c == '"';
        if self.begins_words() && (is_straight || mate.is_none()) && self.may_open() {
            return Role::Opening;
        }
        // An abbreviation in Hebrew.
        if is_straight && self.is_in_word() {
            return Role::Other;
        }
        match self.before {
            _ if mate.is_some() => Role::Closing,
            // Inches, seconds, or a mark of repetition.
            Some(before) if before.is_numeric() || before.is_whitespace() => Role::Other,
            Some(before) if is_straight && is_unspaced(before) && self.begins_words() => Role::Opening,
            _ => Role::Closing,
        }
    }

    /// Returns the role of `'` or `’`, which is an apostrophe more often than not.
    fn role_of_single(self, c: char, mate: Option<char>) -> Role {
        let is_elision = self.is_elision();
        let is_unspaced = mate.is_none() && self.before.is_some_and(is_unspaced);
        let can_open = c == '\'' || self.is_swedish && mate.is_none();
        if can_open && self.begins_words() && !is_elision && (self.may_open() || is_unspaced) {
            return Role::Opening;
        }
        if mate.is_none() || self.before.is_none_or(char::is_whitespace) {
            return Role::Other;
        }
        let is_apostrophe = self.is_in_word() || is_elision && self.may_open() || self.is_possessive();
        if is_apostrophe { Role::Other } else { Role::Closing }
    }

    fn after(self) -> Option<char> {
        self.rest.chars().next()
    }

    /// Returns `true` if a quotation can begin after what comes before the mark.
    fn may_open(self) -> bool {
        let is_opening = |c: char| c.is_whitespace() || "([{<-–—/*_«‹「『（".contains(c);
        self.is_after_opening || self.before.is_none_or(is_opening)
    }

    /// Returns `true` if what comes after the mark can begin a quotation.
    fn begins_words(self) -> bool {
        self.after().is_some_and(|c| c.is_alphanumeric() || is_mark(c) || "([{<-–—…«‹¿¡$€£#&*_".contains(c))
    }

    /// Returns `true` between two letters, as in `don’t`.
    fn is_in_word(self) -> bool {
        self.before.is_some_and(is_spaced) && self.after().is_some_and(is_spaced)
    }

    /// Returns `true` if the mark stands for what is left out at the beginning of a word: `’tis`, `’n’`, `’90s`.
    fn is_elision(self) -> bool {
        let word = self.rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let digits = word.strip_suffix('s').unwrap_or(word);
        let is_year = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
        is_year || word.len() <= 6 && ELISIONS.contains(&word.to_lowercase().as_str())
    }

    /// Returns `true` if the mark belongs to a plural such as `the workers’`, because the quotation is closed later.
    fn is_possessive(self) -> bool {
        if !matches!(self.before, Some('s' | 'S')) || !self.rest.starts_with(' ') {
            return false;
        }
        let mut before = ' ';
        for (offset, c) in self.rest.char_indices().take(LOOKAHEAD_CHARS) {
            let context = Context { before: Some(before), rest: &self.rest[offset + c.len_utf8()..], ..self };
            let is_possible = !matches!(before, 's' | 'S') || !context.rest.starts_with(' ');
            match c {
                '\'' | '’' if context.is_in_word() => {}
                '\'' | '’' if before.is_whitespace() => return false,
                '\'' | '’' if is_possible => return true,
                '\'' | '’' => {}
                _ if is_mark(c) => return false,
                _ => {}
            }
            before = c;
        }
        false
    }
}

/// Words that begin with an apostrophe.
const ELISIONS: [&str; 8] = ["tis", "twas", "twere", "twill", "twould", "em", "til", "n"];

/// Characters in which the end of a quotation is looked for.
const LOOKAHEAD_CHARS: usize = 200;

/// Returns `true` for letters and digits of scripts in which marks within words are apostrophes, such as Latin, Greek,
/// Cyrillic and Hebrew.
fn is_spaced(c: char) -> bool {
    c.is_alphanumeric() && (c < '\u{600}' || ('\u{1E00}'..'\u{2000}').contains(&c))
}

/// Returns `true` for letters and digits of other scripts. In them, quotation marks touch the words around them.
fn is_unspaced(c: char) -> bool {
    c.is_alphanumeric() && !is_spaced(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn assert_alternated(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            assert_eq!(alternated(text), *expected, "{text}");
        }
    }

    #[test]
    fn marks_alternate_at_every_depth() {
        let expected = "He said: ‘They cried “Bread!” and left.’";
        assert_alternated(&[
            ("He said: “They cried ‘Bread!’ and left.”", expected),
            ("He said: \"They cried 'Bread!' and left.\"", expected),
            ("He said: ‘They cried “Bread!” and left.’", expected),
            ("He said: 'They cried \"Bread!\" and left.'", expected),
            ("“a ‘b “c ‘d’ c” b’ a”", "‘a “b ‘c “d” c’ b” a’"),
            ("\"a 'b \"c 'd' c\" b' a\"", "‘a “b ‘c “d” c’ b” a’"),
            (
                "“‘Bread!’ they cried,” he said, “‘and peace!’”",
                "‘“Bread!” they cried,’ he said, ‘“and peace!”’",
            ),
            ("\"'Bread!'\"", "‘“Bread!”’"),
            ("On “the ‘new’ way”", "On ‘the “new” way’"),
            ("“One.” “Two.” ‘Three.’", "‘One.’ ‘Two.’ ‘Three.’"),
        ]);
    }

    #[test]
    fn straight_quotes_open_and_close() {
        assert_alternated(&[
            ("\"a\" (\"b\") c–\"d\", \"\"e\"\"", "‘a’ (‘b’) c–‘d’, ‘“e”’"),
            ("“Be of \"one\" mind” - 'so'.", "‘Be of “one” mind’ - ‘so’."),
            ("\"I said—\" he began, 'no—' and left.", "‘I said—’ he began, ‘no—’ and left."),
            ("**\"Bread\"** and \"**peace**\"", "**‘Bread’** and ‘**peace**’"),
        ]);
    }

    #[test]
    fn apostrophes_and_measures_stay() {
        for text in [
            "It's a 5\" gun.",
            "It’s a 5” gun.",
            "6'2\" and 6\" x 4\", 5½\"",
            "the workers' party, the '90s, 'tis, rock 'n' roll",
            "the workers’ party, the ’90s, ’tis, rock ’n’ roll",
            "the ‘90s, ‘tis, rock ‘n’ roll, Hawai‘i",
            "ditto \" and so on",
            "צה\"ל",
            "«Bread», ‹peace›",
        ] {
            assert_eq!(alternated(text), text);
        }
        assert_alternated(&[
            ("\"In 1906\" is '1906 and after'.", "‘In 1906’ is ‘1906 and after’."),
            ("“It’s ‘the workers’ party’,” he said.", "‘It’s “the workers’ party”,’ he said."),
            ("\"It's 'the workers' party',\" he said.", "‘It's “the workers' party”,’ he said."),
            ("“He said ‘yes’ to the dogs’ owners.”", "‘He said “yes” to the dogs’ owners.’"),
            ("“The ’90s ‘won’t end’.”", "‘The ’90s “won’t end”.’"),
            ("“An apostrophe ‘without mate.” And ‘more’.", "‘An apostrophe ‘without mate.’ And ‘more’."),
        ]);
    }

    #[test]
    fn quotation_may_begin_or_end_in_another_paragraph() {
        assert_alternated(&[
            ("“He said ‘no’.", "‘He said “no”."),
            ("\"He said 'no'.", "‘He said “no”."),
            ("‘He said “no”.", "‘He said “no”."),
            ("And he left.”", "And he left.’"),
            ("And he left.\"", "And he left.’"),
        ]);
    }

    #[test]
    fn marks_of_other_languages_keep_their_shape() {
        assert_alternated(&[
            ("„Er sagte ‚nein‘ und ging.“", "‚Er sagte „nein“ und ging.‘"),
            ("„Powiedział ‚nie’ i wyszedł.”", "‚Powiedział „nie” i wyszedł.’"),
            ("”Han sade ’nej’ och gick.”", "’Han sade ”nej” och gick.’"),
            ("他说：“他们喊‘面包！’就走了。”", "他说：‘他们喊“面包！”就走了。’"),
            ("他说\"他们喊'面包'就走了\"。", "他说‘他们喊“面包”就走了’。"),
            ("그는 \"모두 '빵'을 외쳤다\"고 했다.", "그는 ‘모두 “빵”을 외쳤다’고 했다."),
        ]);
    }

    /// A text with quotations in it, down to some depth.
    #[derive(Debug, Clone)]
    enum Part {
        Word(String),
        Quotation(Vec<Self>),
    }

    fn parts() -> impl Strategy<Value = Vec<Part>> {
        // No elision, and no plural.
        let word = "[a-df-ko-r]{1,5}(’[a-z])?|日本".prop_map(Part::Word);
        let part = word.prop_recursive(4, 24, 4, |inner| {
            proptest::collection::vec(inner, 1..4).prop_map(Part::Quotation)
        });
        proptest::collection::vec(part, 1..5)
    }

    fn written(parts: &[Part], marks: [[char; 2]; 2]) -> String {
        let [outer @ [opening, closing], inner] = marks;
        let part = |part: &Part| match part {
            Part::Word(word) => word.clone(),
            Part::Quotation(parts) => format!("{opening}{}{closing}", written(parts, [inner, outer])),
        };
        parts.iter().map(part).collect::<Vec<_>>().join(" ")
    }

    proptest! {
        #[test]
        fn every_style_becomes_the_same(parts in parts()) {
            let (single, double) = (['‘', '’'], ['“', '”']);
            let expected = written(&parts, [single, double]);
            for style in [[double, single], [single, double], [['"'; 2], ['\''; 2]], [['\''; 2], ['"'; 2]]] {
                let text = written(&parts, style);
                prop_assert_eq!(alternated(&text), expected.clone(), "{}", text);
            }
        }

        #[test]
        fn only_marks_are_replaced(text in "[a-z5 .“”‘’„‚\"'é字\n-]{0,40}") {
            let alternated = alternated(&text);
            prop_assert_eq!(alternated.chars().count(), text.chars().count());
            for (one, other) in alternated.chars().zip(text.chars()) {
                prop_assert!(one == other || is_mark(one) && is_mark(other), "{alternated}");
            }
        }
    }
}
