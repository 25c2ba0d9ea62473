//! Detection of headings in a text without markup.

use oratory_core::{full_lines, is_line_end};

use crate::{
    dateline::{is_dateline, is_place},
    salutation::is_salutation,
};

/// The most characters of a heading.
const LONGEST: usize = 80;

/// The most words of a heading.
const MOST_WORDS: usize = 12;

/// Words in lower case in a title: articles, prepositions and conjunctions of European languages. A title does not end
/// in one.
const SMALL_WORDS: &[&str] = &[
    "a", "al", "als", "am", "an", "and", "as", "at", "au", "auf", "aus", "aux", "but", "by", "con", "da",
    "dans", "das", "de", "del", "della", "dem", "den", "der", "des", "di", "die", "do", "dos", "du", "e",
    "el", "em", "en", "et", "for", "from", "für", "het", "if", "im", "in", "into", "is", "its", "la", "las",
    "le", "les", "los", "mit", "nor", "o", "of", "on", "or", "our", "over", "para", "per", "por", "pour",
    "sur", "that", "the", "their", "to", "und", "van", "vom", "von", "was", "which", "with", "y", "zu",
    "zum", "zur", "в", "для", "за", "и", "к", "на", "о", "об", "от", "по", "с",
];

/// The most bytes of a small word.
const LONGEST_SMALL_WORD: usize = 6;

fn is_small_word(word: &str) -> bool {
    word.len() <= LONGEST_SMALL_WORD && SMALL_WORDS.contains(&word)
}

/// Returns `true` if a single line is a heading: short, in capitals or title case; or a Roman numeral; or the heading of
/// a chapter in Chinese, Japanese or Korean. Sentences, salutations and dates are not headings.
pub(crate) fn is_heading(line: &str) -> bool {
    is_short(line) && (is_numeral(line) || is_chapter(line) || is_title(line))
}

/// Returns `true` if a heading may have a line of this length.
pub(crate) fn is_short(line: &str) -> bool {
    // A character has at most four bytes.
    !line.is_empty()
        && line.len() <= 4 * LONGEST
        && (line.len() <= LONGEST || line.chars().nth(LONGEST).is_none())
        && !line.contains(is_line_end)
}

/// Returns `true` if a text of one or two short lines is in title case or capitals, and not of another kind that is.
pub(crate) fn is_title(line: &str) -> bool {
    // Most lines have a word in small letters near their heads.
    is_titled(line)
        && !begins_within(line)
        && !is_table_row(line)
        && line.split_whitespace().count() <= MOST_WORDS * full_lines(line).count()
        && !is_bracketed(line)
        && !ends_sentence(line)
        && without_closing(line).ends_with(char::is_alphanumeric)
        && !ends_in_small_word(line)
        && !is_salutation(line)
        && !full_lines(line).any(|line| is_dateline(line) || is_place(line))
}

/// Returns `true` if a line begins with a dash, a bullet, or punctuation that stands within a sentence.
fn begins_within(line: &str) -> bool {
    without_emphasis(line).starts_with(|c| "-–—•·●▪■,;:.!?)]}…".contains(c))
}

/// Returns `line` without signs of emphasis around it.
fn without_emphasis(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || c == '*' || c == '_')
}

/// Returns `true` if a line is in brackets, as stage directions are, with or without emphasis.
pub(crate) fn is_bracketed(line: &str) -> bool {
    let line = without_emphasis(line);
    [('(', ')'), ('[', ']'), ('（', '）'), ('［', '］'), ('{', '}')].iter().any(|&(opening, closing)| {
        line.strip_prefix(opening).and_then(|line| line.trim_end_matches('.').strip_suffix(closing)).is_some()
    })
}

/// Returns `true` if at least half of the words are figures, and more than one.
fn is_table_row(line: &str) -> bool {
    let is_figure =
        |word: &&str| word.contains(|c: char| c.is_ascii_digit()) && !word.contains(char::is_alphabetic);
    let figures = line.split_whitespace().filter(is_figure).count();
    figures > 1 && figures * 2 >= line.split_whitespace().count()
}

/// Returns `true` if a line ends in sentence punctuation, also inside closing quotation marks and brackets, and before
/// the mark of a note.
pub(crate) fn ends_sentence(line: &str) -> bool {
    if line.as_bytes().last().is_some_and(u8::is_ascii_alphanumeric) {
        return false;
    }
    without_closing(line).ends_with(is_sentence_punctuation) || ends_sentence_before_bracket(line)
}

/// Returns `true` if a line ends in a remark in square brackets, or in one in brackets after a sentence: `Mr. Lee.
/// [Applause]`.
fn ends_sentence_before_bracket(line: &str) -> bool {
    let inner = line.trim_end().strip_suffix([']', ')']);
    let Some((before, words)) = inner.and_then(|inner| inner.rsplit_once(['[', '('])) else { return false };
    let is_remark = line.trim_end().ends_with(']') && words.contains(char::is_alphabetic);
    is_remark || before.trim_end().ends_with(is_sentence_punctuation)
}

/// Returns `true` for punctuation that ends a sentence or a part of one.
fn is_sentence_punctuation(c: char) -> bool {
    ".!?…,;:‽。！？，；：、．｡､؟،؛۔।॥։።၊။។".contains(c)
}

/// Returns `true` if a line ends a sentence or a clause, so that a new block can follow: not after a comma or within a
/// word.
pub(crate) fn ends_statement(line: &str) -> bool {
    // Most lines end in a letter or a comma.
    let last = line.as_bytes().last().copied().unwrap_or_default();
    if last.is_ascii_alphanumeric() || last == b',' {
        return false;
    }
    if matches!(last, b'.' | b'!' | b'?' | b':' | b';') {
        return true;
    }
    without_closing(line)
        .ends_with(|c| is_sentence_punctuation(c) && !",，、،".contains(c) || "—–".contains(c))
}

/// Returns a line without the quotation marks, brackets and note marks at its end: `“No.”[1]` ends in a full stop.
pub(crate) fn without_closing(line: &str) -> &str {
    let mut line = line.trim_end();
    loop {
        let rest = line.trim_end_matches(|c: char| CLOSING.contains(c) || NOTE_MARKS.contains(c)).trim_end();
        let rest = without_note_number(line, rest);
        if rest.len() == line.len() {
            return line;
        }
        line = rest;
    }
}

/// Quotation marks and brackets that close.
const CLOSING: &str = ")]}’'\"”“»›«‘」』】》〉）］*_";

/// Marks of notes. Letters and digits in superscript are numbers.
const NOTE_MARKS: &str = "†‡§¶¹²³⁰⁴⁵⁶⁷⁸⁹";

/// Strips the number of a note, as in `[12]`, from the end of `line`. `rest` is `line` without its closing bracket.
fn without_note_number<'a>(line: &'a str, rest: &'a str) -> &'a str {
    if !line[rest.len()..].starts_with([']', ')']) {
        return rest;
    }
    let number = rest.trim_end_matches(|c: char| c.is_ascii_digit() || c == '*');
    let is_note = rest.len() - number.len() <= 3 && number.len() < rest.len() || number.ends_with("[*");
    match number.strip_suffix(['[', '(']) {
        // A bracket that a blank precedes holds a year or a number of the heading.
        Some(words) if is_note && !words.ends_with(' ') => words,
        _ => rest,
    }
}

/// Returns `true` if the last word of a line is a small word.
pub(crate) fn ends_in_small_word(line: &str) -> bool {
    let word = line.split_whitespace().next_back().unwrap_or_default();
    // Parts and plans are called A, and a capital means an adverb: "The World We Live In".
    let is_adverb = |word: &str| ["In", "On", "Over", "IN", "ON", "OVER"].contains(&word);
    word.len() > 1 && !is_adverb(word) && is_small_word(&word.to_lowercase()) || is_small_word(word)
}

/// Returns `true` if the first word of a line is a small word other than an article.
pub(crate) fn begins_with_small_word(line: &str) -> bool {
    let word = line.split_whitespace().next().unwrap_or_default().to_lowercase();
    is_small_word(&word) && !ARTICLES.contains(&word.as_str())
}

/// Articles among the small words.
const ARTICLES: &[&str] =
    &["a", "an", "das", "der", "die", "el", "het", "la", "las", "le", "les", "los", "the"];

/// Returns `true` if a line begins with a number and a full stop or bracket: `II. On Land`, `3) Bread`.
pub(crate) fn is_numbered(line: &str) -> bool {
    line.split_whitespace().next().is_some_and(|word| word.ends_with(['.', ')']) && is_numeral(word))
}

/// Returns `true` if a line is in capitals or title case: its first word, and every other except small words,
/// begins with a capital. Letters without case do not count.
pub(crate) fn is_titled(line: &str) -> bool {
    let mut capitals = 0;
    for (place, word) in line.split_whitespace().enumerate() {
        let Some(first) = word.chars().find(|c| c.is_alphanumeric()) else { continue };
        if first.is_uppercase() {
            capitals += 1;
        } else if !first.is_numeric() && (place == 0 || !is_small_word(word)) {
            return false;
        }
    }
    capitals > 0
}

/// Returns `true` if a line is only the number of a section: `IV`, `IV.`, `3.` A number without a full stop is that of a
/// page.
pub(crate) fn is_numeral(line: &str) -> bool {
    let digits = line.trim_end_matches(['.', ')']);
    let is_roman = !digits.is_empty() && digits.chars().all(|c| "IVXLC".contains(c));
    let is_decimal =
        line.ends_with('.') && (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    line.len() - digits.len() <= 1 && (is_roman || is_decimal)
}

/// Returns `true` if a line is the heading of a chapter in Chinese, Japanese or Korean: `第一章　总则`, `제1장`, `一、农业`.
pub(crate) fn is_chapter(line: &str) -> bool {
    let is_number =
        |c: char| c.is_ascii_digit() || "０１２３４５６７８９〇零一二三四五六七八九十百千兩两".contains(c);
    let numbered = |line: &str| {
        let line = line.trim_start();
        let rest = line.trim_start_matches(is_number);
        (rest.len() < line.len()).then(|| rest.trim_start().to_owned())
    };
    if line.chars().count() > LONGEST_CHAPTER || ends_sentence(line) && !line.ends_with('、') {
        return false;
    }
    let chinese = line.strip_prefix('第').and_then(numbered);
    let korean = line.strip_prefix('제').and_then(numbered);
    let bracketed = line.strip_prefix('（').and_then(numbered);
    if chinese.is_some_and(|rest| {
        rest.starts_with(['章', '节', '節', '部', '回', '编', '編', '篇', '講', '讲', '课'])
    }) || korean.is_some_and(|rest| rest.starts_with(['장', '절', '부', '편', '강']))
        || bracketed.is_some_and(|rest| rest.starts_with('）') && rest.len() > '）'.len_utf8())
    {
        return true;
    }
    let is_ideograph = line.chars().next().is_some_and(|c| is_number(c) && !c.is_ascii_digit());
    is_ideograph && numbered(line).is_some_and(|rest| rest.starts_with('、') && rest.len() > '、'.len_utf8())
}

/// The most characters of the heading of a chapter in Chinese, Japanese or Korean.
const LONGEST_CHAPTER: usize = 30;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_heading_and_what_is_none() {
        for heading in [
            "Opening and Closing Speeches at Sixth Conference of WPK Cell Secretaries",
            "Closing Speech",
            "THE STATE OF THE UNION",
            "On the 12 Traits of a Secretary",
            "IV.",
            "II",
            "XIV)",
            "3.",
            "Was Tun",
            "Пятый Съезд",
            "Part A",
            "1. A GROWING ECONOMY: BASIC POLICIES",
            "The League of Nations (1919)",
            "“Bread and Peace”",
            "\"MAINE\" BATTLESHIP MEMORIAL",
            "Bread and Land[2]",
            "Our Friends in the East",
            "Members of the League at Work",
            "The Events of May 1968",
            "Speech of 12 May 1956",
            "Inaugural Address, May 5, 1999",
            "Distinguished Service",
            "May Day",
            "Our Government",
            "第一章 总则",
            "第十二节　关于农业",
            "제1장 총칙",
            "제 12 장",
            "一、关于当前的形势",
            "（三）农村工作",
        ] {
            assert!(is_heading(heading), "{heading}");
        }
        let long = "Word ".repeat(13);
        for none in [
            "Dear comrade cell secretaries,",
            "Comrades!",
            "Thank you",
            "and so it was",
            "The End.",
            "Two\nLines",
            "2021",
            "- - -",
            "폐회사",
            "",
            &long,
            &"A".repeat(81),
        ] {
            assert!(!is_heading(none), "{none}");
        }
    }

    #[test]
    fn what_ends_a_sentence_is_no_heading() {
        for none in [
            "“Never.”",
            "“Long Live Bread!”",
            "Comrades![1]",
            "Comrades!(2)",
            "\"No.\"",
            "«Нет!»",
            "Yes.)",
            "Peace.¹",
            "Peace!*",
            "Who Spoke?’”",
            "And So On …",
            "Listen, Comrades:",
            "Peace;",
            "「平和。」",
            "第一章结束了。",
        ] {
            assert!(!is_heading(none), "{none}");
        }
    }

    #[test]
    fn brackets_small_words_and_page_numbers_are_no_headings() {
        for none in [
            "(Applause)",
            "[Applause]",
            "(Prolonged Applause)",
            "(Laughter.)",
            "（掌声）",
            "Mr. Speaker (Interrupting)",
            "**[PEACE AND SECURITY]**",
            "_(Applause)_",
            "**• Mr Lee, Secretary-General of the League**",
            "• Bread and Land",
            ", THE SECRETARY-GENERAL OF THE LEAGUE",
            "The Workers of the",
            "We Shall Go To",
            "THE ROAD TO",
            "Arbeit und",
            "1",
            "12",
            "12)",
        ] {
            assert!(!is_heading(none), "{none}");
        }
    }

    #[test]
    fn salutations_are_no_headings() {
        for none in [
            "Mr. President",
            "Mr President",
            "MR. PRESIDENT",
            "Madam Speaker",
            "Mr. Secretary-General",
            "Mdm President, Your Excellencies",
            "Excellence",
            "Your Excellencies Ministers of Foreign Affairs",
            "Honorable President of the 75th Session of the Assembly",
            "Hon’ble Prime Minister",
            "Therefore, Mr President",
            "In the Name of God, the Most Merciful",
            "Head of States and Governments",
            "**Ladies and Gentlemen**",
            "Mr. Vice President, Mr. Speaker",
            "Mr. President, Excellencies, Ladies and Gentlemen",
            "Ladies and Gentlemen",
            "Excellencies",
            "Your Excellencies",
            "Distinguished Delegates",
            "Honourable Members of Parliament",
            "My Fellow Americans",
            "Dear Friends",
            "Fellow-Citizens of the Senate and House of Representatives",
            "Members of the Congress",
            "Monsieur le Président",
            "Madame la Présidente",
            "Mesdames et Messieurs",
            "Herr Präsident",
            "Sehr Geehrte Damen und Herren",
            "Meine Damen und Herren",
            "Señor Presidente",
            "Señoras y Señores",
            "Senhor Presidente",
            "Господин Председатель",
            "Дамы и Господа",
            "Товарищи",
        ] {
            assert!(!is_heading(none), "{none}");
        }
    }

    #[test]
    fn date_and_place_lines_are_no_headings() {
        for none in [
            "Geneva, 12 May 1956",
            "12 May 1956",
            "May 5, 1999",
            "APRIL 16, 1945",
            "New York, 24 September 2024",
            "New York 24 September 2024",
            "Tuesday, 24 September 2024",
            "United Nations, New York, September 24th, 2024",
            "Paris, le 3 Juin 1958",
            "Genève, 1er Juillet 1936",
            "Berlin, den 9. November 1989",
            "La Habana, 26 de Julio de 1953",
            "Москва, 7 Ноября 1941 Г.",
            "Executive Mansion, December 3, 1861",
            "Washington, D.C",
            "Vilnius, Lithuania",
            "London",
        ] {
            assert!(!is_heading(none), "{none}");
        }
    }
}
