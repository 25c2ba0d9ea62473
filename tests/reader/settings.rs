//! Tests of settings in the configuration and by key.

use oratory::{BINDINGS, SETTINGS};
use ratatui::style::{Color, Modifier};
use testkit::harness::Reader;

#[test]
fn every_setting_has_a_visible_effect() {
    let frame = |settings: &str, keys: &str| format!("{:?}", Reader::configured(settings).keys(keys).draw());
    for (setting, other, keys) in [
        ("text_width", "text_width = 40", ""),
        ("numbers", "numbers = false", ""),
        ("markup", "markup = false", "*"),
        ("list_width", "list_width = 20", ""),
        ("overview", "overview = false", ""),
        ("words_per_minute", "words_per_minute = 100", ""),
        ("smart_case", "smart_case = false", "/ Conference Enter"),
        ("folds", "folds = false", "/ oriented-party Enter / workers’ Enter"),
        ("theme", "theme = \"dark\"", ""),
        ("ascii", "ascii = true", ""),
        ("ambiguous_width", "ambiguous_width = 2", ""),
        ("[looks]", "[looks]\nfaint = \"red\"", ""),
        ("reference", "reference = \"{date}\"", "/ party Enter c"),
        ("[keys]", "[keys]\nhelp = [\"x\"]", "x"),
    ] {
        assert_ne!(frame("", keys), frame(other, keys), "{setting}");
    }
    assert!(!Reader::configured("").app().panes().view().mouse);
    assert!(Reader::configured("mouse = true").app().panes().view().mouse);
    let copied = |settings: &str| Reader::configured(settings).keys("y").copied.clone();
    assert_ne!(copied(""), copied("citation = \"apa\""));
    // Folders of the library, the size limit and the times of subtitles are tested with the real program.
    assert_eq!(SETTINGS.len(), 19, "a new setting needs a line above");
}

#[test]
fn text_width_changed_by_key_is_remembered() {
    let mut reader = Reader::sized(120, 40);
    assert_eq!(reader.app().page().column.width, 68);
    reader.keys("- -");
    assert_eq!(reader.app().page().column.width, 64);
    assert!(reader.status().contains("text width 64"), "{}", reader.status());
    assert_eq!(reader.keys("5 +").app().page().column.width, 74);
    assert_eq!(reader.idle().restart().frame(), reader.keys("Esc").frame(), "it is remembered");
    assert!(reader.keys("99 -").status().contains("text width 40, the narrowest"));
    assert!(reader.keys("99 +").status().contains("text width 120 (84 fit here)"), "{}", reader.status());
    assert_eq!(reader.keys("-").app().page().column.width, 82, "a step narrower than the shown width");
}

#[test]
fn one_key_restores_the_configured_width() {
    let mut reader = Reader::configured("text_width = 50");
    reader.resize(120, 40);
    assert!(reader.keys("5 -").status().contains("text width 40, the narrowest"));
    assert!(reader.keys("=").status().contains("text width 50 (as configured)"), "{}", reader.status());
    assert_eq!(reader.app().page().column.width, 50);
}

#[test]
fn new_text_width_never_moves_the_reader() {
    let mut reader = Reader::sized(120, 40);
    reader.keys("10G j j");
    let first = |reader: &Reader| reader.column()[0].split(' ').next().unwrap().to_owned();
    let before = (first(&reader), reader.paragraph());
    reader.keys("9 - 3 + 4 - 10 +");
    assert_eq!((first(&reader), reader.paragraph()), before);
}

#[test]
fn bookmark_signs_stay_when_numbers_are_hidden() {
    let mut reader = Reader::new();
    reader.keys("3G m #");
    let row = reader.rows()[0].clone();
    assert!(row.contains("▌◆ Availing"), "{row}");
    assert!(!reader.frame().contains("  4 Dear comrade"));
    assert!(reader.idle().restart().rows()[0].contains("▌◆ Availing"), "it is remembered");
    assert!(reader.keys("#").rows()[0].contains("◆  3 Availing"));
}

#[test]
fn hidden_list_and_mouse_setting_are_saved() {
    let mut reader = Reader::new();
    reader.keys("\\ Alt-m").idle();
    let again = reader.restart();
    assert!(!again.frame().contains("Speeches") && again.app().panes().view().mouse);
    reader.keys("\\ Alt-m").idle();
    assert!(reader.restart().frame().contains("Speeches") && !reader.restart().app().panes().view().mouse);
}

#[test]
fn newer_configuration_overrides_changes_by_key() {
    let mut reader = Reader::configured("text_width = 50");
    reader.resize(120, 40).keys("5 + # \\").idle();
    let width = |reader: &Reader| reader.app().page().column.width;
    assert_eq!(width(&reader), 60);
    // The file was edited before the keys were pressed.
    assert_eq!(width(&reader.restart_edited("2026-11-24T09:00:00Z")), 60);
    // The file was edited later, so its values win.
    let mut edited = reader.restart_edited("2026-11-24T11:00:00Z");
    assert_eq!(width(&edited), 50);
    assert!(
        edited.frame().contains("4 Dear comrade") && edited.frame().contains("Speeches"),
        "{}",
        edited.frame()
    );
    // An overridden change does not return when another setting is changed.
    edited.pass_hours(2).keys("#").idle();
    let again = edited.restart_edited("2026-11-24T11:00:00Z");
    assert_eq!(width(&again), 50);
    assert!(
        again.frame().contains("Speeches") && !again.frame().contains("4 Dear comrade"),
        "{}",
        again.frame()
    );
}

#[test]
fn ascii_setting_leaves_only_ascii_beside_the_text() {
    let mut reader = Reader::configured("ascii = true");
    let only_text = |reader: &Reader| {
        let (buffer, column) = (reader.draw().0, reader.app().page().column);
        for y in 0..buffer.area.height {
            for x in 0..buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                // The dash occurs in the text, but not on the title page.
                let in_text = column.contains((x, y).into()) && "–’".contains(symbol);
                assert!(in_text || symbol.is_ascii(), "{symbol} at {x},{y}\n{}", reader.frame());
            }
        }
    };
    only_text(&reader);
    only_text(reader.keys("] 7G m / feelings Enter B"));
    only_text(reader.keys("Esc ?"));
    only_text(reader.keys("Esc i"));
    let frame = reader.keys("Esc").frame();
    assert!(frame.contains("feelings–this"), "the text is as it was: {frame}");
    assert!(frame.contains(">*  7") && frame.contains("Closing Speech - # 7/37 -"), "{frame}");
}

#[test]
fn theme_fills_the_page_and_can_be_overridden() {
    let reader = Reader::configured("theme = \"light\"\n[looks]\nbar = \"bold green\"\n");
    let (buffer, _) = reader.draw();
    assert!(buffer.content.iter().all(|cell| cell.bg == Color::from_u32(0xFB_FA_F5)), "no hole in the page");
    let bar = buffer.content.iter().find(|cell| cell.symbol() == "▌").unwrap();
    assert_eq!((bar.fg, bar.modifier.contains(Modifier::BOLD)), (Color::Green, true));
}

/// Returns keys that lead to a state where the command has a visible effect.
fn setup_keys(name: &str) -> &'static str {
    match name {
        "open" | "filter" | "go_to_text" | "sort" => "Tab",
        "edit_note" | "remove" | "attach" | "tick" | "export" => "9G m B",
        "tick_line" | "mark_lines" | "open_line" | "filter_lines" | "words_near" => "/ Party Enter c",
        "edge_words" | "lines_near" | "sort_near" | "export_near" | "all_lines" => "/ Party Enter c w w",
        "break_line" | "up_in_note" | "down_in_note" => "M a Alt-Enter b Alt-Enter c Up",
        "next_scope" | "longer_phrases" | "shorter_phrases" | "phrase_edges" | "sort_phrases"
        | "filter_phrases" | "next_place" | "export_phrases" => "p",
        "previous_place" => "p n",
        "undo" => "9G m B x",
        "show_note" => "M word Enter",
        "accept" | "regex" | "whole_words" | "exact" | "help_while_typing" => "/ Conference",
        "recall_previous" => "/ Party Enter /",
        "recall_next" => "/ Party Enter / Up",
        "char_left" | "word_left" | "line_start" | "delete_before" | "delete_word" | "delete_to_start" => {
            "/ cells"
        }
        "char_right" | "word_right" | "line_end" | "delete_under" | "delete_next_word" | "delete_to_end" => {
            "/ cells Home"
        }
        "swap" | "sort_words" | "filter_words" | "without_edge_words" | "export_words" | "lines_of_row" => {
            "w"
        }
        "percent" => "50",
        "reset_width" => "- -",
        "paste" => "/ cells Ctrl-u",
        "next_match" | "previous_match" | "cancel" => "/ Party Enter",
        "jump_back" => "5G 9G",
        "jump_forward" => "5G 9G '",
        "close" => "?",
        "other_pane" | "next_way" | "next_passage" | "previous_passage" | "longer_passages"
        | "shorter_passages" => "|",
        "next_counterpart" => "| n n",
        "shift_down" | "shift_up" => "| s",
        "end_forward" | "end_back" | "start_forward" | "start_back" | "sentence_forward"
        | "sentence_back" | "paragraph_forward" | "paragraph_back" => "v",
        _ => "",
    }
}

/// Returns everything visible except for the names of keys, and the effects.
fn visible_state(reader: &Reader) -> String {
    let app = reader.app();
    let mut rows = reader.rows();
    rows.pop();
    // The help consists of the names of keys.
    let page = if app.overlays().has_popup() {
        "a popup".to_owned()
    } else {
        // The title of a study view names the key of the next scope.
        let rows = rows.join("\n").replace("F9: ", "Tab: ");
        format!("{rows}\n{:?}", app.overlays())
    };
    let out = (&reader.copied, reader.requested, reader.quit, app.panes().view().mouse);
    format!("{page}\n{:?} {:?} {out:?} {}", reader.draw().1, app.notice(), reader.selected())
}

#[test]
fn every_command_works_with_its_default_and_a_configured_key() {
    let after = |config: &str, setup_keys: &str, key: &str| {
        let mut reader = Reader::configured(config);
        visible_state(reader.keys("] 20G j j").keys(setup_keys).keys(key))
    };
    for binding in BINDINGS {
        let (name, setup_keys) = (binding.name, setup_keys(binding.name));
        let expected = after("", setup_keys, binding.keys[0]);
        assert_ne!(expected, after("", setup_keys, ""), "{} does nothing for {name}", binding.keys[0]);
        for key in &binding.keys[1..] {
            assert_eq!(after("", setup_keys, key), expected, "{key} is not like the first key of {name}");
        }
        // The default keys stay, since they lead to the state.
        let config = format!("[keys]\n{name} = {:?}\n", [&["F9"], binding.keys].concat());
        assert_eq!(after(&config, setup_keys, "F9"), expected, "F9 is not {name}");
    }
}

#[test]
fn hints_and_messages_name_the_configured_keys() {
    let config = "[keys]\nsearch = [\"s\"]\nbookmark = [\"F2\"]\n";
    let mut reader = Reader::configured(config);
    reader.resize(100, 24);
    assert!(reader.status().contains("F2 bookmark  s search"), "{}", reader.status());
    reader.resize(80, 24);
    assert!(reader.keys("n").status().contains("no search yet: press s"));
    assert!(reader.keys("B").frame().contains("F2 bookmarks"), "{}", reader.frame());
    reader.keys("Esc ? Space");
    let row = reader.rows().into_iter().find(|row| row.contains("search from here")).unwrap();
    assert!(row.starts_with("  s "), "{row}");
}
