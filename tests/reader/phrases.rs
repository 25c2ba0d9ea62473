//! Tests of the list of phrases.

use testkit::harness::Reader;

#[test]
fn look() {
    for (columns, rows) in [(120, 40), (80, 24), (50, 15), (30, 8)] {
        let mut reader = Reader::sized(columns, rows);
        reader.keys("p");
        println!("{}", reader.frame());
        println!("{}", reader.keys("Tab").frame());
        println!("{}", reader.keys("Tab Tab j j j j j Enter j").frame());
        println!("{}", reader.keys("Enter").frame());
        println!("{}", reader.keys("Esc").rows()[0]);
        println!("{}", reader.keys("Esc Esc").rows()[0]);
        println!("{}", reader.keys("2G v p").frame());
    }
}
