//! Tests of the study of two speeches, on the two that are built in.

use std::ops::Range;

use oratory_core::{
    Collocate, Collocates, Comparison, Document, Edit, G2_OF_ONE_IN_20, G2_OF_ONE_IN_1000, Limits, MIN_NEAR,
    Mode, NEAR_SPAN, Options, Overview, Phrase, Query, SearchDefaults, Side, VersionKind, WordCounts,
    WordIndex, WordRow, dispersion_plot, neighbours, per_1000, range_with_marks, repeated_phrases,
    shared_phrases, version_counts, version_rows, word_diff, word_rows, words_of,
};
use oratory_import::import_text;

/// A speech with its index.
struct Speech {
    document: Document,
    index: WordIndex,
}

fn speeches() -> [Speech; 2] {
    let texts = [
        ("opening", include_str!("../../../texts/opening.txt")),
        ("closing", include_str!("../../../texts/closing.txt")),
    ];
    texts.map(|(id, text)| {
        let document = import_text(id, text);
        let index = WordIndex::of(&document);
        Speech { document, index }
    })
}

/// Returns the text of a phrase at its first place.
fn printed(speech: &Speech, phrase: &Phrase) -> String {
    words_of(&speech.document, speech.index.range(phrase.first..phrase.first + phrase.words))
}

#[test]
fn words_are_counted_in_paragraphs_only() {
    let speeches = speeches();
    assert_eq!(speeches.each_ref().map(|speech| speech.index.len()), [1_174, 1_300]);
    assert_eq!(speeches.each_ref().map(|speech| speech.document.words()), [1_174, 1_300]);
    assert_eq!(speeches.each_ref().map(|speech| speech.index.paragraph_count()), [26, 37]);
}

/// The 24 phrases of both speeches: words, text, count in the opening and the closing speech, and paragraphs.
const SHARED: &str = "\
14 I declare the Sixth Conference of Cell Secretaries of the Workers' Party of Korea 1 1 | 26 | 37
11 Sixth Conference of Cell Secretaries of the Workers' Party of Korea 2 2 | 2 26 | 2 37
8 boundlessly faithful to the Party and the revolution 1 1 | 3 | 12
5 Availing myself of this opportunity 1 1 | 3 | 35
5 cell secretaries across the Party 1 1 | 9 | 37
4 Workers' Party of Korea 4 4 | 2 16 22 26 | 2 31 35 37
4 Conference of Cell Secretaries 4 2 | 2 10 15 26 | 2 37
4 Party and the revolution 1 2 | 3 | 12 20
4 work of Party cells 2 1 | 17 24 | 3
4 all other cell secretaries 1 1 | 3 | 37
4 masses of the people 1 1 | 17 | 15
3 Party Central Committee 7 2 | 3 7 9 13 15 21 25 | 10 36
3 comrade cell secretaries 3 5 | 1 3 4 | 1 6 19 25 34
3 Conference of Cell 5 2 | 2 10 15 22 26 | 2 37
3 Party cell secretaries 1 5 | 25 | 11 12 17 22 23
3 across the Party 2 2 | 8 9 | 36 37
3 there are many 2 1 | 8 11 | 26
3 lines and policies 2 1 | 10 14 | 21
3 This conference will 2 1 | 22 26 | 5
3 you have assumed 1 1 | 5 | 20
3 only then can 1 1 | 17 | 13
3 creditably carry out 1 1 | 17 | 13
3 among the masses 1 1 | 17 | 16
3 all the Party 1 1 | 19 | 35
";

#[test]
fn shared_phrases_are_these() {
    let [opening, closing] = speeches();
    let phrases = shared_phrases(&opening.index, &closing.index, Limits::OF_A_PAIR);
    let mut rows = Vec::new();
    for phrase in &phrases.rows {
        let places = phrases.places(phrase);
        let paragraphs = |number: usize, speech: &Speech| {
            let here = places.iter().filter(|place| place.speech == number);
            let numbers: Vec<String> =
                here.map(|place| speech.index.paragraph_of(place.words.start).to_string()).collect();
            numbers.join(" ")
        };
        let text = printed(&opening, phrase);
        let (here, there) = (paragraphs(0, &opening), paragraphs(1, &closing));
        rows.push(format!("{} {text} {} {} | {here} | {there}", phrase.words, phrase.here, phrase.elsewhere));
    }
    assert_eq!(rows, SHARED.lines().collect::<Vec<_>>());
    assert_eq!(phrases.rows.iter().filter(|phrase| phrase.words >= 4).count(), 11);
    let covered =
        |number, words| phrases.coverage(number, words).into_iter().filter(|&covered| covered).count();
    assert_eq!((covered(0, 1_174), covered(1, 1_300)), (146, 128));

    for phrase in &phrases.rows {
        let forms = opening.index.forms(phrase.first..phrase.first + phrase.words);
        for place in phrases.places(phrase) {
            let speech = if place.speech == 0 { &opening } else { &closing };
            let text = words_of(&speech.document, speech.index.range(place.words));
            let read = WordIndex::of(&Document::of_paragraphs("place", &text));
            assert_eq!(read.forms(0..read.len()), forms, "each place reads as the phrase");
        }
    }
    let korea = &phrases.rows[5];
    assert_eq!(opening.index.forms(korea.first..korea.first + 4).join(" "), "workers party of korea");
    assert_eq!(opening.index.range(korea.first..korea.first + 4), 80..103);
}

#[test]
fn repeated_phrases_are_27_and_16() {
    let repeated = speeches().map(|speech| repeated_phrases(&speech.index, Limits::OF_A_PAIR).rows.len());
    assert_eq!(repeated, [27, 16]);
}

#[test]
fn words_are_compared_by_g2() {
    let [opening, closing] = speeches();
    let rows = word_rows(opening.index.counts(), closing.index.counts());
    assert_eq!(rows.len(), 710);
    assert_eq!(rows.iter().filter(|row| row.contrast.here > 0 && row.contrast.there > 0).count(), 169);
    let reach = |least: f64| rows.iter().filter(|row| row.g2.abs() >= least).count();
    assert_eq!((reach(G2_OF_ONE_IN_20), reach(G2_OF_ONE_IN_1000)), (31, 0));

    let line = |row: &WordRow| {
        let contrast = row.contrast;
        format!(
            "{} {} {} {:.1} {:.1} {:+.1} {:.2}",
            row.word,
            contrast.here,
            contrast.there,
            per_1000(contrast.here, 1_174),
            per_1000(contrast.there, 1_300),
            -row.log_ratio,
            row.g2.abs()
        )
    };
    let lines: Vec<String> = rows.iter().take(35).map(line).collect();
    assert_eq!(lines, WORDS.lines().collect::<Vec<_>>());

    let they = &rows[0];
    assert_eq!(format!("{:.4} {:.4}", they.log_ratio, they.g2), "-3.3124 -8.7632");
    assert_eq!((they.first_here, they.first_there), (Some(18), Some(3)));
}

/// The first 35 rows of the word list: word, counts, per thousand, log ratio (closing to opening), G².
const WORDS: &str = "\
they 1 11 0.9 8.5 +3.3 8.76
other 9 1 7.7 0.8 -3.3 8.20
become 0 6 0.0 4.6 +3.4 7.72
great 0 6 0.0 4.6 +3.4 7.72
important 5 0 4.3 0.0 -3.5 7.45
the 114 88 97.1 67.7 -0.5 6.53
bonds 0 5 0.0 3.8 +3.2 6.43
entire 0 5 0.0 3.8 +3.2 6.43
human 0 5 0.0 3.8 +3.2 6.43
knitted 0 5 0.0 3.8 +3.2 6.43
development 4 0 3.4 0.0 -3.1 5.96
shortcomings 4 0 3.4 0.0 -3.1 5.96
working 7 1 6.0 0.8 -3.0 5.69
advanced 0 4 0.0 3.1 +2.9 5.15
closely 0 4 0.0 3.1 +2.9 5.15
has 0 4 0.0 3.1 +2.9 5.15
up 0 4 0.0 3.1 +2.9 5.15
vanguard 0 4 0.0 3.1 +2.9 5.15
a 22 11 18.7 8.5 -1.1 4.94
you 10 3 8.5 2.3 -1.9 4.72
congress 8 2 6.8 1.5 -2.1 4.49
party's 6 1 5.1 0.8 -2.7 4.49
committees 3 0 2.6 0.0 -2.7 4.47
discuss 3 0 2.6 0.0 -2.7 4.47
whole 3 0 2.6 0.0 -2.7 4.47
your 3 0 2.6 0.0 -2.7 4.47
hearts 0 3 0.0 2.3 +2.4 3.86
major 0 3 0.0 2.3 +2.4 3.86
once 0 3 0.0 2.3 +2.4 3.86
or 0 3 0.0 2.3 +2.4 3.86
strength 0 3 0.0 2.3 +2.4 3.86
members 9 3 7.7 2.3 -1.7 3.78
feelings 1 6 0.9 4.6 +2.4 3.47
tasks 1 6 0.9 4.6 +2.4 3.47
which 1 6 0.9 4.6 +2.4 3.47
";

#[test]
fn dispersion_of_a_word_is_by_words() {
    let [opening, closing] = speeches();
    for (word, here, there) in [
        ("they", "·········▪·····", "▪···▪▪▪·▪··▪···"),
        ("other", "·▪▪·▪··▪····▪▪·", "··············▪"),
        ("a", "▪·▪·▪▪▪·▪▪▪▪▪·▪", "▪▪▪··▪·▪···▪▪▪·"),
        ("members", "▪▪····▪▪··▪·▪▪·", "····▪·····▪··▪·"),
        ("which", "··▪············", "▪·▪▪▪··▪·····▪·"),
    ] {
        let drawn = |speech: &Speech| {
            let cells = dispersion_plot(speech.index.places(word), speech.index.len(), 15);
            cells.iter().map(|&count| if count > 0 { '▪' } else { '·' }).collect::<String>()
        };
        assert_eq!((drawn(&opening).as_str(), drawn(&closing).as_str()), (here, there), "{word}");
    }
}

/// The collocates of “party”: before, after, near, elsewhere, log ratio, G².
const COLLOCATES: &str = "\
our 22 3 25 7 +2.5 20.18
the 85 25 107 95 +0.8 15.66
korea 0 8 8 0 +4.6 14.99
congress 0 9 9 1 +3.8 11.36
workers 9 0 9 1 +3.8 11.36
members 3 7 10 2 +3.0 9.91
cells 0 17 17 7 +1.9 9.84
entire 5 0 5 0 +4.0 9.37
officials 4 1 5 0 +4.0 9.37
across 4 0 4 0 +3.6 7.49
turning 4 0 4 0 +3.6 7.49
central 1 9 10 4 +2.0 5.96
committee 1 9 10 4 +2.0 5.96
committees 1 4 3 0 +3.2 5.62
consolidating 3 0 3 0 +3.2 5.62
uniting 3 0 3 0 +3.2 5.62
into 0 7 7 2 +2.4 5.57
strengthening 7 0 7 2 +2.4 5.57
of 46 18 63 67 +0.5 4.59
";

/// Returns the matches of a search.
fn matches(speech: &Speech, pattern: &str, options: Options) -> Vec<Range<usize>> {
    let query = Query::new(pattern, options, SearchDefaults::default());
    let matches =
        query.map(|query| query.matches(&speech.document, 0..speech.document.block_count()).collect());
    matches.unwrap_or_default()
}

/// Counts the matches of a whole-word search that begin and end with a word of the index. For the search, “Party” is also a
/// word in “Party's”.
fn found(speech: &Speech, text: &str) -> usize {
    let whole_words = Options { word: true, ..Options::default() };
    let is_of_words =
        |range: &Range<usize>| speech.index.range(speech.index.words_at(range)).end <= range.end;
    matches(speech, text, whole_words).iter().filter(|range| is_of_words(range)).count()
}

#[test]
fn phrase_occurs_at_least_as_often_as_a_search_finds_it() {
    let speeches = speeches();
    let [opening, closing] = &speeches;
    let shared = shared_phrases(&opening.index, &closing.index, Limits::OF_A_PAIR);
    for phrase in &shared.rows {
        let text = printed(opening, phrase);
        let (here, there) = (found(opening, &text), found(closing, &text));
        assert!(here > 0 && phrase.here >= here && phrase.elsewhere >= there, "{text}");
    }
    for speech in &speeches {
        for phrase in repeated_phrases(&speech.index, Limits::OF_A_PAIR).rows {
            let text = printed(speech, &phrase);
            assert!(phrase.here >= found(speech, &text), "{text}");
        }
    }
}

#[test]
fn collocates_of_party_are_these() {
    let speeches = speeches();
    let mut collocates = Collocates::new(NEAR_SPAN);
    let mut count = 0;
    for speech in &speeches {
        let matches = matches(speech, "party", Options::default());
        count += matches.len();
        collocates.add(&speech.index, &matches);
    }
    assert_eq!((count, collocates.near(), collocates.elsewhere()), (106, 928, 1_440));
    let all = WordCounts::sum(speeches.iter().map(|speech| &**speech.index.counts()));
    let rows = collocates.rows(&all, MIN_NEAR);
    assert_eq!(rows.len(), 64);
    let line = |row: &Collocate| {
        let (near, elsewhere) = (row.contrast.here, row.contrast.there);
        format!(
            "{} {} {} {near} {elsewhere} {:+.1} {:.2}\n",
            row.word, row.left, row.right, row.log_ratio, row.g2
        )
    };
    assert_eq!(rows.iter().take(19).map(line).collect::<String>(), COLLOCATES);
    assert_eq!(format!("{:.4} {:.4}", rows[0].log_ratio, rows[0].g2), "2.4704 20.1815");
}

#[test]
fn neighbours_of_party_are_these() {
    let speeches = speeches();
    let matches = speeches.each_ref().map(|speech| matches(speech, "party", Options::default()));
    let texts = speeches.iter().zip(&matches).map(|(speech, matches)| (&speech.index, &matches[..]));
    let columns: Vec<String> = neighbours(texts, 3)
        .iter()
        .map(|column| {
            let words = column.words.iter().take(5).map(|(word, count)| format!(" {word} {count}"));
            format!("{:+}:{}", column.distance, words.collect::<String>())
        })
        .collect();
    assert_eq!(
        columns,
        [
            "-3: of 12 strengthening 5 the 5 to 4 decisions 3",
            "-2: of 22 the 16 by 4 across 4 all 3",
            "-1: the 44 our 19 workers 9 of 5 entire 5",
            "+1: cells 16 and 9 central 9 congress 9 of 8",
            "+2: and 16 committee 9 korea 8 the 6 secretaries 6",
            "+3: the 9 and 8 a 4 revolution 3 to 3",
        ]
    );
}

/// Returns what a comparison says about a row: number of words, and paragraph and byte range in both speeches.
fn placed(speeches: &[Speech; 2], a: &Range<usize>, b: &Range<usize>) -> (usize, [(usize, Range<usize>); 2]) {
    let [opening, closing] = speeches;
    let place = |speech: &Speech, words: &Range<usize>| {
        (speech.index.paragraph_of(words.start), speech.index.range(words.clone()))
    };
    (a.len(), [place(opening, a), place(closing, b)])
}

#[test]
fn passages_are_36_and_29() {
    let speeches = speeches();
    let [opening, closing] = &speeches;
    assert_eq!(Mode::of(&opening.index, &closing.index), Mode::Shared);
    let comparison = Comparison::new(&opening.index, &closing.index, Limits::OF_A_PAIR);
    let [here, there] = [Side::A, Side::B].map(|side| comparison.side(side));
    assert_eq!((here.passages.len(), there.passages.len()), (36, 29));
    assert_eq!((here.words, there.words), (146, 128));

    let row = &comparison.rows[0];
    assert_eq!(placed(&speeches, &row.a, &row.b), (14, [(26, 7196..7277), (37, 7989..8070)]));

    let counterparts = comparison.counterparts(Side::A, 35);
    assert_eq!((counterparts[0].here.len(), counterparts[0].passage), (14, 28), "the last ones correspond");
    let across = words_of(&closing.document, closing.index.range(there.passages[27].clone()));
    assert_eq!(across, "all other cell secretaries across the Party");
    let salutation = words_of(&closing.document, closing.index.range(there.passages[22].clone()));
    assert_eq!(salutation, "Comrade cell secretaries,\n\nAvailing myself of this opportunity");
}

#[test]
fn speech_and_itself_are_one_passage_for_each_paragraph() {
    for speech in &speeches() {
        let comparison = Comparison::new(&speech.index, &speech.index, Limits::OF_A_PAIR);
        let paragraphs = speech.index.paragraph_count();
        assert_eq!(comparison.rows.len(), paragraphs);
        for side in [Side::A, Side::B] {
            let shared = comparison.side(side);
            assert_eq!((shared.passages.len(), shared.words), (paragraphs, speech.index.len()));
        }
        assert_eq!(Mode::of(&speech.index, &speech.index), Mode::Versions);
    }
}

#[test]
fn overview_is_that_of_the_first_screen() {
    let [opening, closing] = speeches();
    let overview = Overview::of(&opening.index, &closing.index);
    assert_eq!((overview.phrases, overview.longest), (24, 14));
    let words = |words: &[(Box<str>, usize)], count: usize| {
        words.iter().take(count).map(|(word, count)| format!("{word} {count}")).collect::<Vec<_>>().join("  ")
    };
    assert_eq!(words(&overview.only_a, 4), "important 5  development 4  shortcomings 4  committees 3");
    assert_eq!(words(&overview.only_b, 6), "become 6  great 6  bonds 5  entire 5  human 5  knitted 5");
}

#[test]
fn last_paragraphs_as_versions_are_these() {
    let [opening, closing] = speeches();
    let (a, b) = (opening.index.paragraph(26), closing.index.paragraph(37));
    let edits = word_diff(&opening.index, a, &closing.index, b);
    let printed = |speech: &Speech, words: &Range<usize>| {
        words_of(&speech.document, range_with_marks(&speech.document, &speech.index, words.clone()))
    };
    let mut counts = [0; 3];
    let mut text = Vec::new();
    for edit in &edits {
        match edit {
            Edit::Equal { a, .. } => {
                counts[0] += a.len();
                text.push(printed(&opening, a));
            }
            Edit::OnlyA(words) => {
                counts[1] += words.len();
                text.push(format!("[-{}-]", printed(&opening, words)));
            }
            Edit::OnlyB(words) => {
                counts[2] += words.len();
                text.push(format!("{{+{}+}}", printed(&closing, words)));
            }
        }
    }
    assert_eq!(counts, [22, 37, 42]);
    assert_eq!(
        text.join(" "),
        "[-Fully-] {+Firmly+} convinced that {+the participants and all other cell secretaries across the Party, mindful of \
         the main idea of+} this conference {+and the tasks advanced by it,+} will [-mark a significant occasion in \
         further-] {+devote themselves to strengthening and developing Party cells and thus make an active contribution \
         to+} consolidating {+and uniting+} the [-foundations of the-] {+entire+} Party, [-building our revolutionary \
         ranks into more invincible ones and bringing about a remarkable progress in implementing the decisions of the \
         Party congress and in socialist construction,-] I declare the Sixth Conference of Cell Secretaries of the \
         Workers' Party of Korea [-open.-] {+closed.+}"
    );
}

#[test]
fn versions_of_a_speech_and_itself_have_no_differences() {
    let [opening, _] = speeches();
    let rows = version_rows(&opening.index, &opening.index);
    assert!(rows.iter().all(|row| row.kind == VersionKind::Same));
    assert_eq!((rows.len(), version_counts(&rows)), (26, (1_174, 0, 0)));
}
