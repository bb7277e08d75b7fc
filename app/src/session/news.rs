//! When it is told what others do. What is told is the editor's matter.

use leptos::prelude::*;
use squall_editor::Editor;
use squall_editor::news::Pace;

use super::{Panel, Session};
use crate::browser;

/// Where it is kept how often it is told what others do.
const NEWS_KEY: &str = "squall.news";

impl Session {
    /// Takes up the pace that was chosen on this device.
    pub(super) fn recall_pace(self) {
        if let Some(pace) = browser::stored(NEWS_KEY) {
            self.pace.set(pace);
        }
    }

    /// It is told this often what others do, from now on.
    pub(crate) fn set_pace(self, pace: &str) {
        let pace = Pace::named(pace).name();
        browser::store(NEWS_KEY, pace);
        self.pace.set(pace.to_owned());
        // What waits for its time at the old pace does not any more.
        self.core.update_value(|core| {
            core.news_turn = core.news_turn.wrapping_add(1);
            core.news_waits = false;
        });
        self.await_news();
    }

    /// Tells what others do when it is time for it.
    pub(super) fn await_news(self) {
        let pace = self.pace.with_untracked(|pace| Pace::named(pace));
        let mut wait_ms = None;
        self.core.update_value(|core| {
            if !core.news_waits {
                wait_ms = pace.wait_ms(browser::now_ms(), core.news_told_ms);
                core.news_waits = wait_ms.is_some();
            }
        });
        if let Some(wait_ms) = wait_ms {
            let turn = self.core.with_value(|core| core.news_turn);
            browser::after(wait_ms as i32, move || {
                if self.core.with_value(|core| core.news_turn) == turn {
                    self.tell_news();
                }
            });
        }
    }

    /// Tells what others do to whoever listens: with the keyboard on the wall, or with the Outline open.
    fn tell_news(self) {
        self.core.update_value(|core| core.news_waits = false);
        let is_off = self.pace.with_untracked(|pace| Pace::named(pace) == Pace::Off);
        let listens = self.panel.get_untracked() == Some(Panel::Outline) || is_on_wall();
        if is_off || !listens {
            return self.core.update_value(|core| core.editor.forget_news());
        }
        let mut told = None;
        self.core.update_value(|core| {
            core.news_told_ms = browser::now_ms();
            told = core.editor.tell_news(self.texts);
        });
        if let Some(told) = told {
            self.announce(&told);
        }
        if self.read(Editor::has_news) {
            self.await_news();
        }
    }
}

/// Whether the keyboard is on the wall.
fn is_on_wall() -> bool {
    let active = browser::document().active_element();
    active.is_some_and(|element| matches!(element.closest(".canvas"), Ok(Some(_))))
}
