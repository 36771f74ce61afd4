//! A static web server, as any course's: the site is a folder among others.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};
use std::thread;

use anyhow::{Context, Result, anyhow, ensure};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::CONTENT_TYPE;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;

/// Where the site is on the server.
pub(crate) const FOLDER: &str = "/course/p2p-lab/";

/// Pages that tests serve beside the site, by path.
static HOST_PAGES: Mutex<Option<HashMap<String, String>>> = Mutex::new(None);

/// A folder that a test serves, and the path before its files.
static HOST_SITE: OnceLock<(&str, PathBuf)> = OnceLock::new();

/// The server's origin, `http://127.0.0.1:PORT`. It starts with the first test
/// that needs it and serves all of them.
pub(crate) fn origin() -> Result<&'static str> {
    static ORIGIN: OnceLock<std::result::Result<String, String>> = OnceLock::new();
    ORIGIN
        .get_or_init(|| start().map_err(|error| format!("{error:#}")))
        .as_deref()
        .map_err(|error| anyhow!("{error}"))
}

/// Whether a request stays with the site: its own origin, its own file, or data
/// that the page holds itself.
pub(crate) fn is_ours(url: &str) -> bool {
    let own = origin().is_ok_and(|origin| url.starts_with(&format!("{origin}/")));
    own || ["file:", "data:", "blob:", "about:"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
}

/// Serves a page in the folder above the site, and returns its address.
pub(crate) fn host_page(html: &str) -> Result<String> {
    let mut pages = HOST_PAGES.lock().map_err(|_| anyhow!("a test panicked"))?;
    let pages = pages.get_or_insert_default();
    let path = format!("/course/host-{}.html", pages.len());
    let url = format!("{}{path}", origin()?);
    pages.insert(path, html.to_owned());
    Ok(url)
}

/// Serves the files of a folder under a path such as `/some/course`, for one test, and returns its address.
pub(crate) fn host_site(path: &'static str, folder: PathBuf) -> Result<String> {
    ensure!(
        HOST_SITE.set((path, folder)).is_ok(),
        "there is one already"
    );
    Ok(format!("{}{path}/", origin()?))
}

/// The `file:` address of a file.
pub(crate) fn file_url(file: &Path) -> String {
    url::Url::from_file_path(file).map_or_else(|()| file.display().to_string(), Into::into)
}

fn start() -> Result<String> {
    let dist = crate::dist()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("binding a port")?;
    listener.set_nonblocking(true)?;
    let origin = format!("http://{}", listener.local_addr()?);
    // A thread of its own, since each test has a runtime of its own.
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build()?;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            loop {
                let (stream, _) = listener.accept().await?;
                let dist = dist.clone();
                tokio::spawn(async move {
                    let answer = service_fn(|request: Request<Incoming>| {
                        let response = respond(&dist, request.uri().path());
                        async { Ok::<_, Infallible>(response) }
                    });
                    // A browser that hangs up early is no matter here.
                    let _ = http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), answer)
                        .await;
                });
            }
            #[expect(unreachable_code, reason = "it gives the block its type")]
            std::io::Result::Ok(())
        })
    });
    Ok(origin)
}

fn respond(dist: &Path, path: &str) -> Response<Full<Bytes>> {
    let (status, kind, body) = match read(dist, path) {
        Some(body) => (StatusCode::OK, content_type(path), body),
        None => (StatusCode::NOT_FOUND, "text/plain", b"not found".to_vec()),
    };
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, kind.parse().expect("a valid header"));
    response
}

fn read(dist: &Path, path: &str) -> Option<Vec<u8>> {
    if let Some(name) = path.strip_prefix(FOLDER) {
        let name = if name.is_empty() { "index.html" } else { name };
        return fs::read(dist.join(name)).ok();
    }
    if let Some((before, folder)) = HOST_SITE.get()
        && let Some(name) = path.strip_prefix(before)
    {
        let name = name.trim_start_matches('/');
        let file = folder.join(name);
        return fs::read(if file.is_dir() {
            file.join("index.html")
        } else {
            file
        })
        .ok();
    }
    let pages = HOST_PAGES.lock().ok()?;
    Some(pages.as_ref()?.get(path)?.clone().into_bytes())
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json" | "webmanifest") => "application/json",
        _ => "text/html; charset=utf-8",
    }
}
