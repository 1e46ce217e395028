//! Pieces of a report, before they are printed in one form or another.

/// A piece of the report.
#[derive(Debug, Default)]
pub(in crate::report) struct Block {
    pub(in crate::report) heading: Option<Heading>,
    /// What it is for, in prose.
    pub(in crate::report) prose: String,
    pub(in crate::report) lines: Vec<Line>,
    /// Columns by which it stands to the right: a delegated plugin's stages stand below its caller's.
    pub(in crate::report) indent: usize,
}

/// The heading of a block.
#[derive(Debug)]
pub(in crate::report) struct Heading {
    /// 1 for a run, 2 for a call, 3 for a stage.
    pub(in crate::report) level: usize,
    pub(in crate::report) text: String,
    /// What stands at the right edge.
    pub(in crate::report) aside: String,
}

/// A line with its mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Line {
    pub(in crate::report) mark: Mark,
    pub(in crate::report) text: String,
}

impl Line {
    /// A request that was refused.
    pub(in crate::report) fn is_refused(&self) -> bool {
        self.mark == Mark::Ask && self.text.contains("  ! ")
    }
}

/// What a line tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Mark {
    Ask,
    Refused,
    Add,
    Remove,
    Modify,
    /// The command that would do the same as the line above.
    Command,
    /// Continues the line above, or stands by itself.
    Plain,
    /// Kept as it is: JSON.
    Verbatim,
}

impl Mark {
    pub(in crate::report) fn sign(self) -> &'static str {
        match self {
            Mark::Ask => ">",
            Mark::Refused => "!",
            Mark::Add => "+",
            Mark::Remove => "-",
            Mark::Modify => "~",
            Mark::Command => "$",
            Mark::Plain | Mark::Verbatim => " ",
        }
    }
}
