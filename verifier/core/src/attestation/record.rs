//! The procedures of one verification, written down as they happen.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::error::VerifyError;
use super::report::Procedure;
use crate::wire::Sha256;

/// What a procedure yields: a value for the next one, and its finding.
pub type Found<T> = Result<(T, String), VerifyError>;

/// The procedures so far.
#[derive(Debug, Default)]
pub struct Record {
    procedures: Vec<Procedure>,
}

impl Record {
    /// Runs one procedure on `evidence` and writes down what it found, or why it refused.
    ///
    /// # Errors
    /// What `run` refuses with.
    pub fn procedure<T>(
        &mut self,
        checked: &'static str,
        evidence: &[u8],
        run: impl FnOnce() -> Found<T>,
    ) -> Result<T, VerifyError> {
        match run() {
            Ok((value, finding)) => {
                self.push(checked, evidence, finding, None);
                Ok(value)
            }
            Err(error) => Err(self.refuse(checked, evidence, error)),
        }
    }

    /// Writes down a refusal, and gives it back.
    pub(super) fn refuse(
        &mut self,
        checked: &'static str,
        evidence: &[u8],
        error: VerifyError,
    ) -> VerifyError {
        self.push(checked, evidence, format!("refused: {error}"), Some(error.code()));
        error
    }

    /// Writes down a reservation: something that was accepted, or not done, and that the reader must know.
    pub fn reserve(
        &mut self,
        checked: &'static str,
        evidence: &[u8],
        finding: &str,
        exception: &'static str,
    ) {
        self.push(checked, evidence, String::from(finding), Some(exception));
    }

    /// All procedures, in order.
    pub(super) fn into_procedures(self) -> Vec<Procedure> {
        self.procedures
    }

    fn push(
        &mut self,
        checked: &'static str,
        evidence: &[u8],
        finding: String,
        exception: Option<&'static str>,
    ) {
        let number = u32::try_from(self.procedures.len()).map_or(u32::MAX, |done| done + 1);
        self.procedures.push(Procedure {
            number,
            checked,
            evidence_sha256: Sha256::of(evidence),
            finding,
            exception,
        });
    }
}
