//! What holds for messages of every protocol.

use super::*;

#[test]
fn a_refusal_is_found_among_acknowledgements() {
    let refusals: Vec<String> = capture("ip-address")
        .iter()
        .filter_map(|it| refusal(&Decoder::new().decode(it.protocol, it.request, &it.bytes)))
        .collect();
    assert_eq!(refusals, ["EEXIST"]);
}

#[test]
fn a_message_survives_a_recording() {
    for name in captures() {
        for (message, _, _) in spoken(&name) {
            let text = serde_json::to_string(&message).unwrap();
            assert_eq!(serde_json::from_str::<Message>(&text).unwrap(), message);
        }
    }
}

#[test]
fn a_short_message_says_what_is_missing() {
    let whole = &capture("ip-link-bridge")[2].bytes;
    let message = Decoder::new()
        .decode(NETLINK_ROUTE, true, &whole[..40])
        .remove(0);
    let missing = message.field("missing bytes").and_then(Node::number);
    assert_eq!(missing, Some(whole.len() as u64 - 40));
    assert_eq!(
        message.field("ifi_family").and_then(Node::text),
        Some("AF_UNSPEC")
    );
}
