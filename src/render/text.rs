//! The answer for a terminal: the finding first, links last, one screen for one error.

use std::borrow::Cow;
use std::io::{self, Write};

use owo_colors::{OwoColorize as _, Style};

use super::labels::{self, COLUMN, Labels};
use super::look::Look;
use super::one_line;
use super::palette::Palette;
use super::wrap::{UnicodeWidthStr as _, wrap};
use crate::explain::answer::{DecidedBy, Explanation, MeaningText};
use crate::explain::cause::Cause;
use crate::report::Logged;
use crate::sentences::{colon, comma, semicolon, space};
use crate::table::Retry;

/// The most characters of a message that are shown; JSON has all of them.
const LONGEST_MESSAGE: usize = 600;

/// More meanings than this do not fit a screen with their descriptions.
const MANY: usize = 4;

/// More meanings than this do not fit a screen with a line for each.
const MOST_NAMED: usize = 5;

/// Writes `answer` in lines for people.
pub fn text(answer: &Explanation, look: Look, out: &mut impl Write) -> io::Result<()> {
    Page {
        answer,
        look,
        palette: Palette::for_look(look),
        labels: Labels::in_language(answer.lang),
        out,
    }
    .write()
}

struct Page<'p, W> {
    answer: &'p Explanation,
    look: Look,
    palette: Palette,
    labels: &'static Labels,
    out: &'p mut W,
}

impl<'p, W: Write> Page<'p, W> {
    fn write(&mut self) -> io::Result<()> {
        let answer = self.answer;
        let code = answer.code.as_deref().or(answer.meanings.first().map(|meaning| meaning.code));
        let code = one_line(code.unwrap_or_default());
        if let Some(Logged { time, command }) = &answer.logged {
            let command = command.as_deref().unwrap_or_default();
            self.hanging(0, &one_line(&format!("{time} {command}")), self.palette.dim)?;
        }
        self.line_with_tag(0, &code, self.palette.code, &call(answer))?;
        if let Some(cause) = &answer.cause {
            self.cause(cause)?;
            self.general()?;
        } else if let Some(meaning) = self.only_meaning() {
            self.line_with_tag(0, meaning.label, self.palette.title, &tag(meaning))?;
            self.paragraph(2, meaning.description)?;
            writeln!(self.out)?;
            self.message()?;
            self.steps(0, &meaning.fix)?;
        } else {
            self.message()?;
            self.several()?;
            writeln!(self.out)?;
        }
        self.known_causes()?;
        if let Some(retry) = &answer.retry
            && (answer.cause.is_some() || self.only_meaning().is_some() || !self.verdicts_differ())
        {
            self.retry(0, retry)?;
        }
        if let Some(who) = answer.responsible {
            let who = labels::responsible(who, answer.lang);
            self.labelled(0, self.labels.who, who, Style::new())?;
        }
        if !answer.suggestions.is_empty() {
            let near = answer.suggestions.join(comma(self.answer.lang));
            self.labelled(0, self.labels.near, &near, self.palette.quoted)?;
        }
        let first = answer.meanings.first();
        let docs = match first {
            Some(first) if !self.look.all => &first.docs,
            _ => &answer.docs,
        };
        for (place, link) in docs.iter().enumerate() {
            let label = if place == 0 { self.labels.docs } else { "" };
            self.label(0, label)?;
            self.link(link)?;
        }
        if let Some(id) = &answer.request_id {
            self.labelled(0, self.labels.request, &one_line(id), self.palette.dim)?;
        }
        let mut notes: Vec<String> = answer.notes.sentences().collect();
        match self.only_meaning() {
            Some(meaning) => notes.extend(meaning.note.map(str::to_owned)),
            None if self.look.all || answer.meanings.is_empty() => {}
            None => notes.insert(answer.decided_by.is_none().into(), self.labels.more.to_owned()),
        }
        if !notes.is_empty() {
            let notes = notes.join(space(self.answer.lang));
            self.labelled(0, self.labels.note, &notes, self.palette.dim)?;
        }
        Ok(())
    }

    /// Why this call failed, and what to do about that.
    fn cause(&mut self, cause: &Cause) -> io::Result<()> {
        self.labelled(0, self.labels.why, &one_line(&cause.summary), self.palette.title)?;
        if let Some(message) = self.quoted_message() {
            self.labelled(0, "", &message, self.palette.dim)?;
        }
        let steps: Vec<String> = cause.fix.iter().map(|step| one_line(step)).collect();
        self.steps(0, &steps)?;
        if let Some(policy) = &self.answer.policy {
            // In one piece, for copying.
            self.label(0, self.labels.policy)?;
            writeln!(self.out, "{policy}")?;
        }
        writeln!(self.out)
    }

    /// What the code means at all, behind what its message tells.
    fn general(&mut self) -> io::Result<()> {
        let Some(meaning) = self.answer.meanings.first() else { return Ok(()) };
        if self.look.all {
            self.several()?;
        } else {
            self.line_with_tag(0, meaning.label, self.palette.title, &tag(meaning))?;
            self.paragraph(2, meaning.description)?;
        }
        writeln!(self.out)
    }

    /// All meanings, or the first few and what the others are.
    fn several(&mut self) -> io::Result<()> {
        let meanings = &self.answer.meanings;
        // A single other one has its line as well.
        let are_all_named = self.look.all || meanings.len() <= MOST_NAMED + 1;
        let named = if are_all_named { usize::MAX } else { MOST_NAMED };
        for (place, meaning) in meanings.iter().take(named).enumerate() {
            self.meaning(place, meaning)?;
        }
        self.others(named)
    }

    /// What the cause can be where there is no message to tell.
    fn known_causes(&mut self) -> io::Result<()> {
        let causes = match &self.answer.known_causes[..] {
            // The code says so itself.
            [only] if only.is_certain => &[],
            causes => causes,
        };
        for (place, cause) in causes.iter().enumerate() {
            self.label(0, if place == 0 { self.labels.causes } else { "" })?;
            let line = [cause.summary, colon(self.answer.lang), cause.tell].concat();
            self.hanging(COLUMN, &line, Style::new())?;
        }
        Ok(())
    }

    /// The meaning that is shown alone: the only one, or the one that the product decides on.
    fn only_meaning(&self) -> Option<&'p MeaningText> {
        let is_decided = self.answer.decided_by == Some(DecidedBy::Product) && !self.look.all;
        match &self.answer.meanings[..] {
            [meaning] => Some(meaning),
            [meaning, ..] if is_decided => Some(meaning),
            _ => None,
        }
    }

    /// One meaning of several: the first with what to do, the others so only if all was asked
    /// for. Of many, the others are just named.
    fn meaning(&mut self, place: usize, meaning: &MeaningText) -> io::Result<()> {
        let number = format!("{}. ", place + 1);
        let indent = number.len();
        let is_full = place == 0 || self.look.all;
        let is_many = self.answer.meanings.len() > MANY;
        write!(self.out, "{number}")?;
        if let Some(product) = familys_label(meaning).filter(|_| !is_full) {
            // The label is that of the first meaning as well.
            let line = format!("{product}{}{}", colon(self.answer.lang), meaning.description);
            self.hanging(indent, &line, Style::new())?;
        } else {
            self.line_with_tag(indent, meaning.label, self.palette.title, &tag(meaning))?;
            if is_full || !is_many {
                self.paragraph(indent, meaning.description)?;
            }
        }
        if is_full {
            self.steps(indent, &meaning.fix)?;
        }
        if self.verdicts_differ() {
            if is_full {
                self.retry(indent, &meaning.retry)?;
            } else if !is_many {
                let verdict = labels::verdict(meaning.retry.verdict, self.answer.lang);
                self.labelled(indent, self.labels.retry, verdict, self.palette.verdict)?;
            }
        }
        if self.look.all
            && let Some(note) = meaning.note
        {
            self.labelled(indent, self.labels.note, note, self.palette.dim)?;
        }
        Ok(())
    }

    /// The meanings from the one at `place` on, in one paragraph.
    fn others(&mut self, place: usize) -> io::Result<()> {
        let meanings = &self.answer.meanings;
        let Some(others @ [_, ..]) = meanings.get(place..) else { return Ok(()) };
        let number = format!("{}-{}. ", place + 1, meanings.len());
        let labels: Vec<&str> =
            others.iter().map(|meaning| familys_label(meaning).unwrap_or(meaning.label)).collect();
        write!(self.out, "{number}")?;
        self.hanging(number.len(), &labels.join(semicolon(self.answer.lang)), self.palette.title)
    }

    fn verdicts_differ(&self) -> bool {
        let meanings = &self.answer.meanings;
        meanings.windows(2).any(|pair| pair[0].retry.verdict != pair[1].retry.verdict)
    }

    /// The service's own words, which are the nearest thing to a cause.
    fn message(&mut self) -> io::Result<()> {
        let Some(message) = self.quoted_message() else { return Ok(()) };
        self.labelled(0, self.labels.why, &message, Style::new())
    }

    fn quoted_message(&self) -> Option<String> {
        let message = one_line(self.answer.message.as_deref()?);
        let [open, close] = self.labels.quotes;
        Some(match message.char_indices().nth(LONGEST_MESSAGE) {
            Some((end, _)) => format!("{open}{}…{close}", &message[..end]),
            None => format!("{open}{message}{close}"),
        })
    }

    fn steps<S: AsRef<str>>(&mut self, indent: usize, steps: &[S]) -> io::Result<()> {
        for (place, step) in steps.iter().enumerate() {
            self.label(indent, if place == 0 { self.labels.act } else { "" })?;
            let mut column = indent + COLUMN;
            if steps.len() > 1 {
                write!(self.out, "{}. ", place + 1)?;
                column += 3;
            }
            self.hanging(column, step.as_ref(), Style::new())?;
        }
        Ok(())
    }

    fn retry(&mut self, indent: usize, retry: &Retry) -> io::Result<()> {
        let verdict = labels::verdict(retry.verdict, self.answer.lang);
        self.label(indent, self.labels.retry)?;
        let line = format!("{verdict}{}{}", colon(self.answer.lang), retry.reason);
        let column = indent + COLUMN;
        // The verdict is short and stands on the first line.
        for (place, part) in wrap(&line, self.room(column)).iter().enumerate() {
            if place > 0 {
                write!(self.out, "{:column$}", "")?;
            }
            match part.strip_prefix(verdict).filter(|_| place == 0) {
                Some(rest) => {
                    write!(self.out, "{}", verdict.style(self.palette.verdict))?;
                    self.coded_line(rest)?;
                }
                None => self.coded_line(part)?,
            }
        }
        Ok(())
    }

    fn label(&mut self, indent: usize, label: &str) -> io::Result<()> {
        let gap = COLUMN - label.width();
        write!(self.out, "{:indent$}{}{:gap$}", "", label.style(self.palette.label), "")
    }

    fn labelled(&mut self, indent: usize, label: &str, text: &str, style: Style) -> io::Result<()> {
        self.label(indent, label)?;
        self.hanging(indent + COLUMN, text, style)
    }

    /// A paragraph of its own.
    fn paragraph(&mut self, indent: usize, text: &str) -> io::Result<()> {
        write!(self.out, "{:indent$}", "")?;
        self.hanging(indent, text, Style::new())
    }

    /// `text` from the cursor, which stands in `column`, its further lines below its first.
    fn hanging(&mut self, column: usize, text: &str, style: Style) -> io::Result<()> {
        let mut in_code = false;
        for (place, line) in wrap(text, self.room(column)).iter().enumerate() {
            if place > 0 {
                write!(self.out, "{:column$}", "")?;
            }
            in_code = self.coded(line, style, in_code)?;
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn coded_line(&mut self, line: &str) -> io::Result<()> {
        self.coded(line, Style::new(), false)?;
        writeln!(self.out)
    }

    /// A line in which what stands between backticks has a style of its own. Returns whether it
    /// ends between two.
    fn coded(&mut self, line: &str, style: Style, mut in_code: bool) -> io::Result<bool> {
        if !self.look.color {
            write!(self.out, "{line}")?;
            return Ok(false);
        }
        for (place, part) in line.split('`').enumerate() {
            if place > 0 {
                in_code = !in_code;
                // The marks belong to what they enclose.
                write!(self.out, "{}", "`".style(self.palette.quoted))?;
            }
            if !part.is_empty() {
                let style = if in_code { self.palette.quoted } else { style };
                write!(self.out, "{}", part.style(style))?;
            }
        }
        Ok(in_code)
    }

    /// A line from column `indent` with a dim remark at the right edge, or below where both do
    /// not fit.
    fn line_with_tag(
        &mut self,
        indent: usize,
        text: &str,
        style: Style,
        tag: &str,
    ) -> io::Result<()> {
        let lines = wrap(text, self.room(indent));
        for (place, line) in lines.iter().enumerate() {
            if place > 0 {
                write!(self.out, "\n{:indent$}", "")?;
            }
            write!(self.out, "{}", line.style(style))?;
        }
        if !tag.is_empty() {
            let used = indent + lines.last().map_or(0, |line| line.width());
            match self.look.width.checked_sub(used + tag.width()).filter(|&gap| gap >= 2) {
                // A format's own padding writes blank by blank, a tenth of the time of an answer.
                Some(gap) => {
                    write!(self.out, "{}{}", " ".repeat(gap), tag.style(self.palette.dim))?;
                }
                None => {
                    for line in wrap(tag, self.room(indent)) {
                        write!(self.out, "\n{:indent$}{}", "", line.style(self.palette.dim))?;
                    }
                }
            }
        }
        writeln!(self.out)
    }

    fn link(&mut self, link: &str) -> io::Result<()> {
        if self.look.hyperlinks {
            writeln!(self.out, "\x1b]8;;{link}\x1b\\{link}\x1b]8;;\x1b\\")
        } else {
            writeln!(self.out, "{link}")
        }
    }

    fn room(&self, column: usize) -> usize {
        self.look.width.saturating_sub(column).max(1)
    }
}

/// Which call failed, as far as the input says so; else the only one that can have.
fn call(answer: &Explanation) -> String {
    let parts = [&answer.product, &answer.api_action, &answer.region];
    let known: Vec<Cow<'_, str>> =
        parts.into_iter().flatten().map(|part| Cow::Owned(one_line(part))).collect();
    if !known.is_empty() {
        return known.join(" · ");
    }
    // A common code may come from any product, even if only one lists it.
    let of_products = answer.meanings.first().filter(|meaning| meaning.api.is_none());
    let Some(meaning) = of_products.filter(|meaning| meaning.products.len() == 1) else {
        return String::new();
    };
    let product = meaning.products.names().collect::<String>();
    let mut actions = answer.actions.iter();
    match (actions.next(), actions.next()) {
        (Some((_, action)), None) => format!("{product} · {action}"),
        _ => product,
    }
}

/// The product of a meaning that is told from others by its product and description alone.
fn familys_label(meaning: &MeaningText) -> Option<&'static str> {
    meaning.product.filter(|_| !meaning.has_own_label)
}

fn tag(meaning: &MeaningText) -> String {
    labels::remarks(meaning).join(" · ")
}
