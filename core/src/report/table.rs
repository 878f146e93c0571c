//! An aligned table for a terminal.

use super::width::cells;

/// On which side of its column a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// For words.
    Left,
    /// For numbers.
    Right,
}

/// A table whose columns line up in a fixed-width font, Han characters counted as two cells.
#[derive(Debug)]
pub struct Table {
    aligns: Vec<Align>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with this heading.
    pub fn new(columns: &[(&str, Align)]) -> Self {
        let heading = columns.iter().map(|(name, _)| (*name).to_owned()).collect();
        Self { aligns: columns.iter().map(|(_, align)| *align).collect(), rows: vec![heading] }
    }

    /// Adds a row. Control characters, which a name from a file may hold, are shown as `?`.
    pub fn push(&mut self, cells: Vec<String>) {
        self.rows.push(cells.into_iter().map(|cell| printable(&cell)).collect());
    }

    /// The table as text, every line behind `indent`. Columns that are empty but for the heading are left out.
    pub fn text(&self, indent: &str) -> String {
        let widths: Vec<usize> = (0..self.aligns.len()).map(|column| self.width(column)).collect();
        let mut text = String::new();
        for (index, row) in self.rows.iter().enumerate() {
            text.push_str(&line(indent, row, &widths, &self.aligns));
            if index == 0 {
                let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
                text.push_str(&line(indent, &rule, &widths, &self.aligns));
            }
        }
        text
    }

    /// Width of a column in cells; 0 for one to leave out.
    fn width(&self, column: usize) -> usize {
        let cells_of = |row: &Vec<String>| row.get(column).map_or(0, |cell| cells(cell));
        let body = self.rows.iter().skip(1).map(cells_of).max().unwrap_or(0);
        if body == 0 { 0 } else { self.rows.first().map_or(0, cells_of).max(body) }
    }
}

fn line(indent: &str, row: &[String], widths: &[usize], aligns: &[Align]) -> String {
    let shown = row.iter().zip(widths).zip(aligns).filter(|((_, width), _)| **width > 0);
    let padded: Vec<String> = shown.map(|((cell, width), align)| pad(cell, *width, *align)).collect();
    format!("{indent}{}\n", padded.join("  ").trim_end())
}

fn pad(cell: &str, width: usize, align: Align) -> String {
    let blanks = " ".repeat(width.saturating_sub(cells(cell)));
    match align {
        Align::Left => format!("{cell}{blanks}"),
        Align::Right => format!("{blanks}{cell}"),
    }
}

/// A name without characters that a terminal would act on.
pub(super) fn printable(name: &str) -> String {
    name.chars().map(|character| if character.is_control() { '?' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::{Align, Table};

    #[test]
    fn columns_line_up_with_han_names() {
        let mut table = Table::new(&[("列", Align::Left), ("rows", Align::Right), ("notes", Align::Left)]);
        table.push(vec!["身份证号".into(), "12".into(), String::new()]);
        table.push(vec!["phone".into(), "3,456".into(), String::new()]);
        let expected = "  列         rows\n  ────────  ─────\n  身份证号     12\n  phone     3,456\n";
        assert_eq!(table.text("  "), expected);
    }

    #[test]
    fn control_characters_of_a_name_do_not_reach_the_terminal() {
        let mut table = Table::new(&[("column", Align::Left)]);
        table.push(vec!["a\u{1b}[2Jb\nc".into()]);
        assert!(table.text("").ends_with("a?[2Jb?c\n"));
    }
}
