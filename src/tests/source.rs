//! What must hold of the source.

use std::fs;
use std::path::Path;

/// The functions that Yew calls to render, with what they do first.
fn renderers(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("src is a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            renderers(&path, found);
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source file");
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for (at, line) in lines.iter().enumerate() {
            let component = at > 0 && lines[at - 1] == "#[component]";
            let view = line.starts_with("fn view(&self, ctx: &Context<Self>)");
            if component || view {
                found.push((
                    format!("{}: {line}", path.display()),
                    lines[at + 1].to_owned(),
                ));
            }
        }
    }
}

#[test]
fn every_component_says_that_it_is_rendered() {
    let mut found = Vec::new();
    renderers(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    assert!(found.len() >= 5, "{found:?}");
    for (renderer, first) in found {
        assert!(
            first.ends_with("rendering();"),
            "{renderer} begins with {first}"
        );
    }
}
