//! Answers for a terminal: the finding first, links last, one screen per error.
//!
//! This module decides the order of the parts and what is left out for lack of space. The words
//! come from the answer and from [`labels`].

use std::io::{self, Write};

use owo_colors::{OwoColorize as _, Style};

use super::labels::{self, LABEL_WIDTH, Labels};
use super::look::Look;
use super::palette::Palette;
use super::safe::one_line;
use super::wrap::{UnicodeWidthStr as _, wrap};
use crate::explain::answer::{DecidedBy, Explanation, MeaningText};
use crate::explain::cause::Cause;
use crate::report::Logged;
use crate::sentences::{colon, comma, semicolon, space};
use crate::table::Retry;
use crate::vocabulary::Lang;

/// The most characters of a message that are shown. JSON has the whole message.
const MAX_MESSAGE_CHARS: usize = 600;

/// With more meanings than this, the descriptions of all would not fit on a screen.
const MAX_DESCRIBED_MEANINGS: usize = 4;

/// With more meanings than this, a line for each would not fit on a screen.
const MAX_LISTED_MEANINGS: usize = 5;

/// Writes `answer` for people, wrapped to the width of `look`.
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
        self.line_with_tag(0, &code, self.palette.code, &failed_call(answer))?;
        if let Some(cause) = &answer.cause {
            self.cause(cause)?;
            self.general_meaning()?;
        } else if let Some(meaning) = self.only_meaning() {
            self.line_with_tag(
                0,
                meaning.label,
                self.palette.title,
                &meaning_tag(meaning, self.answer.lang),
            )?;
            self.paragraph(2, meaning.description)?;
            writeln!(self.out)?;
            self.message()?;
            self.steps(0, &meaning.fix)?;
        } else {
            self.message()?;
            self.meanings()?;
            writeln!(self.out)?;
        }
        self.known_causes()?;
        if let Some(retry) = &answer.retry
            && (answer.cause.is_some() || self.only_meaning().is_some() || !self.verdicts_differ())
        {
            self.retry(0, retry)?;
        }
        if let Some(responsible) = answer.responsible {
            let party = labels::responsible_party(responsible, answer.lang);
            self.labeled(0, self.labels.responsible, party, Style::new())?;
        }
        if !answer.suggestions.is_empty() {
            let codes = answer.suggestions.join(comma(self.answer.lang));
            self.labeled(0, self.labels.suggestions, &codes, self.palette.inline_code)?;
        }
        let docs = match answer.meanings.first() {
            Some(first) if !self.look.all => &first.docs,
            _ => &answer.docs,
        };
        for (index, link) in docs.iter().enumerate() {
            let label = if index == 0 { self.labels.docs } else { "" };
            self.label(0, label)?;
            self.link(link)?;
        }
        if let Some(id) = &answer.request_id {
            self.labeled(0, self.labels.request_id, &one_line(id), self.palette.dim)?;
        }
        let mut notes: Vec<String> = answer.notes.sentences().collect();
        match self.only_meaning() {
            Some(meaning) => notes.extend(meaning.note.map(str::to_owned)),
            None if self.look.all || answer.meanings.is_empty() => {}
            None => {
                // The notes of an undecided answer start with the number of its meanings. The hint
                // belongs after that.
                let index = answer.decided_by.is_none().into();
                notes.insert(index, self.labels.show_all_hint.to_owned());
            }
        }
        if !notes.is_empty() {
            let notes = notes.join(space(self.answer.lang));
            self.labeled(0, self.labels.note, &notes, self.palette.dim)?;
        }
        Ok(())
    }

    /// Writes why this call failed, and what to do about it.
    fn cause(&mut self, cause: &Cause) -> io::Result<()> {
        self.labeled(0, self.labels.why, &one_line(&cause.summary), self.palette.title)?;
        if let Some(message) = self.quoted_message() {
            self.labeled(0, "", &message, self.palette.dim)?;
        }
        let steps: Vec<String> = cause.fix.iter().map(|step| one_line(step)).collect();
        self.steps(0, &steps)?;
        if let Some(policy) = &self.answer.policy {
            // Not wrapped, so that it can be copied.
            self.label(0, self.labels.policy)?;
            writeln!(self.out, "{policy}")?;
        }
        writeln!(self.out)
    }

    /// Writes what the code means in general, after the cause of this failure.
    fn general_meaning(&mut self) -> io::Result<()> {
        let Some(meaning) = self.answer.meanings.first() else { return Ok(()) };
        if self.look.all {
            self.meanings()?;
        } else {
            self.line_with_tag(
                0,
                meaning.label,
                self.palette.title,
                &meaning_tag(meaning, self.answer.lang),
            )?;
            self.paragraph(2, meaning.description)?;
        }
        writeln!(self.out)
    }

    /// Writes all meanings, or the first few and the labels of the others.
    fn meanings(&mut self) -> io::Result<()> {
        let meanings = &self.answer.meanings;
        // One meaning over the limit takes no more room than the line that would replace it.
        let lists_all = self.look.all || meanings.len() <= MAX_LISTED_MEANINGS + 1;
        let listed = if lists_all { usize::MAX } else { MAX_LISTED_MEANINGS };
        for (index, meaning) in meanings.iter().take(listed).enumerate() {
            self.meaning(index, meaning)?;
        }
        self.remaining_meanings(listed)
    }

    /// Writes the possible causes of a failure without a message.
    fn known_causes(&mut self) -> io::Result<()> {
        let causes = match &self.answer.known_causes[..] {
            // A code that always has this cause says so in its description.
            [only] if only.is_certain => &[],
            causes => causes,
        };
        for (index, cause) in causes.iter().enumerate() {
            self.label(0, if index == 0 { self.labels.causes } else { "" })?;
            let line = [cause.summary, colon(self.answer.lang), cause.tell].concat();
            self.hanging(LABEL_WIDTH, &line, Style::new())?;
        }
        Ok(())
    }

    /// The meaning to show alone: the only one, or the one that the called product decides on.
    fn only_meaning(&self) -> Option<&'p MeaningText> {
        let is_decided = self.answer.decided_by == Some(DecidedBy::Product) && !self.look.all;
        match &self.answer.meanings[..] {
            [meaning] => Some(meaning),
            [meaning, ..] if is_decided => Some(meaning),
            _ => None,
        }
    }

    /// Writes one meaning of several. The first has its steps, and with `--all` the others do too.
    /// If there are many, the others have neither description nor verdict.
    fn meaning(&mut self, index: usize, meaning: &MeaningText) -> io::Result<()> {
        let number = format!("{}. ", index + 1);
        let indent = number.len();
        let is_full = index == 0 || self.look.all;
        let is_one_of_many = self.answer.meanings.len() > MAX_DESCRIBED_MEANINGS;
        write!(self.out, "{number}")?;
        if let Some(product) = product_as_label(meaning).filter(|_| !is_full) {
            let line = format!("{product}{}{}", colon(self.answer.lang), meaning.description);
            self.hanging(indent, &line, Style::new())?;
        } else {
            self.line_with_tag(
                indent,
                meaning.label,
                self.palette.title,
                &meaning_tag(meaning, self.answer.lang),
            )?;
            if is_full || !is_one_of_many {
                self.paragraph(indent, meaning.description)?;
            }
        }
        if is_full {
            self.steps(indent, &meaning.fix)?;
        }
        if self.verdicts_differ() {
            if is_full {
                self.retry(indent, &meaning.retry)?;
            } else if !is_one_of_many {
                let verdict = labels::verdict(meaning.retry.verdict, self.answer.lang);
                self.labeled(indent, self.labels.retry, verdict, self.palette.verdict)?;
            }
        }
        if self.look.all
            && let Some(note) = meaning.note
        {
            self.labeled(indent, self.labels.note, note, self.palette.dim)?;
        }
        Ok(())
    }

    /// Writes the labels of the meanings from index `start` on, in one paragraph.
    fn remaining_meanings(&mut self, start: usize) -> io::Result<()> {
        let meanings = &self.answer.meanings;
        let Some(remaining @ [_, ..]) = meanings.get(start..) else { return Ok(()) };
        let numbers = format!("{}-{}. ", start + 1, meanings.len());
        let labels: Vec<&str> = remaining
            .iter()
            .map(|meaning| product_as_label(meaning).unwrap_or(meaning.label))
            .collect();
        write!(self.out, "{numbers}")?;
        self.hanging(numbers.len(), &labels.join(semicolon(self.answer.lang)), self.palette.title)
    }

    fn verdicts_differ(&self) -> bool {
        let meanings = &self.answer.meanings;
        meanings.windows(2).any(|pair| pair[0].retry.verdict != pair[1].retry.verdict)
    }

    /// Writes the service's own message. Without a cause, it is the best answer to "why".
    fn message(&mut self) -> io::Result<()> {
        let Some(message) = self.quoted_message() else { return Ok(()) };
        self.labeled(0, self.labels.why, &message, Style::new())
    }

    fn quoted_message(&self) -> Option<String> {
        let message = one_line(self.answer.message.as_deref()?);
        let [open, close] = self.labels.quotes;
        Some(match message.char_indices().nth(MAX_MESSAGE_CHARS) {
            Some((end, _)) => format!("{open}{}…{close}", &message[..end]),
            None => format!("{open}{message}{close}"),
        })
    }

    fn steps<S: AsRef<str>>(&mut self, indent: usize, steps: &[S]) -> io::Result<()> {
        for (index, step) in steps.iter().enumerate() {
            self.label(indent, if index == 0 { self.labels.fix } else { "" })?;
            let mut column = indent + LABEL_WIDTH;
            if steps.len() > 1 {
                write!(self.out, "{}. ", index + 1)?;
                column += 3;
            }
            self.hanging(column, step.as_ref(), Style::new())?;
        }
        Ok(())
    }

    fn retry(&mut self, indent: usize, retry: &Retry) -> io::Result<()> {
        let verdict = labels::verdict(retry.verdict, self.answer.lang);
        self.label(indent, self.labels.retry)?;
        let line = one_line(&[verdict, colon(self.answer.lang), &retry.reason].concat());
        let column = indent + LABEL_WIDTH;
        for (index, part) in wrap(&line, self.width_from(column)).iter().enumerate() {
            if index > 0 {
                write!(self.out, "{:column$}", "")?;
            }
            // The verdict is short, so it is never wrapped.
            match part.strip_prefix(verdict).filter(|_| index == 0) {
                Some(rest) => {
                    write!(self.out, "{}", verdict.style(self.palette.verdict))?;
                    self.line_with_inline_code(rest)?;
                }
                None => self.line_with_inline_code(part)?,
            }
        }
        Ok(())
    }

    fn label(&mut self, indent: usize, label: &str) -> io::Result<()> {
        let gap = LABEL_WIDTH - label.width();
        write!(self.out, "{:indent$}{}{:gap$}", "", label.style(self.palette.label), "")
    }

    fn labeled(&mut self, indent: usize, label: &str, text: &str, style: Style) -> io::Result<()> {
        self.label(indent, label)?;
        self.hanging(indent + LABEL_WIDTH, text, style)
    }

    fn paragraph(&mut self, indent: usize, text: &str) -> io::Result<()> {
        write!(self.out, "{:indent$}", "")?;
        self.hanging(indent, text, Style::new())
    }

    /// Writes `text` with a hanging indent. The cursor is at `column`, where the further lines
    /// start too.
    fn hanging(&mut self, column: usize, text: &str, style: Style) -> io::Result<()> {
        let mut in_code = false;
        for (index, line) in wrap(text, self.width_from(column)).iter().enumerate() {
            if index > 0 {
                write!(self.out, "{:column$}", "")?;
            }
            in_code = self.inline_code(line, style, in_code)?;
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn line_with_inline_code(&mut self, line: &str) -> io::Result<()> {
        self.inline_code(line, Style::new(), false)?;
        writeln!(self.out)
    }

    /// Writes a line in `style`, and the text between backticks in a style of its own. `in_code`
    /// says whether the line starts between two backticks; returns whether it ends between two.
    fn inline_code(&mut self, line: &str, style: Style, mut in_code: bool) -> io::Result<bool> {
        if !self.look.color {
            write!(self.out, "{line}")?;
            return Ok(false);
        }
        for (index, part) in line.split('`').enumerate() {
            if index > 0 {
                in_code = !in_code;
                write!(self.out, "{}", "`".style(self.palette.inline_code))?;
            }
            if !part.is_empty() {
                let style = if in_code { self.palette.inline_code } else { style };
                write!(self.out, "{}", part.style(style))?;
            }
        }
        Ok(in_code)
    }

    /// Writes a line from column `indent` on, with a dim tag at the right edge, or below if both
    /// do not fit on one line.
    fn line_with_tag(
        &mut self,
        indent: usize,
        text: &str,
        style: Style,
        tag: &str,
    ) -> io::Result<()> {
        let lines = wrap(text, self.width_from(indent));
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                write!(self.out, "\n{:indent$}", "")?;
            }
            write!(self.out, "{}", line.style(style))?;
        }
        if !tag.is_empty() {
            let used = indent + lines.last().map_or(0, |line| line.width());
            match self.look.width.checked_sub(used + tag.width()).filter(|&gap| gap >= 2) {
                // `{:gap$}` would write space by space, which takes a tenth of the time of an
                // answer.
                Some(gap) => {
                    write!(self.out, "{}{}", " ".repeat(gap), tag.style(self.palette.dim))?;
                }
                None => {
                    for line in wrap(tag, self.width_from(indent)) {
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

    /// The columns from `column` to the right edge, at least one.
    fn width_from(&self, column: usize) -> usize {
        self.look.width.saturating_sub(column).max(1)
    }
}

/// The call that failed: those of product, action and region that the input names. If it names
/// none, the only product, and the only action, that can return the code.
fn failed_call(answer: &Explanation) -> String {
    let parts = [&answer.product, &answer.api_action, &answer.region];
    let named: Vec<String> = parts.into_iter().flatten().map(|part| one_line(part)).collect();
    if !named.is_empty() {
        return named.join(" · ");
    }
    // A common code may come from any product, even if only one publishes it.
    let specific = answer.meanings.first().filter(|meaning| meaning.api.is_none());
    let Some(meaning) = specific.filter(|meaning| meaning.products.len() == 1) else {
        return String::new();
    };
    let product = meaning.products.names().collect::<String>();
    let mut actions = answer.actions.iter();
    match (actions.next(), actions.next()) {
        (Some((_, action)), None) => format!("{product} · {action}"),
        _ => product,
    }
}

/// The product's name, if it has to replace the label of `meaning`: a label taken from the family
/// is the same for every product.
fn product_as_label(meaning: &MeaningText) -> Option<&'static str> {
    meaning.product.filter(|_| !meaning.has_own_label)
}

fn meaning_tag(meaning: &MeaningText, lang: Lang) -> String {
    labels::meaning_context(meaning, lang).join(" · ")
}
