//! Names of version 0.1 that still work in `config.toml`: pairs of the former and the present name.

pub(super) const SETTINGS: &[(&str, &str)] = &[("measure", "text_width")];

/// Names in `[looks]`.
pub(super) const LOOKS: &[(&str, &str)] =
    &[("hit", "match"), ("current_hit", "current_match"), ("mark", "bookmark")];

/// Names in `[keys]`.
pub(super) const KEYS: &[(&str, &str)] = &[
    ("next_hit", "next_match"),
    ("previous_hit", "previous_match"),
    ("put_back", "paste"),
    ("delete_bookmark", "remove"),
    ("bookmarks", "notebook"),
    ("label", "note"),
    ("rename", "edit_note"),
];
