//! Products of Tencent Cloud, their actions, and the codes that they publish.
//!
//! A [`Publication`] joins a product and a code. Meanings of codes are in `meaning`.

use super::blob::{Blob, List, Record};
use super::layout::{Section, action, product};
use crate::vocabulary::Lang;

/// A product of Tencent Cloud that has an API.
#[derive(Clone, Copy, Debug)]
pub struct Product {
    pub(super) record: Record,
}

/// A product that publishes a code, with the actions that return the code.
#[derive(Clone, Copy, Debug)]
pub struct Publication {
    product: Product,
    /// Indexes of the actions.
    actions: List,
}

impl Product {
    pub(super) fn at(blob: Blob, index: u32) -> Self {
        Self { record: blob.record(Section::Products, product::WORDS, index) }
    }

    /// The short name used in host names, such as `cvm`.
    pub fn name(self) -> &'static str {
        self.record.text(product::NAME)
    }

    /// The full name, such as "Cloud Virtual Machine".
    pub fn title(self, lang: Lang) -> &'static str {
        self.record.text_in(product::TITLE, lang)
    }

    /// The link to its documentation, or `None` if it has none.
    pub fn docs(self) -> Option<&'static str> {
        Some(self.record.text(product::DOCS)).filter(|link| !link.is_empty())
    }

    /// Its actions, sorted, ignoring letter case.
    pub fn actions(self) -> impl ExactSizeIterator<Item = &'static str> {
        let first = self.record.word(product::FIRST_ACTION);
        let count = self.record.word(product::ACTION_COUNT);
        let blob = self.record.blob();
        (first..first + count).map(move |index| action_name(blob, index))
    }

    /// Its API versions, such as `2017-03-12`.
    pub fn versions(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.record.list(product::VERSIONS).strings()
    }

    /// How many codes it publishes.
    pub fn codes(self) -> usize {
        self.record.word(product::CODE_COUNT) as usize
    }

    /// The release of the Go SDK since which no SDK has this product, or `None` if one still does.
    pub fn dropped(self) -> Option<&'static str> {
        Some(self.record.text(product::DROPPED)).filter(|release| !release.is_empty())
    }
}

impl Publication {
    pub(super) fn new(product: Product, actions: List) -> Self {
        Self { product, actions }
    }

    /// The product.
    pub fn product(self) -> Product {
        self.product
    }

    /// The actions of the product that are documented to return the code; may be empty.
    pub fn actions(self) -> impl ExactSizeIterator<Item = &'static str> {
        let blob = self.product.record.blob();
        self.actions.words().map(move |index| action_name(blob, index))
    }
}

fn action_name(blob: Blob, index: u32) -> &'static str {
    blob.record(Section::Actions, action::WORDS, index).text(action::NAME)
}

impl PartialEq for Product {
    fn eq(&self, other: &Self) -> bool {
        self.record == other.record
    }
}

impl Eq for Product {}
