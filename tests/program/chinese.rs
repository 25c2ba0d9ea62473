//! Tests that hard-wrapped Chinese text is joined without blanks wherever it is shown.

use crate::home::{Home, ORATORY};

const TEXT: &str = "占人类总数四分之一的中国人从此站\n起来了，全国人民都在为建设自己的国\n  家而努力。\n";

#[test]
fn lines_of_chinese_text_are_joined_without_a_blank() {
    let home = Home::with_files(&[("a.txt", TEXT)]);
    let joined = TEXT.split_whitespace().collect::<String>();
    for command in [&["show", "a.txt"][..], &["quote", "a.txt:1"], &["search", "站起来", "a.txt"]] {
        let (printed, status, _) = home.output(command);
        assert_eq!(status, Some(0));
        assert!(printed.replace(['[', ']'], "").contains(&joined), "{printed}");
    }
    let rows = |command: &[&str]| home.output(command).0;
    assert_eq!(
        rows(&["search", "起来", "a.txt"]),
        "a:1  占人类总数四分之一的中国人从此站[起来]了，全国人民都在为建设自己的国家而努力。\n"
    );
    let json = rows(&["search", "--json", "国家", "a.txt"]);
    assert!(json.contains("\"hit\":\"国家\"") && json.contains("站起来了"), "{json}");
    // The dictionary knows a word of three letters, whatever the lines are.
    for (text, pattern, status) in [(TEXT, "起来", 1), (TEXT, "站起来", 0), ("站起来了", "起来", 1)]
    {
        let home = Home::with_files(&[("a.txt", text)]);
        assert_eq!(
            home.output(&["search", "--word", pattern, "a.txt"]).1,
            Some(status),
            "{pattern} in {text}"
        );
    }
    let mut terminal = home.run((100, 24), &[ORATORY, "a.txt"]);
    terminal.wait_for("从此站起来了");
    terminal.type_keys("/起来\rc");
    terminal.wait_for("by position");
    terminal.wait_for("从此站起来了");
    terminal.leave();
}
