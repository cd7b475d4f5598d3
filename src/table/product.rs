//! Products, their actions, and the codes that they publish.

use super::blob::{Blob, List, Record};
use super::layout::{Section, action, product};
use crate::vocabulary::Lang;

/// A product of Tencent Cloud that has an API.
#[derive(Clone, Copy, Debug)]
pub struct Product {
    pub(super) record: Record,
}

/// That a product publishes a code, and which of its actions return it.
#[derive(Clone, Copy, Debug)]
pub struct Publication {
    product: Product,
    /// The list of actions.
    actions: List,
}

impl Product {
    pub(super) fn at(blob: Blob, place: u32) -> Self {
        Self { record: blob.record(Section::Products, product::WORDS, place) }
    }

    /// The short name that stands in host names, such as `cvm`.
    pub fn name(self) -> &'static str {
        self.record.text(product::NAME)
    }

    /// The name that people know it by.
    pub fn title(self, lang: Lang) -> &'static str {
        self.record.text_in(product::TITLE, lang)
    }

    /// The link to its documentation, where it has one.
    pub fn docs(self) -> Option<&'static str> {
        Some(self.record.text(product::DOCS)).filter(|link| !link.is_empty())
    }

    /// Its actions, sorted without regard to letter case.
    pub fn actions(self) -> impl ExactSizeIterator<Item = &'static str> {
        let first = self.record.word(product::ACTION);
        let count = self.record.word(product::ACTIONS);
        let blob = self.record.blob();
        (first..first + count).map(move |place| action_name(blob, place))
    }

    /// Its API versions, such as `2017-03-12`.
    pub fn versions(self) -> impl ExactSizeIterator<Item = &'static str> {
        self.record.list(product::VERSIONS).strings()
    }

    /// How many codes it publishes.
    pub fn codes(self) -> usize {
        self.record.word(product::CODES) as usize
    }

    /// The SDK release since which no SDK has the product any more.
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

    /// Its actions that are documented to return the code; empty where none is.
    pub fn actions(self) -> impl ExactSizeIterator<Item = &'static str> {
        let blob = self.product.record.blob();
        self.actions.words().map(move |place| action_name(blob, place))
    }
}

fn action_name(blob: Blob, place: u32) -> &'static str {
    blob.record(Section::Actions, action::WORDS, place).text(action::NAME)
}

impl PartialEq for Product {
    fn eq(&self, other: &Self) -> bool {
        self.record == other.record
    }
}

impl Eq for Product {}
