//! Checks the dependencies against `deny.toml` (licences, sources, versions), and the lints of our crates.

#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::Command,
};

use serde_json::Value;

/// Returns all packages and how they depend on each other, according to cargo.
fn metadata() -> Value {
    let arguments = ["metadata", "--format-version=1", "--locked", "--offline"];
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Returns the crates that the program contains.
fn crates() -> Vec<Value> {
    let metadata = metadata();
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let nodes: BTreeMap<_, _> = nodes.iter().map(|node| (node["id"].as_str().unwrap(), node)).collect();
    let mut built = BTreeSet::new();
    let mut left = vec![metadata["resolve"]["root"].as_str().unwrap()];
    while let Some(id) = left.pop() {
        if built.insert(id) {
            let needed = nodes[id]["deps"].as_array().unwrap();
            let is_built = |needed: &&Value| {
                needed["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"] != "dev")
            };
            left.extend(needed.iter().filter(is_built).map(|needed| needed["pkg"].as_str().unwrap()));
        }
    }
    let all = metadata["packages"].as_array().unwrap();
    all.iter().filter(|package| built.contains(package["id"].as_str().unwrap())).cloned().collect()
}

fn file(name: &str) -> toml::Table {
    fs::read_to_string(format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap().parse().unwrap()
}

/// Returns `true` if at least one alternative of `licence` is allowed.
fn is_allowed(licence: &str, allowed: &[&str]) -> bool {
    let licence = licence.replace('/', " OR ");
    // `(A OR B) AND C` requires each of its parts.
    let is_one_allowed =
        |part: &str| part.split(" OR ").any(|one| allowed.contains(&one.trim_matches(['(', ')', ' '])));
    licence.split(" AND ").all(is_one_allowed)
}

#[test]
fn licences_and_sources_are_allowed() {
    let rules = file("deny.toml");
    let allowed: Vec<&str> =
        rules["licenses"]["allow"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    let crates = crates();
    assert!(crates.len() > 50, "{} crates", crates.len());
    for package in &crates {
        let licence = package["license"].as_str().unwrap_or_default();
        assert!(is_allowed(licence, &allowed), "{}: {licence}", package["id"]);
        let is_ours = package["source"].is_null();
        let is_registered = package["source"] == "registry+https://github.com/rust-lang/crates.io-index";
        assert!(is_ours || is_registered, "{}", package["id"]);
    }
    assert!(!is_allowed("GPL-3.0", &allowed) && !is_allowed("MIT AND GPL-3.0", &allowed));
    assert!(is_allowed("(MIT OR GPL-3.0) AND Unicode-3.0", &allowed));
}

#[test]
fn only_known_crates_have_two_versions() {
    let rules = file("deny.toml");
    let skipped = rules["bans"]["skip"].as_array().unwrap();
    let mut skipped: BTreeSet<_> =
        skipped.iter().map(|skip| skip["crate"].as_str().unwrap().to_owned()).collect();
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in crates() {
        let version = package["version"].as_str().unwrap().to_owned();
        versions.entry(package["name"].as_str().unwrap().to_owned()).or_default().push(version);
    }
    for (name, versions) in versions.iter().filter(|(_, versions)| versions.len() > 1) {
        let is_known =
            |version: &&String| skipped.remove(&format!("{name}@{}", version.split('.').next().unwrap()));
        let known = versions.iter().filter(is_known).count();
        assert_eq!(versions.len() - known, 1, "{name} {versions:?}");
    }
    assert!(skipped.is_empty(), "no longer there twice: {skipped:?}");
}

#[test]
fn our_crates_share_lints_and_are_used_by_path() {
    let lints = &file("Cargo.toml")["workspace"]["lints"];
    assert_eq!(lints["rust"]["unsafe_code"].as_str(), Some("forbid"));
    assert_eq!(lints["clippy"]["unwrap_used"].as_str(), Some("warn"));
    let metadata = metadata();
    let members = metadata["workspace_members"].as_array().unwrap();
    let (ours, others): (Vec<_>, Vec<_>) =
        metadata["packages"].as_array().unwrap().iter().partition(|package| members.contains(&package["id"]));
    for package in &ours {
        let manifest = fs::read_to_string(package["manifest_path"].as_str().unwrap()).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        assert_eq!(manifest["lints"]["workspace"].as_bool(), Some(true), "{}", package["name"]);
        assert_eq!(manifest["package"]["publish"].as_bool(), Some(false), "{}", package["name"]);
    }
    for package in others {
        assert!(package["source"].is_string(), "{}", package["id"]);
        assert!(ours.iter().all(|our| our["name"] != package["name"]), "{}", package["id"]);
    }
}
