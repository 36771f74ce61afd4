//! The crates that are compiled into the app: their licences, and a list of
//! them (SBOM) in CycloneDX, which tools that look for known faults read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::process::{cargo, output, run};
use crate::tools::{self, WASM};

const APP: &str = "p2p-lab";

/// A crate, its own macros included: they wrote parts of what is compiled.
#[derive(Debug)]
pub(crate) struct Crate {
    name: String,
    version: String,
    /// An SPDX expression.
    licence: String,
    authors: Vec<String>,
    repository: Option<String>,
    /// Of the package that the registry gave out.
    checksum: Option<String>,
    /// It runs in the compiler, and none of it is in the app.
    is_macro: bool,
    needs: BTreeSet<String>,
    /// Files of its own that say what its licence is, by name.
    texts: BTreeMap<String, String>,
}

impl Crate {
    /// How it is called everywhere, here and in lists of known faults.
    fn purl(&self) -> String {
        format!("pkg:cargo/{}@{}", self.name, self.version)
    }

    fn is_ours(&self) -> bool {
        self.checksum.is_none()
    }
}

/// The crates in the app, for the wasm target and with the features it uses, sorted by name.
pub(crate) fn crates() -> Result<Vec<Crate>> {
    let tree = output(
        cargo()
            .args(["tree", "--locked", "--package", APP, "--target", WASM])
            .args(["--edges", "normal", "--prefix", "none", "--format", "{p}"]),
    )
    .context("cargo tree failed")?;
    // `name v1.2.3 (…)`, and again for each crate that needs it.
    let names: BTreeSet<(&str, &str)> = tree
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            Some((words.next()?, words.next()?.strip_prefix('v')?))
        })
        .collect();

    let metadata = output(
        cargo()
            .args(["metadata", "--locked", "--format-version", "1"])
            .args(["--filter-platform", WASM]),
    )
    .context("cargo metadata failed")?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let lock = fs::read_to_string("Cargo.lock")?;
    let checksums = checksums(&lock);
    let all = metadata["packages"].as_array().context("no packages")?;
    let ids: BTreeMap<&str, &Value> = all
        .iter()
        .filter(|package| names.contains(&(text(package, "name"), text(package, "version"))))
        .map(|package| (text(package, "id"), package))
        .collect();
    ensure!(
        ids.len() == names.len(),
        "cargo tree and cargo metadata disagree"
    );

    let mut needs: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for node in list(&metadata["resolve"]["nodes"]) {
        let normal = |dependency: &&Value| {
            let mut kinds = list(&dependency["dep_kinds"]);
            kinds.any(|kind| kind["kind"].is_null())
        };
        let packages = list(&node["deps"])
            .filter(normal)
            .filter_map(|dependency| ids.get(text(dependency, "pkg")))
            .map(|package| {
                format!(
                    "pkg:cargo/{}@{}",
                    text(package, "name"),
                    text(package, "version")
                )
            });
        needs.insert(text(node, "id"), packages.collect());
    }

    let mut crates = Vec::new();
    for (id, package) in ids {
        let (name, version) = (text(package, "name"), text(package, "version"));
        let manifest = PathBuf::from(text(package, "manifest_path"));
        let folder = manifest.parent().context("a manifest without a folder")?;
        let checksum = checksums.get(&(name, version)).cloned();
        crates.push(Crate {
            name: name.to_owned(),
            version: version.to_owned(),
            licence: expression(text(package, "license")),
            authors: list(&package["authors"])
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            repository: package["repository"].as_str().map(str::to_owned),
            is_macro: list(&package["targets"])
                .any(|target| list(&target["kind"]).any(|kind| kind == "proc-macro")),
            needs: needs.remove(id).unwrap_or_default(),
            // Ours are at the top of the checkout.
            texts: if checksum.is_some() {
                texts(folder)?
            } else {
                BTreeMap::new()
            },
            checksum,
        });
    }
    crates.sort_by_cached_key(Crate::purl);
    Ok(crates)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Crates of old write `MIT/Apache-2.0`.
fn expression(licence: &str) -> String {
    let parts: Vec<_> = licence.split('/').map(str::trim).collect();
    parts.join(" OR ")
}

/// The checksums in Cargo.lock, by name and version.
fn checksums(lock: &str) -> BTreeMap<(&str, &str), String> {
    lock.split("[[package]]")
        .filter_map(|package| {
            let value = |key: &str| {
                let line = package.lines().find_map(|line| line.strip_prefix(key))?;
                line.strip_prefix(" = \"")?.strip_suffix('"')
            };
            Some((
                (value("name")?, value("version")?),
                value("checksum")?.to_owned(),
            ))
        })
        .collect()
}

/// The licence files of a crate.
fn texts(folder: &Path) -> Result<BTreeMap<String, String>> {
    const BEGINNINGS: [&str; 6] = [
        "license",
        "licence",
        "copying",
        "copyright",
        "notice",
        "unlicense",
    ];
    let mut texts = BTreeMap::new();
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let lower = name.to_lowercase();
        if BEGINNINGS.iter().any(|start| lower.starts_with(start)) && entry.path().is_file() {
            let text = fs::read_to_string(entry.path())
                .with_context(|| format!("reading {}", entry.path().display()))?;
            texts.insert(
                name,
                text.replace("\r\n", "\n").trim_end().to_owned() + "\n",
            );
        }
    }
    Ok(texts)
}

/// The licence texts of all these crates, each text once.
pub(crate) fn licences(crates: &[Crate]) -> Result<String> {
    let mut all = String::from(
        "The licences of what P2P Lab is made of\n\n\
         P2P Lab itself is under MIT or Apache-2.0: see LICENSE-MIT and LICENSE-APACHE.\n\
         So is the standard library of Rust, a part of which is compiled in.\n\
         These crates are compiled in as well, or have written parts of the program:\n\n",
    );
    let mut by_text: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut without = Vec::new();
    for one in crates.iter().filter(|one| !one.is_ours()) {
        let title = format!("{} {}", one.name, one.version);
        all.push_str(&format!("  {title}: {}\n", one.licence));
        for text in one.texts.values() {
            by_text.entry(text).or_default().push(title.clone());
        }
        if one.texts.is_empty() {
            ensure!(
                one.licence.contains("Apache-2.0"),
                "{title} ships no licence text, and it is not Apache-2.0, which is at hand"
            );
            without.push((title, one.authors.join(", ")));
        }
    }
    all.push_str(
        "\nThese ship no text of their own; the one of Apache-2.0 is in LICENSE-APACHE:\n\n",
    );
    for (title, authors) in without {
        all.push_str(&format!("  {title}"));
        if !authors.is_empty() {
            all.push_str(&format!(", by {authors}"));
        }
        all.push('\n');
    }
    // In the order of the crates that have them.
    let mut by_text: Vec<_> = by_text.into_iter().collect();
    by_text.sort_by(|(_, one), (_, other)| one.cmp(other));
    for (text, titles) in by_text {
        let line = "=".repeat(72);
        all.push_str(&format!(
            "\n{line}\n{}\n{line}\n\n{text}",
            titles.join(", ")
        ));
    }
    Ok(all)
}

/// The list of these crates, in CycloneDX 1.5. It has no date and no serial
/// number, both of which are optional: the same crates give the same list.
pub(crate) fn sbom(crates: &[Crate]) -> Result<String> {
    let component = |one: &Crate| {
        let mut component = json!({
            "type": "library",
            "bom-ref": one.purl(),
            "name": one.name,
            "version": one.version,
            "scope": if one.is_macro { "excluded" } else { "required" },
            "licenses": [{ "expression": one.licence }],
            "purl": one.purl(),
        });
        if let Some(checksum) = &one.checksum {
            component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
        }
        if let Some(repository) = &one.repository {
            component["externalReferences"] = json!([{ "type": "vcs", "url": repository }]);
        }
        component
    };
    let app = crates.iter().find(|one| one.name == APP);
    let mut main = component(app.context("the app is not among its crates")?);
    main["type"] = "application".into();
    if let Some(main) = main.as_object_mut() {
        main.remove("scope");
    }
    let others = crates.iter().filter(|one| one.name != APP);
    let sbom = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": main },
        "components": others.map(component).collect::<Vec<_>>(),
        "dependencies": crates
            .iter()
            .map(|one| json!({ "ref": one.purl(), "dependsOn": one.needs }))
            .collect::<Vec<_>>(),
    });
    Ok(serde_json::to_string_pretty(&sbom)? + "\n")
}

/// `cargo xtask audit`: whether any crate has a fault that is known by now. Not a part of
/// `cargo xtask test`, whose answer is that of the commit and not of the day.
pub(crate) fn audit() -> Result<()> {
    run(tools::deny()?.args(["fetch", "db"])).context(
        "the RustSec database, a git repository on GitHub, cannot be reached: nothing was checked",
    )?;
    run(tools::deny()?.args(["--offline", "check", "advisories"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(name: &str, text: Option<&str>) -> Crate {
        Crate {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            licence: "MIT OR Apache-2.0".to_owned(),
            authors: vec!["Ann".to_owned()],
            repository: None,
            checksum: (name != APP).then(|| "00".repeat(32)),
            is_macro: false,
            needs: BTreeSet::new(),
            texts: text
                .map(|text| ("LICENSE".to_owned(), text.to_owned()))
                .into_iter()
                .collect(),
        }
    }

    #[test]
    fn each_licence_text_is_there_once_with_all_who_have_it() {
        let crates = [
            one("b", Some("text")),
            one("c", None),
            one("d", Some("text")),
        ];
        let all = licences(&crates).unwrap();
        assert_eq!(all.matches("\ntext").count(), 1);
        assert!(all.contains("\nb 1.0.0, d 1.0.0\n"));
        assert!(all.contains("  c 1.0.0, by Ann\n"));
    }

    #[test]
    fn a_crate_whose_licence_text_is_nowhere_is_refused() {
        let mut bare = one("b", None);
        bare.licence = "MIT".to_owned();
        assert!(licences(&[bare]).is_err());
    }

    #[test]
    fn the_list_names_the_app_and_what_it_needs() {
        let mut app = one(APP, None);
        app.needs.insert("pkg:cargo/b@1.0.0".to_owned());
        let sbom: Value = serde_json::from_str(&sbom(&[one("b", None), app]).unwrap()).unwrap();
        assert_eq!(sbom["metadata"]["component"]["name"], APP);
        assert_eq!(sbom["components"][0]["purl"], "pkg:cargo/b@1.0.0");
        assert_eq!(sbom["dependencies"][1]["dependsOn"][0], "pkg:cargo/b@1.0.0");
    }

    #[test]
    fn checksums_are_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"b\"\nversion = \"2.0.0\"\nchecksum = \"ff\"\n";
        let expected = BTreeMap::from([(("b", "2.0.0"), "ff".to_owned())]);
        assert_eq!(checksums(lock), expected);
    }

    #[test]
    fn old_expressions_are_written_the_new_way() {
        assert_eq!(expression("MIT / Apache-2.0"), "MIT OR Apache-2.0");
        assert_eq!(expression("MIT/Apache-2.0"), "MIT OR Apache-2.0");
    }
}
