//! Who am I?
fn main() {}
