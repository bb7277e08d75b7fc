//! The rules as one table. Each has a file of its own with its check and its cases; where it comes from
//! is data, so that people read it too.

mod a1_too_large;
mod a2_no_aggregate;
mod a3_two_aggregates;
mod a4_torn_apart;
mod b1_outside;
mod b2_odd_context;
mod b3_two_way;
mod b4_same_word;
mod c1_imperative;
mod c2_no_issuer;
mod c3_no_event;
mod c4_button;
mod e1_past_tense;
mod e2_data_verbs;
mod e3_machinery;
mod e4_two_facts;
mod e5_no_cause;
mod e6_no_reaction;
mod e7_only_success;
mod g1_grammar;
mod g2_too_early;
mod h1_open;
mod p1_incomplete;
mod p2_not_a_reaction;
mod p3_endless_loop;
mod p4_command_crosses;
mod p5_always;
mod r1_unused;
mod r2_from_nowhere;
mod t1_against_time;
mod t2_duplicate;
mod t3_no_pivot;

use serde::{Deserialize, Serialize};

use squall_texts::Text;

use crate::hint::Finding;
use crate::settings::{Level, Need};
use crate::wall::Wall;

/// How grave it is when a rule speaks; how loudly that is said rises with the phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gravity {
    /// All may be fine; somebody should ask.
    Doubt,
    /// It could be said better.
    Style,
    /// The model is wrong or has a hole.
    Flaw,
}

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// Its short name.
    pub id: RuleId,
    /// What it is about, in a few words.
    pub title: Text,
    /// Why it hurts, for a person who learns.
    pub explanation: Text,
    /// Where the rule comes from.
    pub source: &'static str,
    /// What to ask the room.
    pub question: Text,
    /// From when on it speaks: all of these.
    pub needs: &'static [Need],
    /// The levels on which it speaks.
    pub levels: &'static [Level],
    /// How grave it is.
    pub gravity: Gravity,
    pub(crate) check: fn(&Wall<'_>, &mut Vec<Finding>),
}

const EVERY_LEVEL: &[Level] = &[Level::BigPicture, Level::Process, Level::Design];
const BIG_PICTURE: &[Level] = &[Level::BigPicture];
const BELOW_BIG_PICTURE: &[Level] = &[Level::Process, Level::Design];

/// The row of this rule.
#[must_use]
pub fn rule(id: RuleId) -> &'static Rule {
    &RULES[id as usize]
}

macro_rules! rules {
    ($count:literal: $($id:ident $module:ident $doc:literal,)*) => {
        /// Names a rule.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub enum RuleId {
            $(#[doc = $doc] $id,)*
        }

        impl RuleId {
            /// Its name, as in code and exports.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$id => stringify!($id),)*
                }
            }
        }

        /// Every rule.
        pub static RULES: [Rule; $count] = [$($module::RULE,)*];
    };
}

rules! {
    32:
    E1 e1_past_tense "An event says what happened.",
    E2 e2_data_verbs "An event says more than what became of data.",
    E3 e3_machinery "An event is about the business.",
    E4 e4_two_facts "An event is one fact.",
    E5 e5_no_cause "An event has a cause.",
    E6 e6_no_reaction "Somebody reacts to an event or reads it.",
    E7 e7_only_success "A command can fail.",
    C1 c1_imperative "A command is an order.",
    C2 c2_no_issuer "Somebody issues a command.",
    C3 c3_no_event "A command makes something happen.",
    C4 c4_button "A command is what somebody wants.",
    A1 a1_too_large "An aggregate has a bearable size.",
    A2 a2_no_aggregate "An aggregate is a thing that decides.",
    A3 a3_two_aggregates "One aggregate decides.",
    A4 a4_torn_apart "A command and its event belong together.",
    P1 p1_incomplete "A policy says when it acts and what it does.",
    P2 p2_not_a_reaction "A policy reacts to an event with a command.",
    P3 p3_endless_loop "A loop of reactions ends.",
    P4 p4_command_crosses "Events cross boundaries, commands do not.",
    P5 p5_always "A policy holds always, or says when not.",
    R1 r1_unused "A read model is built and used.",
    R2 r2_from_nowhere "A field comes from somewhere.",
    T1 t1_against_time "Time runs to the right.",
    T2 t2_duplicate "A name stands for one thing.",
    T3 t3_no_pivot "Pivotal events divide a long timeline.",
    B1 b1_outside "Everything stands in one bounded context.",
    B2 b2_odd_context "A bounded context has a size and a language of its own.",
    B3 b3_two_way "Contexts do not lead to each other in circles.",
    B4 b4_same_word "A word has one meaning in a context.",
    H1 h1_open "A hot spot asks something, and somebody sees to it.",
    G1 g1_grammar "Notes follow each other by the grammar.",
    G2 g2_too_early "Design waits for the story.",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_teaches() {
        for row in &RULES {
            let name = row.id.name();
            assert_eq!(rule(row.id).id, row.id);
            let sentences = row.explanation.english().matches(". ").count() + 1;
            assert!((2..=4).contains(&sentences), "{name}: {sentences} sentences");
            assert!(
                row.explanation.english().ends_with('.') && row.question.english().ends_with('?'),
                "{name}"
            );
            assert!(
                !row.source.is_empty() && !row.title.english().is_empty() && !row.needs.is_empty()
            );
            assert_eq!(serde_json::to_string(&row.id).unwrap(), format!("\"{name}\""));
        }
    }
}
