//! Tests of the list of phrases.

use std::{collections::BTreeMap, fs};

use oratory::{Command, Event};
use proptest::prelude::*;
use testkit::harness::{Reader, library};

/// The first row of the list, below its head.
const FIRST: usize = 4;

/// Returns the rows of phrases in view.
fn phrases(reader: &Reader) -> Vec<String> {
    let rows = reader.rows();
    let rows = rows[FIRST..rows.len() - 1].iter().take_while(|row| !row.is_empty());
    rows.map(|row| row.trim_start_matches('▌').split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// Returns the rows of places in view, without blanks at their ends.
fn places(reader: &Reader) -> Vec<String> {
    let rows = reader.rows();
    let below = rows[FIRST..rows.len() - 1].iter().skip_while(|row| !row.is_empty());
    below.map(|row| row.trim().to_owned()).filter(|row| !row.is_empty()).collect()
}

fn title(reader: &Reader) -> String {
    reader.rows()[0].trim().to_owned()
}

fn in_folder(files: &[(&str, &str)]) -> Reader {
    let mut reader = Reader::in_folder(files);
    reader.resize(120, 30);
    reader
}

#[test]
fn phrases_of_both_speeches_are_listed_with_their_places() {
    for (columns, rows) in [(120, 40), (80, 24), (50, 15)] {
        let mut reader = Reader::sized(columns, rows);
        insta::assert_snapshot!(format!("phrases_{columns}x{rows}"), reader.keys("p").frame());
    }
}

#[test]
fn tab_goes_through_the_scopes() {
    let mut reader = Reader::sized(120, 40);
    let heads: Vec<[String; 2]> = (0..4)
        .map(|at| {
            let rows = reader.keys(if at == 0 { "p" } else { "Tab" }).rows();
            [0, 1].map(|row: usize| rows[row].trim().to_owned())
        })
        .collect();
    assert_eq!(
        heads[0],
        [
            "Phrases   24 in both speeches · longest first   Tab: 27 in Opening · 16 in Closing",
            "they cover 146 of 1,174 words of Opening (12.4 %), 128 of 1,300 of Closing (9.8 %)",
        ]
    );
    assert_eq!(
        heads[1],
        [
            "Phrases   27 repeated in Opening · longest first   Tab: 16 in Closing · 24 in both",
            "they cover 226 of 1,174 words of Opening (19.3 %)",
        ]
    );
    assert_eq!(
        heads[2][0],
        "Phrases   16 repeated in Closing · longest first   Tab: 24 in both · 27 in Opening"
    );
    assert_eq!(heads[3], heads[0]);
}

#[test]
fn enter_goes_down_and_esc_comes_back_up() {
    let mut reader = Reader::sized(120, 40);
    reader.keys("12G j");
    let text = reader.frame();
    let list = reader.keys("p j j j j j").frame();
    reader.keys("Enter");
    assert!(reader.status().contains("6/24 · place 1/8"), "{}", reader.status());
    let lines = reader.keys("G").frame();
    assert!(reader.status().contains("place 8/8"), "{}", reader.status());
    reader.keys("Enter");
    assert_eq!((reader.open(), reader.paragraph()), (1, 37));
    assert_eq!(reader.selected(), "Workers' Party of Korea");
    reader.keys("y");
    assert!(reader.copied.as_ref().unwrap().contains("Workers' Party of Korea"), "{:?}", reader.copied);
    assert_eq!(reader.keys("Esc").frame(), lines, "from the text to the lines");
    assert_eq!(reader.keys("Esc").frame().lines().next(), list.lines().next(), "to the phrases");
    assert!(reader.status().contains(" 6/24 "), "{}", reader.status());
    assert_eq!(reader.keys("Esc").frame(), text, "to the text before");
}

#[test]
fn passage_in_the_text_is_highlighted_and_stays_after_changes() {
    let mut reader = Reader::sized(120, 40);
    reader.keys("p Enter Enter m");
    assert!(reader.highlights().0.starts_with("I declare the Sixth"), "{}", reader.frame());
    // A selection that the reader has changed is cleared first.
    reader.keys("Esc Enter h");
    assert!(reader.keys("Esc").selected().is_empty());
    assert_eq!(reader.focus(), "Text");
    assert!(title(reader.keys("Esc")).starts_with("Phrases   24"), "{}", reader.frame());
}

#[test]
fn next_place_follows_from_phrase_to_phrase_and_in_the_text() {
    let mut reader = Reader::sized(120, 40);
    reader.keys("p n n N");
    assert!(reader.status().contains(" 2/24 "), "{}", reader.status());
    reader.keys("Enter n n n");
    assert!(reader.status().contains(" 2/24 · place 4/4"), "{}", reader.status());
    reader.keys("n");
    assert!(reader.status().contains(" 3/24 · place 1/2"), "{}", reader.status());
    reader.keys("N");
    assert!(reader.status().contains(" 2/24 · place 4/4"), "{}", reader.status());
    reader.keys("n Enter");
    assert_eq!((reader.open(), reader.paragraph()), (0, 3));
    reader.keys("n");
    assert_eq!((reader.open(), reader.paragraph()), (1, 12));
    assert_eq!(reader.selected(), "boundlessly faithful to the Party and the revolution");
    reader.keys("Esc");
    assert!(reader.status().contains(" 3/24 · place 2/2"), "{}", reader.status());
}

#[test]
fn limits_and_edges_change_the_list() {
    let mut reader = Reader::sized(120, 40);
    assert!(
        title(reader.keys("p +")).starts_with("Phrases   11 in both speeches · 4 words or more · longest")
    );
    reader.keys("- a");
    assert!(title(&reader).starts_with("Phrases   69 in both"), "{}", title(&reader));
    assert!(title(&reader).contains("any edges"), "{}", title(&reader));
    reader.keys("a - - -");
    assert!(reader.words().contains("a phrase has at least one word"), "{}", reader.frame());
    assert!(title(&reader).contains("1 word or more"), "{}", title(&reader));
    // The limit of repeated phrases is another.
    assert!(title(reader.keys("Tab")).starts_with("Phrases   27 repeated"), "{}", title(&reader));
}

#[test]
fn limit_keeps_the_cursor_on_its_phrase() {
    let mut reader = Reader::sized(120, 40);
    reader.keys("p j j j j j");
    let under_cursor = |reader: &Reader| {
        let row = reader.rows().into_iter().find(|row| row.starts_with('▌')).unwrap();
        let lines = places(reader);
        (
            row.contains("Workers' Party of Korea   "),
            lines.len(),
            lines.iter().all(|line| line.contains(" of Korea")),
        )
    };
    for keys in ["Down Up", "+", "- -"] {
        assert_eq!(under_cursor(reader.keys(keys)), (true, 8, true), "{}", reader.frame());
    }
}

#[test]
fn orders_are_by_length_frequency_and_place() {
    let mut reader = Reader::sized(120, 40);
    assert!(
        phrases(reader.keys("p s"))[0].starts_with("3 Party Central Committee 7 2"),
        "{}",
        reader.frame()
    );
    assert!(title(&reader).contains("most frequent") && reader.words().contains("sorted by frequency"));
    assert!(phrases(reader.keys("s"))[0].starts_with("3 comrade cell secretaries 3 5"), "{}", reader.frame());
    assert!(phrases(reader.keys("s"))[0].starts_with("14 I declare"), "{}", reader.frame());
}

#[test]
fn filter_keeps_phrases_with_a_word_or_without_it() {
    let mut reader = Reader::sized(120, 40);
    reader.keys("p f").type_in("Masses");
    assert!(reader.status().contains("2 of 24"), "{}", reader.status());
    reader.keys("Down Enter");
    assert!(title(&reader).starts_with("Phrases   2 of 24 in both speeches · only “Masses” · longest"));
    assert_eq!(phrases(&reader).len(), 2);
    assert!(
        reader.status().contains(" 2/2 ") && reader.status().contains("Esc clear"),
        "{}",
        reader.status()
    );
    reader.keys("f Ctrl-u").type_in("masses !people");
    assert_eq!(phrases(reader.keys("Enter")), ["3 among the masses 1 1 17 16"]);
    reader.keys("f Ctrl-u").type_in("xyz");
    assert!(
        reader.keys("Enter").words().contains("No phrase has “xyz”. Press Esc to show all."),
        "{}",
        reader.frame()
    );
    assert_eq!(phrases(reader.keys("Esc")).len(), 24, "Esc drops the filter before it closes the list");
    reader.keys("f").type_in("masses");
    assert_eq!(phrases(reader.keys("Esc")).len(), 24, "Esc in the prompt restores the filter before");
}

#[test]
fn phrases_of_a_passage_are_listed_and_the_selection_stays() {
    let mut reader = Reader::sized(120, 40);
    reader.keys("2G v");
    let text = reader.frame();
    reader.keys("p");
    assert_eq!(
        title(&reader),
        "Phrases   5 of the passage elsewhere · longest first   Tab: 24 in both · 27 in Opening · 16 in Closing"
    );
    assert!(
        phrases(&reader)[1].starts_with("4 Workers' Party of Korea 1 7 16 22 26 2 31 35 37"),
        "{}",
        reader.frame()
    );
    assert_eq!(reader.rows()[1].trim(), "they cover 14 of 50 words of the passage (28.0 %)");
    assert_eq!(reader.keys("Esc").frame(), text);
    // Also after another place was read.
    reader.keys("p j Enter G Enter");
    assert_eq!((reader.open(), reader.selected().as_str()), (1, "Workers' Party of Korea"));
    assert_eq!(reader.keys("Esc Esc Esc").frame(), text);
}

#[test]
fn phrases_are_exported_by_extension() {
    let mut reader = Reader::sized(120, 40);
    let mut export = |keys: &str, name: &str| {
        reader.keys(keys);
        let path = reader.data(name);
        fs::create_dir_all(reader.data("")).unwrap();
        reader.keys("Ctrl-u").type_in(path.to_str().unwrap()).keys("Enter");
        assert!(reader.words().contains("exported"), "{}", reader.frame());
        fs::read_to_string(path).unwrap()
    };
    let markdown = export("p e", "a.md");
    assert!(markdown.starts_with("## I declare the Sixth Conference of Cell Secretaries"), "{markdown}");
    let korea =
        markdown.split("\n## Workers' Party of Korea\n\n4 in opening, 4 in closing\n\n").nth(1).unwrap();
    let korea = korea.split("\n## ").next().unwrap();
    assert_eq!(korea.matches("\n>\n> — Kim Jong Un, “").count(), 8, "{korea}");
    assert!(korea.contains("(speech, ") && korea.contains(", para. 37."), "{korea}");
    let csv = export("e", "a.csv");
    assert!(csv.starts_with("phrase,text,words,here,there,places\n"), "{csv}");
    assert_eq!(csv.lines().count(), 25);
    let tsv = export("Tab e", "a.tsv");
    assert!(tsv.starts_with("phrase\ttext\twords\tspeech\tcount\tplaces\n"), "{tsv}");
    // The rows that are shown, in their order.
    reader.keys("Tab Tab s f").type_in("masses").keys("Enter");
    let mut export = |keys: &str, name: &str| {
        let path = reader.data(name);
        reader.keys(keys).keys("Ctrl-u").type_in(path.to_str().unwrap()).keys("Enter");
        fs::read_to_string(path).unwrap()
    };
    let json = export("e", "a.json");
    let phrases: Vec<&str> = json.lines().map(|line| line.split('"').nth(3).unwrap()).collect();
    assert_eq!(phrases, ["masses of the people", "among the masses"]);
    reader.keys("f Ctrl-u").type_in("xyz").keys("Enter e");
    assert!(reader.words().contains("nothing to export"), "{}", reader.frame());
}

const LIBRARY: [(&str, &str); 5] = [
    (
        "1906.txt",
        "+++\ntitle = \"One\"\ndelivered = \"1906\"\n+++\nWe want bread and peace for all of the people.\n",
    ),
    (
        "1921.txt",
        "+++\ntitle = \"Two\"\ndelivered = 1921-03-05\n+++\nBread and peace for all of the people, I say.\n",
    ),
    (
        "1930.txt",
        "+++\ntitle = \"Own\"\n+++\nThey asked for bread and peace for all of the people of this town, and got \
      roses, and the roses were red and white.\n",
    ),
    (
        "copy.txt",
        "+++\ntitle = \"Copy\"\n+++\nThey asked for bread and peace for all of the people of this town, and got \
      roses.\n",
    ),
    (
        "none.txt",
        "+++\ntitle = \"None\"\n+++\nGot roses, and the roses were red and white. Nothing more was said on that day, or the next.\n",
    ),
];

#[test]
fn phrases_of_a_library_have_their_first_and_last_use() {
    let mut reader = in_folder(&LIBRARY);
    reader.keys("] ] p");
    assert_eq!(
        reader.rows()[0].trim(),
        "Phrases   2 of Own in other speeches of the library · 5 words or more · by words × speeches   Tab: 0 in Own"
    );
    assert!(reader.rows()[1].contains("they cover 17 of 24 words of Own (70.8 %)"), "{}", reader.frame());
    assert!(reader.rows()[1].contains("Copy is largely this text, and left out"), "{}", reader.frame());
    assert_eq!(
        phrases(&reader),
        [
            "8 bread and peace for all of the people 1 2 One Two",
            "9 got roses, and the roses were red and white 1 1 no date no date"
        ]
    );
    assert_eq!(places(&reader).len(), 3);
    assert!(title(reader.keys("s")).contains("oldest first"));
    assert_eq!(phrases(&reader)[0], "8 bread and peace for all of the people 1 2 One Two");
    // The list's filter is the scope.
    reader.keys("Esc Tab f").type_in("o").keys("Enter p");
    assert!(title(&reader).contains("in other speeches with “o”"), "{}", reader.frame());
}

#[test]
fn one_speech_has_only_what_it_repeats() {
    let mut reader = Reader::of(library(&["the red house, the red house and the sea"]), (100, 24));
    reader.keys("p");
    assert!(title(&reader).starts_with("Phrases   0 repeated in"), "{}", reader.frame());
    assert!(reader.words().contains("No phrase of 3 words or more occurs twice. Press - for shorter ones."));
    assert_eq!(phrases(reader.keys("-")), ["2 red house 2 1"]);
    assert!(reader.keys("Tab").words().contains("there is no other scope"));
}

#[test]
fn question_can_be_stopped_and_the_newest_wins() {
    let mut reader = Reader::sized(120, 40);
    reader.hold_jobs().keys("p");
    assert!(reader.status().contains("reading 0 of 2 speeches"), "{}", reader.status());
    reader.keys("Ctrl-c");
    assert!(reader.words().contains("stopped after 0 of 2 speeches"), "{}", reader.frame());
    assert!(title(&reader).contains("not searched to the end"), "{}", reader.frame());
    // An answer that comes too late is not shown.
    reader.run_jobs();
    assert!(title(&reader).contains("not searched to the end"), "{}", reader.frame());
    reader.hold_jobs().keys("+ +");
    reader.run_jobs();
    assert!(
        title(&reader).starts_with("Phrases   5 in both speeches · 5 words or more"),
        "{}",
        reader.frame()
    );
    assert!(!reader.keys("Ctrl-c").quit, "the second time closes the list");
    assert!(!title(&reader).starts_with("Phrases"), "{}", reader.frame());
}

#[test]
fn mouse_selects_opens_and_scrolls() {
    let mut reader = Reader::sized(120, 24);
    reader.keys("p").clicks(1, 20, 6);
    assert!(reader.status().contains(" 3/24 "), "{}", reader.status());
    reader.clicks(1, 20, 4).clicks(2, 20, 9);
    assert!(reader.status().contains(" 6/24 · place 1/8"), "{}", reader.status());
    let row = reader.rows().iter().position(|row| row.contains("Closing ¶ 2 ")).unwrap();
    reader.clicks(1, 20, u16::try_from(row).unwrap());
    assert!(reader.status().contains(" 6/24 · place 5/8"), "{}", reader.status());
    reader.clicks(2, 20, u16::try_from(row).unwrap());
    assert_eq!((reader.open(), reader.selected().as_str()), (1, "Workers' Party of Korea"));
    reader.keys("Esc Esc").act(Command::Wheel(oratory::Turn::Down, 20, 10));
    assert!(phrases(&reader)[0].starts_with("5 Availing"), "{}", reader.frame());
    // A click on the head does nothing, and neither does one under a popup.
    let before = reader.frame();
    assert_eq!(reader.clicks(2, 20, 0).frame(), before);
    reader.keys("?").clicks(2, 20, 9).keys("?");
    assert_eq!(reader.frame(), before);
}

#[test]
fn list_opens_from_other_views() {
    let mut reader = Reader::sized(120, 40);
    let expected = title(reader.keys("p"));
    assert_eq!(title(reader.keys("Esc w p")), expected);
    assert_eq!(title(reader.keys("Esc Tab p")), expected, "from the list");
    reader.keys("Esc Esc").search("party").keys("Enter c p");
    assert_eq!(title(&reader), expected, "from the concordance");
    reader.keys("Enter Enter");
    assert_eq!(
        reader.selected(),
        "I declare the Sixth Conference of Cell Secretaries of the Workers' Party of Korea"
    );
    assert!(title(reader.keys("Esc Esc")).starts_with("Phrases"));
}

#[test]
fn list_is_made_again_when_a_text_changes() {
    let mut reader =
        in_folder(&[("a.txt", "the red house and the sea\n"), ("b.txt", "a red house and the sea\n")]);
    reader.keys("p");
    assert_eq!(phrases(&reader), ["5 red house and the sea 1 1 1 1"]);
    fs::write(reader.library_file("a.txt"), "Now: no red house and the sun, a red sea.\n").unwrap();
    reader.keys("Esc r p - -");
    assert!(phrases(&reader).iter().all(|row| !row.contains("the sea")), "{}", reader.frame());
    reader.act(Event::Idle);
}

#[test]
fn list_is_drawn_in_ascii_and_on_every_screen() {
    let mut reader = Reader::configured("ascii = true");
    reader.resize(120, 30).keys("p f").type_in("party").keys("Enter");
    assert!(reader.rows().iter().all(|row| row.is_ascii()), "{}", reader.frame());
    for (columns, rows) in [(1, 1), (3, 3), (10, 5), (30, 8), (60, 12), (200, 60)] {
        let mut reader = Reader::sized(columns, rows);
        reader.keys("p");
        for keys in ["G", "Tab", "Enter", "j", "Esc", "a", "+", "Enter Enter", "Esc", "Esc", "Esc"] {
            let (_, cursor) = reader.keys(keys).draw();
            assert!(cursor.x < columns && cursor.y < rows, "{columns}x{rows} {keys}: {cursor}");
        }
    }
    let mut reader = Reader::sized(200, 60);
    assert!(phrases(reader.keys("p"))[11].ends_with("7 2 3 7 9 13 15 21 25 10 36"), "{}", reader.frame());
}

#[test]
fn chinese_phrases_are_aligned() {
    let text = "我们要坚持党的领导。今天开会。";
    let mut reader = Reader::of(library(&[text, &format!("同志们，{text}")]), (80, 24));
    reader.keys("p");
    let rows = reader.rows();
    let column = |row: &str| oratory_core::Ambiguous::Narrow.width(row);
    assert!(rows[FIRST].contains("我们要坚持党的领导"), "{}", reader.frame());
    assert_eq!(column(&rows[FIRST]), column(&rows[FIRST - 1]), "{}", reader.frame());
}

/// The counts of each sequence of words in each speech: the definition of a phrase, word for word.
fn naive(speeches: &[Vec<Vec<String>>], words: usize) -> BTreeMap<String, Vec<usize>> {
    let edges = ["the", "of"];
    let mut counts: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
    for (speech, paragraphs) in speeches.iter().enumerate() {
        for paragraph in paragraphs {
            for len in words..=paragraph.len() {
                for sequence in paragraph.windows(len) {
                    if [0, len - 1].iter().all(|&end| !edges.contains(&&*sequence[end])) {
                        counts.entry(sequence.to_vec()).or_insert_with(|| vec![0; speeches.len()])[speech] +=
                            1;
                    }
                }
            }
        }
    }
    counts.retain(|_, counts| match counts[..] {
        [here] => here > 1,
        [here, ref others @ ..] => here > 0 && others.iter().any(|&count| count > 0),
        [] => false,
    });
    let contains = |longer: &[String], shorter: &[String]| {
        longer.len() > shorter.len() && longer.windows(shorter.len()).any(|part| part == shorter)
    };
    let all = counts.clone();
    counts.retain(|phrase, counts| {
        !all.iter().any(|(longer, other)| other == counts && contains(longer, phrase))
    });
    counts.into_iter().map(|(phrase, counts)| (phrase.join(" "), counts)).collect()
}

/// Returns the paragraphs of a text as words.
fn words_of(text: &str) -> Vec<Vec<String>> {
    let words = |paragraph: &str| paragraph.split_whitespace().map(str::to_owned).collect();
    text.split("\n\n").map(words).collect()
}

/// Returns the phrases on the screen with their counts, of which there are `counts`.
fn shown(reader: &Reader, counts: usize) -> BTreeMap<String, Vec<usize>> {
    let row = |row: String| {
        let cells: Vec<&str> = row.split(' ').collect();
        let len: usize = cells[0].parse().unwrap();
        let counts = cells[1 + len..1 + len + counts].iter().map(|count| count.parse().unwrap()).collect();
        (cells[1..=len].join(" "), counts)
    };
    phrases(reader).into_iter().filter(|row| row.starts_with(|c: char| c.is_ascii_digit())).map(row).collect()
}

const TEXT: &str = "([b-e]|the|of)( ([b-e]|the|of)){2,8}(\n\n([b-e]|the|of)( ([b-e]|the|of)){1,8}){0,2}";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn phrases_on_the_screen_are_those_of_a_naive_count(one in TEXT, other in TEXT, cut in 0..6_usize) {
        let mut reader = Reader::of(library(&[&one, &other]), (99, 200));
        let [a, b] = [&one, &other].map(|text| words_of(text));
        reader.keys("p -");
        prop_assert_eq!(shown(&reader, 2), naive(&[a.clone(), b.clone()], 2), "{}", reader.frame());
        reader.keys("Tab -");
        prop_assert_eq!(shown(&reader, 1), naive(std::slice::from_ref(&a), 2), "{}", reader.frame());
        reader.keys("Tab");
        prop_assert_eq!(shown(&reader, 1), naive(std::slice::from_ref(&b), 2), "{}", reader.frame());
        // A passage: the first paragraph without some words at its end.
        reader.keys("Esc v");
        let kept = a[0].len().saturating_sub(cut).max(1);
        (kept..a[0].len()).for_each(|_| { reader.keys("h"); });
        reader.keys("p -");
        let (passage, cut) = a[0].split_at(kept);
        let rest = std::iter::once(cut.to_vec()).chain(a[1..].iter().cloned()).collect();
        let expected = naive(&[vec![passage.to_vec()], rest, b], 2);
        let expected: BTreeMap<_, _> =
            expected.into_iter().map(|(phrase, counts)| (phrase, vec![counts[0], counts[1] + counts[2]])).collect();
        prop_assert_eq!(shown(&reader, 2), expected, "{}", reader.frame());
    }
}

#[test]
fn long_list_draws_only_what_is_in_view() {
    let paragraph = |number| format!("w{number} x{number} y{number}");
    let text = (0..6000).map(paragraph).collect::<Vec<_>>().join("\n\n");
    let mut reader = Reader::of(library(&[&text, &text]), (120, 40));
    reader.keys("p G");
    assert!(reader.status().contains("6,000/6,000"), "{}", reader.status());
    assert!(phrases(&reader).last().unwrap().starts_with("3 w5999 x5999 y5999 1 1"), "{}", reader.frame());
}

/// A phrase of fifteen words.
const LONG: &str = "We shall never give up the long and narrow road that leads to the sea today";

#[test]
fn phrase_too_long_for_its_column_is_read_whole_below_its_places() {
    let text = format!("Friends. {LONG}.\n\nBread and roses for everyone.");
    for (columns, rows) in [(120, 40), (80, 24), (50, 15), (40, 12)] {
        let mut reader = Reader::with(&[&text, &text.replace("Friends", "Comrades")]);
        reader.resize(columns, rows).keys("p");
        let below = reader.rows()[FIRST..].join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(below.contains(&format!("“{LONG}”")), "{columns}x{rows}\n{}", reader.frame());
        // A short phrase is whole in its column.
        reader.keys("j");
        assert!(reader.frame().contains("Bread and roses for everyone"), "{}", reader.frame());
        assert!(columns < 60 || !reader.frame().contains('“'), "{}", reader.frame());
        // The rows of places are where the pointer finds them.
        reader.keys("k Enter");
        let row = reader.rows().iter().position(|row| row.contains("¶ 1")).unwrap();
        reader.clicks(2, 3, u16::try_from(row).unwrap());
        assert_eq!(reader.selected(), LONG, "{columns}x{rows}");
    }
}

#[test]
fn phrase_longer_than_its_column_is_read_whole_on_a_wide_screen() {
    for more in ["", " morning", " morning again", " morning again and again"] {
        let long = format!("{LONG} and tomorrow{more}");
        let text = format!("Friends. {long}.\n\nBread and roses for everyone.");
        for columns in [160, 220, 250, 300] {
            let mut reader = Reader::with(&[&text, &text.replace("Friends", "Comrades")]);
            reader.resize(columns, 40).keys("p");
            let below = reader.rows()[FIRST + 2..].join(" ");
            assert!(below.contains(&format!("“{long}”")), "{columns}\n{}", reader.frame());
        }
    }
}

/// Returns the head of the columns and the rows of the phrases in three other texts, with these lines of front matter.
fn uses(details: [&str; 3]) -> Vec<String> {
    let text = |details: &str, body: &str| {
        let front = if details.is_empty() { String::new() } else { format!("+++\n{details}\n+++\n") };
        format!("{front}{body}")
    };
    let body = "One red house and the blue sea.\n\nThey sail the seven seas.";
    let own = ["hay", "oat", "rye"].map(|word| vec![word; 40].join(" "));
    let bodies =
        ["One red house and the blue sea.", "One red house and the blue sea.", "They sail the seven seas."];
    let texts = [0, 1, 2].map(|at: usize| text(details[at], &format!("{}\n\n{}", own[at], bodies[at])));
    let open = text("date = 2001-01-01", body);
    let mut reader =
        in_folder(&[("a.txt", &open), ("b.txt", &texts[0]), ("c.txt", &texts[1]), ("d.txt", &texts[2])]);
    reader.keys("p -");
    reader.rows()[FIRST - 1..FIRST + 2].to_vec()
}

#[test]
fn order_of_the_list_is_named_where_no_date_says_which_use_is_first() {
    let dated = uses(["date = 1990-05-01", "date = 1980-05-01", ""]);
    assert!(dated[0].contains(" first ") && !dated[0].contains("in list"), "{dated:?}");
    assert!(dated[0].contains(" here  speeches "), "{dated:?}");
    assert!(dated.concat().contains("seven seas") && dated.concat().contains("no date"), "{dated:?}");
    // No such day exists.
    for details in [["", "", ""], ["date = \"1999-13-45\"", "date = \"1998-02-31\"", "date = \"some day\""]] {
        let undated = uses(details);
        assert!(undated[0].contains("first in list") && undated[0].contains("last in list"), "{undated:?}");
        assert!(!undated.concat().contains("no date"), "{undated:?}");
    }
}
