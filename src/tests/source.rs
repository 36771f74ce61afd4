//! What must hold of the source.

use std::fs;
use std::path::Path;

/// The rooms of the app from top to bottom: each imports from those below it only.
const ROOMS: [&str; 15] = [
    "app", "embed", "teach", "lab", "learn", "practice", "shell", "swarm", "bounds", "sweep",
    "charts", "scenario", "drawing", "address", "browser",
];

/// The files of a folder and of those in it, each with its path below `src/`.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path).expect("a source file");
            let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
            let name = path.strip_prefix(source).expect("below src");
            found.push((name.display().to_string(), text));
        }
    }
}

fn all_sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    found
}

#[test]
fn imports_run_downwards() {
    let place = |room: &str| ROOMS.iter().position(|known| *known == room);
    let (mut upward, mut imports) = (Vec::new(), 0);
    for (name, text) in all_sources() {
        let room = name.split(['/', '.']).next().unwrap_or_default();
        if matches!(room, "lib" | "main" | "tests") {
            continue;
        }
        let own = place(room).unwrap_or_else(|| panic!("{name} is in no room"));
        // Tests of a page use what renders pages.
        let code = text.split("#[cfg(all(test,").next().unwrap_or_default();
        for import in code.split("crate::").skip(1) {
            let word = import
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .next();
            let Some(other) = word.and_then(place) else {
                panic!("{name} imports from no room: {word:?}");
            };
            imports += 1;
            if other < own {
                upward.push(format!("{name} imports from {}", ROOMS[other]));
            }
        }
    }
    assert!(imports > 300, "{imports}");
    assert!(upward.is_empty(), "{}", upward.join("\n"));
}

/// The functions of a file that Yew calls to render, with what they do first.
fn renderers((name, text): &(String, String)) -> Vec<(String, String)> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_renderer = |at: &usize| {
        let component = *at > 0 && lines[at - 1] == "#[component]";
        component || lines[*at].starts_with("fn view(&self, ctx: &Context<Self>)")
    };
    let told = |at: usize| (format!("{name}: {}", lines[at]), lines[at + 1].to_owned());
    (0..lines.len()).filter(is_renderer).map(told).collect()
}

#[test]
fn every_component_says_that_it_is_rendered() {
    let found: Vec<_> = all_sources().iter().flat_map(renderers).collect();
    assert!(found.len() >= 40, "{found:?}");
    for (renderer, first) in found {
        assert!(
            first.ends_with("rendering();"),
            "{renderer} begins with {first}"
        );
    }
}
