//! The lines that a course author copies, to have a figure in a page.

use crate::address::figures::Entry;

/// What a figure needs: nothing but scripts, and new windows for its link to Lab. So it is a stranger to the page
/// around it and to everything stored for the site, whoever has changed the files.
const SANDBOX: &str = "allow-scripts allow-popups allow-popups-to-escape-sandbox";

/// A figure, and how it is to be shown.
pub(crate) struct Lines<'a> {
    pub(crate) entry: &'a Entry,
    /// Where P2P Lab is, with a `/` at the end.
    pub(crate) site: &'a str,
    /// The scenario and its view as in an address.
    pub(crate) scenario: &'a str,
    /// The options as in an address, each with its `&` before it.
    pub(crate) options: &'a str,
    /// In CSS pixels, for frames that are not told any.
    pub(crate) height: u64,
}

impl Lines<'_> {
    /// The address of the figure by itself.
    pub(crate) fn link(&self) -> String {
        self.address("")
    }

    /// For a page in HTML: the frame, and the script that fits it to its figure.
    pub(crate) fn frame(&self) -> String {
        let script = escape(&format!("{}embed.js", self.site));
        format!(
            "{}\n<script src=\"{script}\" defer></script>",
            self.bare_frame()
        )
    }

    /// For a page of a learning management system, which lets no script in: the frame, and a link.
    pub(crate) fn frame_and_link(&self) -> String {
        format!(
            "{}\n<p><a href=\"{}\">{}</a></p>",
            self.bare_frame(),
            escape(&self.link()),
            self.entry.title
        )
    }

    /// For a page in Markdown: a link.
    pub(crate) fn markdown(&self) -> String {
        format!("[{}](<{}>)", self.entry.title, self.link())
    }

    /// For a page that Jekyll makes, with `_includes/p2p-lab.html` in the site.
    pub(crate) fn jekyll(&self) -> String {
        let mut line = format!("{{% include p2p-lab.html figure=\"{}\"", self.entry.name);
        let scenario = ("scenario", self.scenario.trim_start_matches('&'));
        let options = self
            .options
            .split('&')
            .filter_map(|part| part.split_once('='));
        for (key, value) in [scenario].into_iter().chain(options) {
            if !value.is_empty() {
                line += &format!(" {key}=\"{value}\"");
            }
        }
        line + &format!(
            " title=\"{}\" height=\"{}\" %}}",
            self.entry.title, self.height
        )
    }

    /// The one-file app, since it is whole: in a sandbox a page is of no origin, and may load no part of the site.
    fn bare_frame(&self) -> String {
        format!(
            "<iframe src=\"{}\" title=\"{}\" width=\"100%\" height=\"{}\" loading=\"lazy\" \
             sandbox=\"{SANDBOX}\" style=\"border: 0\"></iframe>",
            escape(&self.address("p2p-lab.html")),
            self.entry.title,
            self.height
        )
    }

    fn address(&self, file: &str) -> String {
        let query = [self.scenario, self.options].concat();
        let query = query.trim_start_matches('&');
        let mark = if query.is_empty() { "" } else { "?" };
        format!(
            "{}{file}#/embed/{}{mark}{query}",
            self.site, self.entry.name
        )
    }
}

/// As the value of an attribute.
fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('"', "&quot;");
    text.replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::figures::Figure;

    fn lines<'a>(site: &'a str, scenario: &'a str) -> Lines<'a> {
        Lines {
            entry: Figure::Race.entry(),
            site,
            scenario,
            options: "&controls=none&play=1",
            height: 800,
        }
    }

    #[test]
    fn a_frame_is_in_a_sandbox_and_its_address_in_html() {
        let frame = lines("/p2p-lab/", "file=8MiB&seed=7&t=3s").frame();
        assert!(
            frame.contains(
                "src=\"/p2p-lab/p2p-lab.html#/embed/race?file=8MiB&amp;seed=7&amp;t=3s&amp;controls=none&amp;play=1\""
            ),
            "{frame}"
        );
        assert!(frame.contains("sandbox=\"allow-scripts "), "{frame}");
        assert!(!frame.contains("allow-same-origin"), "{frame}");
    }

    #[test]
    fn a_jekyll_include_has_a_parameter_for_each_option() {
        assert_eq!(
            lines("/p2p-lab/", "file=8MiB&seed=7").jekyll(),
            "{% include p2p-lab.html figure=\"race\" scenario=\"file=8MiB&seed=7\" controls=\"none\" play=\"1\" title=\"Race: client–server against P2P\" height=\"800\" %}"
        );
    }

    #[test]
    fn the_usual_scenario_needs_no_text() {
        let lines = lines("https://a.example/", "");
        assert_eq!(
            lines.link(),
            "https://a.example/#/embed/race?controls=none&play=1"
        );
        assert!(!lines.jekyll().contains("scenario"));
    }

    #[test]
    fn a_site_that_is_no_address_does_not_leave_its_attribute() {
        let frame = lines("\"><script>alert(1)</script>", "").frame();
        assert!(!frame.contains("<script>"), "{frame}");
    }
}
