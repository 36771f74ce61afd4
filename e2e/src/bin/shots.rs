//! Screenshots for people to look at: `cargo xtask shots FOLDER [FRAGMENT…]`.

use std::env;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use e2e::Setup;

const WIDTHS: [u32; 3] = [360, 768, 1440];

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = env::args().skip(1);
    let folder = PathBuf::from(args.next().context("shots: which folder?")?);
    let mut fragments: Vec<_> = args.collect();
    if fragments.is_empty() {
        fragments.push("#/lab".to_owned());
    }
    std::fs::create_dir_all(&folder)?;

    for fragment in &fragments {
        for width in WIDTHS {
            for dark in [false, true] {
                let setup = Setup {
                    width,
                    dark,
                    phone: width < 400,
                    ..Setup::default()
                };
                let page = setup.open(fragment).await?;
                // Time for what fades in and for the first frames of the picture.
                tokio::time::sleep(Duration::from_millis(500)).await;
                let theme = if dark { "dark" } else { "light" };
                let file = folder.join(format!("{}-{width}-{theme}.png", name(fragment)));
                page.screenshot(&file).await?;
                println!("{}", file.display());
                for complaint in page.complaints().await? {
                    println!("  {complaint}");
                }
            }
        }
    }
    Ok(())
}

/// A file name that tells the fragment.
fn name(fragment: &str) -> String {
    let name: String = fragment
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    name.trim_matches('-').chars().take(60).collect()
}
