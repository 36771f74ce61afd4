//! `cargo xtask release`: everything to hand out, in one archive.
//!
//! ```text
//! p2p-lab-0.1.0/
//!   site/              for any folder of any web server
//!   p2p-lab.html       the app in one file
//!   embed/             for the pages of a course: script and Jekyll include
//!   README.txt         what is what
//!   LICENSE-MIT, LICENSE-APACHE
//!   LICENCES.txt       of every crate in the app
//!   sbom.cdx.json      the list of those crates
//!   SHA256SUMS         of all of these
//! ```
//!
//! The same commit gives the same bytes, in whatever folder and whenever it is built.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::{site, supply};

/// What is in the archive, by path, in the order of the paths.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

const FOLDER: &str = "target/release-archive";

const README: &str = "\
P2P Lab: how long it takes to give a file to N people

p2p-lab.html       The whole of it in one file. Open it with a double-click; it
                   needs no network. You may pass it on like any other file.
site/              For a web server: copy what is in it into any folder of one.
                   The site can be installed, and works offline after one visit.
embed/             For the pages of a course: the script that gives frames with
                   a figure their height, and what Jekyll includes.
LICENSE-MIT, LICENSE-APACHE
                   P2P Lab is under either of them, as you like.
LICENCES.txt       Of the crates that are compiled in.
sbom.cdx.json      The list of those crates (CycloneDX).
SHA256SUMS         `sha256sum --check SHA256SUMS` tells whether all is as it was.
";

/// Builds the site and writes the archive.
pub(crate) fn release() -> Result<()> {
    site::build()?;
    let mut files = collect()?;
    let sums = sums(&files);
    files.insert("SHA256SUMS".to_owned(), sums.into_bytes());

    let name = concat!("p2p-lab-", env!("CARGO_PKG_VERSION"));
    let bytes = archive(&format!("{name}/"), &files)?;
    let folder = Path::new(FOLDER);
    fs::create_dir_all(folder)?;
    let file = folder.join(format!("{name}.zip"));
    fs::write(&file, &bytes).with_context(|| format!("writing {}", file.display()))?;
    let sum = format!("{}  {name}.zip\n", sha256(&bytes));
    fs::write(folder.join(format!("{name}.zip.sha256")), &sum)?;
    println!(
        "\nWrote {}: {} files, {} bytes\n{sum}",
        file.display(),
        files.len(),
        bytes.len()
    );
    Ok(())
}

fn collect() -> Result<Files> {
    let mut files = Files::new();
    let mut add = |name: &str, from: &Path| {
        let bytes = fs::read(from).with_context(|| format!("reading {}", from.display()))?;
        files.insert(name.to_owned(), bytes);
        Ok::<_, anyhow::Error>(())
    };
    let dist = Path::new(site::DIST);
    for name in site::files(dist)? {
        let place = if name == site::ONE_FILE {
            name.clone()
        } else {
            format!("site/{name}")
        };
        add(&place, &dist.join(&name))?;
    }
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        add(name, Path::new(name))?;
    }
    add("embed/embed.js", Path::new("static/embed.js"))?;
    let include = Path::new("static/_includes/p2p-lab.html");
    if include.exists() {
        add("embed/_includes/p2p-lab.html", include)?;
    }

    files.insert("README.txt".to_owned(), README.into());
    let crates = supply::crates()?;
    files.insert("LICENCES.txt".to_owned(), supply::licences(&crates)?.into());
    files.insert("sbom.cdx.json".to_owned(), supply::sbom(&crates)?.into());
    Ok(files)
}

/// As `sha256sum --check` reads it.
fn sums(files: &Files) -> String {
    let line = |(name, bytes): (&String, &Vec<u8>)| format!("{}  {name}\n", sha256(bytes));
    files.iter().map(line).collect()
}

fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A zip archive with all files, this put before their paths. What else an archive
/// says of a file is the same for all: no owner, no date, the usual rights.
pub(crate) fn archive(before: &str, files: &Files) -> Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(format!("{before}{name}"), options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Files {
        let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        Files::from([
            file("site/index.html", "<!doctype html>"),
            file("README.txt", "P2P Lab"),
        ])
    }

    #[test]
    fn the_same_files_give_the_same_archive() {
        let mut backwards = Files::new();
        for (name, bytes) in files().into_iter().rev() {
            backwards.insert(name, bytes);
        }
        assert_eq!(
            archive("p2p-lab/", &files()).unwrap(),
            archive("p2p-lab/", &backwards).unwrap()
        );
    }

    #[test]
    fn an_archive_says_nothing_of_who_made_it_and_when() {
        let bytes = archive("p2p-lab/", &files()).unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        for name in files().keys() {
            let file = archive.by_name(&format!("p2p-lab/{name}")).unwrap();
            assert_eq!(file.last_modified(), Some(DateTime::default()));
            assert_eq!(file.unix_mode(), Some(0o100_644));
        }
    }

    #[test]
    fn sums_are_written_as_sha256sum_reads_them() {
        let empty = Files::from([("a".to_owned(), Vec::new())]);
        let expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a\n";
        assert_eq!(sums(&empty), expected);
    }
}
