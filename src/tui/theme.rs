//! Palettes and signs. Colour is never the only signal: every role that matters has a sign or a weight too.

use crate::report::Tone;
use ratatui::style::{Color, Modifier, Style};

/// What a piece of the screen is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the names say it
pub enum Role {
    Normal,
    Dim,
    Bold,
    Border,
    /// The border and title of the pane that has the keys.
    Focus,
    Selected,
    Banner,
    Key,
    Made,
    Removed,
    Changed,
    Asked,
    Failed,
    Code,
}

impl From<Tone> for Role {
    fn from(tone: Tone) -> Role {
        match tone {
            Tone::Normal => Role::Normal,
            Tone::Dim => Role::Dim,
            Tone::Bold => Role::Bold,
            Tone::Made => Role::Made,
            Tone::Removed => Role::Removed,
            Tone::Changed => Role::Changed,
            Tone::Failed => Role::Failed,
        }
    }
}

/// A set of colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Palette {
    /// For a dark terminal.
    Dark,
    /// For a light terminal.
    Light,
    /// Blue, orange and yellow, which all who see colours tell apart.
    ColourBlind,
    /// None: weights and signs only.
    None,
}

/// How the screen is painted.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    /// The colours.
    pub palette: Palette,
    /// Signs and lines within ASCII.
    pub ascii: bool,
}

impl Theme {
    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        let weight = match role {
            Role::Bold | Role::Focus | Role::Key | Role::Failed => Modifier::BOLD,
            Role::Selected | Role::Banner => Modifier::REVERSED,
            Role::Dim | Role::Border if self.palette == Palette::None => Modifier::DIM,
            _ => Modifier::empty(),
        };
        let style = Style::new().add_modifier(weight);
        match self.colour(role) {
            Some(colour) => style.fg(colour),
            None => style,
        }
    }

    fn colour(&self, role: Role) -> Option<Color> {
        let [dim, focus, made, removed, changed, asked, failed, code] = match self.palette {
            Palette::None => return None,
            Palette::Dark => [
                Color::DarkGray,
                Color::LightCyan,
                Color::LightGreen,
                Color::LightMagenta,
                Color::LightYellow,
                Color::LightCyan,
                Color::LightRed,
                Color::LightBlue,
            ],
            Palette::Light => [
                Color::DarkGray,
                Color::Blue,
                Color::Green,
                Color::Magenta,
                Color::Indexed(130),
                Color::Blue,
                Color::Red,
                Color::Blue,
            ],
            Palette::ColourBlind => [
                Color::DarkGray,
                Color::Indexed(39),
                Color::Indexed(33),
                Color::Indexed(208),
                Color::Indexed(178),
                Color::Indexed(39),
                Color::Indexed(208),
                Color::Indexed(33),
            ],
        };
        Some(match role {
            Role::Dim | Role::Border => dim,
            Role::Focus | Role::Key => focus,
            Role::Made => made,
            Role::Removed => removed,
            Role::Changed => changed,
            Role::Asked => asked,
            Role::Failed => failed,
            Role::Code => code,
            Role::Normal | Role::Bold | Role::Selected | Role::Banner => return None,
        })
    }

    /// `✓` or its ASCII form.
    pub fn sign(&self, sign: Sign) -> &'static str {
        let (unicode, ascii) = match sign {
            Sign::Done => ("✓", "v"),
            Sign::Here => ("▸", ">"),
            Sign::ToCome => ("·", "."),
            Sign::Failed => ("!", "!"),
            Sign::Folded => ("▹", "+"),
            Sign::Break => ("●", "*"),
            Sign::More => ("…", "~"),
            Sign::Bar => ("│", "|"),
        };
        if self.ascii { ascii } else { unicode }
    }
}

/// A sign in front of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the names say it
pub enum Sign {
    Done,
    Here,
    ToCome,
    Failed,
    Folded,
    Break,
    More,
    Bar,
}
