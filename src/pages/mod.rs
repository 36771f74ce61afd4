//! One page per route, and the frame that they share.

pub(crate) mod embed;
pub(crate) mod frame;
pub(crate) mod lab;
pub(crate) mod learn;
pub(crate) mod practice;
pub(crate) mod teach;
