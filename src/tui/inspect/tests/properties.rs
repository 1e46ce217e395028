//! Any keys, sizes and looks: never a panic, never a cell outside, always something selected.

use proptest::prelude::*;

use super::*;

#[derive(Debug, Clone)]
enum Step {
    Press(char),
    Resize(u16, u16),
    /// A look that finds only some of the namespaces and links.
    Looked(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let keys: Vec<char> = "fbr/][wauyhlzjk gGL?\n\t\u{1b}→←⌫e0.1".chars().collect();
    prop_oneof![
        12 => prop::sample::select(keys).prop_map(Step::Press),
        1 => (0u16..200, 0u16..70).prop_map(|(width, height)| Step::Resize(width, height)),
        1 => any::<u64>().prop_map(Step::Looked),
    ]
}

/// What is left of a host where the bits of the number say so.
fn part(number: u64) -> Snapshot {
    let mut snapshot = kept_look();
    let mut bit = 0;
    let mut stays = || {
        bit = (bit + 1) % 64;
        number >> bit & 1 == 1
    };
    snapshot.namespaces.retain(|_| stays());
    for space in &mut snapshot.namespaces {
        space.links.retain(|_| stays());
    }
    snapshot
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_keys_sizes_and_looks_are_survived(steps in prop::collection::vec(step(), 1..40)) {
        let mut model = host((80, 24));
        for step in steps {
            match step {
                Step::Press(key) => {
                    press(&mut model, &key.to_string());
                }
                Step::Resize(width, height) => model.size = (width, height),
                Step::Looked(number) => model.looked(Ok(part(number))),
            }
            cells(&mut model); // a cell outside would panic
            prop_assert_eq!(model.space().is_none(), model.spaces().is_empty());
        }
    }

    /// Rings of masters do not come from a kernel, but a file may say anything.
    #[test]
    fn every_link_is_listed_once_at_most(masters in prop::collection::vec(0u32..6, 1..6)) {
        let links = masters.iter().zip(1u32..).map(|(master, index)| crate::inspect::model::Link {
            index,
            name: format!("l{index}"),
            master: (*master > 0).then_some(crate::inspect::model::Master {
                index: *master,
                name: None,
                kind: None,
            }),
            ..Default::default()
        });
        let space = crate::inspect::model::Namespace { links: links.collect(), ..Default::default() };
        let mut rows: Vec<u32> = super::super::model::ordered(&space).iter().map(|it| it.1.index).collect();
        let count = rows.len();
        rows.sort_unstable();
        rows.dedup();
        prop_assert_eq!(rows.len(), count);
    }
}
