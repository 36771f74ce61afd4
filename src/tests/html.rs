//! HTML as Yew renders it, read back into a tree.

/// Elements without an end tag.
const VOID: [&str; 7] = ["br", "col", "hr", "img", "input", "link", "meta"];

/// A tag with its attributes and all that is in it.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Node>,
}

#[derive(Debug)]
pub(crate) enum Node {
    Element(Element),
    Text(String),
}

/// Reads a piece of HTML; panics where its tags do not match.
pub(crate) fn read(html: &str) -> Element {
    let mut open = vec![Element::default()];
    let mut rest = html;
    while let Some((text, tag)) = rest.split_once('<') {
        let (tag, behind) = tag.split_once('>').expect("a tag that ends");
        rest = behind;
        let parent = open.last_mut().expect("an element that is open");
        if !text.is_empty() {
            parent.children.push(Node::Text(unescaped(text)));
        }
        if let Some(name) = tag.strip_prefix('/') {
            let element = open.pop().expect("a start tag");
            assert_eq!(element.name, name, "an end tag without its start tag");
            let parent = open.last_mut().expect("a parent");
            parent.children.push(Node::Element(element));
            continue;
        }
        let element = start_tag(tag.trim_end_matches('/'));
        if VOID.contains(&element.name.as_str()) {
            parent.children.push(Node::Element(element));
        } else {
            open.push(element);
        }
    }
    open[0].children.push(Node::Text(unescaped(rest)));
    assert_eq!(
        open.len(),
        1,
        "{} is never closed",
        open[open.len() - 1].name
    );
    open.remove(0)
}

fn start_tag(tag: &str) -> Element {
    let (name, mut rest) = tag.split_once([' ', '\n']).unwrap_or((tag, ""));
    let mut element = Element {
        name: name.to_owned(),
        ..Element::default()
    };
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return element;
        }
        let end = rest.find(['=', ' ']).unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        let (value, behind) = match behind.strip_prefix("=\"") {
            Some(value) => value.split_once('"').expect("a value that ends"),
            None => ("", behind),
        };
        element.attributes.push((name.to_owned(), unescaped(value)));
        rest = behind;
    }
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&#x2F;", "/")
        .replace("&amp;", "&")
}

impl Element {
    /// The value of an attribute.
    pub(crate) fn get(&self, attribute: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        let found = attributes.find(|(name, _)| name == attribute)?;
        Some(&found.1)
    }

    pub(crate) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// All elements in it, each behind its ancestors, in their order.
    pub(crate) fn all(&self) -> Vec<&Element> {
        let mut all = Vec::new();
        for child in self.elements() {
            all.push(child);
            all.extend(child.all());
        }
        all
    }

    /// All elements of this name.
    pub(crate) fn named(&self, name: &str) -> Vec<&Element> {
        let mut all = self.all();
        all.retain(|element| element.name == name);
        all
    }

    /// The first element whose attribute has this value.
    pub(crate) fn with(&self, attribute: &str, value: &str) -> Option<&Element> {
        let mut all = self.all().into_iter();
        all.find(|element| element.get(attribute) == Some(value))
    }

    /// All its text, without what is hidden from those who listen.
    pub(crate) fn text(&self) -> String {
        let parts = self.children.iter().map(|child| match child {
            Node::Text(text) => text.clone(),
            Node::Element(element) if element.get("aria-hidden") == Some("true") => String::new(),
            Node::Element(element) => match (element.get("aria-label"), element.name.as_str()) {
                (Some(label), "svg" | "math") => label.to_owned(),
                _ => element.text(),
            },
        });
        parts.collect::<String>().replace('\u{a0}', " ")
    }
}

impl Element {
    /// What there is to read and to use, a line each, for snapshots.
    pub(crate) fn outline(&self) -> String {
        let mut lines = Vec::new();
        self.add_lines("", &mut lines);
        lines.join("\n")
    }

    fn add_lines(&self, indent: &str, lines: &mut Vec<String>) {
        let leaves = [
            "a", "button", "dd", "li", "option", "p", "summary", "textarea",
        ];
        let name = self.name.as_str();
        if name == "tr" {
            let cells: Vec<String> = self.elements().map(Element::text).collect();
            lines.push(format!("{indent}{}", cells.join(" | ")));
        } else if leaves.contains(&name) || self.elements().next().is_none() {
            let text = self.text();
            let [label, value, link] = ["aria-label", "value", "href"].map(|key| self.get(key));
            let mut words = vec![name, label.unwrap_or_default(), text.trim()];
            words.extend(value.or(link));
            words.retain(|word| !word.is_empty());
            if words.len() > 1 {
                lines.push(format!("{indent}{}", words.join(" ")));
            }
        } else {
            let label = self.get("aria-label");
            lines.extend(label.map(|label| format!("{indent}{name} {label}")));
            let deeper = [indent, if label.is_some() { "  " } else { "" }].concat();
            for child in &self.children {
                match child {
                    Node::Element(element) => element.add_lines(&deeper, lines),
                    Node::Text(text) if !text.trim().is_empty() => {
                        lines.push(format!("{deeper}{}", text.trim()));
                    }
                    Node::Text(_) => {}
                }
            }
        }
    }
}

#[test]
fn a_tree_is_read_with_its_attributes_and_its_text() {
    let page = read("<p id=\"a\" hidden>1 &lt; 2<br><b>x</b></p>t");
    let paragraph = &page.named("p")[0];
    assert_eq!(paragraph.get("id"), Some("a"));
    assert_eq!(paragraph.get("hidden"), Some(""));
    assert_eq!(page.text(), "1 < 2xt");
    assert_eq!(page.all().len(), 3);
}
