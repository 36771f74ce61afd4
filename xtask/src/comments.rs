//! Scripts and style sheets without their comments, which are for readers of
//! the sources and a third of some files. Not a minifier: what is left is as it
//! was written, and whoever looks at it in a browser can read it.

/// A script without the lines that are a comment as a whole.
pub(crate) fn out_of_script(script: &str) -> String {
    let code = |line: &&str| !line.trim_start().starts_with("//");
    script.split_inclusive('\n').filter(code).collect()
}

/// A style sheet without its comments. No string in ours has `/*` in it.
pub(crate) fn out_of_style(style: &str) -> String {
    let mut left = String::new();
    let mut rest = style;
    while let Some((code, comment)) = rest.split_once("/*") {
        left.push_str(code);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    left.push_str(rest);
    let written = |line: &&str| !line.trim().is_empty();
    left.split_inclusive('\n').filter(written).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_lines_of_a_script_are_left_out() {
        let script = "// Why.\nlet a = \"//b\"; // c\n  // d\n  f();\n";
        assert_eq!(out_of_script(script), "let a = \"//b\"; // c\n  f();\n");
    }

    #[test]
    fn a_style_sheet_keeps_its_rules() {
        let style = "/* One\n\n   two. */\n\np { color: red; } /* why */\n/* … */";
        assert_eq!(out_of_style(style), "p { color: red; } \n");
    }
}
