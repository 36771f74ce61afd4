//! The program that runs in the page.

fn main() {
    if cfg!(target_arch = "wasm32") {
        p2p_lab::run();
    } else {
        eprintln!("P2P Lab runs in a browser: cargo xtask serve");
    }
}
