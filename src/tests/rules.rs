//! What must hold of every page.

use super::html::{Element, Node};
use std::collections::BTreeSet;

/// All that is wrong with a page, in words.
pub(crate) fn faults(page: &Element) -> Vec<String> {
    let mut faults = Vec::new();
    faults.extend(headings(page));
    faults.extend(references(page));
    faults.extend(names(page));
    faults.extend(alternatives(page));
    texts(page, &mut faults);
    faults
}

/// One heading of the page, and no heading that is empty or skips a level.
fn headings(page: &Element) -> Vec<String> {
    let mut faults = Vec::new();
    // A closed dialog is not on the page.
    let dialogs: Vec<&Element> = page.named("dialog");
    let in_dialog = |element: &Element| {
        let mut inside = dialogs.iter().flat_map(|dialog| dialog.all());
        inside.any(|other| std::ptr::eq(other, element))
    };
    let mut all = page.all();
    all.retain(|element| !in_dialog(element));
    let level = |element: &Element| {
        let level = element.name.strip_prefix('h')?;
        level.parse::<u32>().ok()
    };
    let headings: Vec<_> = all
        .iter()
        .filter_map(|element| Some((level(element)?, element)))
        .collect();
    if headings.iter().filter(|(level, _)| *level == 1).count() != 1 {
        faults.push("not one h1".to_owned());
    }
    let mut before = 0;
    for (level, heading) in headings {
        if heading.text().trim().is_empty() {
            faults.push(format!("an empty h{level}"));
        }
        if level > before + 1 {
            faults.push(format!("h{level} {:?} behind h{before}", heading.text()));
        }
        before = level;
    }
    faults
}

/// Ids are there once, and whatever points to one finds it.
fn references(page: &Element) -> Vec<String> {
    let mut faults = Vec::new();
    let all = page.all();
    let mut ids = BTreeSet::new();
    for id in all.iter().filter_map(|element| element.get("id")) {
        if !ids.insert(id) {
            faults.push(format!("the id {id} twice"));
        }
    }
    for element in &all {
        for attribute in [
            "for",
            "list",
            "aria-labelledby",
            "aria-describedby",
            "aria-controls",
        ] {
            for id in element.get(attribute).unwrap_or("").split_whitespace() {
                if !ids.contains(id) {
                    faults.push(format!(
                        "{attribute}={id} of a {} finds nothing",
                        element.name
                    ));
                }
            }
        }
    }
    faults
}

/// Every control has a name, and in its group none has that of another of its kind.
fn names(page: &Element) -> Vec<String> {
    let mut faults = Vec::new();
    let mut labelled = Vec::new();
    controls(page, None, &mut labelled);
    for (control, label) in labelled {
        let name = name(page, control, label);
        if name.trim().is_empty() {
            let id = ["id", "class", "type", "href"].map(|key| control.get(key).unwrap_or(""));
            faults.push(format!("a {} without a name: {id:?}", control.name));
        }
    }
    for name in [
        "label",
        "legend",
        "option",
        "th",
        "caption",
        "dt",
        "figcaption",
    ] {
        for element in page.named(name) {
            let is_named = element.get("label").or(element.get("value")).is_some();
            if element.text().trim().is_empty() && !is_named {
                faults.push(format!("an empty {name} in {:?}", page.text().len()));
            }
        }
    }
    faults
}

/// The controls of an element, each with the label around it.
fn controls<'a>(
    element: &'a Element,
    label: Option<&'a Element>,
    found: &mut Vec<(&'a Element, Option<&'a Element>)>,
) {
    for child in element.elements() {
        let label = if child.name == "label" {
            Some(child)
        } else {
            label
        };
        let is_control = match child.name.as_str() {
            "button" | "select" | "textarea" | "summary" | "iframe" | "dialog" => true,
            "a" => child.get("href").is_some(),
            "input" => child.get("hidden").is_none(),
            _ => child.get("role") == Some("group") || child.get("tabindex") == Some("0"),
        };
        if is_control {
            found.push((child, label));
        }
        controls(child, label, found);
    }
}

/// The name of a control, as a browser computes it.
fn name(page: &Element, control: &Element, label: Option<&Element>) -> String {
    if let Some(ids) = control.get("aria-labelledby") {
        let names = ids.split_whitespace().filter_map(|id| page.with("id", id));
        let names: Vec<String> = names
            .map(|named| {
                named
                    .get("aria-label")
                    .map_or_else(|| named.text(), str::to_owned)
            })
            .collect();
        return names.join(" ");
    }
    if let Some(label) = control.get("aria-label") {
        return label.to_owned();
    }
    if matches!(
        control.name.as_str(),
        "input" | "select" | "textarea" | "iframe"
    ) {
        let id = control.get("id");
        let by_id = id.and_then(|id| page.with("for", id));
        let label = by_id.or(label).map(Element::text);
        return label
            .or(control.get("title").map(str::to_owned))
            .unwrap_or_default();
    }
    control.text()
}

/// Every picture is told in words, or hidden from those who listen.
fn alternatives(page: &Element) -> Vec<String> {
    let pictures = page.all().into_iter().filter(|element| {
        matches!(element.name.as_str(), "canvas" | "svg" | "img")
            && element.get("aria-hidden") != Some("true")
    });
    let untold = pictures.filter(|picture| {
        let class = picture.get("class");
        let inner = picture.name == "svg" && class.is_none() && picture.get("x").is_some();
        !inner && name(page, picture, None).trim().is_empty()
    });
    untold
        .map(|picture| {
            format!(
                "a {} that is not told: {:?}",
                picture.name,
                picture.get("class")
            )
        })
        .collect()
}

/// No text has a letter of a formula or of a program in it.
fn texts(element: &Element, faults: &mut Vec<String>) {
    for child in &element.children {
        match child {
            Node::Text(text) => {
                // Braces are those of a maximum or a minimum.
                let braces = text.replace("max{", "").replace("min{", "").contains('{');
                if text.contains('_') || braces {
                    faults.push(format!("raw text: {text}"));
                }
            }
            Node::Element(child) => {
                let exact = child.get("translate") == Some("no") || child.name == "textarea";
                if !exact {
                    texts(child, faults);
                }
            }
        }
    }
}
