//! The README's picture: the real screen of a real run, as tmux saw it, turned into SVG.
//!
//! `CNISCOPE_BLESS=1 cargo test --test it picture` makes it anew; otherwise the screen is compared with it.

use std::fmt::Write;

use crate::program;
use crate::tmux::Terminal;

const SIZE: (u16, u16) = (120, 36);

/// Width and height of a cell, pixels.
const CELL: (f64, f64) = (8.4, 18.0);
const MARGIN: f64 = 14.0;

/// The sixteen colours of the terminal that is drawn, each with a contrast of at least 4.5 to its ground.
const COLOURS: [&str; 16] = [
    "#0d1117", "#ff7b72", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#c9d1d9",
    "#8b949e", "#ffa198", "#7ee787", "#f2cc60", "#a5d6ff", "#e2c5ff", "#9be9f0", "#ffffff",
];
const GROUND: &str = "#0d1117";
const TEXT: &str = "#c9d1d9";

#[test]
fn the_picture_of_the_readme_is_the_real_screen() {
    let terminal = Terminal::start(SIZE, "step bridge --plugins /usr/lib/cni --palette dark");
    terminal.go_on_until("n", "wants to create the veth pair eth0 (pod1) <->");
    let painted = terminal.tmux(&["capture-pane", "-p", "-e"]);
    terminal.press(&["q", "y"]);
    terminal.see_end(1);
    let picture = svg(&painted);
    let path = program::root().join("book/src/pictures/step.svg");
    if std::env::var_os("CNISCOPE_BLESS").is_some() {
        std::fs::write(&path, &picture).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    let (kept, now) = (words(&kept), words(&picture));
    let differs = kept.iter().zip(&now).position(|(kept, now)| kept != now);
    let around =
        |it: &[String]| differs.map(|at| it[at.saturating_sub(3)..it.len().min(at + 5)].join(" "));
    let (kept, now) = ((kept.len(), around(&kept)), (now.len(), around(&now)));
    assert_eq!(kept, now, "step.svg is not what the screen shows now");
}

/// The words of a picture without what differs from run to run: names of veth pairs, times.
fn words(svg: &str) -> Vec<String> {
    let texts = svg.split("<tspan").skip(1);
    let texts = texts.filter_map(|it| it.split_once('>')?.1.split_once("</tspan>"));
    let words =
        texts.flat_map(|(it, _)| it.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    let is_time = |it: &str| it.parse::<f64>().is_ok() || it == "ms";
    let steady = words.filter(|it| !is_time(it) && !it.contains("veth"));
    // How much of a line there is room for depends on the times beside it.
    steady.filter(|it| !it.contains('…')).collect()
}

#[derive(Clone, Default, PartialEq)]
struct Style {
    colour: Option<&'static str>,
    bold: bool,
    reversed: bool,
    dim: bool,
}

fn svg(painted: &str) -> String {
    let width = MARGIN * 2.0 + CELL.0 * f64::from(SIZE.0);
    let height = MARGIN * 2.0 + CELL.1 * f64::from(SIZE.1);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
         height=\"{height:.0}\" role=\"img\">\n<title>cniscope step bridge: the Go bridge plugin, held before it \
         creates the veth pair</title>\n<style>text{{font:14px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,\
         monospace;white-space:pre}}</style>\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{GROUND}\"/>\n"
    );
    let mut style = Style::default();
    for (row, line) in painted.lines().enumerate() {
        draw_line(&mut svg, row, line, &mut style);
    }
    svg.push_str("</svg>\n");
    svg
}

fn draw_line(svg: &mut String, row: usize, line: &str, style: &mut Style) {
    let top = MARGIN + CELL.1 * f64::from(u32::try_from(row).unwrap());
    let base = top + 13.0;
    let mut column = 0;
    let mut texts = String::new();
    // What stands before the first sequence has the style of the line before.
    for (at, piece) in line.split("\u{1b}[").enumerate() {
        let text = match (at, piece.split_once('m')) {
            (0, _) => piece,
            (_, Some((codes, text))) => {
                restyle(style, codes);
                text
            }
            (_, None) => continue,
        };
        let columns = text.chars().count(); // no wide character stands on this screen
        let left = MARGIN + CELL.0 * f64::from(u32::try_from(column).unwrap());
        let length = CELL.0 * f64::from(u32::try_from(columns).unwrap());
        column += columns;
        if columns == 0 || text.trim().is_empty() && !style.reversed {
            continue;
        }
        let mut colour = style.colour.unwrap_or(TEXT);
        if style.reversed {
            writeln!(
                svg,
                "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{length:.1}\" height=\"{}\" fill=\"{colour}\"/>",
                CELL.1
            )
            .unwrap();
            colour = GROUND;
        } else if style.dim {
            colour = COLOURS[8];
        }
        let weight = if style.bold {
            " font-weight=\"bold\""
        } else {
            ""
        };
        write!(
            texts,
            "<tspan x=\"{left:.1}\" textLength=\"{length:.1}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{colour}\"{weight}>{}</tspan>",
            text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
        )
        .unwrap();
    }
    if !texts.is_empty() {
        writeln!(
            svg,
            "<text y=\"{base:.1}\" xml:space=\"preserve\">{texts}</text>"
        )
        .unwrap();
    }
}

/// Select Graphic Rendition, as far as the screen's dark palette uses it; console_codes(4).
fn restyle(style: &mut Style, codes: &str) {
    let mut codes = codes.split(';').map(|it| it.parse().unwrap_or(0_usize));
    while let Some(code) = codes.next() {
        match code {
            0 => *style = Style::default(),
            1 => style.bold = true,
            2 => style.dim = true,
            7 => style.reversed = true,
            22 => (style.bold, style.dim) = (false, false),
            27 => style.reversed = false,
            39 => style.colour = None,
            // One of 256, of which the first sixteen are the terminal's own.
            38 if codes.next() == Some(5) => style.colour = codes.next().map(|it| COLOURS[it]),
            it @ 30..=37 => style.colour = Some(COLOURS[it - 30]),
            it @ 90..=97 => style.colour = Some(COLOURS[it - 82]),
            49 => {}
            other => panic!("the sequence {other} is not drawn"),
        }
    }
}
