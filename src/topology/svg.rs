//! A layout as an SVG picture: for pages, by itself or inlined, readable on light and on dark ground.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::graph::Mark;
use super::layout::{Layout, Place, Role, Shape};
use super::text::Drawing;

/// Width and height of a character cell, and the margin around the drawing, in pixels.
const CELL: (f64, f64) = (8.4, 19.0);
const MARGIN: f64 = 12.0;

/// Where the text's baseline stands in its cell.
const BASELINE: f64 = 14.0;

/// Each colour has a contrast of at least 4.5 to its ground. Who sees no colours has the signs and the dotted lines.
const STYLE: &str = "
.ground{fill:#fff}.box{fill:none;stroke:#57606a}.text{fill:#1f2328}.quiet{fill:#57606a}.name{fill:#1f2328;font-weight:bold}
.cable{stroke:#1f2328;stroke-width:1.6}.asked{stroke-dasharray:2 4}
.made{fill:#116329}.changed{fill:#7d4e00}.removed{fill:#a40e26}.failed{fill:#a40e26;font-weight:bold}.wanted{fill:#0550ae}
line.made{stroke:#116329}line.removed{stroke:#a40e26}line.wanted{stroke:#0550ae}
text{font:14px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;white-space:pre}
@media(prefers-color-scheme:dark){
.ground{fill:#161b22}.box{stroke:#8b949e}.text,.name{fill:#e6edf3}.quiet{fill:#9da7b1}.cable{stroke:#e6edf3}
.made{fill:#56d364}.changed{fill:#e3b341}.removed,.failed{fill:#ff7b72}.wanted{fill:#79c0ff}
line.made{stroke:#56d364}line.removed{stroke:#ff7b72}line.wanted{stroke:#79c0ff}
}
";

/// Draws the layout. The title says what the picture shows; who cannot see it is read the drawing as text.
pub fn svg(layout: &Layout, title: &str) -> String {
    let drawing = Drawing::of(layout, false);
    let (columns, rows) = (drawing.width, drawing.lines.len());
    let width = x(columns) + MARGIN;
    let height = y(rows) + MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
         height=\"{height:.0}\" role=\"img\">\n<title>{}</title>\n<desc>{}</desc>\n<style>{STYLE}</style>\n\
         <rect class=\"ground\" width=\"100%\" height=\"100%\" rx=\"6\"/>\n",
        xml(title),
        xml(&drawing.text()),
    );
    for shape in &layout.shapes {
        draw(&mut svg, shape);
    }
    svg.push_str("</svg>\n");
    svg
}

/// The same without title, text and style: for a page that has its own for the classes `box`, `ground`, `text`, `quiet`,
/// `name`, `cable`, `asked`, and those of marks: `made`, `changed`, `removed`, `wanted`, `failed`.
/// `when` is said to who cannot see it: the page around it tells the rest in words.
pub fn inline(layout: &Layout, when: &str) -> String {
    let drawing = Drawing::of(layout, false);
    let (width, height) = (x(drawing.width) + MARGIN, y(drawing.lines.len()) + MARGIN);
    let mut svg = format!(
        "<svg viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" role=\"img\" aria-label=\"the wiring {}\">",
        xml(when)
    );
    for shape in &layout.shapes {
        draw(&mut svg, shape);
    }
    svg.push_str("</svg>");
    svg
}

fn x(column: usize) -> f64 {
    #[allow(clippy::cast_precision_loss)] // columns of a drawing
    let column = column as f64;
    MARGIN + column * CELL.0
}

fn y(row: usize) -> f64 {
    #[allow(clippy::cast_precision_loss)] // rows of a drawing
    let row = row as f64;
    MARGIN + row * CELL.1
}

/// The middle of a cell: where lines run.
fn middle(at: Place) -> (f64, f64) {
    (x(at.0) + CELL.0 / 2.0, y(at.1) + CELL.1 / 2.0)
}

fn draw(svg: &mut String, shape: &Shape) {
    // Writing to a String does not fail.
    let _ = match shape {
        Shape::Frame { at, size, name } => {
            let (left, top) = middle(*at);
            let (right, bottom) = middle((at.0 + size.0 - 1, at.1 + size.1 - 1));
            let (width, height) = (right - left, bottom - top);
            let _ = writeln!(
                svg,
                "<rect class=\"box\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"3\"/>"
            );
            // The name interrupts the border.
            let (from, behind) = (x(at.0 + 1), name.width() + 2);
            let _ = writeln!(
                svg,
                "<rect class=\"ground\" x=\"{from:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{}\"/>",
                y(at.1),
                x(behind) - x(0),
                CELL.1
            );
            text(svg, (at.0 + 2, at.1), name, "name")
        }
        Shape::Text {
            at,
            text: it,
            role,
            mark,
        } => text(svg, *at, it, class(*role, *mark)),
        Shape::Cable {
            from,
            to,
            exists,
            mark,
        } => {
            let (left, height) = middle(*from);
            let (right, _) = middle((*to, from.1));
            let asked = if *exists { "" } else { " asked" };
            let mark = mark.map_or("", mark_class);
            writeln!(
                svg,
                "<line class=\"cable{asked} {mark}\" x1=\"{left:.1}\" y1=\"{height:.1}\" x2=\"{right:.1}\" y2=\"{height:.1}\"/>"
            )
        }
    };
}

/// Text on its cells: its length is given, so that it keeps its place in any font.
fn text(svg: &mut String, at: Place, it: &str, class: &str) -> std::fmt::Result {
    let lead = it.len() - it.trim_start().len();
    let it = it.trim_end();
    let (column, it) = (at.0 + lead, it.trim_start());
    if it.is_empty() {
        return Ok(());
    }
    let (left, base) = (x(column), y(at.1) + BASELINE);
    let length = x(it.width()) - x(0);
    writeln!(
        svg,
        "<text class=\"{class}\" x=\"{left:.1}\" y=\"{base:.1}\" textLength=\"{length:.1}\" lengthAdjust=\"spacingAndGlyphs\">{}</text>",
        xml(it)
    )
}

fn class(role: Role, mark: Option<Mark>) -> &'static str {
    match (mark, role) {
        (Some(mark), _) => mark_class(mark),
        (None, Role::Note | Role::Route) => "quiet",
        (None, Role::Namespace) => "name",
        (None, _) => "text",
    }
}

fn mark_class(mark: Mark) -> &'static str {
    match mark {
        Mark::Made => "made",
        Mark::Changed => "changed",
        Mark::Removed => "removed",
        Mark::Asked => "wanted",
        Mark::Failed => "failed",
    }
}

/// Text as it stands in XML and HTML, also in an attribute.
pub(crate) fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            it => safe.push(it),
        }
    }
    safe
}
