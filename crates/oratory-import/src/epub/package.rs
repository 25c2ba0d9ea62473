//! The package file of a book: its details, its files and their order.

use std::collections::{HashMap, HashSet};

use crate::markup::{self, Sink, Tag, local};

/// The most bytes of a detail.
const MAX_DETAIL_BYTES: usize = 16 * 1024;

/// A package file.
#[derive(Debug, Default)]
pub(super) struct Package {
    pub(super) title: String,
    pub(super) date: String,
    pub(super) language: String,
    pub(super) publisher: String,
    pub(super) source: String,
    people: Vec<Person>,
    /// The position of a person by the id.
    people_by_id: HashMap<String, usize>,
    items: Vec<Item>,
    /// The position of an item by its id.
    by_id: HashMap<String, usize>,
    /// The ids of the chapters in reading order.
    spine: Vec<String>,
    /// The id of the table of contents of EPUB 2.
    toc: String,
    /// Files that are a cover or a table of contents.
    beside: HashSet<String>,
    /// The element whose text is read.
    reading: Reading,
}

/// Someone who made the book.
#[derive(Debug, Default)]
struct Person {
    name: String,
    /// A MARC relator such as `aut`. Empty if not stated.
    role: String,
}

/// A file of the book.
#[derive(Debug)]
struct Item {
    href: String,
    is_text: bool,
    is_navigation: bool,
    is_toc: bool,
}

/// The element whose text is read.
#[derive(Debug, Default, PartialEq, Eq)]
enum Reading {
    #[default]
    Nothing,
    Title,
    Date,
    Language,
    Publisher,
    Source,
    Person,
    /// The role of the person at this position.
    Role(usize),
}

impl Package {
    /// Reads a package file.
    pub(super) fn of(xml: &str) -> Self {
        let mut package = Self::default();
        markup::read(xml, &mut package);
        package
    }

    /// Iterates over the links to the chapters, without the cover and the table of contents.
    pub(super) fn chapters(&self) -> impl Iterator<Item = &str> {
        let items = self.spine.iter().filter_map(|id| self.items.get(*self.by_id.get(id)?));
        let is_chapter =
            |item: &&Item| item.is_text && !item.is_navigation && !self.beside.contains(&item.href);
        let chapters = items.filter(is_chapter);
        chapters.map(|item| &*item.href)
    }

    /// Iterates over the links to the tables of contents, the better first.
    pub(super) fn contents(&self) -> impl Iterator<Item = &str> {
        let navigation = self.items.iter().filter(|item| item.is_navigation);
        let toc = self.by_id.get(&self.toc).map(|&item| &self.items[item]);
        navigation.chain(toc).chain(self.items.iter().filter(|item| item.is_toc)).map(|item| &*item.href)
    }

    /// Returns the names of the authors.
    pub(super) fn author(&self) -> String {
        let has_authors = self.people.iter().any(|person| person.role == "aut");
        let is_author = |person: &&Person| person.role == "aut" || !has_authors && person.role.is_empty();
        let names: Vec<&str> =
            self.people.iter().filter(is_author).map(|person| person.name.trim()).collect();
        match &names[..] {
            [names @ .., last] if !names.is_empty() => format!("{} and {last}", names.join(", ")),
            names => names.concat(),
        }
    }

    /// Returns the name of the translator.
    pub(super) fn translator(&self) -> Option<&str> {
        self.people.iter().find(|person| person.role == "trl").map(|person| person.name.trim())
    }

    fn see_item(&mut self, tag: &Tag) {
        let href = tag.get("href").to_owned();
        let kind = tag.get("media-type");
        let ending = href.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        let is_text = matches!(kind, "application/xhtml+xml" | "text/html" | "text/x-oeb1-document")
            || matches!(&*ending, "html" | "xhtml" | "htm");
        let is_navigation = markup::tokens(tag.get("properties")).any(|property| property == "nav");
        let is_toc = kind == "application/x-dtbncx+xml" || ending == "ncx";
        self.by_id.insert(tag.get("id").to_owned(), self.items.len());
        self.items.push(Item { href, is_text, is_navigation, is_toc });
    }

    fn see_person(&mut self, tag: &Tag) {
        let role = [tag.get("opf:role"), tag.get("role")].into_iter().find(|role| !role.is_empty());
        // A contributor whose role is not stated is no author.
        let default = if local(&tag.name) == "creator" { "" } else { "ctb" };
        let role = role.unwrap_or(default).to_owned();
        self.people_by_id.entry(tag.get("id").to_owned()).or_insert(self.people.len());
        self.people.push(Person { name: String::new(), role });
    }

    /// Returns what the text in a `<meta>` of EPUB 3 says.
    fn reading_of(&mut self, tag: &Tag) -> Reading {
        match tag.get("property") {
            "role" => {
                let id = tag.get("refines").trim_start_matches('#');
                let person = self.people_by_id.get(id).filter(|_| !id.is_empty());
                let Some(&person) = person else { return Reading::Nothing };
                self.people[person].role.clear();
                Reading::Role(person)
            }
            "dcterms:issued" | "dcterms:date" if self.date.is_empty() => Reading::Date,
            _ => Reading::Nothing,
        }
    }

    /// Returns the text that is being read.
    fn text_mut(&mut self) -> Option<&mut String> {
        match self.reading {
            Reading::Nothing => None,
            Reading::Title => Some(&mut self.title),
            Reading::Date => Some(&mut self.date),
            Reading::Language => Some(&mut self.language),
            Reading::Publisher => Some(&mut self.publisher),
            Reading::Source => Some(&mut self.source),
            Reading::Person => self.people.last_mut().map(|person| &mut person.name),
            Reading::Role(person) => self.people.get_mut(person).map(|person| &mut person.role),
        }
    }
}

impl Sink for Package {
    fn start(&mut self, tag: &Tag) {
        self.reading = match local(&tag.name) {
            "item" => {
                self.see_item(tag);
                Reading::Nothing
            }
            "itemref" => {
                self.spine.push(tag.get("idref").to_owned());
                Reading::Nothing
            }
            "spine" => {
                self.toc.push_str(tag.get("toc"));
                Reading::Nothing
            }
            "reference" => {
                if matches!(&*tag.get("type").to_ascii_lowercase(), "cover" | "toc") {
                    let href = tag.get("href");
                    self.beside.insert(href.split('#').next().unwrap_or(href).to_owned());
                }
                Reading::Nothing
            }
            "creator" | "contributor" => {
                self.see_person(tag);
                Reading::Person
            }
            // The first of several is the main one.
            "title" if self.title.is_empty() => Reading::Title,
            "language" if self.language.is_empty() => Reading::Language,
            "publisher" if self.publisher.is_empty() => Reading::Publisher,
            "source" if self.source.is_empty() => Reading::Source,
            "date" if self.date.is_empty() && tag.get("opf:event") != "modification" => Reading::Date,
            "meta" => self.reading_of(tag),
            _ => Reading::Nothing,
        };
        if tag.is_closed {
            self.reading = Reading::Nothing;
        }
    }

    fn end(&mut self, _: &str) {
        self.reading = Reading::Nothing;
    }

    fn text(&mut self, text: &str) {
        let words = text.trim();
        if let Some(read) = self.text_mut()
            && read.len() + words.len() <= MAX_DETAIL_BYTES
        {
            read.push_str(words);
        }
    }
}
