//! Prints figures about the code: `cargo test --test tidy -- --nocapture measures`.

use crate::code::{self, Source};

/// Kinds of items that count as `pub` items.
const KINDS: [&str; 8] = ["fn", "struct", "enum", "trait", "type", "const", "static", "mod"];

/// Words with which a doc comment must not begin. It says what an item is or does, not what it answers.
pub(crate) const VAGUE_OPENINGS: [&str; 7] =
    ["What ", "Whether ", "Where ", "How ", "Who ", "So many ", "The same "];

#[test]
fn measures() {
    let (src, crates): (Vec<_>, Vec<_>) = ["src", "crates"]
        .map(Source::all)
        .concat()
        .into_iter()
        .filter(Source::is_program)
        .partition(|file| file.path.starts_with("src/"));
    println!("\nsrc:\n{}", report(&src));
    println!("src and crates:\n{}", report(&[src, crates].concat()));
}

fn report(files: &[Source]) -> String {
    let code: usize = files.iter().map(|file| file.code_lines().count()).sum();
    let per_line = |count: usize| count as f64 / code as f64;
    let docs: Vec<_> = files.iter().flat_map(|file| &file.docs).filter(|doc| !doc.in_test).collect();
    let share = |count: usize| format!("{:.1} %", 100.0 * count as f64 / docs.len() as f64);
    let telling = docs.iter().filter(|doc| doc.text.contains('`') || doc.text.contains("](")).count();
    let vague =
        docs.iter().filter(|doc| VAGUE_OPENINGS.iter().any(|opening| doc.text.starts_with(opening))).count();
    let closures: usize = files.iter().map(|file| file.named_closures.len()).sum();
    let comments: usize = files.iter().map(|file| file.comments_in_functions().count()).sum();
    let functions = files.iter().flat_map(|file| file.functions().map(move |item| (file, item)));
    let (in_file, function) = functions.max_by_key(|(_, item)| item.length()).unwrap();
    let longest = files.iter().max_by_key(|file| file.length()).unwrap();
    let circles = code::circles(&code::imports(files));
    let mut lines = vec![
        app(files),
        format!("circles between files: {} files in {} circles", circles.concat().len(), circles.len()),
    ];
    lines.extend(circles.iter().map(|circle| format!("  {}", circle.join(" "))));
    lines.extend([
        format!("pub items: {}", files.iter().map(public_items).sum::<usize>()),
        format!("lines of code: {code}"),
        format!(
            "doc comments: {}, with code or links {}, with a vague beginning {}",
            docs.len(),
            share(telling),
            share(vague)
        ),
        format!("closures with a name: {closures}, per 1,000 lines {:.1}", 1000.0 * per_line(closures)),
        format!("comments in functions: {comments}, per line {:.3}", per_line(comments)),
        format!("longest function: {} lines, {} in {}", function.length(), function.name, in_file.path),
        format!("longest file: {} lines, {}", longest.length(), longest.path),
    ]);
    format!("  {}\n", lines.join("\n  "))
}

fn app(files: &[Source]) -> String {
    let items = || files.iter().flat_map(|file| &file.items).filter(|item| !item.in_test);
    let fields = items().filter(|item| item.kind == "struct" && item.name == "App").map(|item| item.fields);
    let methods = items().filter(|item| item.kind == "fn" && item.owner == "App").count();
    let is_impl = |file: &&Source| {
        file.items.iter().any(|item| item.kind == "impl" && item.name == "App" && !item.in_test)
    };
    let impls = files.iter().filter(is_impl).count();
    format!("App: {} fields, {methods} methods, {impls} files", fields.sum::<usize>())
}

fn public_items(file: &Source) -> usize {
    let is_public =
        |item: &&code::Item| item.visibility == "pub" && KINDS.contains(&item.kind.as_str()) && !item.in_test;
    file.items.iter().filter(is_public).count()
}
