//! What can be wrong with a document, as stable codes.
//!
//! An error carries a [`Code`] and the [`Field`] it concerns, never a value from the document: errors travel
//! into logs, traces and replies, invoices must not.

use core::fmt;

/// Declares a field-less enum whose variants each have a stable code and a sentence.
macro_rules! faults {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal, $text:literal;)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("`", $code, "`: ", $text, ".")] $(#[$vmeta])* $variant,)*
        }

        impl $name {
            /// Every fault of this group, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable code, as scripts see it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// One clause of plain English, without any value.
            pub const fn describe(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

pub(crate) use faults;

faults! {
    /// What is wrong with the bytes of an XML document.
    XmlFault {
        TooLarge = "xml/too-large", "the document has more bytes than are read";
        Encoding = "xml/encoding", "the document is not UTF-8";
        Malformed = "xml/malformed", "the document is not well-formed XML 1.0";
        Doctype = "xml/doctype", "a document type declaration is not accepted";
        Entity = "xml/entity", "only the predefined entities and character references are accepted";
        Namespace = "xml/namespace", "a namespace is not declared, or declared or used wrongly";
        TooDeep = "xml/too-deep", "elements are nested deeper than is read";
        TooManyAttributes = "xml/too-many-attributes", "an element has more attributes, or more namespaces in scope, than are read";
        TextTooLong = "xml/text-too-long", "the text of a field is longer than is read";
        TooManyItems = "xml/too-many-items", "the document has more lines, allowances or parts than are read";
        Truncated = "xml/truncated", "the document ends before its root element does";
        Trailing = "xml/trailing", "something follows the root element";
        NotUbl = "xml/not-ubl", "the root element is no UBL 2.1 Invoice or CreditNote, and no Cross Industry Invoice";
        Duplicate = "xml/duplicate", "an element that may occur once occurs twice";
        Structure = "xml/structure", "an element has content of a kind that it cannot have";
    }
}

faults! {
    /// What is wrong with the bytes of a JSON document.
    JsonFault {
        TooLarge = "json/too-large", "the document has more bytes than are read";
        Malformed = "json/malformed", "the document is not JSON, or ends too early";
        TooDeep = "json/too-deep", "values are nested deeper than is read";
        TooManyItems = "json/too-many-items", "an object or a list has more entries than are read";
        TextTooLong = "json/text-too-long", "a text is longer than is read";
        DuplicateKey = "json/duplicate-key", "the same key occurs twice in one object";
        UnknownKey = "json/unknown-key", "an object has a key that the format does not know";
        Missing = "json/missing", "a field that the format asks for is missing";
        Type = "json/type", "a field has a value of another type";
        Version = "json/version", "the document does not say that it is a loan agreement of a known version";
    }
}

faults! {
    /// What is wrong with a PDF that should hold an invoice.
    PdfFault {
        TooLarge = "pdf/too-large", "the file, or what it holds compressed, has more bytes than are read";
        Malformed = "pdf/malformed", "the file is no PDF, or one that would have to be repaired";
        Encrypted = "pdf/encrypted", "the file is encrypted";
        NoInvoice = "pdf/no-invoice", "no attachment has the name of a Factur-X or ZUGFeRD invoice";
        Ambiguous = "pdf/ambiguous", "the attachment that has the name of an invoice has another name too, or is something else to the document";
        TwoInvoices = "pdf/two-invoices", "more than one attachment has the name of a Factur-X or ZUGFeRD invoice";
    }
}

faults! {
    /// What is wrong with one value.
    ValueFault {
        Unrecognised = "document/unrecognised", "the document is neither XML nor a JSON object, nor a PDF";
        PdfNotBuilt = "document/pdf-not-built", "the document is a PDF, and this program was built without the feature that reads them: attach the XML itself, or build with --features pdf";
        Test = "document/test", "the document says of itself that it is a test";
        Copy = "document/copy", "the document says of itself that it is a copy";
        AmountFormat = "amount/format", "the text is no plain decimal number, or an amount of more than 28 digits";
        AmountPrecision = "amount/precision", "the amount has more fraction digits than its currency";
        AmountNegative = "amount/negative", "the amount is negative";
        AmountTooLarge = "amount/too-large", "the amount, or a sum of amounts, is too large";
        AmountCurrency = "amount/currency", "the amount has no currency, or another one than the document";
        DateFormat = "date/format", "the text is no calendar date from 1970 on in the form of its syntax: YYYY-MM-DD, in CII YYYYMMDD with format 102";
        FlagFormat = "flag/format", "the text is neither true nor false";
        NumberFormat = "number/format", "the document number is not 1 to 64 printable ASCII characters";
        RateFormat = "rate/format", "the rate is no whole number of basis points below 2^32";
        TextEmpty = "text/empty", "the text is empty";
        Identifier = "identifier/format", "the identifier is not of the form SCHEME:VALUE";
    }
}

/// The stable code of an [`IngestError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// The XML itself.
    Xml(XmlFault),
    /// The JSON itself.
    Json(JsonFault),
    /// The PDF around the XML.
    Pdf(PdfFault),
    /// One value.
    Value(ValueFault),
    /// A rule of EN 16931.
    Rule(crate::rules::Rule),
    /// A table, or one of its cells.
    Table(crate::tables::TableFault),
}

impl Code {
    /// The code as scripts see it, such as `xml/doctype` or `BR-CO-15`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Xml(fault) => fault.as_str(),
            Self::Json(fault) => fault.as_str(),
            Self::Pdf(fault) => fault.as_str(),
            Self::Value(fault) => fault.as_str(),
            Self::Rule(rule) => rule.as_str(),
            Self::Table(fault) => fault.as_str(),
        }
    }

    /// One clause of plain English, without any value.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Xml(fault) => fault.describe(),
            Self::Json(fault) => fault.describe(),
            Self::Pdf(fault) => fault.describe(),
            Self::Value(fault) => fault.describe(),
            Self::Rule(rule) => rule.describe(),
            Self::Table(fault) => fault.describe(),
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<XmlFault> for Code {
    fn from(fault: XmlFault) -> Self {
        Self::Xml(fault)
    }
}

impl From<JsonFault> for Code {
    fn from(fault: JsonFault) -> Self {
        Self::Json(fault)
    }
}

impl From<PdfFault> for Code {
    fn from(fault: PdfFault) -> Self {
        Self::Pdf(fault)
    }
}

impl From<ValueFault> for Code {
    fn from(fault: ValueFault) -> Self {
        Self::Value(fault)
    }
}

impl From<crate::rules::Rule> for Code {
    fn from(rule: crate::rules::Rule) -> Self {
        Self::Rule(rule)
    }
}

impl From<crate::tables::TableFault> for Code {
    fn from(fault: crate::tables::TableFault) -> Self {
        Self::Table(fault)
    }
}

/// Where in a document an error lies.
///
/// Both parts are made of our own names and of positions: an element that we do not know never shows up here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Field {
    /// The business term of EN 16931, such as `BT-112`, or empty.
    pub term: &'static str,
    /// The place in the syntax, such as `Invoice/cac:InvoiceLine[3]/cbc:LineExtensionAmount` or
    /// `creditor.name`; empty for the document as a whole. Positions count from 1.
    pub path: String,
}

impl Field {
    /// A field without a business term.
    pub fn at(path: impl Into<String>) -> Self {
        Self { term: "", path: path.into() }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.term, self.path.as_str()) {
            ("", "") => f.write_str("document"),
            (term, "") => f.write_str(term),
            ("", path) => f.write_str(path),
            (term, path) => write!(f, "{term} {path}"),
        }
    }
}

/// A document that was refused: which rule, on which field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code} at {field}: {}", code.describe())]
pub struct IngestError {
    /// Which rule.
    pub code: Code,
    /// On which field.
    pub field: Field,
}

impl IngestError {
    /// An error at a field.
    pub fn new(code: impl Into<Code>, field: Field) -> Self {
        Self { code: code.into(), field }
    }

    /// An error of the document as a whole.
    pub fn document(code: impl Into<Code>) -> Self {
        Self::new(code, Field::default())
    }
}
