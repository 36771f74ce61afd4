//! `cargo xtask scorm SET`: a set of exercises for a learning management system, as a SCORM 1.2 package.
//!
//! ```text
//! imsmanifest.xml    what is in it
//! index.html         the page that the system opens: the exercises in a frame
//! scorm.js           tells the system what is answered; scorm.css
//! embed.js           what the page and its frame say to each other
//! poster.svg         what is printed while the frame has not come
//! p2p-lab.html       the app in one file
//! ```
//!
//! The standard's test suite also wants copies of the schemas beside the manifest. They are not ours to hand out, and
//! the manifest names them by their namespaces.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use p2p_course::exercise::Set;

use crate::release::{Files, archive};
use crate::site;

const FOLDER: &str = "target/scorm";

/// Writes the package of the set, with the app as it was built last.
pub(crate) fn scorm(text: &str) -> Result<()> {
    let work = Work::read(text)?;
    let app = Path::new(site::DIST).join(site::ONE_FILE);
    let app =
        fs::read(&app).with_context(|| format!("no {}: cargo xtask build first", app.display()))?;
    let bytes = archive("", &work.files(app))?;
    let folder = Path::new(FOLDER);
    fs::create_dir_all(folder)?;
    let file = folder.join(format!("{}.zip", work.name()));
    fs::write(&file, &bytes).with_context(|| format!("writing {}", file.display()))?;
    println!("Wrote {}: {} bytes", file.display(), bytes.len());
    Ok(())
}

/// A set, and how it is worked at.
#[derive(Debug)]
struct Work {
    set: Set,
    exam: bool,
}

impl Work {
    /// Reads the text of a set, with `mode=exam` or without. A package is not made of what is wrong.
    fn read(text: &str) -> Result<Self> {
        let text = text.trim().trim_start_matches('?');
        let (modes, rest): (Vec<_>, Vec<_>) =
            text.split('&').partition(|pair| pair.starts_with("mode="));
        let exam = match modes[..] {
            [] | ["mode=practice"] => false,
            ["mode=exam"] => true,
            [other] => bail!("{other}: write mode=practice or mode=exam"),
            _ => bail!("mode is given more than once: write it once"),
        };
        let (set, faults) = Set::read(&rest.join("&"));
        let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
        ensure!(faults.is_empty(), "{}", faults.join("\n"));
        Ok(Self { set, exam })
    }

    /// The query of a link to it.
    fn query(&self) -> String {
        let mode = if self.exam { "&mode=exam" } else { "" };
        format!("{}{mode}", self.set)
    }

    /// For a file, and for XML, where it must be one word.
    fn name(&self) -> String {
        let word = self.query().replace(|c: char| !c.is_alphanumeric(), "-");
        format!("p2p-lab-{word}")
    }

    fn title(&self) -> String {
        let mode = if self.exam { "exam" } else { "practice" };
        let kinds: Vec<_> = self.set.kinds.iter().map(ToString::to_string).collect();
        format!("P2P Lab, {mode}: {}", kinds.join("; "))
    }

    /// Everything in the package.
    fn files(&self, app: Vec<u8>) -> Files {
        let title = escape(&self.title());
        let page = format!(
            include_str!("../../static/scorm/index.html"),
            title = title,
            query = escape(&self.query()),
        );
        let mut files = Files::from([
            ("index.html".to_owned(), page.into_bytes()),
            (site::ONE_FILE.to_owned(), app),
        ]);
        for (name, text) in [
            ("embed.js", include_str!("../../static/embed.js")),
            ("poster.svg", include_str!("../../static/poster.svg")),
            ("scorm.css", include_str!("../../static/scorm/scorm.css")),
            ("scorm.js", include_str!("../../static/scorm/scorm.js")),
        ] {
            files.insert(name.to_owned(), text.into());
        }
        let line = |name: &String| format!("      <file href=\"{}\"/>\n", escape(name));
        let manifest = format!(
            include_str!("../../static/scorm/imsmanifest.xml"),
            name = escape(&self.name()),
            title = title,
            files = files.keys().map(line).collect::<String>(),
        );
        files.insert("imsmanifest.xml".to_owned(), manifest.into_bytes());
        files
    }
}

/// Text for an element or an attribute of XML or HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use super::*;
    use crate::policy;

    const SET: &str = "kinds=bounds,chunks&level=2&number=8&seed=7";

    fn package(text: &str) -> Vec<u8> {
        archive(
            "",
            &Work::read(text).unwrap().files(b"<!doctype html>".to_vec()),
        )
        .unwrap()
    }

    fn text_of(name: &str, package: &str) -> String {
        let files = Work::read(package).unwrap().files(Vec::new());
        String::from_utf8(files[name].clone()).unwrap()
    }

    #[test]
    fn a_scorm_package_has_its_manifest_at_the_top_and_all_that_it_names() {
        let mut zip = zip::ZipArchive::new(Cursor::new(package(SET))).unwrap();
        let mut manifest = String::new();
        zip.by_name("imsmanifest.xml")
            .unwrap()
            .read_to_string(&mut manifest)
            .unwrap();
        let mut named: Vec<_> = manifest
            .split("<file href=\"")
            .skip(1)
            .map(|rest| rest.split_once('"').unwrap().0)
            .collect();
        named.push("imsmanifest.xml");
        named.sort_unstable();
        let mut held: Vec<_> = zip.file_names().map(Result::unwrap).collect();
        held.sort_unstable();
        assert_eq!(named, held);
        assert!(manifest.contains("<schemaversion>1.2</schemaversion>"));
        assert!(manifest.contains("adlcp:scormtype=\"sco\" href=\"index.html\""));
        assert_eq!(
            zip.by_name("p2p-lab.html").unwrap().size(),
            "<!doctype html>".len() as u64
        );
    }

    #[test]
    fn the_page_of_a_scorm_package_frames_the_set_and_has_a_strict_policy() {
        let page = text_of("index.html", &format!("?{SET}&mode=exam"));
        policy::strict(&page).unwrap();
        let link = "p2p-lab.html#/embed/practice?kinds=bounds,chunks&amp;level=2&amp;number=8&amp;seed=7&amp;mode=exam\"";
        assert!(page.contains(link), "{page}");
        assert!(page.contains("<title>P2P Lab, exam: Distribution time; Which chunk next</title>"));
    }

    #[test]
    fn the_same_set_gives_the_same_scorm_package() {
        assert_eq!(package(SET), package(&format!("{SET}&mode=practice")));
        assert_ne!(package(SET), package(&format!("{SET}&mode=exam")));
    }

    #[test]
    fn a_scorm_package_is_not_made_of_what_is_wrong() {
        for (text, says) in [
            ("kinds=swarms", "no kind"),
            ("number=0&seed=x", "number: "),
            ("number=0&seed=x", "seed: "),
            ("theme=dark", "no key"),
            ("mode=sheet", "write mode=practice or mode=exam"),
            ("mode=exam&mode=exam", "more than once"),
        ] {
            let error = Work::read(text).unwrap_err().to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn what_is_right_fits_into_what_a_scorm_system_keeps() {
        // The standard's limit of `cmi.suspend_data`, in characters.
        const MOST: usize = 4096;
        let (set, _) = Set::read("level=1,2,3&number=100");
        let parts = set.exercises().map(|exercise| exercise.parts.len()).max();
        assert!(parts.unwrap() * "100.9 ".len() * 100 <= MOST);
    }

    #[test]
    fn xml_of_a_scorm_package_holds_any_text() {
        assert_eq!(
            escape("<a href=\"?b&c\">'"),
            "&lt;a href=&quot;?b&amp;c&quot;&gt;&#39;"
        );
    }
}
