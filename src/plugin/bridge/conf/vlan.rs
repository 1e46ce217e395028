//! `vlan` and `vlanTrunk`.

use std::collections::BTreeSet;

use crate::net::Vlans;
use crate::spec::Error;
use crate::spec::config::Object;

/// The highest number; 4095 is reserved by IEEE 802.1Q.
const HIGHEST: i64 = 4094;

/// `vlan`, 0 if it is not given.
pub(super) fn native(it: &Object) -> Result<u16, Error> {
    let vlan = it.integer("vlan")?.unwrap_or(0);
    number(vlan, 0).ok_or_else(|| {
        Error::internal(format!(
            "invalid VLAN ID {vlan} (must be between 0 and {HIGHEST})"
        ))
    })
}

/// `vlanTrunk`: single numbers and ranges, put together, in order, each once. None if the key is not given.
pub(super) fn trunk(it: &Object) -> Result<Option<Vec<Vlans>>, Error> {
    if it.get("vlanTrunk").is_none() {
        return Ok(None);
    }
    let mut numbers = BTreeSet::new();
    for item in it.objects("vlanTrunk")? {
        let of = |key: &str| -> Result<Option<u16>, Error> {
            let Some(given) = item.integer(key)? else {
                return Ok(None);
            };
            let number = number(given, 1).ok_or_else(|| {
                Error::internal(format!(
                    "{}: {given} is no VLAN (1 to {HIGHEST})",
                    item.at(key)
                ))
            })?;
            Ok(Some(number))
        };
        match (of("minID")?, of("maxID")?) {
            (None, None) => {}
            (Some(first), Some(last)) if first <= last => numbers.extend(first..=last),
            (Some(first), Some(last)) => {
                let place = item.at("maxID");
                return Err(Error::internal(format!(
                    "{place}: {last} is lower than minID, {first}"
                )));
            }
            _ => {
                return Err(Error::internal(format!(
                    "{}: minID and maxID are needed both",
                    item.at("minID")
                )));
            }
        }
        numbers.extend(of("id")?);
    }
    Ok(Some(rows(&numbers)))
}

fn number(given: i64, lowest: i64) -> Option<u16> {
    let fits = (lowest..=HIGHEST).contains(&given);
    fits.then(|| u16::try_from(given).ok()).flatten()
}

/// Numbers that follow each other, as one.
fn rows(numbers: &BTreeSet<u16>) -> Vec<Vlans> {
    let mut rows: Vec<Vlans> = Vec::new();
    for number in numbers {
        match rows.last_mut() {
            Some(row) if row.last + 1 == *number => row.last = *number,
            _ => rows.push(Vlans::one(*number)),
        }
    }
    rows
}
