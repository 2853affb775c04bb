//! A file's objects under bounds.

use super::fault_of;
use crate::error::PdfFault;
use core::cell::Cell;
use lopdf::{Document, LoadOptions, Object, ObjectId};
use std::panic::{self, AssertUnwindSafe};

/// Bytes of a file.
pub const MAX_BYTES: usize = 8 << 20;
/// Bytes that a compressed part of the file's own structure may become: a table of objects, or a stream of them.
pub const MAX_INNER_BYTES: usize = 1 << 20;
/// Bytes that all objects together may take in memory, each as often as the file's table names it.
pub const MAX_HELD_BYTES: usize = 96 << 20;

/// Arrays and dictionaries that a file may begin, be it in the middle of a picture: each costs the parser hundreds of bytes.
/// A compressed file of the largest size has some 30,000 such bytes by chance.
pub const MAX_GROUPS: usize = 300_000;

thread_local! {
    /// What the objects of the file that this thread is reading take. The parser asks a plain function about each object.
    static HELD: Cell<usize> = const { Cell::new(0) };
}

/// Ends the parser in the middle of a file.
struct Stop;

/// Reads a file's objects.
pub(super) fn load(bytes: &[u8]) -> Result<Document, PdfFault> {
    if bytes.len() > MAX_BYTES || groups(bytes) > MAX_GROUPS {
        return Err(PdfFault::TooLarge);
    }
    HELD.set(0);
    let options = LoadOptions {
        filter: Some(hold),
        max_decompressed_size: Some(MAX_INNER_BYTES),
        ..LoadOptions::default()
    };
    // The parser has no other way to be stopped; and a fault of its own is one of the file here.
    let read = panic::catch_unwind(AssertUnwindSafe(|| Document::load_mem_with_options(bytes, options)));
    let document = match read {
        Ok(document) => document.map_err(|error| fault_of(&error))?,
        Err(stopped) if stopped.is::<Stop>() => return Err(PdfFault::TooLarge),
        Err(_) => return Err(PdfFault::Malformed),
    };
    if document.is_encrypted() || document.was_encrypted() || document.trailer.has(b"Encrypt") {
        return Err(PdfFault::Encrypted);
    }
    if document.xref_recovery.is_some() {
        return Err(PdfFault::Malformed);
    }
    Ok(document)
}

/// Keeps an object, unless all of them are too much: a table may name one large object a million times.
fn hold(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let held = HELD.get().saturating_add(weight(object));
    HELD.set(held);
    if held > MAX_HELD_BYTES {
        // Not a panic: nothing is reported, and `load` is right above.
        panic::resume_unwind(Box::new(Stop));
    }
    // The parser keeps what it gets back only where the object comes out of another, where no stream can be.
    let kept = if object.as_stream().is_ok() { Object::Null } else { object.clone() };
    Some((id, kept))
}

/// How many arrays and dictionaries begin somewhere.
fn groups(bytes: &[u8]) -> usize {
    let arrays = bytes.iter().filter(|byte| **byte == b'[').count();
    arrays + bytes.windows(2).filter(|pair| *pair == b"<<").count()
}

/// About what an object takes.
fn weight(object: &Object) -> usize {
    size_of::<Object>() + heap(object)
}

/// What an object takes besides itself. Depth is bounded by the parser.
fn heap(object: &Object) -> usize {
    match object {
        Object::Name(bytes) | Object::String(bytes, _) => bytes.capacity(),
        Object::Array(objects) => {
            objects.capacity() * size_of::<Object>() + objects.iter().map(heap).sum::<usize>()
        }
        Object::Dictionary(dictionary) => entries(dictionary),
        Object::Stream(stream) => entries(&stream.dict) + stream.content.capacity(),
        _ => 0,
    }
}

fn entries(dictionary: &lopdf::Dictionary) -> usize {
    let map = dictionary.as_hashmap();
    // A key, a value, a hash and a place in the table of indices.
    let each = size_of::<Vec<u8>>() + size_of::<Object>() + 3 * size_of::<usize>();
    map.capacity() * each + map.iter().map(|(key, value)| key.capacity() + heap(value)).sum::<usize>()
}
