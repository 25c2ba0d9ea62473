//! Subtitles: cues joined to paragraphs, with speakers and times.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::time::{Duration, Instant};

use oratory_core::{Document, Options, Query, SearchDefaults, Source, SpanKind};
use oratory_import::{File, import};

fn import_as(name: &str, content: &str) -> Document {
    let source = Source { id: "talk".to_owned(), file: Some(name.into()), ..Source::default() };
    import(File { source, ..File::default() }, content.into()).unwrap().remove(0)
}

/// Makes subtitles of cues with these starts and ends, in milliseconds.
fn srt(cues: &[(u64, u64, &str)]) -> String {
    let time = |time: u64| {
        format!(
            "{:02}:{:02}:{:02},{:03}",
            time / 3_600_000,
            time / 60_000 % 60,
            time / 1000 % 60,
            time % 1000
        )
    };
    let cue = |(index, &(start, end, text)): (usize, &(u64, u64, &str))| {
        format!("{}\r\n{} --> {}\r\n{text}\r\n\r\n", index + 1, time(start), time(end))
    };
    cues.iter().enumerate().map(cue).collect()
}

/// Returns the kind and the text of each block.
fn blocks(document: &Document) -> Vec<(&'static str, &str)> {
    document.blocks().map(|block| (block.kind.name(), &document.text()[block.range])).collect()
}

fn speakers(document: &Document) -> Vec<&str> {
    document.turns().iter().map(|turn| &*turn.name).collect()
}

#[test]
fn cues_are_joined_to_sentences_and_paragraphs() {
    let document = import_as(
        "talk.srt",
        &srt(&[
            (1_000, 2_000, "Friends, we <i>meet</i>"),
            (2_100, 4_000, "here\r\nat last."),
            // A pause within a sentence.
            (4_100, 5_000, "It has been"),
            (8_000, 9_000, "so long."),
            (12_000, 13_000, "Bread &amp; roses."),
            (13_000, 14_000, "[APPLAUSE]"),
            (3_700_000, 3_701_000, "The end"),
            (3_710_000, 3_711_000, "is here."),
        ]),
    );
    assert_eq!(
        blocks(&document),
        [
            ("paragraph", "[0:01] Friends, we meet here at last. It has been so long."),
            ("paragraph", "[0:12] Bread & roses."),
            ("stage-direction", "[APPLAUSE]"),
            ("paragraph", "[1:01:40] The end"),
            ("paragraph", "[1:01:50] is here."),
        ]
    );
}

#[test]
fn times_are_signs_that_are_neither_searched_nor_counted() {
    let document = import_as("talk.srt", &srt(&[(1_000, 2_000, "One two.")]));
    let spans = document.spans(&(0..document.text().len()));
    assert_eq!(
        (spans.len(), spans[0].kind, &document.text()[spans[0].range.clone()]),
        (1, SpanKind::Time, "[0:01]")
    );
    assert_eq!(document.words(), 2);
    let query = Query::new("0:01 one", Options::default(), SearchDefaults::default()).unwrap();
    assert_eq!(query.matches(&document, 0..1).count(), 0);
}

#[test]
fn speakers_begin_paragraphs() {
    let document = import_as(
        "talk.srt",
        &srt(&[
            (1_000, 2_000, "ANN LEE: We meet here."),
            (2_000, 3_000, "At last."),
            (3_000, 4_000, "BO EK: Yes."),
            (4_000, 5_000, "ANN LEE: No."),
            (5_000, 6_000, "- Why?\r\n- Why not?"),
        ]),
    );
    assert_eq!(speakers(&document), ["ANN LEE", "BO EK", "ANN LEE"]);
    let texts: Vec<&str> = blocks(&document).into_iter().map(|(_, text)| text).collect();
    assert_eq!(
        texts,
        [
            "[0:01] ANN LEE: We meet here. At last.",
            "[0:03] BO EK: Yes.",
            "[0:04] ANN LEE: No.",
            "[0:05] - Why?",
            "[0:05] - Why not?",
        ]
    );
}

#[test]
fn web_subtitles_have_voices_and_notes() {
    let document = import_as(
        "talk.vtt",
        "\u{feff}WEBVTT - A talk\nKind: captions\nLanguage: en\n\nSTYLE\n::cue { color: red }\n\nNOTE\nnot shown\n\n\
         first\n00:01.000 --> 00:02.000 align:start\n<v Ann Lee>Friends,\n\n00:02.000 --> 00:03.000\n<v Ann Lee>we meet.</v>\n\n\
         00:03.000 --> 00:04.000\n<v Bo Ek>Yes.\n\nNOTE the end\n",
    );
    assert_eq!(
        blocks(&document),
        [
            ("speaker", "Ann Lee"),
            ("paragraph", "[0:01] Friends, we meet."),
            ("speaker", "Bo Ek"),
            ("paragraph", "[0:03] Yes."),
        ]
    );
    assert_eq!(speakers(&document), ["Ann Lee", "Bo Ek"]);
    assert_eq!(document.details().language.as_deref(), Some("en"));
}

#[test]
fn text_without_a_voice_has_no_speaker() {
    let document = import_as(
        "talk.vtt",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann Lee>Friends.\n\n00:02.000 --> 00:03.000\n[Applause]\n\n\
         00:09.000 --> 00:10.000\nWho are you?\n\n00:10.000 --> 00:11.000\nAnd why?\n\n\
         00:11.000 --> 00:12.000\n<v Ann Lee>We meet.</v>\nYes.\n",
    );
    assert_eq!(
        blocks(&document),
        [
            ("speaker", "Ann Lee"),
            ("paragraph", "[0:01] Friends."),
            ("stage-direction", "[Applause]"),
            ("speaker", "Unknown speaker"),
            ("paragraph", "[0:09] Who are you? And why?"),
            ("speaker", "Ann Lee"),
            ("paragraph", "[0:11] We meet."),
            ("speaker", "Unknown speaker"),
            ("paragraph", "[0:11] Yes."),
        ]
    );
    assert_eq!(speakers(&document), ["Ann Lee", "Unknown speaker", "Ann Lee", "Unknown speaker"]);
    let plain = "WEBVTT\n\n0:01 --> 0:02\nYes.\n\n0:02 --> 0:03\n<v Bo>No.\n";
    assert_eq!(speakers(&import_as("talk.vtt", plain)), ["Bo"]);
}

#[test]
fn references_to_characters_are_replaced() {
    let cue = "It&#39;s the caf&eacute;: &quot;R&D&quot;&hellip; &amp;lt;";
    let text = "[0:01] It's the café: \"R&D\"… &lt;";
    assert_eq!(import_as("talk.srt", &srt(&[(1_000, 2_000, cue)])).text(), text);
    assert_eq!(import_as("talk.vtt", &format!("WEBVTT\n\n0:01 --> 0:02\n{cue}\n")).text(), text);
    let voice = import_as("talk.vtt", "WEBVTT\n\n0:01 --> 0:02\n<v Ren&eacute;e>Yes.\n");
    assert_eq!(speakers(&voice), ["Renée"]);
}

#[test]
fn times_that_cannot_be_read_are_not_speech() {
    let content =
        "1\n0:01 --> 0:02\nFriends,\n\n2\n0:02 -> x --> 0:0l\nwe meet\n\n3\n0:03 --> 0:04\nat last.\n";
    let text = "[0:01] Friends, we meet at last.";
    assert_eq!(import_as("talk.srt", content).text(), text);
    assert_eq!(import_as("talk.vtt", &format!("WEBVTT\n\n{content}")).text(), text);
    let note = "WEBVTT\n\nNOTE 1 --> 2\nnot shown\n\n0:01 --> 0:02\nFriends.\n";
    assert_eq!(import_as("talk.vtt", note).text(), "[0:01] Friends.");
    let first = "1\nx --> y\nFriends.\n\n2\n0:09 --> 0:10\nWe meet.\n";
    assert_eq!(import_as("talk.srt", first).text(), "[0:00] Friends.\n\n[0:09] We meet.");
}

#[test]
fn cues_are_in_the_order_of_their_times() {
    let cues = [
        (5_000, 6_000, "at last."),
        (1_000, 2_000, "Friends,"),
        (3_000, 4_000, "we meet"),
        (3_000, 4_000, "here"),
    ];
    assert_eq!(import_as("talk.srt", &srt(&cues)).text(), "[0:01] Friends, we meet here at last.");
}

#[test]
fn subtitles_that_roll_up_say_everything_once() {
    let rolling = [
        (0, 1_000, "one two"),
        (1_000, 2_000, "one two\r\nthree four"),
        (2_000, 3_000, "three four\r\nfive"),
    ];
    assert_eq!(import_as("talk.srt", &srt(&rolling)).text(), "[0:00] one two three four five");
    let refrain = [(0, 1_000, "Never."), (9_000, 10_000, "Never.")];
    assert_eq!(import_as("talk.srt", &srt(&refrain)).paragraph_count(), 2);
}

#[test]
fn text_without_times_is_no_subtitles() {
    for name in ["talk.srt", "talk.vtt"] {
        assert_eq!(import_as(name, "Friends,\n\nwe meet.").paragraph_count(), 2);
    }
    assert_eq!(import_as("talk.txt", "1\n00:00:01,000 --> 00:00:02,000\nFriends,").block_count(), 1);
}

#[test]
fn subtitles_over_the_limit_are_refused_in_one_line() {
    let lines = format!("WEBVTT\n\n0:00 --> 0:01\n{}", "a\n".repeat(500_001));
    let error = import(File::default(), lines.into_bytes()).map(|_| ()).unwrap_err().to_string();
    assert_eq!(error, "it is over the limit of 500,000 lines");
}

#[test]
fn hostile_subtitles_are_read_in_time() {
    let cues: Vec<(u64, u64, &str)> = (0..5_000).map(|cue| (cue, cue + 1, "<b><i>word.</i></b>")).collect();
    let many = srt(&cues);
    let open = format!("WEBVTT\n\n0:00 --> 0:01\n{}", "<v ".repeat(200_000));
    let voices = format!("WEBVTT\n\n0:00 --> 0:01\n{}", "<v A>x<v B>y".repeat(2_000));
    let times = "0:00 --> 0:01\n".repeat(100_000);
    for content in [many, open, voices, times] {
        let start = Instant::now();
        import_as("talk.srt", &content);
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
        for end in (0..content.len()).step_by(content.len() / 3) {
            import_as("talk.vtt", &content[..content.floor_char_boundary(end)]);
        }
    }
}
