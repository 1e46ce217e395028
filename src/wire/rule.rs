//! The steps of an nf_tables rule in the words of nft(8): `ip saddr 10.22.0.0/16 counter masquerade`.
//!
//! The kernel knows no such words: a rule is a row of expressions that load something into a register
//! and compare it. This follows the registers. What has no words here becomes `[name]`, and the rule is
//! then not [`Rule::whole`]: fit to be read, not to be given back to nft(8).

mod extension;
mod key;
mod load;
mod statement;

use std::collections::BTreeMap;

use super::Names;
use super::tree::{Message, Node, Value};
use key::Key;

/// A rule in words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rule {
    /// One entry a word or a phrase that must not be torn.
    pub(super) words: Vec<String>,
    /// Positions of words that are for a reader alone, and what nft(8) cannot say there. The rule does
    /// the same to packets without them.
    pub(super) aside: Vec<(usize, &'static str)>,
    /// True if the words say all of it.
    pub(super) whole: bool,
}

/// Reads the expressions of a rule.
pub(super) fn rule(message: &Message, names: &dyn Names) -> Rule {
    let mut reader = Reader {
        family: message
            .field("nfgen_family")
            .and_then(Node::text)
            .unwrap_or_default(),
        network: None,
        transport: None,
        registers: BTreeMap::new(),
        words: Vec::new(),
        aside: Vec::new(),
        whole: true,
        names,
    };
    for element in message
        .attr("NFTA_RULE_EXPRESSIONS")
        .into_iter()
        .flat_map(Node::children)
    {
        if reader.expression(element).is_none() {
            reader.whole = false;
            reader.words.push(extension::unknown(element));
        }
    }
    for part in message
        .attr("NFTA_RULE_USERDATA")
        .into_iter()
        .flat_map(Node::children)
    {
        match part.text() {
            Some(comment) if part.name == "comment" && !comment.contains(['"', '\\']) => {
                reader.words.push("comment".to_owned());
                reader.words.push(format!("\"{comment}\""));
            }
            // Hints of nft(8) to itself.
            _ => reader.whole &= part.name != "comment",
        }
    }
    Rule {
        words: reader.words,
        aside: reader.aside,
        whole: reader.whole,
    }
}

/// What is known while the expressions go by.
struct Reader<'a> {
    /// The family of the table, `ip`, `inet`.
    family: &'a str,
    /// `ip` or `ip6`, where the rule itself has asked for it.
    network: Option<&'static str>,
    /// `tcp`, `udp`, where the rule has asked for it.
    transport: Option<String>,
    registers: BTreeMap<&'a str, Term>,
    words: Vec<String>,
    aside: Vec<(usize, &'static str)>,
    whole: bool,
    names: &'a dyn Names,
}

/// What a register holds.
#[derive(Debug, Clone)]
enum Term {
    /// Part of the packet or of what is known of it.
    Loaded(Key),
    /// The same under a mask, then turned by bits.
    Masked(Key, Vec<u8>, Vec<u8>),
    /// Bytes out of the rule.
    Given(Vec<u8>),
}

impl<'a> Reader<'a> {
    fn expression(&mut self, element: &'a Node) -> Option<()> {
        let name = element.attr("NFTA_EXPR_NAME")?.text()?;
        let data = element.attr("NFTA_EXPR_DATA");
        match name {
            "notrack" => {
                self.say("notrack");
                return Some(());
            }
            "payload" | "meta" | "ct" | "fib" if data?.children().iter().any(is_destination) => {
                return self.load(name, data?);
            }
            _ => {}
        }
        let data = data?;
        match name {
            "bitwise" => self.mask(data),
            "cmp" => self.compare(data),
            "lookup" => self.look_up(data),
            "immediate" => self.immediate(data),
            "match" | "target" => self.extension(element, data),
            _ => self.statement(name, data),
        }
    }

    fn load(&mut self, name: &str, data: &'a Node) -> Option<()> {
        let key = match name {
            "payload" => load::payload(self, data)?,
            "meta" => load::meta(data)?,
            "ct" => load::ct(data)?,
            _ => load::fib(data)?,
        };
        let register = data
            .children()
            .iter()
            .find(|it| is_destination(it))?
            .text()?;
        self.registers.insert(register, Term::Loaded(key));
        Some(())
    }

    fn mask(&mut self, data: &'a Node) -> Option<()> {
        let simple = data.attr("NFTA_BITWISE_OP").and_then(Node::text);
        if simple.is_some_and(|operation| operation != "mask_xor") {
            return None;
        }
        let mask = bytes(data.attr("NFTA_BITWISE_MASK")?)?.to_vec();
        let turned = bytes(data.attr("NFTA_BITWISE_XOR")?)?.to_vec();
        let term = self
            .registers
            .get(data.attr("NFTA_BITWISE_SREG")?.text()?)?;
        let Term::Loaded(key) = term.clone() else {
            return None;
        };
        let target = data.attr("NFTA_BITWISE_DREG")?.text()?;
        self.registers
            .insert(target, Term::Masked(key, mask, turned));
        Some(())
    }

    fn compare(&mut self, data: &'a Node) -> Option<()> {
        let operation = data.attr("NFTA_CMP_OP")?.text()?;
        let value = bytes(data.attr("NFTA_CMP_DATA")?)?;
        let term = self.registers.get(data.attr("NFTA_CMP_SREG")?.text()?)?;
        let words = match term {
            Term::Loaded(key) => key.compared(operation, value, self.names)?,
            Term::Masked(key, mask, turned) if turned.iter().all(|byte| *byte == 0) => {
                key.masked(operation, mask, value)?
            }
            _ => return None,
        };
        if let (Term::Loaded(key), "eq") = (term, operation) {
            self.network = key.network(value).or(self.network);
            self.transport = key.transport(value).or(self.transport.take());
        }
        self.words.extend(words);
        Some(())
    }

    fn look_up(&mut self, data: &'a Node) -> Option<()> {
        let set = data.attr("NFTA_LOOKUP_SET")?.text()?;
        let inverted = data
            .attr("NFTA_LOOKUP_FLAGS")
            .is_some_and(|it| !it.flags().is_empty());
        let register = data.attr("NFTA_LOOKUP_SREG")?.text()?;
        let Some(Term::Loaded(key)) = self.registers.get(register) else {
            return None;
        };
        // A map gives a value, which these words do not follow; a set without a name is another message's.
        let map = data.attr("NFTA_LOOKUP_DREG").is_some();
        self.whole &= !map && !set.starts_with("__");
        self.words.extend(key.words());
        if inverted {
            self.say("!=");
        }
        if map {
            self.say("map");
        }
        self.words.push(format!("@{set}"));
        Some(())
    }

    fn immediate(&mut self, data: &'a Node) -> Option<()> {
        let register = data.attr("NFTA_IMMEDIATE_DREG")?.text()?;
        let value = data.attr("NFTA_IMMEDIATE_DATA")?;
        if let Some(verdict) = value.attr("NFTA_DATA_VERDICT") {
            let code = verdict.attr("NFTA_VERDICT_CODE")?.text()?;
            let chain = verdict.attr("NFTA_VERDICT_CHAIN").and_then(Node::text);
            self.say(code);
            self.words.extend(chain.map(str::to_owned));
            return Some(());
        }
        let given = bytes(value)?.to_vec();
        self.registers.insert(register, Term::Given(given));
        Some(())
    }

    fn say(&mut self, word: &str) {
        self.words.push(word.to_owned());
    }

    /// The bytes that the rule has put into the register that a node names.
    fn given(&self, register: Option<&Node>) -> Option<&[u8]> {
        match self.registers.get(register?.text()?)? {
            Term::Given(bytes) => Some(bytes),
            _ => None,
        }
    }
}

/// The bytes of `NFTA_DATA_VALUE` inside a node.
fn bytes(node: &Node) -> Option<&[u8]> {
    match &node.attr("NFTA_DATA_VALUE")?.value {
        Value::Raw(bytes) => Some(&bytes.0),
        _ => None,
    }
}

fn is_destination(node: &Node) -> bool {
    node.name.ends_with("_DREG")
}
