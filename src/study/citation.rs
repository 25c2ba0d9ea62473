//! Quotations with their citation, as a footnote gives them.

use crate::text::{
    details::{Date, Details, collapse},
    speech::Speech,
};

/// Paragraph `number` in quotation marks, and under it where it is from. `None` if there is no such
/// paragraph.
pub fn quotation(speech: &Speech, number: usize) -> Option<String> {
    let words = paragraph(speech, number)?;
    let citation = citation(speech.details(), number);
    Some(format!("“{}”\n— {citation}", with_single_quotes(&words)))
}

/// The words of paragraph `number`, with white space collapsed. `None` if there is no such paragraph.
pub fn paragraph(speech: &Speech, number: usize) -> Option<String> {
    let block = speech.paragraph_numbered(number)?;
    Some(collapse(&speech.text()[speech.block(block).range]))
}

/// Where paragraph `number` of a speech is from: after "The Chicago Manual of Style", 17th edition,
/// 14.217 (lectures and papers), with the paragraph for a page. What is unknown is left out with its
/// punctuation.
pub fn citation(details: &Details, number: usize) -> String {
    let Details { title, speaker, occasion, place, delivered, reported, publisher, translator, .. } = details;
    let day = |date: &Option<Date>| date.as_ref().map(american);
    let title = format!("“{}”", with_single_quotes(title));
    let given = ["speech".to_owned()]
        .into_iter()
        .chain([occasion.clone(), place.clone(), day(delivered)].into_iter().flatten());
    let given = format!("({})", given.collect::<Vec<_>>().join(", "));
    let head = speaker.iter().cloned().chain([format!("{title} {given}")]).collect::<Vec<_>>().join(", ");
    // Who both translated and published a text is named once.
    let publisher = publisher.clone().filter(|publisher| translator.as_ref() != Some(publisher));
    let translator = translator.as_ref().map(|translator| format!("trans. {translator}"));
    let rest = [translator, publisher, day(reported), Some(format!("para. {number}"))];
    let parts: Vec<String> = [head].into_iter().chain(rest.into_iter().flatten()).collect();
    format!("{}.", parts.join(", "))
}

/// A date as footnotes have it: `April 9, 2021`.
fn american(date: &Date) -> String {
    match date {
        Date::Day(day) => day.strftime("%B %-d, %Y").to_string(),
        Date::Words(words) => words.clone(),
    }
}

/// A text that is to stand in double quotation marks: its own double ones become single.
fn with_single_quotes(text: &str) -> String {
    let mut before = None;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        out.push(match c {
            '“' => '‘',
            '„' => '‚',
            '‟' => '‛',
            // A straight one opens at the head of a word.
            '"' if before.is_none_or(opens) => '‘',
            '”' | '"' => '’',
            other => other,
        });
        before = out.chars().next_back();
    }
    out
}

/// Whether a quotation mark after `c` opens a quotation.
fn opens(c: char) -> bool {
    c.is_whitespace() || "([{-–—‘‚".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [&str; 8] = [
        "title = \"A Talk\"",
        "speaker = \"Ann Lee\"",
        "occasion = \"Annual Meeting\"",
        "place = \"Leeds\"",
        "delivered = 1921-03-05",
        "reported = 1921-03-07",
        "publisher = \"The Gazette\"",
        "translator = \"Bo Ek\"",
    ];

    fn speech(front: &[&str], body: &str) -> Speech {
        Speech::parse("talk", format!("+++\n{}\n+++\n{body}", front.join("\n")))
    }

    fn cited(front: &[&str]) -> String {
        citation(speech(front, "One.").details(), 8)
    }

    #[test]
    fn with_every_detail() {
        assert_eq!(
            cited(&ALL),
            "Ann Lee, “A Talk” (speech, Annual Meeting, Leeds, March 5, 1921), trans. Bo Ek, The Gazette, \
             March 7, 1921, para. 8."
        );
    }

    #[test]
    fn without_each_detail() {
        let without =
            |name: &str| cited(&ALL.into_iter().filter(|line| !line.starts_with(name)).collect::<Vec<_>>());
        let held = "(speech, Annual Meeting, Leeds, March 5, 1921)";
        let rest = "trans. Bo Ek, The Gazette, March 7, 1921, para. 8.";
        for (name, expected) in [
            ("title", format!("Ann Lee, “talk” {held}, {rest}")),
            ("speaker", format!("“A Talk” {held}, {rest}")),
            ("occasion", format!("Ann Lee, “A Talk” (speech, Leeds, March 5, 1921), {rest}")),
            ("place", format!("Ann Lee, “A Talk” (speech, Annual Meeting, March 5, 1921), {rest}")),
            ("delivered", format!("Ann Lee, “A Talk” (speech, Annual Meeting, Leeds), {rest}")),
            ("reported", format!("Ann Lee, “A Talk” {held}, trans. Bo Ek, The Gazette, para. 8.")),
            ("publisher", format!("Ann Lee, “A Talk” {held}, trans. Bo Ek, March 7, 1921, para. 8.")),
            ("translator", format!("Ann Lee, “A Talk” {held}, The Gazette, March 7, 1921, para. 8.")),
        ] {
            assert_eq!(without(name), expected, "without {name}");
        }
        assert_eq!(cited(&[]), "“talk” (speech), para. 8.");
    }

    #[test]
    fn who_translated_and_published_is_named_once() {
        let front = [ALL[0], "publisher = \"Agency\"", "translator = \"Agency\"", ALL[5]];
        assert_eq!(cited(&front), "“A Talk” (speech), trans. Agency, March 7, 1921, para. 8.");
    }

    #[test]
    fn a_date_that_is_no_day_is_given_as_it_is() {
        assert_eq!(cited(&["delivered = \"spring 1921\""]), "“talk” (speech, spring 1921), para. 8.");
    }

    #[test]
    fn a_quotation_has_the_words_and_their_place() {
        let speech =
            speech(&["title = \"On “unity”\""], "One.\n\nHe said:\n “Be\u{a0}of \"one\" mind”\t- 'so'. ");
        assert_eq!(
            quotation(&speech, 2).as_deref(),
            Some("“He said: ‘Be of ‘one’ mind’ - 'so'.”\n— “On ‘unity’” (speech), para. 2.")
        );
        assert_eq!(paragraph(&speech, 2).as_deref(), Some("He said: “Be of \"one\" mind” - 'so'."));
        assert_eq!((quotation(&speech, 0), quotation(&speech, 3)), (None, None));
    }

    #[test]
    fn straight_quotes_open_and_close() {
        assert_eq!(with_single_quotes("\"a\" (\"b\") c–\"d\", \"\"e\"\""), "‘a’ (‘b’) c–‘d’, ‘‘e’’");
    }
}
