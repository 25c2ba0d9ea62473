//! Tests of the layout of plain text: blocks, their kinds, and the title.

#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

use oratory_core::{
    Ambiguous, Document, Kind, Layout, Markup, Row, ScrollOffset, SpanKind, Style, TitleSource, is_blank,
    quotation, text_of,
};
use oratory_import::{File, ImportError, import, import_text};
use proptest::prelude::*;

const LONG: &str = "This is one long line, as web pages give it when they are copied, with more than one hundred and \
                    twenty bytes in it, so that nobody breaks it by hand.";

/// A letter for each kind: `p`aragraph, `l`ist, `v`erse, `h`eading, `r`ule, `f`urniture, `s`ignature.
fn kinds(content: &str) -> String {
    let letter = |kind: Kind| kind.name().chars().next().unwrap();
    import_text("talk", content).blocks().map(|block| letter(block.kind)).collect()
}

fn blocks(speech: &Document) -> Vec<&str> {
    speech.blocks().map(|block| &speech.text()[block.range]).collect()
}

/// Returns the rows of a speech below its title page in a column of `width` cells, as they are drawn.
fn drawn(speech: &Document, width: u16) -> Vec<String> {
    let rows = Layout::new(speech, width).rows_from(ScrollOffset::Text(0));
    let graphemes = |row: Row| {
        let text = &speech.text()[row.range];
        Ambiguous::Narrow.row_graphemes(text).map(|grapheme| grapheme.symbol.into_owned()).collect()
    };
    rows.map(graphemes).collect()
}

#[test]
fn kinds_of_blocks_are_those_of_their_lines() {
    let wide = "同志们，我们今天在这里开会，讨论我们的工作和今后的任务，这是一件非常重要的事情，大家都要认真地对待它。";
    for (content, expected) in [
        // Lines that are paragraphs.
        (format!("{LONG}\n{LONG}\n{LONG}"), "ppp"),
        (format!("SPEECH AT THE FAIR\n\n{LONG}\n{LONG}\n\nSource: the web"), "hppp"),
        (format!("{LONG}\nYes.\n{LONG}"), "ppp"),
        (format!("{LONG}\nII\n{LONG}"), "php"),
        (format!("{wide}\n{wide}"), "pp"),
        (format!("标题\n\n{wide}\n{wide}\n\n来源：网络"), "pppp"),
        // Lines that were broken by hand.
        ("It was a fine day when we\nwent to the fair to see it.\n\nIt rained.".to_owned(), "pp"),
        ("A line that ends here.\nand goes on in the next\nuntil it ends.".to_owned(), "p"),
        // Blank lines of any kind.
        ("One.\n\u{200b}\nTwo.\n\u{feff}\u{2060}\nThree.\n \u{3000}\t\nFour.".to_owned(), "pppp"),
        ("One.\r\rTwo.\r\rThree.\r".to_owned(), "ppp"),
        ("One.\u{2029}\u{2029}Two.\u{2029}\u{2029}Three.".to_owned(), "ppp"),
        ("One.\u{2028}\u{2028}Two.".to_owned(), "pp"),
        ("One.\r\n\r\nTwo.\n\nThree.\u{85}\u{85}Four.".to_owned(), "pppp"),
        // Indents.
        ("    The first begins here and\ngoes on.\n    The second begins here\ntoo.".to_owned(), "pp"),
        ("\tThe first begins here and\ngoes on.\n\tThe second begins here\ntoo.".to_owned(), "pp"),
        ("\u{a0}\u{a0}\u{a0}The first begins and\ngoes on.\n\u{a0}\u{a0}\u{a0}The second.".to_owned(), "pp"),
        (
            "The first is flush and\ngoes on.\n   The second begins here\ntoo.\n   The third.".to_owned(),
            "ppp",
        ),
        (
            "The first hangs and\n   goes on so.\nThe second hangs\n   too, it does.\nThe third.".to_owned(),
            "ppp",
        ),
        ("\u{3000}\u{3000}第一段的文字\n继续。\n\u{3000}\u{3000}第二段。".to_owned(), "pp"),
        ("\u{3000}\u{3000}第一段。\n\u{3000}\u{3000}第二段。\n\u{3000}\u{3000}第三段。".to_owned(), "ppp"),
        ("第一段。\u{3000}\u{3000}第二段！\u{3000}\u{3000}第三段。".to_owned(), "ppp"),
        ("    Set in from the margin, but\n    one paragraph nevertheless.".to_owned(), "p"),
        // Items and verse.
        ("We demand:\n- bread;\n- peace;\n- land.".to_owned(), "l"),
        ("* bread\n* peace".to_owned(), "l"),
        ("• bread\n  and butter\n• peace".to_owned(), "l"),
        ("– bread;\n– peace.".to_owned(), "l"),
        ("1. First of all.\n2. Second of all.".to_owned(), "l"),
        ("1) first\n2) second\n3) third".to_owned(), "l"),
        ("(1) first\n(2) second".to_owned(), "l"),
        ("a) first\nb) second".to_owned(), "l"),
        ("i. first\nii. second\niii. third".to_owned(), "l"),
        ("一、农业；\n二、工业。".to_owned(), "l"),
        ("We demand:\n- bread.".to_owned(), "l"),
        ("It was a day in the year of\n1985. It rained then, and he\nsaid that it was fine.".to_owned(), "p"),
        ("He went there\n- and this is true -\nto see it.".to_owned(), "p"),
        ("— No, said he.\n— Yes, said she.".to_owned(), "v"),
        (
            "The mill stands still, the wheel is dry,\nThe miller looks up,\nAnd asks for a drop.".to_owned(),
            "v",
        ),
        (
            "Arise, ye starvelings, from your slumbers;\n  Arise, ye criminals of want,\nFor reason."
                .to_owned(),
            "v",
        ),
        ("床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。".to_owned(), "v"),
        // Rules.
        ("One.\n\n* * *\n\nTwo.\n---\nThree.\n\n***\n\n_____\n\nFour.".to_owned(), "prprprrp"),
        // Headings.
        ("The First Part\n\nIt begins.\n\nTHE SECOND\nPART OF IT\n\nIt goes on.".to_owned(), "hphp"),
        ("Off we go.\n\nSECOND\n=====\n\nIt goes on.".to_owned(), "phrp"),
        ("It begins.\n\nTHE SECOND PART\nIt goes on in small letters\nfor a while.".to_owned(), "php"),
        ("第一章 总则\n\n我们的工作。\n\n제2장 총칙\n\n동지들.".to_owned(), "hphp"),
        ("It begins.\n\nPROTECTING RIGHTS AND\n\nLIBERTIES\n\nIt ends.".to_owned(), "php"),
        // Signatures, dates and places.
        ("It ends.\n\nGROVER CLEVELAND".to_owned(), "ps"),
        ("It ends.\n\nGROVER CLEVELAND\n\nWashington, December 8, 1885".to_owned(), "psp"),
        ("It ends.\n\nJIMMY CARTER\nThe White House,\nJanuary 19, 1978.".to_owned(), "ps"),
        (
            format!(
                "{0}\n{0}\n\n{0}\n\nHERBERT HOOVER\nThe White House,\nDecember 3, 1929",
                "Long words. ".repeat(12)
            ),
            "ppps",
        ),
        (
            format!(
                "{0}\n{0}\n\n{0}\n\nRICHARD NIXON\nThe White House,\n\nMarch 1, 1973.",
                "Long words. ".repeat(12)
            ),
            "pppsp",
        ),
        ("Geneva, 12 May 1956\n\nMr. President,\n\nIt begins.".to_owned(), "ppp"),
        // Page furniture.
        ("One.\n\n1\n\nTwo.\n\n2\n\nThree.\n\n3\n\nFour.".to_owned(), "pfpfpfp"),
        ("One.\n\n- 7 -\n\nTwo.\n\n- 8 -\n\nThree.\n\n- 9 -".to_owned(), "pfpfpf"),
        ("One.\n\nPage 1 of 3\n\nTwo.\n\nPage 2 of 3\n\nThree.\n\nPage 3 of 3".to_owned(), "pfpfpf"),
        ("One.\nPage 1|3\n\nTwo.\nPage 2|3\nThree.\n\nPage 3|3".to_owned(), "pfpfpf"),
        ("One.\n\nPage 1|3\n\nTwo.\n\nPage 2|3\n\nThree.\n\nPage 3 | 3".to_owned(), "pfpfpf"),
        ("One.\n\n12\n\nTwo.\n\n19\n\nThree.".to_owned(), "ppppp"),
        ("1906\n\nOne.\n\n1907\n\nTwo.\n\n1908\n\nThree.".to_owned(), "pppppp"),
    ] {
        assert_eq!(kinds(&content), expected, "{content}");
    }
}

#[test]
fn lines_of_sentences_and_addressees_are_no_headings() {
    for (content, expected) in [
        // A line of a sentence in capitals, beside lines that are paragraphs.
        (
            format!(
                "{LONG}\n{LONG} It was after the adoption by the\nGeneral Assembly of the League\nof that paper."
            ),
            "pppp",
        ),
        (format!("{LONG}\n{LONG}\nGeneral Assembly of the League\n{LONG}"), "pphp"),
        // The addressees at the head of a speech.
        (format!("President of the League and the General\nAssembly,\n{LONG}\n{LONG}"), "pppp"),
        (format!("Mr. President\nSecretary-General\n{LONG}\n{LONG}"), "pppp"),
        (
            format!(
                "H.E. Mr. Ann Lee, President of the League;\nH.E. Mr. Ian Ray, Secretary of the League\n{LONG}\n{LONG}"
            ),
            "pppp",
        ),
        (format!("His Excellency Mr. Ian Ray\nSecretary General of the League\n{LONG}\n{LONG}"), "pppp"),
        (
            format!("Hon’ble Prime Minister\nGovernment of the Republic\nMr. President,\n{LONG}\n{LONG}"),
            "ppppp",
        ),
        (format!("Government of the People\n\n{LONG}\n\n{LONG}"), "hpp"),
        ("Speech at the Fair\n\nH.E. Mr. Ian Ray\n\nIt was a fine day.".to_owned(), "hp"),
        (format!("Conclusion\nMr. President,\n{LONG}\n{LONG}"), "hppp"),
        // The numbers of paragraphs, and of sections.
        (format!("6. {LONG}\n\n7.\n\n8.\n\n{LONG}"), "pppp"),
        (format!("{LONG}\n\n7.\n\n{LONG}"), "php"),
        (format!("{LONG}\n\n1. Bread and Land\n\n{LONG}\n\n2. Peace\n\n{LONG}"), "phphp"),
    ] {
        assert_eq!(kinds(&content), expected, "{content}");
    }
}

#[test]
fn items_and_verse_stay_lines() {
    let rows = |content: &str| drawn(&import_text("talk", content), 30);
    assert_eq!(
        rows("We demand\nthis:\n- bread\n  and butter;\n- land."),
        ["We demand this:", "- bread and butter;", "- land."]
    );
    assert_eq!(rows("1. One.\r2. Two.\r3. Three."), ["1. One.", "2. Two.", "3. Three."]);
    assert_eq!(rows("Rise up,\nMy friends of old,\nAnd go."), ["Rise up,", "My friends of old,", "And go."]);
    let long = "1. An item that is longer than a row of text.\n2. Another one.";
    assert_eq!(rows(long), ["1. An item that is longer than", "a row of text.", "2. Another one."]);
}

#[test]
fn line_ends_of_any_kind_are_drawn_as_blanks() {
    let speech = import_text("talk", "One line\rand the\u{2028}next,\u{b}all\u{85}of it.\r\rTwo.");
    assert_eq!(drawn(&speech, 60), ["One line and the next, all of it.", "", "Two."]);
    let speech = import_text("talk", "The end of a page is\n\u{c}here in a paragraph.\n\n\u{c}A new one.");
    assert_eq!(drawn(&speech, 60), ["The end of a page is here in a paragraph.", "", "A new one."]);
}

/// Three pages. A sentence goes on at the end of the first and the second.
const PAGES: &str = "We have come a long way, and the\n\n  1\n\nroad before us is longer. It is true that of the\n\n  2\n\n\
                     United Nations there is none that will not-\n\n  3\n\nwithstanding go.";

#[test]
fn sentence_that_a_page_number_cuts_is_one_paragraph() {
    let speech = import_text("talk", PAGES);
    assert_eq!(kinds(PAGES), "p");
    let spans = speech.spans(&(0..speech.text().len()));
    let furniture: Vec<_> =
        spans.iter().map(|span| (&speech.text()[span.range.clone()], span.kind)).collect();
    let number = |number: usize| format!("\n\n  {number}\n\n");
    let numbers = [number(1), number(2), number(3)];
    assert_eq!(furniture, [0, 1, 2].map(|at| (numbers[at].as_str(), SpanKind::Furniture)));
    let rows = drawn(&speech, 60);
    assert_eq!(
        rows[..3],
        ["We have come a long way, and the", "1", "road before us is longer. It is true that of the"]
    );
    let shown = text_of(&speech, 0..speech.text().len(), Markup::SHOWN);
    assert!(shown.starts_with("We have come a long way, and the\n1\nroad before us"), "{shown}");
    let letters = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(letters(&shown), letters(speech.text()), "nothing is lost");
    assert_eq!(speech.words(), 29, "page numbers are not counted");
    let quoted = quotation(&speech, 1..=1, Style::Chicago).unwrap();
    assert!(
        quoted.contains("and the road before us") && quoted.contains("of the United Nations"),
        "{quoted}"
    );
}

#[test]
fn form_feed_within_a_sentence_is_a_blank() {
    for content in [
        "The end of a page is\n\u{c}here in a paragraph.",
        "The end of a page is\u{c}here in a paragraph.",
        "The end of a page is\n\n\u{c}\nhere in a paragraph.",
        "The end of a page is in the\n\u{c}Government of it.",
    ] {
        assert_eq!(kinds(content), "p", "{content:?}");
    }
    assert_eq!(
        (kinds("It ends.\n\u{c}It begins."), kinds("It ends.\u{c}It begins.")),
        ("pp".to_owned(), "pp".to_owned())
    );
    assert_eq!(kinds("It ends here\n\u{c}(a) it begins."), "pp");
}

#[test]
fn running_heads_are_furniture_where_pages_end() {
    let page = |number: usize| format!("{LONG} {LONG}\n\n{LONG}\n\n\u{c}Speech of Ann Lee    {number}\n\n");
    let content: String = (1..=4).map(page).collect();
    assert_eq!(kinds(&format!("{content}It ends.")), "ppfppfppfppfp");
    let page = |_| format!("{LONG} {LONG}\n\n{LONG}\n\nSpeech of Ann Lee\n\n");
    let content: String = (1..=4).map(page).collect();
    assert_eq!(kinds(&format!("{content}It ends.")), "ppfppfppfppfp", "at equal distances");
    let page =
        |number: usize| format!("{}\n\nSpeech of Ann Lee\n\n", format!("{LONG}\n\n").repeat(number * number));
    let content: String = (1..=4).map(page).collect();
    assert!(!kinds(&format!("{content}It ends.")).contains('f'), "headings are not at equal distances");
}

#[test]
fn refrains_and_lists_of_numbers_are_text() {
    let stanza = "We marched along the road that day,\nAnd sang of all that we had seen,\nThe sun was high, the fields were \
                  gay,\nAnd all the land was fresh and green,\nAnd no one asked us for our pay,\nAnd no one told us where \
                  we'd been,\n\nOn, ye workers, on!\n\n";
    assert!(!kinds(&stanza.repeat(5)).contains('f'));
    assert!(!kinds("1\n2\n3\n4\n5").contains('f'));
    assert!(!kinds("He counted:\n1\nand then\n2\nand then\n3\nand stopped.").contains('f'));
    assert!(!kinds(&"Ladies and Gentlemen\n\nWe go on, as we always did.\n\n".repeat(9)).contains('f'));
}

#[test]
fn blank_line_in_mid_sentence_joins_only_if_it_is_certain() {
    for one in [
        "We are building toward a world where all nations may live\n\nfree from the fear of aggression.",
        "It is the capacity of our institutions. They produce all the fruits of good government,\n\nthe state of which is well.",
        "Those critics who speak of this great revolu-\n\ntionary change have not seen it.",
    ] {
        let speech = import_text("talk", one);
        assert_eq!(kinds(one), "p", "{one}");
        let spans = speech.spans(&(0..one.len()));
        assert!(matches!(spans, [span] if is_blank(&one[span.range.clone()])), "the join is stated");
    }
    for two in [
        "It consisted of the following items, viz:\n\nmaking a total of 9 dollars.",
        "The expenditures for the same period were--\n\nleaving a surplus of 9 dollars.",
        "Friends,\n\nwe meet here.",
        "Sehr geehrter Herr Präsident, meine Damen und Herren,\n\nich freue mich, hier zu sein.",
        "Meine Damen und Herren\n\nich freue mich, hier zu sein.",
        "wheat and rye and oats\n\nbarley and maize and rice",
        "A speech on the state of farming\n\nby Ann Lee",
        "We went to the fair that day\n\nWe saw all of it.",
        "It is so (and not otherwise).\n\nand so on it goes.",
        "He said “no.”\n\nand that was that.",
        "The items are as we have seen them\n\na) bread, b) land.",
        "Roses are red,\nViolets are blue\n\nand so are you.",
    ] {
        assert_eq!(import_text("talk", two).paragraph_count(), 2, "{two}");
    }
}

#[test]
fn name_of_a_file_is_not_cited_as_a_title() {
    let speech = import_text("talk", "(Applause)\n\nI thank you for it.");
    assert_eq!(quotation(&speech, 1..=1, Style::Chicago).unwrap(), "“I thank you for it.”\n— talk, para. 1.");
}

#[test]
fn title_is_a_heading_above_the_text() {
    let text = "It is a text of more than twenty words, which goes on and on, until at last the twenty words are reached \
                by it and it ends.";
    for (content, expected) in [
        ("On Unity\n\nWe are one.", Some("On Unity")),
        ("ON UNITY\nAND PEACE\n\nWe are one.", Some("ON UNITY AND PEACE")),
        ("ON UNITY\n\nAN ADDRESS\n\nWe are one.", Some("ON UNITY: AN ADDRESS")),
        ("STATEMENT\n\nBY\n\nANN LEE\n\nWe are one.", Some("STATEMENT BY ANN LEE")),
        ("STATEMENT BY ANN LEE\nGENEVA, 12 MAY 1956\n\nWe are one.", Some("STATEMENT BY ANN LEE")),
        ("ON UNITY\nAND PEACE\nIN THE WORLD\n\nWe are one.", Some("ON UNITY AND PEACE IN THE WORLD")),
        ("THE DUTY OF THE CITIZEN\nBy Ann Lee\n\nWe are one.", Some("THE DUTY OF THE CITIZEN")),
        (
            "THE DUTY OF THE CITIZEN\nBy Ann Lee\nDelivered at Boston, May 4, 1901\n\nWe are one.",
            Some("THE DUTY OF THE CITIZEN"),
        ),
        ("THE DUTY OF THE CITIZEN\n\nBy Ann Lee\n\nWe are one.", Some("THE DUTY OF THE CITIZEN")),
        ("Check against delivery\n\nSTATEMENT BY ANN LEE\n\nWe are one.", Some("STATEMENT BY ANN LEE")),
        ("Geneva, 12 May 1956\n\nOn Unity\n\nWe are one.", Some("On Unity")),
        ("On Unity\n\nII\n\nWe are one.", Some("On Unity")),
        ("We meet today to speak.\n\n(Applause)\n\nI thank you.\n\nOn Unity\n\nWe are one.", None),
        ("He spoke.\n\n1\n\nAnd he went on.\n\n2\n\nIt ends.", None),
        ("Mr. President\n\nWe are one.", None),
        ("[Delivered in person]\n\nWe are one.", None),
        ("12 May 1956\n\nWe are one.", None),
        ("II\n\nWe are one.", None),
        ("第一章 总则\n\n我们。", None),
        ("We are one.", None),
        ("", None),
    ] {
        let speech = import_text("talk", content);
        let details = speech.details();
        let title = (details.title_source == TitleSource::Heading).then_some(details.title.as_str());
        assert_eq!(title, expected, "{content}");
    }
    let below = format!("{text}\n\nOn Unity\n\nWe are one.");
    assert_eq!(import_text("talk", &below).details().title, "talk");
}

#[test]
fn titles_over_several_lines_are_shown_once_and_keep_their_lines() {
    let speech = import_text("talk", "ON UNITY\n\nAN ADDRESS\n\nWe are one.");
    assert_eq!(drawn(&speech, 40), ["ON UNITY", "", "AN ADDRESS", "", "We are one."]);
    assert_eq!(
        (speech.heading(0), speech.title_page().text.as_str()),
        ("ON UNITY: AN ADDRESS".to_owned(), "\n")
    );
}

#[test]
fn interjections_and_sentences_in_quotes_have_numbers() {
    let content = "They asked us to yield, and we said so.\n\n“Never.”\n\n“Long Live Bread!”\n\nComrades![1]\n\n\"No.\"\n\nIt is so.";
    let speech = import_text("talk", content);
    assert_eq!(speech.paragraph_count(), 6);
    assert_eq!(speech.details().title, "talk");
}

#[test]
fn import_takes_time_in_proportion_to_the_length() {
    // A quadratic importer would take minutes for each.
    for part in [
        "a\n",
        "a\n\n",
        "1\n\n",
        "Head of It\n\n",
        "- a\n",
        "\u{200b}\n",
        "\r",
        "。\u{3000}\u{3000}",
        "  a.\na\n",
        "[1](",
        "\u{c}and ",
    ] {
        let content = part.repeat((1 << 18) / part.len());
        let documents = import(File::default(), content.clone().into_bytes()).unwrap();
        assert!(content.contains(documents[0].text()));
    }
}

#[test]
fn signature_is_found_whatever_ends_its_lines() {
    for content in ["A \nA,\n", "A.\nA.\nA,\n"] {
        for ending in ["\r\n", "\r", "\u{2028}"] {
            assert_eq!(kinds(&content.replace('\n', ending)), kinds(content), "{content:?} {ending:?}");
        }
    }
}

const TANGLE: &str = "([ \\t\u{a0}\u{3000}\u{200b}]{0,3}([a-c]{1,4}|[A-C]{1,4}|[A-C][a-c]{1,3} [A-C][a-c]|and|12?|[-*•] |[1-3]\\. |[.,!?:…”)]|[가一。，]{1,3}|é|\\*\\*\\*|___){0,4}(\n|\n\n|\r|\r\n|\u{c}|\u{2028}|\u{2029}|\u{85})?){0,24}";

proptest! {
    #[test]
    fn blocks_and_gaps_are_the_text(content in TANGLE) {
        let speech = import_text("talk", &content);
        let text = speech.text();
        prop_assert!(content.contains(text));
        let mut offset = speech.blocks().next().map_or(text.len(), |block| block.range.start);
        prop_assert!(is_blank(&text[..offset]));
        for block in speech.blocks() {
            prop_assert_eq!(block.range.start, offset);
            let words = &text[block.range.clone()];
            prop_assert!(!is_blank(words) && words.trim() == words, "{:?}", words);
            let gap = speech.gap_after(block.index);
            prop_assert!(!gap.is_empty() || gap.end == text.len());
            offset = gap.end;
            prop_assert!(is_blank(&text[gap.clone()]), "{:?}", &text[gap]);
            let spans = speech.spans(&block.range);
            prop_assert!(spans.iter().all(|span| span.range.end <= block.range.end));
            prop_assert!(spans.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start));
        }
        prop_assert_eq!(offset, text.len());
    }

    #[test]
    fn rows_tile_blocks_and_lead_back(content in TANGLE, width in 1_u16..30) {
        let speech = import_text("talk", &content);
        let layout = Layout::new(&speech, width);
        let all: Vec<Row> = layout.rows_from(ScrollOffset::START).collect();
        for (index, row) in all.iter().enumerate() {
            prop_assert_eq!(layout.rows_from(row.scroll_offset()).next(), Some(row.clone()));
            let above: Vec<Row> = layout.rows_above(row.scroll_offset()).take(3).collect();
            prop_assert!(above.iter().eq(all[..index].iter().rev().take(3)));
        }
        for block in speech.blocks() {
            let mut offset = block.range.start;
            for row in all.iter().filter(|row| row.block() == Some(block.index)) {
                prop_assert_eq!(row.range.start, offset);
                offset = row.range.end;
            }
            prop_assert_eq!(offset, block.range.end);
        }
    }

    #[test]
    fn any_bytes_are_imported_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        match import(File::default(), bytes) {
            Ok(documents) => prop_assert!(!documents.is_empty()),
            Err(error) => prop_assert!(matches!(error, ImportError::NotText(_))),
        }
    }

    #[test]
    fn line_ends_of_a_kind_make_no_difference(content in "(([A-C]?[a-c .,]{1,9}|12|\\* \\* \\*|- a)(\n|\n\n)){0,12}") {
        let lines = import_text("talk", &content);
        for ending in ["\r\n", "\r", "\u{2028}", "\u{2029}"] {
            let others = import_text("talk", &content.replace('\n', ending));
            let expected: Vec<String> = blocks(&lines).iter().map(|block| block.replace('\n', ending)).collect();
            prop_assert_eq!(blocks(&others), expected);
            prop_assert_eq!(kinds(&content), kinds(&content.replace('\n', ending)));
        }
    }
}

#[test]
fn two_wrapped_lines_of_korean_are_one_paragraph() {
    let turn =
        "위원장: 한 가지 더 말씀드리면 새해에는 더 많은 사업이 있을 것이므로 미리\n준비하여야 합니다.\n\n";
    let other = turn.replace("위원장", "김철수");
    let speech = import_text("talk", &[turn, &other].concat().repeat(2));
    assert_eq!(speech.paragraph_count(), 4);
    // A line that ends a sentence is a paragraph, and so is one that is wider than any terminal.
    let line = "동지들, 우리는 오늘 이 자리에서 지난 한 해 동안의 사업을 총화하고 앞으로의 과업을 토의하게 됩니다.\n";
    assert_eq!(import_text("talk", &line.repeat(2)).paragraph_count(), 2);
    let long = "동지들, 우리는 오늘 이 자리에서 지난 한 해 동안의 사업을 총화하고 앞으로의 과업을 토의하게 된다는 것과\n";
    assert_eq!(import_text("talk", &long.repeat(2)).paragraph_count(), 2);
}

#[test]
fn running_head_that_returns_once_is_page_furniture_at_page_ends() {
    let pages = |end: &str, head: &str, number: &str| {
        format!(
            "We have met here to look back at the year, and the harvest was late, but it was\n{end}{number}{head}\n\n\
             brought in by all of us, as it has been every year. Nobody here went without the\n{end}{number}{head}\n\n\
             bread that they needed. We thank you.\n"
        )
    };
    let paragraphs = |text: &str| import_text("talk", text).paragraph_count();
    assert_eq!(paragraphs(&pages("\u{c}", "REPORT OF THE YEAR", "")), 1);
    let numbered = pages("\n", "REPORT OF THE YEAR", "7\n\n").replacen("7\n", "6\n", 1);
    assert_eq!(paragraphs(&numbered), 1);
    let speech = import_text("talk", &pages("\n", "REPORT OF THE YEAR", ""));
    assert_eq!((speech.paragraph_count(), speech.headings().count()), (3, 2), "nothing ends a page");
    let sections = pages("\u{c}", "CHAPTER ONE", "").replacen("ONE", "TWO", 1);
    assert_eq!(import_text("talk", &sections).headings().count(), 2, "headings of sections differ");
    let foot =
        import_text("talk", "We hold that it is the one place where\n\n  2\n\n\u{c}the people meet.\n");
    assert_eq!(foot.paragraph_count(), 1, "a number alone at the foot of a page");
}
