//! A tree as lines.

/// A line and what stands below it.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) text: String,
    pub(super) below: Vec<Node>,
}

impl Node {
    pub(super) fn leaf(text: String) -> Node {
        Node {
            text,
            below: Vec::new(),
        }
    }
}

/// What stands before a line, and before the lines below it.
struct Signs {
    branch: &'static str,
    last: &'static str,
    past: &'static str,
    none: &'static str,
}

const LINES: Signs = Signs {
    branch: "├─ ",
    last: "└─ ",
    past: "│  ",
    none: "   ",
};

const ASCII: Signs = Signs {
    branch: "|- ",
    last: "`- ",
    past: "|  ",
    none: "   ",
};

pub(super) fn print(node: &Node, ascii: bool) -> String {
    let mut text = format!("{}\n", node.text);
    below(node, "", if ascii { &ASCII } else { &LINES }, &mut text);
    text
}

fn below(node: &Node, lead: &str, signs: &Signs, text: &mut String) {
    for (number, it) in node.below.iter().enumerate() {
        let is_last = number + 1 == node.below.len();
        let (own, next) = match is_last {
            true => (signs.last, signs.none),
            false => (signs.branch, signs.past),
        };
        text.push_str(&format!("{lead}{own}{}\n", it.text));
        below(it, &format!("{lead}{next}"), signs, text);
    }
}
