//! Names that the reference plugin computes.

use super::*;

#[test]
fn hashes_are_the_first_digits_of_sha512() {
    // SHA-512 of the empty text starts with cf83e1357eefb8bd.
    assert_eq!(hash("", 16), "cf83e1357eefb8bd");
}

#[test]
fn a_comment_starts_with_the_number_and_is_cut() {
    let long = "c".repeat(200);
    let owner = Owner {
        network: "demo",
        container_id: &long,
        ifname: "eth0",
    };
    let comment = owner.comment();
    assert_eq!(comment.len(), 128);
    assert!(comment.starts_with(&hash("demo", 16)));
    assert!(comment.contains(", net: demo, if: eth0, id: ccc"));
}
