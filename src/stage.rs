//! Stages: the named steps of a verb, each with a page in the book.

pub mod mark;
