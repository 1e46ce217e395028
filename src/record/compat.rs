//! Reading recordings of older formats: for each format the fix-ups that lead to the next one.

use serde_json::Value;

use crate::event::FORMAT;

/// Changes one line of a format to the format after it.
type FixUp = fn(&mut Value);

/// `FIX_UPS[n]` leads from format n + 1 to n + 2. Format 1 is the first.
const FIX_UPS: &[FixUp] = &[];

/// True if lines of this format are read as they are.
pub(super) fn is_current(format: u32) -> bool {
    format == FORMAT
}

/// True if this version can read the format.
pub(super) fn is_known(format: u32) -> bool {
    (1..=FORMAT).contains(&format)
}

/// Brings a line of an older format to the current one.
pub(super) fn upgrade(format: u32, line: &mut Value) {
    let skip = usize::try_from(format.saturating_sub(1)).unwrap_or(usize::MAX);
    FIX_UPS.iter().skip(skip).for_each(|fix_up| fix_up(line));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_older_format_has_a_way_to_the_current_one() {
        assert_eq!(FIX_UPS.len() + 1, usize::try_from(FORMAT).unwrap());
    }
}
