//! The pages, a file each.

pub(crate) mod embed;
pub(crate) mod lab;
