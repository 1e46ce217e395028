//! Any keys and any sizes: never a panic, never a cell outside.

use proptest::prelude::*;

use super::*;

#[derive(Debug, Clone)]
enum Step {
    Press(char),
    Resize(u16, u16),
}

fn step() -> impl Strategy<Value = Step> {
    let keys = "nmofcr<>bBisp1234567tTwzO/][&FyRe?q\n\t\u{1b}→←↓↑⇓gG x:;vS⌫";
    let keys: Vec<char> = keys.chars().collect();
    prop_oneof![
        8 => prop::sample::select(keys).prop_map(Step::Press),
        1 => (0u16..200, 0u16..70).prop_map(|(width, height)| Step::Resize(width, height)),
    ]
}

fn survives(mut model: Model, steps: &[Step]) {
    for step in steps {
        match step {
            Step::Press(key) => {
                press(&mut model, &key.to_string());
            }
            Step::Resize(width, height) => model.resize(*width, *height),
        }
        // A cell outside of the buffer would panic.
        cells(&mut model);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_recording_survives_any_keys(steps in prop::collection::vec(step(), 1..40)) {
        survives(replay("bridge.jsonl", (80, 24), PLAIN), &steps);
    }

    #[test]
    fn a_live_run_survives_any_keys(until in 2u64..200, steps in prop::collection::vec(step(), 1..40)) {
        let mut model = live("bridge.jsonl", until, (100, 30));
        hold(&mut model, "message");
        survives(model, &steps);
    }
}
