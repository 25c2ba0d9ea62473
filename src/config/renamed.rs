//! Names of version 0.1 that still work in config.toml.

/// Former names of settings, with their present ones.
pub(super) const SETTINGS: &[(&str, &str)] = &[("measure", "text_width")];

/// Former names in `[looks]`, with their present ones.
pub(super) const LOOKS: &[(&str, &str)] =
    &[("hit", "match"), ("current_hit", "current_match"), ("mark", "bookmark")];

/// Former names in `[keys]`, with their present ones.
pub(super) const KEYS: &[(&str, &str)] = &[
    ("next_hit", "next_match"),
    ("previous_hit", "previous_match"),
    ("put_back", "paste"),
    ("delete_bookmark", "remove_bookmark"),
];
