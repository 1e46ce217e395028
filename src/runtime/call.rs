//! One call of a plugin: the environment that it gets.

/// An attachment of a container to a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// `CNI_CONTAINERID`.
    pub container_id: String,
    /// `CNI_NETNS`.
    pub netns: String,
    /// `CNI_IFNAME`.
    pub ifname: String,
    /// `CNI_ARGS`.
    pub args: String,
}

/// The CNI variables of a call, in the order of the specification. Verbs that concern no attachment get
/// the three variables of one empty, as libcni does.
pub fn environment(verb: &str, attachment: &Attachment, cni_path: &str) -> Vec<(String, String)> {
    let of_attachment = |value: &str| {
        if matches!(verb, "GC" | "STATUS") {
            String::new()
        } else {
            value.to_owned()
        }
    };
    [
        ("CNI_COMMAND", verb.to_owned()),
        ("CNI_CONTAINERID", of_attachment(&attachment.container_id)),
        ("CNI_NETNS", of_attachment(&attachment.netns)),
        ("CNI_IFNAME", of_attachment(&attachment.ifname)),
        ("CNI_ARGS", of_attachment(&attachment.args)),
        ("CNI_PATH", cni_path.to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}
