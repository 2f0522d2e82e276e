//! The caller chooses by a key.

use super::super::{Kind, Line, Menu, Step};
use super::position::State;
use super::reply::{Reply, Trouble};
use super::run::Run;
use super::trail::Happening;

impl Run<'_> {
    /// Asks for a key, so many times by now.
    pub(super) fn ask(mut self, menu: &Menu, times: u8) -> Reply {
        self.pass(Kind::Menu, Happening::Asked);
        self.lines.push(Self::gather(menu));
        self.reply(State::Menu(times))
    }

    /// The instruction that asks for a key.
    pub(super) fn gather(menu: &Menu) -> Line {
        let keys = menu.choices.iter().map(|choice| choice.key).collect();
        Line::Gather { prompt: menu.prompt.clone(), keys, wait_seconds: menu.wait_seconds }
    }

    /// The caller has pressed keys, or none. A carrier that sends several means the first.
    pub(super) fn after_digits(mut self, times: u8, digits: &str) -> Reply {
        let Some(Step::Menu(menu)) = self.step() else { return self.lost(Trouble::Position) };
        let key = digits.trim().chars().next();
        if let Some(index) = menu.choices.iter().position(|choice| Some(choice.key) == key) {
            self.pass(Kind::Menu, Happening::Pressed(menu.choices[index].key));
            self.enter(index);
            return self.run();
        }
        self.pass(Kind::Menu, Happening::NothingPressed);
        if times < menu.tries {
            return self.ask(menu, times.saturating_add(1));
        }
        self.enter(menu.choices.len());
        self.run()
    }
}
